/**
 * @file Follows the rows that share a value of a column: how many there are, and whether they share a class too.
 * Reads: hashes of cells and classes. Writes: nothing.
 *
 * Memory is bounded: where a column has too many values, those whose hash ends in enough zeros stand for all. Each of these is seen with all its
 * rows, which a sample of rows would not give.
 */

interface ValueRows {
  readonly label: number;
  rows: number;
  pure: boolean;
}

export interface GroupFacts {
  /** Values with two rows or more. */
  readonly groups: number;
  readonly rows: number;
  /** Share of the rows of the column that are in such groups. */
  readonly coverage: number;
  /** Share of the groups whose rows have one class. */
  readonly pure: number;
  /** The same if the classes were dealt to the rows at random, and how many standard deviations lie between. */
  readonly chance: number;
  readonly deviations: number;
}

export class GroupWatch {
  /** False: nothing is followed any more. */
  alive = true;
  readonly #values = new Map<number, ValueRows>();
  readonly #most: number;
  #mask = 0;

  /** @param most values to follow. */
  constructor(most: number) {
    this.#most = most;
  }

  see(hash: number, label: number): void {
    if ((hash & this.#mask) !== 0) return;
    // 30 bits, which the engine keeps without a box.
    const key = hash & 0x3fff_ffff;
    const value = this.#values.get(key);
    if (value) {
      value.rows++;
      if (value.label !== label) value.pure = false;
      return;
    }
    this.#values.set(key, { label, rows: 1, pure: true });
    if (this.#values.size <= this.#most) return;
    this.#mask = this.#mask * 2 + 1;
    for (const other of this.#values.keys()) if ((other & this.#mask) !== 0) this.#values.delete(other);
  }

  /** Every value has been followed. */
  get complete(): boolean {
    return this.alive && this.#mask === 0;
  }

  get distinct(): number {
    return this.#values.size * (this.#mask + 1);
  }

  /** Every value has one class. */
  get allPure(): boolean {
    for (const { pure } of this.#values.values()) if (!pure) return false;
    return true;
  }

  /** @param shares of the classes, in [0, 1]. */
  facts(shares: readonly number[]): GroupFacts {
    let groups = 0;
    let rows = 0;
    let all = 0;
    let pure = 0;
    let expected = 0;
    let variance = 0;
    for (const value of this.#values.values()) {
      all += value.rows;
      if (value.rows < 2) continue;
      groups++;
      rows += value.rows;
      if (value.pure) pure++;
      const chance = shares.reduce((sum, share) => sum + share ** value.rows, 0);
      expected += chance;
      variance += chance * (1 - chance);
    }
    const scale = this.#mask + 1;
    return {
      groups: groups * scale,
      rows: rows * scale,
      coverage: all === 0 ? 0 : rows / all,
      pure: groups === 0 ? 0 : pure / groups,
      chance: groups === 0 ? 1 : expected / groups,
      deviations: variance === 0 ? 0 : (pure - expected) / Math.sqrt(variance),
    };
  }
}
