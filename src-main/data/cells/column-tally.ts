/**
 * @file What the values of one column have in common, gathered row by row.
 * Reads: cells.
 */
import { numberOf } from "#shared/data/reading/plain-number.ts";
import { byCodeUnit } from "./cell.ts";
import type { MissingRules } from "#shared/data/reading/missing-words.ts";
import { NumberGuess } from "./number-guess.ts";
import { ownText, type TextBudget } from "./text-budget.ts";
import { WordTally } from "./word-tally.ts";

export interface TallyOptions {
  /** Read numbers as texts. */
  readonly asCategories: boolean;
  readonly missing: MissingRules;
  /** Reader of its numbers, where the column has a style; absent: plain numbers, and the tally guesses at styles. */
  readonly number?: (cell: string) => number;
  /** Distinct texts to remember while the column may still be numeric. */
  readonly keepWhileNumeric: number;
  /** Distinct texts to remember of a categorical column. */
  readonly keepTexts: number;
  /** What all columns of the file together may remember. */
  readonly budget: TextBudget;
}

/** The running description of a column; memory is bounded by the options, not by the rows. */
export class ColumnTally {
  /** Values that are not missing. */
  values = 0;
  /** Every value so far is a number. */
  numeric: boolean;
  integers = true;
  min = Infinity;
  max = -Infinity;
  mean = 0;
  /** The value that made a column of numbers one of texts. */
  firstText: { readonly cell: string; readonly line: number } | null = null;
  /** The first value that is a number in the style of the column only. */
  styled: { readonly text: string; readonly value: number } | null = null;
  /** A distinct text was not kept because the columns of the file have too many of them together. */
  beyondBudget = false;
  /** Distinct texts were no longer kept before the column turned out to be categorical. */
  incomplete = false;
  /** Null where the style is known. */
  readonly guess: NumberGuess | null;
  /** Rows of each distinct text. */
  readonly #texts = new Map<string, number>();
  readonly #options: TallyOptions;
  /** Missing whatever the column is, and only as long as it holds numbers. */
  #words = new WordTally();
  #wordsOfNumbers = new WordTally();
  /** In rows that the policy "drop-rows" leaves out. */
  #droppedWords = new WordTally();

  constructor(options: TallyOptions) {
    this.#options = options;
    this.numeric = !options.asCategories;
    this.guess = options.number ? null : new NumberGuess();
  }

  /** Its numbers are no quantities: the user or the file says that they are categories. */
  get asCategories(): boolean {
    return this.#options.asCategories;
  }

  /** @param line of the file, for messages. @param quoted the cell stood in quotation marks. */
  add(cell: string, line: number, quoted: boolean): void {
    const { missing } = this.#options;
    if (this.numeric) {
      if (missing.inNumbers(cell)) {
        (missing.inTexts(cell, quoted) ? this.#words : this.#wordsOfNumbers).add(cell, line);
        return;
      }
      this.values++;
      this.#addNumber(cell, line);
    } else {
      if (missing.inTexts(cell, quoted)) {
        this.#words.add(cell, line);
        return;
      }
      this.values++;
      if (this.guess && !this.guess.misfit) this.#guessAt(cell, line);
    }
    this.#keep(cell);
  }

  #addNumber(cell: string, line: number): void {
    const value = (this.#options.number ?? numberOf)(cell);
    if (Number.isNaN(value)) {
      this.firstText = { cell, line };
      this.#turnToTexts();
      this.guess?.see(cell, line);
      return;
    }
    this.guess?.seePlain(cell, value);
    // “1.234” is a number in two styles, and not the same one.
    if (!this.guess && this.styled === null && numberOf(cell) !== value) this.styled = { text: cell, value };
    this.integers &&= Number.isInteger(value);
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    // Running, so that a sum of large values cannot overflow; halves because the difference of two doubles can.
    this.mean += 2 * ((value / 2 - this.mean / 2) / this.values);
  }

  #guessAt(cell: string, line: number): void {
    // What is missing in numbers only must not end the guess: it would be missing if the guess were taken.
    if (this.#options.missing.inNumbers(cell)) return this.#wordsOfNumbers.add(cell, line);
    const value = numberOf(cell);
    if (Number.isNaN(value)) this.guess!.see(cell, line);
    else this.guess!.seePlain(cell, value);
  }

  /** To be called after the last row: a column without any number, but with words that mean missing among numbers only, is one of texts. */
  end(): void {
    if (this.numeric && this.values === 0 && this.gapsOfNumbers > 0) this.#turnToTexts();
  }

  /** What its cells allow; null where they are no numbers, or where there is nothing to guess. */
  get numbers(): NumberGuess | null {
    return this.guess && (this.numeric || this.guess.unusual > 0) && this.values > 0 ? this.guess : null;
  }

  /** Among texts, “None” is a text, and so is a word in quotation marks. */
  #turnToTexts(): void {
    this.numeric = false;
    for (const [word, count] of this.#wordsOfNumbers.counts) {
      this.values += count;
      this.#keep(word, count);
    }
  }

  #keep(cell: string, by = 1): void {
    const limit = this.numeric ? this.#options.keepWhileNumeric : this.#options.keepTexts;
    const rows = this.#texts.get(cell);
    if (rows !== undefined) this.#texts.set(cell, rows + by);
    else if (this.#texts.size <= limit) {
      if (this.#options.budget.take(cell, this.numeric)) this.#texts.set(ownText(cell), by);
      else this.beyondBudget = true;
    }
    if (this.numeric && this.#texts.size > limit) this.incomplete = true;
  }

  /** Takes over what was seen before the texts were counted again. */
  continues(before: ColumnTally): void {
    this.firstText = before.firstText;
    this.#droppedWords = before.#droppedWords;
  }

  /** Missing values in rows that are kept. */
  get keptMissing(): number {
    return this.#words.total + (this.numeric ? this.gapsOfNumbers : 0);
  }

  /** Cells that say nothing among numbers and something among texts. */
  get gapsOfNumbers(): number {
    return this.#wordsOfNumbers.total;
  }

  get missing(): number {
    return this.keptMissing + this.#droppedWords.total;
  }

  /** What was taken for missing in rows that are kept. */
  get missingWords(): WordTally {
    return this.wordsAs(this.numeric);
  }

  /** The same if the column is read as numbers, or as texts. */
  wordsAs(numbers: boolean): WordTally {
    return numbers ? WordTally.joined(this.#words, this.#wordsOfNumbers) : this.#words;
  }

  /** The same, with the rows that are left out. */
  get allMissingWords(): WordTally {
    return WordTally.joined(this.missingWords, this.#droppedWords);
  }

  /** Counts a missing cell of a row that is left out. */
  addDropped(cell: string, line: number): void {
    this.#droppedWords.add(cell, line);
  }

  /** Distinct texts, counted up to one more than the limit in force. */
  get distinct(): number {
    return this.#texts.size;
  }

  /** Share of the distinct texts that satisfy a test, in [0, 1]. */
  shareOfTexts(test: (text: string) => boolean): number {
    let count = 0;
    for (const text of this.#texts.keys()) if (test(text)) count++;
    return count / this.#texts.size;
  }

  /** Distinct texts that fail a test, and how many rows have one of them. */
  others(test: (text: string) => boolean): { readonly texts: number; readonly rows: number } {
    const others = [...this.#texts].filter(([text]) => !test(text));
    return { texts: others.length, rows: others.reduce((sum, [, rows]) => sum + rows, 0) };
  }

  /** Distinct texts by code unit. */
  sortedTexts(): string[] {
    return [...this.#texts.keys()].sort(byCodeUnit);
  }
}
