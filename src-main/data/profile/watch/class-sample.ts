/**
 * @file A sample of the rows, as many of each class, small enough to look at every column of them.
 * Reads: cells and their hashes.
 */
import { createRandom } from "#shared/numbers/random.ts";
import type { CellHashes } from "./row-hash.ts";

export interface SampledRow {
  readonly label: number;
  /** NaN where the cell is no number. */
  readonly numbers: Float64Array;
  readonly hashes: Int32Array;
}

const MOST_OF_CLASS = 300;
/** Room is left for so many classes, because a file may be sorted by class. */
const CLASSES = 20;
const LEAST_OF_CLASS = 5;
const MOST_ROWS = 6_000;
const MOST_VALUES = 3_000_000;

/** Reservoirs, one of each class: every row of a class is in it with the same probability (Vitter's algorithm R), by a fixed seed. */
export class ClassSample {
  readonly #readers: readonly ((cell: string) => number)[];
  readonly #indexes: readonly number[];
  readonly #random = createRandom(1, "sample-of-rows");
  readonly #rows: SampledRow[][] = [];
  readonly #seen: number[] = [];
  readonly #mostRows: number;
  readonly #mostOfClass: number;
  #total = 0;

  /** @param indexes of the columns in a record. @param readers of their numbers. */
  constructor(indexes: readonly number[], readers: readonly ((cell: string) => number)[]) {
    this.#indexes = indexes;
    this.#readers = readers;
    this.#mostRows = Math.min(MOST_ROWS, Math.floor(MOST_VALUES / indexes.length));
    this.#mostOfClass = Math.max(2 * LEAST_OF_CLASS, Math.min(MOST_OF_CLASS, Math.floor(this.#mostRows / CLASSES)));
  }

  see(cells: readonly string[], hashes: CellHashes, label: number): void {
    const rows = (this.#rows[label] ??= []);
    const seen = (this.#seen[label] = (this.#seen[label] ?? 0) + 1);
    if (rows.length < this.#mostOfClass && this.#total < this.#mostRows) {
      this.#total++;
      rows.push(this.#take(cells, hashes, label));
      return;
    }
    const place = this.#random.below(seen);
    if (place < rows.length) rows[place] = this.#take(cells, hashes, label);
  }

  #take(cells: readonly string[], { a }: CellHashes, label: number): SampledRow {
    const numbers = Float64Array.from(this.#indexes, (index, c) => this.#readers[c]!(cells[index]!));
    return { label, numbers, hashes: a.slice(0, this.#indexes.length) };
  }

  /** Rows of the classes of which there are enough to speak of. */
  rows(): SampledRow[] {
    return this.#rows.flatMap((rows) => (rows.length >= LEAST_OF_CLASS ? rows : []));
  }
}
