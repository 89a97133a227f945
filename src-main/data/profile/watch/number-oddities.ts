/**
 * @file Follows how the numbers of a column are written: leading zeros, more digits than a number keeps, nines that may mean “missing”.
 * Reads: cells of one column.
 */
import { numberOf } from "#shared/data/reading/plain-number.ts";

/** “-999”, “9999”, “-1”, “99.9”, “-999.00”: numbers that programs write for a missing value. */
const STOPGAP = /^(?:-1|-?9{2,15}|-?9{1,14}\.9{1,4})(?:[.,]0+)?$/;
const CODE = /^0+[1-9]\d*$/;
const INTEGER = /^[+-]?\d{16,}$/;
const [MINUS, ZERO, NINE] = ["-", "0", "9"].map((sign) => sign.charCodeAt(0));
const SURELY_KEPT = 15;

export class NumberOddities {
  /** The first value with zeros in front. */
  code: string | null = null;
  /** The first integer that a number changes. */
  rounded: string | null = null;
  /** Rows by the text of a stopgap. */
  readonly stopgaps = new Map<string, number>();

  see(cell: string): void {
    const first = cell.charCodeAt(0);
    if (first === ZERO && this.code === null && CODE.test(cell)) this.code = cell;
    if ((first === NINE || first === MINUS) && STOPGAP.test(cell)) this.stopgaps.set(cell, (this.stopgaps.get(cell) ?? 0) + 1);
    if (cell.length > SURELY_KEPT && this.rounded === null && INTEGER.test(cell) && BigInt(cell.replace("+", "")) !== BigInt(numberOf(cell)))
      this.rounded = cell;
  }
}
