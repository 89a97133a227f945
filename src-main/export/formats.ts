/** @file Spells a result table as CSV, TSV, JSON or Markdown. Reads: a table. Writes: text. Numbers keep every digit (shortest form that reads back the same). */
import type { ExportFormat } from "#shared/contract.ts";
import { assertNever } from "#shared/errors.ts";
import type { Cell, ResultTable } from "./result-table.ts";

export const MIME: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  json: "application/json",
  markdown: "text/markdown",
};
export const ENDING: Readonly<Record<ExportFormat, string>> = { csv: "csv", tsv: "tsv", json: "json", markdown: "md" };

export function formatTable(table: ResultTable, format: ExportFormat): string {
  switch (format) {
    case "csv":
      return [table.columns, ...table.rows].map((row) => row.map(csvField).join(",")).join("\r\n") + "\r\n";
    case "tsv":
      return [table.columns, ...table.rows].map((row) => row.map(tsvField).join("\t")).join("\n") + "\n";
    case "json":
      return `${JSON.stringify(jsonOf(table), null, 2)}\n`;
    case "markdown":
      return markdown(table);
    default:
      return assertNever(format);
  }
}

/** The rows as objects, and beside them why values are missing and the tests in full: row i has reasons[i]. */
function jsonOf({ title, columns, rows, reasons, statistics }: ResultTable): object {
  return {
    formatVersion: 1,
    title,
    rowCount: rows.length,
    columns,
    rows: rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]]))),
    ...(reasons ? { reasons } : {}),
    ...(statistics ? { statistics } : {}),
  };
}

const plain = (cell: Cell): string => (cell === null ? "" : String(cell));

/** RFC 4180: quotes doubled, fields with separators or line breaks quoted. */
function csvField(cell: Cell): string {
  const text = plain(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** IANA text/tab-separated-values has no quoting: tabs and line breaks inside a field become spaces. */
function tsvField(cell: Cell): string {
  return plain(cell).replaceAll(/[\t\r\n]+/g, " ");
}

/** Columns that are the same in every row are listed once above the table. */
function markdown(table: ResultTable): string {
  const escape = (cell: Cell): string =>
    plain(cell)
      .replaceAll("|", "\\|")
      .replaceAll(/[\r\n]+/g, " ");
  const varies = (i: number): boolean => table.rows.length < 2 || table.rows.some((row) => row[i] !== table.rows[0]![i]);
  const shown = table.columns.map((_, i) => i).filter(varies);
  const constant = table.columns.map((_, i) => i).filter((i) => !varies(i) && table.rows[0]![i] !== null);
  const isNumber = (i: number): boolean => table.rows.some((row) => typeof row[i] === "number");
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    `# ${escape(table.title)}`,
    "",
    `${table.rows.length} rows. The same in every row:`,
    "",
    ...constant.map((i) => `- ${escape(table.columns[i]!)}: ${escape(table.rows[0]![i]!)}`),
    "",
    line(shown.map((i) => escape(table.columns[i]!))),
    line(shown.map((i) => (isNumber(i) ? "---:" : "---"))),
    ...table.rows.map((row) => line(shown.map((i) => escape(row[i]!)))),
    "",
  ].join("\n");
}
