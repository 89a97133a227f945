/**
 * @file The fields of records: split directly without quotation marks, by csv-parse (RFC 4180) with them.
 * Reads: records. Writes: nothing.
 *
 * csv-parse does not see the whole file, because it counts a quoted CRLF as two lines and gathers a record of any width before it can be refused.
 */
import { parse } from "csv-parse/sync";
import type { Delimiter } from "#shared/dataset.ts";
import { AppError, describe } from "#shared/errors.ts";

export interface RawRecord {
  readonly text: string;
  /** 1-based number of the file line on which it starts. */
  readonly line: number;
}

export interface Fields {
  readonly cells: string[][];
  /** Of each record which fields stood in quotation marks; null: none of any. */
  readonly quoted: (boolean[] | null)[] | null;
}

export const NEVER_CLOSED = "a quotation that begins there is never closed";
const BLANKS = /[ \t]+/;

export function countOf(text: string, mark: string): number {
  let count = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) count++;
  return count;
}

/** Fields of a record before its quotes are read: delimiters between quotes do not count. */
export function widthOf(text: string, delimiter: Delimiter): number {
  if (!text.includes('"')) return delimiter === " " ? text.trim().split(BLANKS).length : countOf(text, delimiter) + 1;
  let width = 1;
  let quoted = false;
  let last = "";
  for (const char of delimiter === " " ? text.trim() : text) {
    const mark = delimiter === " " && char === "\t" ? " " : char;
    if (mark === '"') quoted = !quoted;
    else if (mark === delimiter && !quoted && (delimiter !== " " || last !== " ")) width++;
    last = mark;
  }
  return width;
}

/** @throws AppError `data/quote`. */
export function fieldsOf(records: readonly RawRecord[], delimiter: Delimiter, fileName: string): Fields {
  if (!records.some((record) => record.text.includes('"'))) {
    return { cells: records.map(({ text }) => (delimiter === " " ? text.trim().split(BLANKS) : text.split(delimiter))), quoted: null };
  }
  try {
    return parseQuoted(records.map((record) => record.text).join("\n"), delimiter);
  } catch {
    // Once more, one by one: csv-parse's own line number is that of the chunk.
    const each = records.map(({ text, line }) => {
      try {
        return parseQuoted(text, delimiter);
      } catch (thrown) {
        throw new AppError("data/quote", { line, file: fileName, detail: quoteDetail(thrown) }, { cause: thrown });
      }
    });
    return { cells: each.map((fields) => fields.cells[0]!), quoted: each.map((fields) => fields.quoted![0]!) };
  }
}

function parseQuoted(text: string, delimiter: Delimiter): Fields {
  const quoted: (boolean[] | null)[] = [];
  const trim = delimiter !== "\t" && delimiter !== " ";
  const cells: string[][] = parse(text, {
    delimiter: delimiter === " " ? [" ", "\t"] : delimiter,
    record_delimiter: "\n",
    relax_column_count: true,
    ltrim: trim,
    rtrim: trim,
    cast: (value, { quoting, index }) => {
      if (index === 0) quoted.push(null);
      if (quoting) (quoted[quoted.length - 1] ??= [])[index as number] = true;
      return value;
    },
  });
  return delimiter === " " ? withoutGaps(cells, quoted) : { cells, quoted };
}

/** A run of blanks is one delimiter: what csv-parse finds between two of them is no field. */
function withoutGaps(cells: readonly string[][], quoted: readonly (boolean[] | null)[]): Fields {
  const kept = cells.map((fields, r) => fields.flatMap((field, c) => (field !== "" || quoted[r]?.[c] ? [c] : [])));
  return {
    cells: kept.map((indexes, r) => indexes.map((c) => cells[r]![c]!)),
    quoted: kept.map((indexes, r) => (quoted[r] ? indexes.map((c) => quoted[r]![c] === true) : null)),
  };
}

function quoteDetail(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : "";
  if (code === "CSV_INVALID_CLOSING_QUOTE" || code === "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE") return "text follows a closing quotation mark";
  if (code === "CSV_QUOTE_NOT_CLOSED") return NEVER_CLOSED;
  if (code === "INVALID_OPENING_QUOTE") return "a quotation mark stands inside a field that does not begin with one";
  return describe(thrown);
}
