/**
 * @file Numbers as programming languages write them.
 * Reads: trimmed cells.
 */

/** Decimal only: Number() alone would also take "0x1f", "0b1", "Infinity" and the empty text. */
export const PLAIN_NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** A double has at most 309 digits before the point: a longer text is no number that could be used, and need not be looked at. */
export const LONGEST_NUMBER = 400;

/** @param cell trimmed. @returns the finite number it spells (sign, leading dot and exponent allowed, no hex), else NaN. */
export function numberOf(cell: string): number {
  if (cell.length > LONGEST_NUMBER || !PLAIN_NUMBER.test(cell)) return NaN;
  const value = Number(cell);
  return Number.isFinite(value) ? value : NaN;
}
