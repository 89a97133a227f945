/** @file The formats by name, one line each. */
import type { FormatName, TableFormat, TableKind } from "#shared/export/formats.ts";
import type { FormatOption, OptionsOf } from "#shared/export/options.ts";
import type { Bytes, ExportFormat, Writers } from "./format.ts";
import { csv } from "./formats/csv.ts";
import { html } from "./formats/html.ts";
import { json } from "./formats/json.ts";
import { latex } from "./formats/latex.ts";
import { markdown } from "./formats/markdown.ts";
import { tsv } from "./formats/tsv.ts";
import type { ResultTable } from "./result-table.ts";

const WRITERS: { readonly [N in FormatName]: ExportFormat<N> } = { csv, tsv, json, markdown, html, latex };

/** The writers of a format; those its facts name are there. */
export const writersOf = (name: FormatName): Partial<Writers<TableKind, FormatOption>> => WRITERS[name];

/** Any table in a format that takes any. */
export const tableBytes = (name: TableFormat, table: ResultTable, options: OptionsOf<FormatOption> = {}): Bytes => writersOf(name).rows!(table, options);
