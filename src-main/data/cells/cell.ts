/**
 * @file Texts of a column: the name of the missing one, and their order.
 * Reads: trimmed cell texts.
 */

/** The category of a missing value, unless a column has it as a text. */
const MISSING_CATEGORY = "?";

/** @param texts of the column. @returns a name that none of them has. */
export function missingCategory(texts: readonly string[]): string {
  let name = MISSING_CATEGORY;
  while (texts.includes(name)) name = name === MISSING_CATEGORY ? "(missing)" : `(${name})`;
  return name;
}

/** Order by UTF-16 code unit: the same on every machine, unlike a locale's. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
