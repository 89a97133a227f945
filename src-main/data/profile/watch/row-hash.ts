/**
 * @file Hashes of the cells of a row, and what they tell without keeping the cells: rows that repeat an earlier one, columns that repeat another.
 * Reads: cells.
 */

import { HashTable } from "../../cells/hash-table.ts";
import { hashText } from "../../cells/text-hash.ts";

/** Two 32-bit hashes of each cell of the row at hand. */
export class CellHashes {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly #indexes: readonly number[];

  /** @param indexes columns of the file to hash; the hashes stand in this order. */
  constructor(indexes: readonly number[]) {
    this.#indexes = indexes;
    this.a = new Int32Array(indexes.length);
    this.b = new Int32Array(indexes.length);
  }

  see(cells: readonly string[]): void {
    for (let c = 0; c < this.#indexes.length; c++) hashText(cells[this.#indexes[c]!]!, this.a, this.b, c);
  }
}

/** Different rows that are remembered at once: eight bytes each, half a gigabyte with the room to find them. */
const MOST_ROWS = 2 ** 25;

/**
 * Counts rows equal to an earlier one as texts, by 64-bit hashes: among 18 million different rows, two share one with a probability of about 1e-5.
 * Beyond `most` different rows, those whose hash ends in enough zeros stand for all, and the count is an estimate without bias.
 */
export class DuplicateCounter {
  readonly #seen = new HashTable(false);
  readonly #most: number;
  #distinct = 0;
  #mask = 0;
  #duplicates = 0;

  constructor(most = MOST_ROWS) {
    this.#most = most;
  }

  see({ a, b }: CellHashes): void {
    let x = 0x811c9dc5;
    let y = 0x9747b28c;
    for (let c = 0; c < a.length; c++) {
      x = Math.imul(x ^ a[c]!, 0x01000193);
      x ^= x >>> 16;
      y = Math.imul(y ^ b[c]!, 0x5bd1e995);
      y ^= y >>> 13;
    }
    if ((x & this.#mask) !== 0) return;
    if (this.#seen.place(x, y) !== null) this.#duplicates += this.#mask + 1;
    else if (++this.#distinct > this.#most) {
      this.#mask = 2 * this.#mask + 1;
      this.#seen.retain((kept) => (kept & this.#mask) === 0);
      this.#distinct = this.#seen.size;
    }
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  /** The count is an estimate. */
  get estimated(): boolean {
    return this.#mask !== 0;
  }
}

/** Columns that hold the same text in every row. */
export class EqualColumns {
  readonly #x: Int32Array;
  readonly #y: Int32Array;

  constructor(columns: number) {
    this.#x = new Int32Array(columns).fill(0x811c9dc5);
    this.#y = new Int32Array(columns).fill(0x9747b28c);
  }

  see({ a, b }: CellHashes): void {
    for (let c = 0; c < this.#x.length; c++) {
      const x = Math.imul(this.#x[c]! ^ a[c]!, 0x01000193);
      this.#x[c] = x ^ (x >>> 16);
      const y = Math.imul(this.#y[c]! ^ b[c]!, 0x5bd1e995);
      this.#y[c] = y ^ (y >>> 13);
    }
  }

  /** Each later column with the first one that it repeats, by position. */
  pairs(): [number, number][] {
    const first = new Map<string, number>();
    const pairs: [number, number][] = [];
    this.#x.forEach((x, c) => {
      const key = `${x} ${this.#y[c]!}`;
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, c);
      else pairs.push([earlier, c]);
    });
    return pairs;
  }
}
