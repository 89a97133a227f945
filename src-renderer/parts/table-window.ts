/** @file Which rows of a long table are in the page, and ranges and texts of rows. */
import type { TableColumn } from "./table-column.ts";

/**
 * Rows shown by the places in the page. A row that leaves at one end gives its place to the row that comes at the other:
 * new text in old cells, nothing made or moved. The order in the page is therefore not that of the rows; aria-rowindex says it.
 * @param first index of the first row wanted. @param places how many rows the page holds at most.
 * @returns for each place the index of its row; consecutive rows in all, none twice.
 */
export function windowSlots(first: number, places: number, total: number): number[] {
  const pool = Math.min(total, places);
  const start = Math.max(0, Math.min(first, total - pool));
  return Array.from({ length: pool }, (_, slot) => start + ((((slot - start) % pool) + pool) % pool));
}

/** Keys from one to the other in the order of the table, both included; only the second when the first is gone. */
export function keysBetween<Key>(keys: readonly Key[], from: Key, to: Key): Key[] {
  const [a, b] = [keys.indexOf(from), keys.indexOf(to)];
  return a < 0 ? [to] : keys.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/** Rows as they are shown, tab-separated with a header line: what a spreadsheet takes from the clipboard. */
export function rowsAsText<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): string {
  const header = columns.map((c) => (c.under ? `${c.label} (${c.under})` : c.label));
  return [header, ...rows.map((row) => columns.map((c) => c.text(row)))].map((line) => line.join("\t")).join("\n");
}
