/**
 * @file What the values of one column have in common, gathered row by row.
 * Reads: cells. Writes: nothing.
 */
import { byCodeUnit, isMissing, numberOf } from "./cell.ts";

/** The running description of a column; memory is bounded by `keepWhileNumeric` and `keepTexts`, not by the rows. */
export class ColumnTally {
  /** Missing values in rows that are kept. */
  keptMissing = 0;
  /** Missing values in rows that the policy "drop-rows" leaves out. */
  droppedMissing = 0;
  /** Values that are not missing. */
  values = 0;
  /** Every value so far is a number. */
  numeric: boolean;
  integers = true;
  /** Every number is its predecessor plus one: a row counter. */
  counter = true;
  min = Infinity;
  max = -Infinity;
  mean = 0;
  /** The value that made a column of numbers one of texts. */
  firstText: { readonly cell: string; readonly line: number } | null = null;
  /** Distinct texts were no longer kept before the column turned out to be categorical. */
  incomplete = false;
  readonly #texts = new Set<string>();
  readonly #keepWhileNumeric: number;
  readonly #keepTexts: number;
  #last = NaN;

  /**
   * @param asCategories read numbers as texts.
   * @param keepWhileNumeric distinct texts to remember while the column may still be numeric.
   * @param keepTexts distinct texts to remember of a categorical column.
   */
  constructor(asCategories: boolean, keepWhileNumeric: number, keepTexts: number) {
    this.numeric = !asCategories;
    this.#keepWhileNumeric = keepWhileNumeric;
    this.#keepTexts = keepTexts;
  }

  /** @param line of the file, for messages. */
  add(cell: string, line: number): void {
    if (isMissing(cell)) {
      this.keptMissing++;
      return;
    }
    this.values++;
    if (this.numeric) this.#addNumber(cell, line);
    const limit = this.numeric ? this.#keepWhileNumeric : this.#keepTexts;
    if (this.#texts.size <= limit) this.#texts.add(cell);
    if (this.numeric && this.#texts.size > limit) this.incomplete = true;
  }

  #addNumber(cell: string, line: number): void {
    const value = numberOf(cell);
    if (Number.isNaN(value)) {
      this.numeric = false;
      this.firstText = { cell, line };
      return;
    }
    this.integers &&= Number.isInteger(value);
    this.counter &&= this.values === 1 || value === this.#last + 1;
    this.#last = value;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    // Running, so that a sum of large values cannot overflow; halves because the difference of two doubles can.
    this.mean += 2 * ((value / 2 - this.mean / 2) / this.values);
  }

  get missing(): number {
    return this.keptMissing + this.droppedMissing;
  }

  /** Distinct texts, counted up to one more than the limit in force. */
  get distinct(): number {
    return this.#texts.size;
  }

  /** Share of the distinct texts that satisfy a test, in [0, 1]. */
  shareOfTexts(test: (text: string) => boolean): number {
    let count = 0;
    for (const text of this.#texts) if (test(text)) count++;
    return count / this.#texts.size;
  }

  /** Distinct texts by code unit. */
  sortedTexts(): string[] {
    return [...this.#texts].sort(byCodeUnit);
  }
}
