/**
 * @file Lines become records: lines that are no part of the table go, quoted line breaks are joined, each record keeps its true line.
 * Reads: lines of text.
 */
import type { DataFinding } from "#shared/data/findings.ts";
import type { ReadOptions } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { countOf, NEVER_CLOSED } from "./fields.ts";
import type { RawRecord } from "./fields.ts";
import { refuseLongCells } from "./long-cell.ts";
import { LineNotes } from "./line-notes.ts";

/** Excel's own line that names the separator of the file. */
export const SEPARATOR_LINE = /^\ufeff?"?sep=(.)"?[,;\t]*$/i;

const BYTE_ORDER_MARK = 0xfeff;

/** A line, or blank lines of one text that follow each other: there may be millions of them. */
interface Lines {
  readonly text: string;
  /** Number of the first. */
  readonly line: number;
  times: number;
}

export interface RecordLimits {
  /** Longest record over quoted line breaks. */
  readonly maxRecordBytes: number;
  /** Characters of its longest cell. */
  readonly maxCellLength: number;
}

export class RecordReader {
  readonly #options: Pick<ReadOptions, "delimiter" | "skip" | "skipEnd" | "comment">;
  readonly #fileName: string;
  readonly #limits: RecordLimits;
  /** A record whose quotation is still open, with the line it began on. `unmarked`: characters since a quotation mark, or since they were last looked at. */
  #open: { parts: string[]; line: number; length: number; unmarked: number } | null = null;
  #line = 0;
  /** The last lines so far, which may turn out to stand below the table. */
  #held: Lines[] = [];
  #heldFilled = 0;
  readonly #above = new LineNotes();
  readonly #separator = new LineNotes();
  readonly #comments = new LineNotes();
  readonly #below = new LineNotes();

  constructor(options: ReadOptions, fileName: string, limits: RecordLimits) {
    this.#options = options;
    this.#fileName = fileName;
    this.#limits = limits;
  }

  /** @returns the records that are whole by now. @throws AppError `data/quote`, `data/long-cell`. */
  push(lines: readonly string[]): RawRecord[] {
    const { skip = 0, skipEnd = 0 } = this.#options;
    const records: RawRecord[] = [];
    for (const raw of lines) {
      this.#line++;
      // Files that were joined have a byte order mark at the start of each.
      const text = raw.charCodeAt(0) === BYTE_ORDER_MARK ? raw.slice(1) : raw;
      if (this.#line <= skip) this.#noteAbove(text);
      else if (skipEnd === 0) this.#take(text, this.#line, records);
      else this.#hold(text, this.#line, skipEnd, records);
    }
    return records;
  }

  /** To be called behind the last line. @returns the text of a record whose quotation never ends, with its line. */
  end(): RawRecord | null {
    for (const { text, line } of this.#held) if (text.trim() !== "") this.#below.add(line);
    return this.#open ? { text: this.#open.parts[0]!, line: this.#open.line } : null;
  }

  findings(): DataFinding[] {
    return [
      ...this.#separator.finding("separator-line"),
      ...this.#above.finding("above"),
      ...this.#comments.finding("comment"),
      ...this.#below.finding("below"),
    ];
  }

  /** Before all of it is gathered. A mark inside a cell that does not begin with one opens none: then only the length of the record counts. */
  #refuseLong(open: { parts: string[]; line: number; unmarked: number }, delimiter: ReadOptions["delimiter"]): void {
    refuseLongCells([{ text: open.parts.join("\n"), line: open.line }], delimiter, this.#fileName, this.#limits.maxCellLength);
    open.unmarked = 0;
  }

  #noteAbove(text: string): void {
    if (SEPARATOR_LINE.test(text)) this.#separator.add(this.#line);
    else if (text.trim() !== "") this.#above.add(this.#line);
  }

  #hold(text: string, line: number, skipEnd: number, records: RawRecord[]): void {
    const isBlank = text.trim() === "";
    const last = this.#held.at(-1);
    if (isBlank && last?.text === text) last.times++;
    else this.#held.push({ text, line, times: 1 });
    if (!isBlank) this.#heldFilled++;
    while (this.#heldFilled > skipEnd) {
      const first = this.#held.shift()!;
      if (first.text.trim() !== "") this.#heldFilled--;
      for (let i = 0; i < first.times; i++) this.#take(first.text, first.line + i, records);
    }
  }

  #take(text: string, line: number, records: RawRecord[]): void {
    const { comment, delimiter } = this.#options;
    const open = this.#open;
    if (!open && comment !== undefined && text.trimStart().startsWith(comment)) {
      this.#comments.add(line);
      return;
    }
    const opens = text.includes('"') && countOf(text, '"') % 2 === 1;
    if (open) {
      open.parts.push(text);
      open.length += text.length + 1;
      open.unmarked = text.includes('"') ? text.length - text.lastIndexOf('"') : open.unmarked + text.length + 1;
      if (opens) {
        records.push({ text: open.parts.join("\n"), line: open.line });
        this.#open = null;
      } else if (open.unmarked > this.#limits.maxCellLength) this.#refuseLong(open, delimiter);
      else if (open.length > this.#limits.maxRecordBytes) {
        throw new AppError("data/quote", { line: open.line, file: this.#fileName, detail: NEVER_CLOSED });
      }
    } else if (opens) this.#open = { parts: [text], line, length: text.length, unmarked: text.length - text.lastIndexOf('"') };
    else if (text.trim() !== "" || (delimiter !== " " && text.includes(delimiter))) records.push({ text, line });
  }
}
