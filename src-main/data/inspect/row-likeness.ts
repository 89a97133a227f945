/**
 * @file Whether a line near the end of a file could be one of its rows: a row that is lost is worse than a note that is kept.
 * Reads: cells of rows.
 */
import { looksAbsent, looksNumeric } from "../table/detect-format.ts";

/** Of the values of a column, so that one odd text does not make it one of texts. */
const MOSTLY = 0.8;
/** The beginning of a number that was cut off. */
const NUMBER_BEGUN = /^[-+.,\d]{1,20}(e[-+]?)?$/i;
const END_MARK = /^(end( of (the )?(file|data|table))?|eof)\.?$/i;

interface ColumnOfRows {
  readonly numeric: boolean;
  readonly values: ReadonlySet<string>;
}

export class RowLikeness {
  readonly #rows: readonly (readonly string[])[];
  /** Made when asked for: most lines of a wide table are told by a few of them. */
  readonly #columns = new Map<number, ColumnOfRows>();

  /** @param rows cells of rows, each as wide as the table. */
  constructor(rows: readonly (readonly string[])[]) {
    this.#rows = rows;
  }

  #column(c: number): ColumnOfRows {
    const known = this.#columns.get(c) ?? columnOf(this.#rows, c);
    this.#columns.set(c, known);
    return known;
  }

  isNumeric(column: number): boolean {
    return this.#column(column).numeric;
  }

  /** A row above has this value in this column. */
  occurs(cell: string, column: number): boolean {
    return this.#column(column).values.has(cell);
  }

  /** A row above has a value in this column that begins with this word. */
  begins(word: string, column: number): boolean {
    const lower = word.toLowerCase();
    return [...this.#column(column).values].some((value) => value.toLowerCase().startsWith(lower));
  }

  /** Numbers, gaps and texts where rows have them; the last cell may be cut off. */
  fits(cells: readonly string[]): boolean {
    return cells.every((cell, c) => !this.isNumeric(c) || looksNumeric(cell) || looksAbsent(cell) || (c === cells.length - 1 && NUMBER_BEGUN.test(cell)));
  }

  /** A value behind the first one that rows have there, too: a class, a category, or whatever stands in the last column. */
  hasUsualValue(cells: readonly string[], but: number): boolean {
    const last = (this.#rows[0]?.length ?? 0) - 1;
    return cells.some((cell, c) => c !== but && cell !== "" && (!this.isNumeric(c) || c === last) && this.occurs(cell, c));
  }

  /** A text that the first column would not have: “Source: the lab”, “* estimated”. */
  isRemark(text: string): boolean {
    return END_MARK.test(text) || [hasColon, beginsWithSign].some((test) => test(text) && !this.#inFirst(test));
  }

  /** Several words more than the first column has. */
  isSentence(text: string): boolean {
    return wordsIn(text) >= Math.max(3, 1 + 2 * Math.max(...[...this.#column(0).values].map(wordsIn)));
  }

  #inFirst(test: (text: string) => boolean): boolean {
    return [...this.#column(0).values].some(test);
  }
}

function columnOf(rows: readonly (readonly string[])[], c: number): ColumnOfRows {
  const values = rows.flatMap((cells) => (looksAbsent(cells[c] ?? "") ? [] : [cells[c]!]));
  return { numeric: values.length > 0 && values.filter(looksNumeric).length >= MOSTLY * values.length, values: new Set(values) };
}

function wordsIn(text: string): number {
  return text.split(/\s+/).length;
}

function beginsWithSign(text: string): boolean {
  return /^[^\p{L}\p{N}\p{M}]/u.test(text);
}

function hasColon(text: string): boolean {
  return /[:：]/u.test(text);
}
