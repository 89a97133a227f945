/**
 * @file Counts rows that repeat an earlier one, without keeping the rows.
 * Reads: cells. Writes: nothing.
 */

/** 53 bits of two 32-bit hashes. Among half a million different rows, two share one with a probability of about 1.4e-5. */
function hashOf(cells: readonly string[], indexes: readonly number[]): number {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (const index of indexes) {
    const cell = cells[index]!;
    for (let i = 0; i < cell.length; i++) {
      const code = cell.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x5bd1e995);
      b ^= b >>> 15;
    }
    // A separator that no cell can hold, so that "1","23" and "12","3" differ.
    a = Math.imul(a ^ 0x1_0001, 0x01000193);
    b = Math.imul(b ^ 0x1_0001, 0x5bd1e995);
    b ^= b >>> 13;
  }
  return (a >>> 0) * 0x20_0000 + (b >>> 11);
}

/** Counts rows equal to an earlier one in the given columns, as texts. */
export class DuplicateCounter {
  readonly #indexes: readonly number[];
  readonly #seen = new Set<number>();
  #rows = 0;

  constructor(indexes: readonly number[]) {
    this.#indexes = indexes;
  }

  add(cells: readonly string[]): void {
    this.#rows++;
    this.#seen.add(hashOf(cells, this.#indexes));
  }

  get duplicates(): number {
    return this.#rows - this.#seen.size;
  }
}
