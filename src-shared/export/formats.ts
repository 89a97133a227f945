/**
 * @file The formats of exported tables, one entry each: names, endings, media type, which tables it takes, its options.
 * Contract, command line, dialogs of window and desktop, and docs/export.md take their choices from here; how it is written stands in src-main/export/formats/.
 */
import { z } from "zod";
import { listed } from "../text/lists.ts";
import type { FormatOption } from "./options.ts";

export const TABLE_ROWS = ["runs", "configs", "families"] as const;
export type TableRows = (typeof TABLE_ROWS)[number];

/**
 * What rows are made into. rows: every digit, all columns unless some are chosen. report: rounded, the main metrics, with tests and what must be known.
 * float: rounded, few columns, the protocol in the caption.
 */
export type TableKind = "rows" | "report" | "float";

export interface FormatFacts {
  /** As it calls itself. */
  readonly label: string;
  /** The first is that of a new file; without dots, in lower case. */
  readonly endings: readonly [string, ...string[]];
  readonly mime: string;
  /** "text": UTF-8, which can be shown, copied and sent to a terminal. */
  readonly content: "text" | "binary";
  /** Has a place beside the rows for why values are missing and for the tests in full; without one they are not worked out. */
  readonly besideRows: boolean;
  /** Absent: no such table. */
  readonly tables: { readonly [R in TableRows]?: TableKind };
  readonly options: readonly FormatOption[];
}

const EVERY_DIGIT = { runs: "rows", configs: "rows", families: "rows" } as const;

export const FORMATS = {
  csv: { label: "CSV", endings: ["csv"], mime: "text/csv", content: "text", besideRows: false, tables: EVERY_DIGIT, options: ["csvStyle", "bom"] },
  tsv: { label: "TSV", endings: ["tsv"], mime: "text/tab-separated-values", content: "text", besideRows: false, tables: EVERY_DIGIT, options: ["bom"] },
  json: { label: "JSON", endings: ["json"], mime: "application/json", content: "text", besideRows: true, tables: EVERY_DIGIT, options: [] },
  markdown: {
    label: "Markdown",
    endings: ["md", "markdown"],
    mime: "text/markdown",
    content: "text",
    besideRows: false,
    tables: { runs: "rows", configs: "report", families: "report" },
    options: [],
  },
  html: {
    label: "HTML",
    endings: ["html", "htm"],
    mime: "text/html",
    content: "text",
    besideRows: true,
    tables: { runs: "rows", configs: "report", families: "report" },
    options: [],
  },
  latex: {
    label: "LaTeX",
    endings: ["tex", "latex"],
    mime: "application/x-tex",
    content: "text",
    besideRows: false,
    tables: { configs: "float", families: "float" },
    options: ["bare"],
  },
} as const satisfies Record<string, FormatFacts>;

export type FormatName = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as [FormatName, ...FormatName[]];
export const FormatNameSchema = z.enum(FORMAT_NAMES);

export const formatFacts = (name: FormatName): FormatFacts => FORMATS[name];

/** The kind of table that a format makes of rows; null: none. */
export const tableKind = (name: FormatName, rows: TableRows): TableKind | null => formatFacts(name).tables[rows] ?? null;

/** Rows as they are taken when nothing is said: runs, where the format has such a table. */
export const usualRows = (name: FormatName): TableRows => TABLE_ROWS.find((rows) => tableKind(name, rows) !== null)!;

/** Rows are rounded, so that a number of decimals can be asked for. */
export const isRounded = (name: FormatName, rows: TableRows): boolean => tableKind(name, rows) !== "rows";

export const hasOption = (name: FormatName, option: FormatOption): boolean => formatFacts(name).options.includes(option);
/** "CSV and TSV". */
export const formatsWithOption = (option: FormatOption): string =>
  listed(
    FORMAT_NAMES.flatMap((name) => (hasOption(name, option) ? [formatFacts(name).label] : [])),
    Infinity,
  );

/** Formats that any table can be written in, not only that of a sweep. */
export type TableFormat = { [N in FormatName]: "rows" extends (typeof FORMATS)[N]["tables"][keyof (typeof FORMATS)[N]["tables"]] ? N : never }[FormatName];
export const isTableFormat = (name: FormatName): name is TableFormat => Object.values(formatFacts(name).tables).includes("rows");
export const TABLE_FORMATS: readonly TableFormat[] = FORMAT_NAMES.filter(isTableFormat);

/** ".csv". */
export const endingOf = (name: FormatName): string => `.${formatFacts(name).endings[0]}`;
export const ALL_ENDINGS: readonly string[] = FORMAT_NAMES.map(endingOf);

/** @param ending without its dot, in any case. */
export const formatOfEnding = (ending: string): FormatName | undefined => FORMAT_NAMES.find((name) => formatFacts(name).endings.includes(ending.toLowerCase()));
