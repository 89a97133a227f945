/**
 * @file Spells any table as CSV, TSV, JSON or Markdown, and names the formats and endings of exported files.
 * Reads: a table. Writes: text. Numbers keep every digit (shortest form that reads back the same).
 */
import { extname } from "node:path";
import type { CsvStyle, ExportFormat } from "#shared/wire/contract.ts";
import { assertNever } from "#shared/errors/errors.ts";
import { counted } from "#shared/text/lists.ts";
import { ownValue } from "#shared/schema/own-value.ts";
import { markdownCell, markdownText } from "./markdown-text.ts";
import type { Cell } from "./cell.ts";
import type { Items, ResultTable } from "./result-table.ts";

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

export function formatTable(table: ResultTable, format: TableFormat, spelling?: Spelling): string {
  return [...formatPieces(table, format, spelling)].join("");
}

/** The same in pieces of about a row: a table of ten thousand runs is never held whole. */
export function* formatPieces(
  table: ResultTable,
  format: TableFormat,
  { csvStyle = "comma-point", bom = csvStyle === "semicolon-comma" }: Spelling = {},
): Generator<string> {
  if (bom && (format === "csv" || format === "tsv")) yield BOM;
  switch (format) {
    case "csv": {
      const field = csvField(csvStyle);
      const separator = SEPARATOR[csvStyle];
      for (const row of lines(table)) yield `${row.map(field).join(separator)}\r\n`;
      return;
    }
    case "tsv":
      for (const row of lines(table)) yield `${row.map(tsvField).join("\t")}\n`;
      return;
    case "json":
      return yield* json(table);
    case "markdown":
      return yield* markdown(table);
    default:
      return assertNever(format);
  }
}

function* lines({ columns, rows }: ResultTable): Generator<readonly Cell[]> {
  yield columns;
  yield* rows;
}

/** The rows as objects, and beside them why values are missing and the tests in full: row i has reasons[i]. Spelled as JSON.stringify does it. */
function* json({ title, columns, rows, reasons, statistics }: ResultTable): Generator<string> {
  yield JSON.stringify({ formatVersion: 1, title, rowCount: rows.length, columns }, null, 2).slice(0, -"\n}".length);
  yield* jsonList("rows", rows, (row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
  if (reasons) yield* jsonList("reasons", reasons, (reason) => reason);
  if (statistics) yield `,\n  "statistics": ${indented(JSON.stringify(statistics, null, 2), 2)}`;
  yield "\n}\n";
}

function* jsonList<T>(name: string, items: Items<T>, spell: (item: T) => object): Generator<string> {
  yield `,\n  ${JSON.stringify(name)}: [`;
  let between = "\n    ";
  for (const item of items) {
    yield between + indented(JSON.stringify(spell(item), null, 2), 4);
    between = ",\n    ";
  }
  yield items.length > 0 ? "\n  ]" : "]";
}

/** Inside a string JSON spells line breaks with a backslash, so each that is there ends a line. */
const indented = (text: string, spaces: number): string => text.replaceAll("\n", `\n${" ".repeat(spaces)}`);

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

/** Columns that are the same in every row are listed once above the table. The rows are gone through twice. */
function* markdown({ title, columns, rows }: ResultTable): Generator<string> {
  const spelled = (cell: Cell): string => markdownCell(markdownText(plain(cell)));
  const places = columns.map((_, i) => i);
  let first: readonly Cell[] | undefined;
  const varies = columns.map(() => rows.length < 2);
  const isNumber = columns.map(() => false);
  for (const row of rows) {
    const beginning = (first ??= row);
    for (const i of places) {
      if (row[i] !== beginning[i]) varies[i] = true;
      if (typeof row[i] === "number") isNumber[i] = true;
    }
  }
  const shown = places.filter((i) => varies[i]);
  const constant = places.filter((i) => !varies[i] && first![i] !== null);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  yield `# ${spelled(title)}\n\n${counted(rows.length, "row")}.${constant.length > 0 ? ` The same in every row:` : ""}\n\n`;
  for (const i of constant) yield `- ${spelled(columns[i]!)}: ${spelled(first![i]!)}\n`;
  if (constant.length > 0) yield "\n";
  yield line(shown.map((i) => spelled(columns[i]!)));
  yield line(shown.map((i) => (isNumber[i] ? "---:" : "---")));
  for (const row of rows) yield line(shown.map((i) => spelled(row[i]!)));
}
