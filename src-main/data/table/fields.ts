/**
 * @file The fields of records: split directly without quotation marks, by csv-parse (RFC 4180) with them.
 * Reads: records.
 *
 * csv-parse does not see the whole file, because it counts a quoted CRLF as two lines and gathers a record of any width before it can be refused.
 */
import { parse } from "csv-parse/sync";
import type { Delimiter } from "#shared/data/dataset.ts";
import { AppError, describe } from "#shared/errors/errors.ts";

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
  const read = delimiter === " " ? parseBlanks : parseMarks;
  try {
    return read(records, delimiter);
  } catch {
    // Once more, one by one: csv-parse's own line number is that of the chunk.
    const each = records.map((record) => {
      try {
        return read([record], delimiter);
      } catch (thrown) {
        throw new AppError("data/quote", { line: record.line, file: fileName, detail: quoteDetail(thrown) }, { cause: thrown });
      }
    });
    return { cells: each.map((fields) => fields.cells[0]!), quoted: each.map((fields) => fields.quoted![0]!) };
  }
}

const OPTIONS = { record_delimiter: "\n", relax_column_count: true } as const;
const textOf = (records: readonly RawRecord[]): string => records.map((record) => record.text).join("\n");

function parseMarks(records: readonly RawRecord[], delimiter: Delimiter): Fields {
  const trim = delimiter !== "\t";
  const cells: string[][] = parse(textOf(records), { ...OPTIONS, delimiter, ltrim: trim, rtrim: trim });
  return { cells, quoted: records.map(({ text }) => (text.includes('"') ? quotedFields(text, delimiter) : null)) };
}

/** Which fields begin with a quotation mark. csv-parse tells it by a call for every field, which takes half as long again. */
function quotedFields(text: string, delimiter: string): boolean[] {
  const quoted: boolean[] = [];
  for (let at = 0, field = 0; at <= text.length; field++) {
    let start = at;
    while (text[start] === " ") start++;
    if (text[start] === '"') {
      quoted[field] = true;
      // A doubled mark is one inside the quotation.
      for (start = text.indexOf('"', start + 1); start >= 0 && text[start + 1] === '"'; start = text.indexOf('"', start + 2));
      if (start < 0) break;
    }
    const next = text.indexOf(delimiter, start);
    if (next < 0) break;
    at = next + 1;
  }
  return quoted;
}

/** A run of blanks is one delimiter: what csv-parse finds between two of them is no field. */
function parseBlanks(records: readonly RawRecord[]): Fields {
  const quoted: boolean[][] = [];
  const cells: string[][] = parse(textOf(records), {
    ...OPTIONS,
    delimiter: [" ", "\t"],
    cast: (value, { quoting, index }) => {
      if (index === 0) quoted.push([]);
      quoted.at(-1)!.push(quoting);
      return value;
    },
  });
  const kept = cells.map((fields, r) => fields.flatMap((field, c) => (field !== "" || quoted[r]![c] ? [c] : [])));
  return {
    cells: kept.map((indexes, r) => indexes.map((c) => cells[r]![c]!)),
    quoted: kept.map((indexes, r) => (quoted[r]!.includes(true) ? indexes.map((c) => quoted[r]![c]!) : null)),
  };
}

function quoteDetail(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : "";
  if (code === "CSV_INVALID_CLOSING_QUOTE" || code === "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE") return "text follows a closing quotation mark";
  if (code === "CSV_QUOTE_NOT_CLOSED") return NEVER_CLOSED;
  if (code === "INVALID_OPENING_QUOTE") return "a quotation mark stands inside a field that does not begin with one";
  return describe(thrown);
}
