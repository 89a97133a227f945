/**
 * @file The ways in which digits are grouped and decimals are marked, and what a text of digits is in each.
 * Reads: texts of digits and separators.
 */
import type { NumberStyle } from "../dataset.ts";

export type NumberForm = Pick<NumberStyle, "decimal" | "thousands">;

/** In order of preference among forms that give the same numbers. */
export const FORMS: readonly NumberForm[] = [
  { decimal: "." },
  { decimal: "," },
  { decimal: ".", thousands: "," },
  { decimal: ",", thousands: "." },
  { decimal: ".", thousands: " " },
  { decimal: ",", thousands: " " },
  { decimal: ".", thousands: "'" },
  { decimal: ",", thousands: "'" },
];

/** Groups of three, or the Indian ones of two before the last three; the first begins with no 0, as in “0,385”. */
function patternOf({ decimal, thousands }: NumberForm): RegExp {
  const mark = `\\${decimal}`;
  const plain = `(?:\\d+(?:${mark}\\d*)?|${mark}\\d+)(?:[eE][+-]?\\d+)?`;
  if (thousands === undefined) return new RegExp(`^${plain}$`);
  const group = thousands === "." ? "\\." : thousands;
  return new RegExp(`^(?:${plain}|[1-9]\\d{0,2}(?:${group}\\d{3})+(?:${mark}\\d*)?|[1-9]\\d?(?:${group}\\d{2})+${group}\\d{3}(?:${mark}\\d*)?)$`);
}

const PATTERNS = new Map<string, RegExp>();

/** @param digits without sign and unit, characters plain. @returns the number, or NaN where it is not of this form. */
export function numberIn(digits: string, form: NumberForm): number {
  const key = form.decimal + (form.thousands ?? "");
  let pattern = PATTERNS.get(key);
  if (!pattern) PATTERNS.set(key, (pattern = patternOf(form)));
  if (!pattern.test(digits)) return NaN;
  const ungrouped = form.thousands === undefined ? digits : digits.replaceAll(form.thousands, "");
  const value = Number(form.decimal === "," ? ungrouped.replace(",", ".") : ungrouped);
  return Number.isFinite(value) ? value : NaN;
}
