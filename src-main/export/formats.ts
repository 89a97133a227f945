/**
 * @file Spells any table as CSV, TSV, JSON or Markdown, and names the formats and endings of exported files.
 * Reads: a table. Writes: text. Numbers keep every digit (shortest form that reads back the same).
 */
import { extname } from "node:path";
import type { CsvStyle, ExportFormat } from "#shared/contract.ts";
import { assertNever } from "#shared/errors.ts";
import { counted } from "#shared/sentences/lists.ts";
import { ownValue } from "#shared/own-value.ts";
import { markdownCell, markdownText } from "./markdown-text.ts";
import type { Cell, ResultTable } from "./result-table.ts";

export const MIME: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  json: "application/json",
  markdown: "text/markdown",
  latex: "application/x-tex",
};
export const ENDING: Readonly<Record<ExportFormat, string>> = { csv: "csv", tsv: "tsv", json: "json", markdown: "md", latex: "tex" };
const FORMATS: Readonly<Record<string, ExportFormat>> = { csv: "csv", tsv: "tsv", json: "json", md: "markdown", markdown: "markdown", tex: "latex" };

/**
 * The format of a result file: what its ending says; a format that is given must say the same.
 * @returns a problem for an ending that is none of them or says otherwise: a file must not be called what it is not.
 */
export function formatOfFile(path: string, given: ExportFormat | undefined): { readonly format: ExportFormat } | { readonly problem: string } {
  const ending = extname(path).slice(1).toLowerCase();
  if (ending === "" && given) return { format: given };
  const known = `the known endings are ${Object.values(ENDING)
    .map((e) => `.${e}`)
    .join(", ")}`;
  if (ending === "") return { problem: `it has no ending to tell the format by; ${known}` };
  const format = ownValue(FORMATS, ending);
  if (format === undefined) return { problem: `no table is written as “.${ending}”; ${known}` };
  if (given && given !== format) return { problem: `“.${ending}” says ${format}, and ${given} was asked for` };
  return { format };
}

/** Formats that any table can be spelled in; a LaTeX table is made of a sweep. */
export type TableFormat = Exclude<ExportFormat, "latex">;

/** How a file for a spreadsheet differs from one for programs. */
export interface Spelling {
  readonly csvStyle?: CsvStyle | undefined;
  readonly bom?: boolean | undefined;
}
const BOM = "\uFEFF";

export function formatTable(
  table: ResultTable,
  format: TableFormat,
  { csvStyle = "comma-point", bom = csvStyle === "semicolon-comma" }: Spelling = {},
): string {
  const mark = bom ? BOM : "";
  switch (format) {
    case "csv": {
      const field = csvField(csvStyle);
      const separator = SEPARATOR[csvStyle];
      return mark + [table.columns, ...table.rows].map((row) => row.map(field).join(separator)).join("\r\n") + "\r\n";
    }
    case "tsv":
      return mark + [table.columns, ...table.rows].map((row) => row.map(tsvField).join("\t")).join("\n") + "\n";
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

/**
 * A name that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets hide. Source: OWASP, CSV injection.
 * Classes are often called +1 and -1: what reads as a number stays.
 */
function text(cell: Cell): string {
  return typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : plain(cell);
}

const SEPARATOR: Readonly<Record<CsvStyle, string>> = { "comma-point": ",", "semicolon-comma": ";" };

/** RFC 4180, with either separator: quotes doubled, fields with separators or line breaks quoted. Texts keep their points: they are names. */
const csvField =
  (style: CsvStyle) =>
  (cell: Cell): string => {
    const field = typeof cell === "number" && style === "semicolon-comma" ? String(cell).replace(".", ",") : text(cell);
    return field.includes(SEPARATOR[style]) || /["\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
  };

/** IANA text/tab-separated-values has no quoting: tabs and line breaks inside a field become spaces. */
function tsvField(cell: Cell): string {
  return text(cell).replaceAll(/[\t\r\n]+/g, " ");
}

/** Columns that are the same in every row are listed once above the table. */
function markdown(table: ResultTable): string {
  const spelled = (cell: Cell): string => markdownCell(markdownText(plain(cell)));
  const varies = (i: number): boolean => table.rows.length < 2 || table.rows.some((row) => row[i] !== table.rows[0]![i]);
  const shown = table.columns.map((_, i) => i).filter(varies);
  const constant = table.columns.map((_, i) => i).filter((i) => !varies(i) && table.rows[0]![i] !== null);
  const isNumber = (i: number): boolean => table.rows.some((row) => typeof row[i] === "number");
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    `# ${spelled(table.title)}`,
    "",
    `${counted(table.rows.length, "row")}.${constant.length > 0 ? ` The same in every row:` : ""}`,
    "",
    ...constant.map((i) => `- ${spelled(table.columns[i]!)}: ${spelled(table.rows[0]![i]!)}`),
    ...(constant.length > 0 ? [""] : []),
    line(shown.map((i) => spelled(table.columns[i]!))),
    line(shown.map((i) => (isNumber(i) ? "---:" : "---"))),
    ...table.rows.map((row) => line(shown.map((i) => spelled(row[i]!)))),
    "",
  ].join("\n");
}
