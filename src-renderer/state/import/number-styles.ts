/**
 * @file A number as written in a style, to show beside the column what it would become. The import itself reads in src-main/data/cells.
 * Reads: nothing. Writes: nothing.
 */
import type { NumberStyle } from "#shared/dataset.ts";

/** @returns null where the text is no number of the style. */
export function readStyled(text: string, { decimal, thousands, prefix = "", suffix = "" }: NumberStyle): number | null {
  let digits = text.trim().replace("\u2212", "-");
  const sign = /^[+-]/.exec(digits)?.[0] ?? "";
  digits = digits.slice(sign.length);
  if (digits.startsWith(prefix)) digits = digits.slice(prefix.length).trim();
  if (digits.endsWith(suffix)) digits = digits.slice(0, digits.length - suffix.length).trim();
  if (thousands === " ") digits = digits.replaceAll(/[\s\u00a0\u2009\u202f]/g, "");
  else if (thousands !== undefined) digits = digits.replaceAll(thousands, "");
  if (decimal === ",") digits = digits.replace(",", ".");
  const value = digits === "" ? Number.NaN : Number(sign + digits);
  return Number.isFinite(value) ? value : null;
}

export const sameStyle = (a: NumberStyle | null, b: NumberStyle | null): boolean =>
  a === b || (a !== null && b !== null && a.decimal === b.decimal && a.thousands === b.thousands && a.prefix === b.prefix && a.suffix === b.suffix);
