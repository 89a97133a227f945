/**
 * @file A whole table in memory, for small files and previews; large ones go through `scanTable`.
 * Reads: the file. Writes: nothing.
 */
import type { ReadOptions } from "#shared/dataset.ts";
import { scanTable } from "./scan-table.ts";
import type { TableLimits } from "./scan-table.ts";

export interface Table {
  readonly columns: readonly string[];
  /** Trimmed texts, as many per row as there are columns. `line` is the 1-based file line on which the row starts. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** @throws AppError as `scanTable`. */
export async function readTable(path: string, fileName: string, options: ReadOptions, limits?: TableLimits): Promise<Table> {
  let columns: string[] = [];
  const rows: { line: number; cells: string[] }[] = [];
  await scanTable(path, fileName, options, { columns: (names) => (columns = names), row: (cells, line) => rows.push({ line, cells }) }, limits);
  return { columns, rows };
}
