/**
 * @file The first and the last lines of a file, as text: what its structure is told from.
 * Reads: the first 8 MiB at most, and the last 64 KiB.
 */
import type { Delimiter, Encoding } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { fieldsOf } from "../table/fields.ts";
import { TABLE_LIMITS } from "../table/scan-table.ts";
import { decoded } from "../text/encodings.ts";
import { tailOfFile } from "../text/file-bytes.ts";
import { readLines } from "../text/text-lines.ts";

const MOST_LINES = 1000;
const MOST_LENGTH = 1 << 23;
/** A longer line is cut: as a table, the file is refused or read whole later. */
const LONGEST_LINE = 1 << 24;
/** Quotation marks of a longer record are not heeded. */
const LONGEST_QUOTED = 1 << 22;
const TAIL_BYTES = 1 << 16;
/** A quotation that runs on for longer is a stray mark. */
const LONGEST_QUOTATION = 50;

export interface SampleRecord {
  readonly text: string;
  readonly line: number;
  readonly cells: readonly string[];
}

/** @throws AppError as `readLines`. */
export async function firstLines(path: string, fileName: string, encoding: Encoding): Promise<string[]> {
  const lines: string[] = [];
  let length = 0;
  for await (const chunk of readLines(path, fileName, TABLE_LIMITS, encoding)) {
    for (const line of chunk) {
      lines.push(line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line);
      length += line.length;
      if (lines.length >= MOST_LINES) return lines;
    }
    if (length > MOST_LENGTH) break;
  }
  return lines;
}

/** Whole lines at the end of the file, none when they cannot be told. @param sizeBytes of the file. */
export async function lastLines(path: string, sizeBytes: number, encoding: Encoding): Promise<string[]> {
  const bytes = await tailOfFile(path, TAIL_BYTES);
  const whole = bytes.length >= sizeBytes;
  // UTF-16 has no byte that is always a line end; everywhere else 10 never stands inside a character.
  const start = whole || encoding.startsWith("utf-16") ? 0 : bytes.indexOf(10) + 1;
  const text = decoded(bytes.subarray(start), encoding);
  if (text === null) return [];
  const lines = text.split(/\r\n|\n|\r/);
  return whole ? lines : lines.slice(encoding.startsWith("utf-16") ? 1 : 0);
}

/** Lines as records, quoted line breaks joined; blank ones left out. @param before lines above them. */
export function recordsOf(lines: readonly string[], before: number): { text: string; line: number }[] {
  const records: { text: string; line: number }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const text = lines[i]!;
    if (text.trim() === "") continue;
    const end = isOpen(text) ? lines.findIndex((other, j) => j > i && j <= i + LONGEST_QUOTATION && isOpen(other)) : -1;
    records.push({ text: end < 0 ? text : lines.slice(i, end + 1).join("\n"), line: before + i + 1 });
    if (end >= 0) i = end;
  }
  return records;
}

export function isOpen(text: string): boolean {
  return text.includes('"') && text.split('"').length % 2 === 0;
}

/** Cells of a record, trimmed; split without regard for quotation marks where these are broken. */
export function cellsOf(text: string, delimiter: Delimiter): string[] {
  let cells: string[];
  if (text.length > LONGEST_QUOTED) return text.split(delimiter).map((cell) => cell.trim());
  try {
    cells = fieldsOf([{ text, line: 0 }], delimiter, "").cells[0] ?? [];
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    cells = text.split(delimiter);
  }
  return cells.map((cell) => cell.trim());
}
