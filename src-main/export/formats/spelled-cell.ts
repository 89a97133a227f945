/** @file Cells as formats of plain fields spell them. Numbers keep every digit (shortest form that reads back the same). */
import type { Cell } from "../cell.ts";
import type { ResultTable } from "../result-table.ts";

export const BOM = "\uFEFF";

export const plain = (cell: Cell): string => (cell === null ? "" : String(cell));

/**
 * A name that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets hide. Source: OWASP, CSV injection.
 * Classes are often called +1 and -1: what reads as a number stays.
 */
export function plainText(cell: Cell): string {
  return typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : plain(cell);
}

/** The head, then the rows. */
export function* linesOf({ columns, rows }: ResultTable): Generator<readonly Cell[]> {
  yield columns;
  yield* rows;
}
