/** @file TSV: fields between tabs, without quotation. */
import type { OptionsOf } from "#shared/export/options.ts";
import type { Cell } from "../cell.ts";
import type { ExportFormat } from "../format.ts";
import type { ResultTable } from "../result-table.ts";
import { textBytes } from "../text-bytes.ts";
import { BOM, linesOf, plainText } from "./spelled-cell.ts";

/** IANA text/tab-separated-values has no quoting: tabs and line breaks inside a field become spaces. */
const field = (cell: Cell): string => plainText(cell).replaceAll(/[\t\r\n]+/g, " ");

function* spell(table: ResultTable, { bom = false }: OptionsOf<"bom">): Generator<string> {
  if (bom) yield BOM;
  for (const row of linesOf(table)) yield `${row.map(field).join("\t")}\n`;
}

export const tsv: ExportFormat<"tsv"> = { rows: textBytes(spell) };
