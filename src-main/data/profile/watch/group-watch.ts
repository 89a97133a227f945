/**
 * @file Follows the rows that share a value of a column: how many there are, and whether they share a class too.
 * Reads: hashes of cells and classes.
 *
 * Memory is bounded: where a column has too many values, those whose hash ends in enough zeros stand for all. Each of these is seen with all its
 * rows, which a sample of rows would not give.
 */

/** A group has one class when so many of its rows have the class of its first row: labels have errors. Below 10 rows that is all of them. */
const ONE_CLASS = 0.9;
/** Of groups of which chance makes none pure: what is certain has no deviation to divide by. */
const LEAST_VARIANCE = 1e-9;
/** Larger groups are taken for this large; chance makes them less pure still. */
const MOST_ROWS = 400;

interface ValueRows {
  readonly label: number;
  rows: number;
  /** Rows with that class. */
  same: number;
}

const isPure = ({ rows, same }: ValueRows): boolean => same >= ONE_CLASS * rows;

/** Probability that a group of n rows with classes dealt at random has one class: binomial tails, given the class of its first row. */
function chanceOfPure(n: number, shares: readonly number[]): number {
  const others = Math.min(n, MOST_ROWS) - 1;
  const least = Math.ceil(ONE_CLASS * (others + 1)) - 1;
  let chance = 0;
  for (const share of shares) {
    // Of the classes without which hardly any group is pure, the terms are below 1e-9.
    if (others > 20 && share < 0.3) continue;
    let term = share ** others;
    let tail = term;
    for (let k = others; k > least; k--) {
      term *= (k / (others - k + 1)) * ((1 - share) / share);
      tail += term;
    }
    chance += share * Math.min(1, tail);
  }
  return chance;
}

export interface GroupFacts {
  /** Values with two rows or more. */
  readonly groups: number;
  readonly rows: number;
  /** Share of the rows of the column that are in such groups. */
  readonly coverage: number;
  /** Share of the groups that have one class. */
  readonly pure: number;
  /** The same if the classes were dealt to the rows at random, and how many standard deviations lie between. */
  readonly chance: number;
  readonly deviations: number;
  /** Every group has as many rows: a design, as measured quantities never have. */
  readonly even: boolean;
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
      if (value.label === label) value.same++;
      return;
    }
    this.#values.set(key, { label, rows: 1, same: 1 });
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

  /** Every value has one class, without exception. */
  get allPure(): boolean {
    for (const { rows, same } of this.#values.values()) if (same < rows) return false;
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
    let [fewest, most] = [Infinity, 0];
    const chances = new Map<number, number>();
    for (const value of this.#values.values()) {
      all += value.rows;
      if (value.rows < 2) continue;
      groups++;
      rows += value.rows;
      fewest = Math.min(fewest, value.rows);
      most = Math.max(most, value.rows);
      if (isPure(value)) pure++;
      const chance = chances.get(value.rows) ?? chanceOfPure(value.rows, shares);
      chances.set(value.rows, chance);
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
      deviations: (pure - expected) / Math.sqrt(Math.max(variance, LEAST_VARIANCE)),
      even: rows === all && fewest === most,
    };
  }
}
