/**
 * @file A delimited text file, record by record, with true file line numbers. Never holds more than a chunk of it.
 * Reads: the file. Writes: nothing.
 *
 * Records without a quotation mark are split directly; a chunk that has one goes through csv-parse (RFC 4180). csv-parse does not see
 * the whole file, because it counts a quoted CRLF as two lines and gathers a record of any width before it can be refused.
 */
import { parse } from "csv-parse/sync";
import { AppError, describe } from "#shared/errors.ts";
import type { DataFinding } from "#shared/data-findings.ts";
import type { ReadOptions } from "#shared/dataset.ts";
import { readLines } from "../text/text-lines.ts";
import type { TextLimits } from "../text/text-lines.ts";

export interface TableLimits extends TextLimits {
  readonly maxColumns: number;
}
export const TABLE_LIMITS: TableLimits = { maxBytes: 2 ** 30, maxRecordBytes: 64 * 2 ** 20, maxColumns: 10_000 };

/** Called in file order. `cells` are trimmed, as many as there are columns; the callee may keep them. */
export interface TableVisitor {
  columns(names: string[]): void;
  /**
   * @param line 1-based number of the file line on which the record starts.
   * @param quoted which cells stood in quotation marks; null: none did.
   */
  row(cells: string[], line: number, quoted: readonly boolean[] | null): void;
}

/** What was seen of the table as a whole. Line numbers are 1-based, at most 20 of a kind. */
export interface TableFacts {
  /** Rows of data, at least 1. */
  readonly rows: number;
  readonly findings: readonly DataFinding[];
}

interface RawRecord {
  readonly text: string;
  readonly line: number;
}

function countOf(text: string, mark: string): number {
  let count = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) count++;
  return count;
}

/** Fields of a record before its quotes are read: delimiters between quotes do not count. */
function widthOf(text: string, delimiter: string): number {
  if (!text.includes('"')) return countOf(text, delimiter) + 1;
  let width = 1;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    else if (text[i] === delimiter && !quoted) width++;
  }
  return width;
}

function parseQuoted(text: string, delimiter: string): string[][] {
  return parse(text, { delimiter, record_delimiter: "\n", relax_column_count: true, ltrim: delimiter !== "\t", rtrim: delimiter !== "\t" });
}

function fieldsOf(records: readonly RawRecord[], delimiter: string, fileName: string): string[][] {
  if (!records.some((record) => record.text.includes('"'))) return records.map((record) => record.text.split(delimiter));
  try {
    return parseQuoted(records.map((record) => record.text).join("\n"), delimiter);
  } catch {
    // Once more, one by one: csv-parse's own line number is that of the chunk.
    return records.map((record) => {
      try {
        return parseQuoted(record.text, delimiter)[0]!;
      } catch (thrown) {
        throw new AppError("data/quote", { line: record.line, file: fileName, detail: quoteDetail(thrown) }, { cause: thrown });
      }
    });
  }
}

const NEVER_CLOSED = "a quotation that begins there is never closed";

function quoteDetail(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : "";
  if (code === "CSV_INVALID_CLOSING_QUOTE" || code === "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE") return "text follows a closing quotation mark";
  if (code === "CSV_QUOTE_NOT_CLOSED") return NEVER_CLOSED;
  if (code === "INVALID_OPENING_QUOTE") return "a quotation mark stands inside a field that does not begin with one";
  return describe(thrown);
}

/** Names of the columns: those of the header line, `c<n>` for an empty one; `c1`.. without a header. @throws AppError `data/duplicate-column`. */
export function nameColumns(cells: readonly string[], header: boolean, fileName: string): string[] {
  const names = cells.map((cell, i) => (header && cell !== "" ? cell : `c${i + 1}`));
  const seen = new Map<string, number>();
  names.forEach((column, i) => {
    const first = seen.get(column);
    if (first !== undefined) throw new AppError("data/duplicate-column", { file: fileName, column, first: first + 1, second: i + 1 });
    seen.set(column, i);
  });
  return names;
}

/**
 * Reads a table once, from first line to last. Blank lines are skipped; a byte order mark, CRLF and quoted line breaks are understood.
 * @param fileName what messages call the file.
 * @returns what was seen on the way.
 * @throws AppError `data/not-found`, `data/too-large`, `data/not-text`, `data/long-line`, `data/too-wide`, `data/quote`, `data/ragged`,
 *   `data/duplicate-column`, `data/empty` (also for a header alone), and what the visitor throws.
 */
export async function scanTable(
  path: string,
  fileName: string,
  options: ReadOptions,
  visitor: TableVisitor,
  limits: TableLimits = TABLE_LIMITS,
): Promise<TableFacts> {
  const { delimiter } = options;
  let expected = -1;
  let rows = 0;
  let line = 0;
  /** A record whose quotation is still open, with the line it began on. */
  let open: { parts: string[]; line: number; length: number } | null = null;

  const takeRecords = (records: readonly RawRecord[]): void => {
    // Width first, on the text: a line of a million fields is refused without making a million strings.
    for (const { text, line } of records) {
      if (text.length < limits.maxColumns) continue;
      const columns = widthOf(text, delimiter);
      if (columns > limits.maxColumns) throw new AppError("data/too-wide", { line, file: fileName, columns, limit: limits.maxColumns });
    }
    fieldsOf(records, delimiter, fileName).forEach((cells, i) => {
      const { line } = records[i]!;
      for (let c = 0; c < cells.length; c++) cells[c] = cells[c]!.trim();
      if (expected < 0) {
        expected = cells.length;
        visitor.columns(nameColumns(cells, options.header, fileName));
        if (options.header) return;
      }
      if (cells.length !== expected) throw new AppError("data/ragged", { line, file: fileName, found: cells.length, expected });
      rows++;
      visitor.row(cells, line, null);
    });
  };

  for await (const lines of readLines(path, fileName, limits)) {
    const records: RawRecord[] = [];
    for (const text of lines) {
      line++;
      const opens: boolean = text.includes('"') && countOf(text, '"') % 2 === 1;
      if (open) {
        open.parts.push(text);
        open.length += text.length + 1;
        if (opens) {
          records.push({ text: open.parts.join("\n"), line: open.line });
          open = null;
        } else if (open.length > limits.maxRecordBytes) throw neverClosed(open.line, fileName);
      } else if (opens) open = { parts: [text], line, length: text.length };
      else if (text.trim() !== "" || text.includes(delimiter)) records.push({ text, line });
    }
    takeRecords(records);
  }
  if (open) {
    // The records before it were fine; csv-parse may know better what is wrong with this one (a quote inside a field).
    fieldsOf([{ text: open.parts[0]!, line: open.line }], delimiter, fileName);
    throw neverClosed(open.line, fileName);
  }
  if (rows === 0) throw new AppError("data/empty", { file: fileName });
  return { rows, findings: [] };
}

function neverClosed(line: number, fileName: string): AppError {
  return new AppError("data/quote", { line, file: fileName, detail: NEVER_CLOSED });
}
