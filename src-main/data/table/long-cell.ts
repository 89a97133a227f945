/**
 * @file Refuses a record with a cell so long that it is none: most often everything behind a quotation mark that is never closed.
 * Reads: records, before they are split into cells.
 */
import type { Delimiter } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { countOf, type RawRecord } from "./fields.ts";

/** Characters of a cell: a book of 200 pages has half as many. */
export const LONGEST_CELL = 2 ** 20;

/** @throws AppError `data/long-cell`. */
export function refuseLongCells(records: readonly RawRecord[], delimiter: Delimiter, fileName: string, limit: number): void {
  for (const record of records) {
    if (record.text.length <= limit) continue;
    const found = longCell(record.text, delimiter, limit);
    if (found) throw longCellError(record, found, fileName, limit);
  }
}

/** @param column of the cell, 1-based. @param start of the cell in the text of the record. */
interface LongCell {
  readonly column: number;
  readonly start: number;
}

function longCellError({ text, line }: RawRecord, { column, start }: LongCell, file: string, limit: number): AppError {
  return new AppError("data/long-cell", { file, line: line + countOf(text.slice(0, start), "\n"), column, limit });
}

/** The first cell of a record that is longer than `limit`; a quotation that is not closed goes on to the end. */
function longCell(text: string, delimiter: Delimiter, limit: number): LongCell | null {
  const isBlank = delimiter === " " ? (sign: string | undefined) => sign === " " || sign === "\t" : (sign: string | undefined) => sign === " ";
  for (let start = 0, column = 1; ; column++) {
    while (isBlank(text[start])) start++;
    let end = start;
    if (text[start] === '"') {
      // A doubled mark is one inside the quotation.
      for (end = text.indexOf('"', start + 1); end >= 0 && text[end + 1] === '"'; end = text.indexOf('"', end + 2));
      if (end < 0) end = text.length;
    }
    const next = end >= text.length ? -1 : nextDelimiter(text, delimiter, end);
    if ((next < 0 ? text.length : next) - start > limit) return { column, start };
    if (next < 0) return null;
    start = next + 1;
  }
}

function nextDelimiter(text: string, delimiter: Delimiter, from: number): number {
  if (delimiter !== " ") return text.indexOf(delimiter, from);
  for (let at = from; at < text.length; at++) if (text[at] === " " || text[at] === "\t") return at;
  return -1;
}
