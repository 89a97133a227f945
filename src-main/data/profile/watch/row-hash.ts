/**
 * @file Hashes of the cells of a row, and what they tell without keeping the cells: rows that repeat an earlier one, columns that repeat another.
 * Reads: cells. Writes: nothing.
 */

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
    for (let c = 0; c < this.#indexes.length; c++) {
      const cell = cells[this.#indexes[c]!]!;
      let a = 0x811c9dc5;
      let b = 0x9747b28c;
      for (let i = 0; i < cell.length; i++) {
        const code = cell.charCodeAt(i);
        a = Math.imul(a ^ code, 0x01000193);
        b = Math.imul(b ^ code, 0x5bd1e995);
        b ^= b >>> 15;
      }
      this.a[c] = a ^ (a >>> 15);
      this.b[c] = b;
    }
  }
}

/** Counts rows equal to an earlier one as texts. 53 bits: among half a million different rows, two share one with a probability of about 1.4e-5. */
export class DuplicateCounter {
  readonly #seen = new Set<number>();
  #rows = 0;

  see({ a, b }: CellHashes): void {
    let x = 0x811c9dc5;
    let y = 0x9747b28c;
    for (let c = 0; c < a.length; c++) {
      x = Math.imul(x ^ a[c]!, 0x01000193);
      x ^= x >>> 16;
      y = Math.imul(y ^ b[c]!, 0x5bd1e995);
      y ^= y >>> 13;
    }
    this.#rows++;
    this.#seen.add((x >>> 0) * 0x20_0000 + (y >>> 11));
  }

  get duplicates(): number {
    return this.#rows - this.#seen.size;
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
