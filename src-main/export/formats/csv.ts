/** @file CSV: for programs, or as a spreadsheet of one language opens it. */
import type { CsvStyle, OptionsOf } from "#shared/export/options.ts";
import type { Cell } from "../cell.ts";
import type { ExportFormat } from "../format.ts";
import type { ResultTable } from "../result-table.ts";
import { textBytes } from "../text-bytes.ts";
import { BOM, linesOf, plainText } from "./spelled-cell.ts";

const SEPARATOR: Readonly<Record<CsvStyle, string>> = { "comma-point": ",", "semicolon-comma": ";" };

/** RFC 4180, with either separator: quotes doubled, fields with separators or line breaks quoted. Texts keep their points: they are names. */
const fieldOf =
  (style: CsvStyle) =>
  (cell: Cell): string => {
    const field = typeof cell === "number" && style === "semicolon-comma" ? String(cell).replace(".", ",") : plainText(cell);
    return field.includes(SEPARATOR[style]) || /["\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
  };

function* spell(table: ResultTable, { csvStyle = "comma-point", bom = csvStyle === "semicolon-comma" }: OptionsOf<"csvStyle" | "bom">): Generator<string> {
  if (bom) yield BOM;
  const [field, separator] = [fieldOf(csvStyle), SEPARATOR[csvStyle]];
  for (const row of linesOf(table)) yield `${row.map(field).join(separator)}\r\n`;
}

export const csv: ExportFormat<"csv"> = { rows: textBytes(spell) };
