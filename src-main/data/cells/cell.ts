/**
 * @file What one cell of a table says: nothing, a number, or a text.
 * Reads: trimmed cell texts. Writes: nothing.
 */

const MISSING = new Set(["", "?", "na", "n/a", "nan", "null", "none"]);
/** Decimal only: Number() alone would also take "0x1f", "0b1", "Infinity" and the empty text. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** A double has at most 309 digits before the point: a longer text is no number that could be used, and need not be looked at. */
export const LONGEST_NUMBER = 400;

/** The category of a missing value, unless a column has it as a text. */
export const MISSING_CATEGORY = "?";

/** @param texts of the column. @returns a name that none of them has. */
export function missingCategory(texts: readonly string[]): string {
  let name = MISSING_CATEGORY;
  while (texts.includes(name)) name = name === MISSING_CATEGORY ? "(missing)" : `(${name})`;
  return name;
}

/** Before rules 2: true for an empty cell and for ?, NA, N/A, NaN, null, None in any case. @param cell trimmed. */
export function isMissing(cell: string): boolean {
  return cell.length <= 4 && MISSING.has(cell.toLowerCase());
}

/** @param cell trimmed. @returns the finite number it spells (sign, leading dot and exponent allowed, no hex), else NaN. */
export function numberOf(cell: string): number {
  if (cell.length > LONGEST_NUMBER || !NUMBER.test(cell)) return NaN;
  const value = Number(cell);
  return Number.isFinite(value) ? value : NaN;
}

/** Order by UTF-16 code unit: the same on every machine, unlike a locale's. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
