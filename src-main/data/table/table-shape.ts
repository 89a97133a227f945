/**
 * @file Which of the records name the columns, and what of each other record is a row: row names, delimiters at the end, headers that come again.
 * Reads: the cells of records.
 */
import type { DataFinding } from "#shared/data/findings.ts";
import type { ReadOptions } from "#shared/data/dataset.ts";
import type { AppError } from "#shared/errors/errors.ts";
import { joinHeaders, nameColumns, tellApart } from "./column-names.ts";
import type { RawRecord } from "./fields.ts";
import { LineNotes } from "./line-notes.ts";
import { RaggedRecord } from "./ragged.ts";

/** Records below the header that are looked at before the shape is fixed. */
const SAMPLE = 100;
/** Row names are unique in R; beyond so many it is no longer checked. */
const MOST_ROW_NAMES = 200_000;
const ROW_NAMES = "row.names";
/** What lines of comments begin with. */
export const COMMENT_MARKS: readonly string[] = ["#", "%", "//"];

export interface ShapedRow {
  readonly cells: string[];
  readonly quoted: boolean[] | null;
}

export class TableShape {
  readonly #options: ReadOptions;
  readonly #fileName: string;
  /** `rules: 2`: headers that come again, delimiters at the end and row names are known. */
  readonly #knowing: boolean;
  readonly #headers: string[][] = [];
  #expected = -1;
  #endsInDelimiter = false;
  #rowNames: Set<string> | null = null;
  #renamed: readonly DataFinding[] = [];
  readonly #repeated = new LineNotes();
  readonly #extra = new LineNotes();

  constructor(options: ReadOptions, fileName: string, knowing: boolean) {
    this.#options = options;
    this.#fileName = fileName;
    this.#knowing = knowing;
  }

  get #headerLines(): number {
    return this.#options.header ? (this.#options.headerLines ?? 1) : 0;
  }

  /** Records `settle` wants to see, where there are so many. */
  get wanted(): number {
    return this.#headerLines + (this.#knowing ? SAMPLE : 1);
  }

  /**
   * Fields that every one of the first records has filled, where each has the same number beyond them and no header names these: whether they are
   * columns, only the whole table can tell. @returns null where nothing is in doubt.
   */
  doubtfulWidth(first: readonly string[][]): number | null {
    const head = first[0];
    if (!this.#knowing || !head || first.some((cells) => cells.length !== head.length)) return null;
    const filled = Math.max(...first.map(filledWidth));
    return filled > 0 && filled < head.length ? filled : null;
  }

  /** Fixes the shape by the first records. @param keepWidth fields beyond the names hold something later. @returns the names of the columns; rows begin behind `headers` records. */
  settle(first: readonly string[][], lines: readonly number[], keepWidth: boolean): { names: string[]; headers: number } {
    const headers = Math.min(this.#headerLines, first.length);
    this.#headers.push(...first.slice(0, headers));
    lines.slice(1, headers).forEach((line) => this.#extra.add(line));
    const body = first.slice(headers);
    if (this.#knowing && this.#options.delimiter === " ") this.#dropCommentMark(body);
    const head = this.#headers[0] ?? body[0]!;
    this.#expected = head.length;
    if (!this.#knowing && headers < 2) return { names: nameColumns(head, headers > 0, this.#fileName), headers };
    if (this.#knowing && !keepWidth) this.#judge(head, body);
    const width = this.#expected - (this.#rowNames ? 1 : 0);
    const named = joinHeaders(this.#headers, width);
    const { names, findings } = tellApart(this.#rowNames ? [ROW_NAMES, ...named] : named);
    this.#renamed = findings;
    return { names, headers };
  }

  /** NumPy writes names as a comment: “# x1 x2”. The mark is no name where a name is there for every value without it. */
  #dropCommentMark(body: readonly string[][]): void {
    const head = this.#headers[0];
    if (head && COMMENT_MARKS.includes(head[0]!) && body.length > 0 && body.every((cells) => cells.length === head.length - 1)) {
      this.#headers[0] = head.slice(1);
    }
  }

  #judge(head: readonly string[], body: readonly string[][]): void {
    const rows = body.filter((cells) => !this.#isHeader(cells));
    if (rows.length === 0) return;
    const hasNames = this.#headers.length > 0;
    const filled = Math.max(...rows.map(filledWidth));
    const named = hasNames ? Math.max(...this.#headers.map(filledWidth)) : filled;
    // No value stands beyond the last name: what follows there are delimiters at the end of lines.
    if (filled <= named && named > 0 && rows.every((cells) => cells.length >= named)) {
      this.#expected = named;
      this.#endsInDelimiter = rows.some((cells) => cells.length > named);
    } else if (hasNames && rows.every((cells) => cells.length === head.length + 1) && new Set(rows.map((cells) => cells[0])).size === rows.length) {
      this.#expected = head.length + 1;
      this.#rowNames = new Set();
    }
  }

  #isHeader(cells: readonly string[]): boolean {
    return this.#headers.some((header) => header.length === cells.length && header.every((cell, i) => cell === cells[i]));
  }

  /** @returns the row, or null for a header that comes again. @throws AppError `data/ragged`. */
  take(cells: string[], quoted: boolean[] | null, record: RawRecord): ShapedRow | null {
    if (this.#knowing) {
      if (this.#headers.length > 0 && this.#isHeader(cells)) {
        this.#repeated.add(record.line);
        return null;
      }
      if (this.#endsInDelimiter) while (cells.length > this.#expected && cells.at(-1) === "") cells.pop();
      if (this.#rowNames) this.#checkRowName(cells, record);
    }
    if (cells.length !== this.#expected) throw this.#ragged(cells.length, record);
    return { cells, quoted };
  }

  #checkRowName(cells: readonly string[], record: RawRecord): void {
    const names = this.#rowNames!;
    if (names.size >= MOST_ROW_NAMES) return;
    // Names that come twice are values: the records do have a field too many.
    if (names.has(cells[0]!)) throw this.#ragged(cells.length, record, this.#expected - 1);
    names.add(cells[0]!);
  }

  #ragged(found: number, record: RawRecord, expected = this.#expected): AppError {
    return new RaggedRecord(this.#fileName, record, found, expected);
  }

  findings(): DataFinding[] {
    return [
      ...this.#extra.finding("extra-header"),
      ...(this.#repeated.count > 0 ? [{ id: "header-repeated" as const, count: this.#repeated.count, lines: this.#repeated.lines }] : []),
      ...this.#renamed,
      ...(this.#endsInDelimiter ? [{ id: "trailing-delimiter" as const }] : []),
      ...(this.#rowNames ? [{ id: "row-names" as const, column: ROW_NAMES }] : []),
    ];
  }
}

/** Fields up to the last one that is not empty. */
function filledWidth(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell !== "") + 1;
}
