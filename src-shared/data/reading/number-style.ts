/**
 * @file Reads numbers that are not written as programming languages write them: “1.234,50 €”, “12.38%”, “(1,200)”, “−4”.
 * Reads: trimmed cells and the style of their column.
 */
import type { ImportOptions, NumberStyle } from "../dataset.ts";
import { ownValue } from "../../schema/own-value.ts";
import { numberIn } from "./number-forms.ts";
import { plainCharacters } from "./plain-characters.ts";
import { numberOf } from "./plain-number.ts";

/** @returns the style of a column's numbers; undefined: the plain way. */
export function styleOf({ numbers }: Pick<ImportOptions, "numbers">, column: string): NumberStyle | undefined {
  return ownValue(numbers, column);
}

/** One unit in both numbers: “1 month”, “36 months”. Not for a single letter, where “m” and “ms” are two. */
export function pluralOf(unit: string): string {
  return unit.length > 1 ? `${unit}s` : unit;
}

/**
 * @param style absent: the plain way.
 * @returns a reader: the number of a cell, or NaN where the cell is not of the style. A unit is taken off, not converted; a nought needs none.
 *   Parentheses around a number mean below zero, as accountants write it; so does a minus behind it.
 */
export function numberReader(style: NumberStyle | undefined): (cell: string) => number {
  if (!style) return numberOf;
  const prefix = plainCharacters(style.prefix ?? "").trim();
  const suffix = plainCharacters(style.suffix ?? "").trim();
  const singular = suffix.endsWith("s") && pluralOf(suffix.slice(0, -1)) === suffix ? [suffix.slice(0, -1)] : [];
  const endings = suffix === "" ? [] : [pluralOf(suffix), suffix, ...singular];
  return (cell) => {
    let text = plainCharacters(cell);
    let negative = false;
    let signed = false;
    const takeSign = (): void => {
      const first = text[0];
      if (signed || (first !== "-" && first !== "+")) return;
      signed = true;
      negative = first === "-";
      text = text.slice(1).trimStart();
    };
    if (text.startsWith("(") && text.endsWith(")")) {
      signed = true;
      negative = true;
      text = text.slice(1, -1).trim();
    }
    takeSign();
    const hasPrefix = prefix !== "" && text.startsWith(prefix);
    if (hasPrefix) text = text.slice(prefix.length).trimStart();
    takeSign();
    if (!signed && text.endsWith("-")) {
      negative = true;
      text = text.slice(0, -1).trimEnd();
    }
    const ending = endings.find((unit) => text.endsWith(unit)) ?? "";
    if (ending !== "") text = text.slice(0, -ending.length).trimEnd();
    const value = numberIn(text, style);
    if (value !== 0 && ((prefix !== "" && !hasPrefix) || (suffix !== "" && ending === ""))) return NaN;
    return negative ? -value : value;
  };
}
