/**
 * @file The split by groups: all rows of a group in one part, each class spread over the parts as well as the groups allow.
 * Reads: class and group of every row. Writes: nothing.
 *
 * The idea is that of scikit-learn's StratifiedGroupKFold (groups with the most uneven classes first, each to the part it fits best), for parts of
 * different size, followed by moves and exchanges of groups as long as they help.
 */
import { createRandom, permutation } from "#shared/random.ts";
import type { Split } from "#shared/sweep-spec.ts";

const PARTS = ["train", "validation", "test"] as const;
/** What it costs when a class is in no group of a part: training first, then test, as for single rows. */
const LACKS = [4e3, 1e3, 2e3];
/** A part without any row is no split. */
const EMPTY_PART = 1e6;
/** Drawn orders of which the best result is taken, where groups are few enough to afford it. */
const MOST_STARTS = 40;
const FEW_GROUPS = 400;
const PASSES = 20;
/** Smaller gains are rounding. */
const GAIN = 1e-12;

interface Group {
  /** Classes of its rows with their counts. */
  readonly classes: readonly (readonly [number, number])[];
  readonly rows: number;
}

/** Rows of each class in each part, and what they are worth. */
class Parts {
  readonly #counts: Float64Array;
  readonly #rows = [0, 0, 0];
  readonly #shares: readonly number[];
  readonly #totals: Float64Array;
  readonly #all: number;

  constructor(totals: Float64Array, shares: readonly number[]) {
    this.#counts = new Float64Array(totals.length * 3);
    this.#totals = totals;
    this.#shares = shares;
    this.#all = totals.reduce((sum, n) => sum + n, 0);
  }

  put(group: Group, part: number, sign: 1 | -1): void {
    for (const [label, count] of group.classes) this.#counts[label * 3 + part]! += sign * count;
    this.#rows[part]! += sign * group.rows;
  }

  /** Cost of the classes of these groups and of the sizes: all that moving them can change. */
  cost(labels: Iterable<number>): number {
    let cost = 0;
    for (const label of labels) {
      const total = this.#totals[label]!;
      for (let part = 0; part < 3; part++) {
        const count = this.#counts[label * 3 + part]!;
        if (count === 0) cost += LACKS[part]!;
        cost += (count / total - this.#shares[part]!) ** 2;
      }
    }
    for (let part = 0; part < 3; part++) {
      if (this.#rows[part] === 0) cost += EMPTY_PART;
      cost += (this.#rows[part]! / this.#all - this.#shares[part]!) ** 2;
    }
    return cost;
  }
}

/**
 * @param labels int32 [rows], class index. @param groups int32 [rows], group index in [0, groupCount).
 * @returns for each group 0, 1 or 2: training, validation, test. The same seed gives the same parts.
 */
export function partsOfGroups(labels: Int32Array, groups: Int32Array, classCount: number, groupCount: number, split: Split): Uint8Array {
  const totals = new Float64Array(classCount);
  const tallies: Map<number, number>[] = Array.from({ length: groupCount }, () => new Map());
  labels.forEach((label, row) => {
    totals[label]!++;
    const tally = tallies[groups[row]!]!;
    tally.set(label, (tally.get(label) ?? 0) + 1);
  });
  const all = tallies.map((tally): Group => ({ classes: [...tally], rows: [...tally.values()].reduce((sum, n) => sum + n, 0) }));
  const shares = PARTS.map((part) => split[part]);
  const labelsAll = Array.from(totals.keys()).filter((label) => totals[label]! > 0);
  const uneven = all.map((group) => group.classes.reduce((sum, [label, count]) => sum + (count / totals[label]!) ** 2, 0));

  const starts = groupCount <= FEW_GROUPS ? Math.max(4, Math.min(MOST_STARTS, Math.floor(1_000 / groupCount))) : 1;
  let best: { parts: Uint8Array; cost: number } | null = null;
  for (let start = 0; start < starts; start++) {
    const order = [...permutation(groupCount, createRandom(split.seed, "split-groups", start))];
    // From the second start on in a drawn order, which leads to other ends.
    if (start === 0) order.sort((a, b) => uneven[b]! - uneven[a]!);
    const state = new Parts(totals, shares);
    const parts = new Uint8Array(groupCount);
    for (const g of order) parts[g] = placed(all[g]!, state);
    improve(all, order, parts, state);
    const cost = state.cost(labelsAll);
    if (!best || cost < best.cost - GAIN) best = { parts, cost };
  }
  return best!.parts;
}

/** Puts a group where it costs least. @returns the part. */
function placed(group: Group, state: Parts): number {
  const labels = group.classes.map(([label]) => label);
  let best = { part: 0, cost: Infinity };
  for (let part = 0; part < 3; part++) {
    state.put(group, part, 1);
    const cost = state.cost(labels);
    if (cost < best.cost - GAIN) best = { part, cost };
    state.put(group, part, -1);
  }
  state.put(group, best.part, 1);
  return best.part;
}

/** Moves single groups, and exchanges two where groups are few, until nothing helps. */
function improve(all: readonly Group[], order: readonly number[], parts: Uint8Array, state: Parts): void {
  for (let pass = 0; pass < PASSES; pass++) {
    let changed = false;
    for (const g of order) {
      state.put(all[g]!, parts[g]!, -1);
      const part = placed(all[g]!, state);
      changed ||= part !== parts[g];
      parts[g] = part;
    }
    if (all.length <= FEW_GROUPS)
      for (const [i, a] of order.entries()) for (const b of order.slice(i + 1)) changed = exchanged(all, a, b, parts, state) || changed;
    if (!changed) return;
  }
}

function exchanged(all: readonly Group[], a: number, b: number, parts: Uint8Array, state: Parts): boolean {
  const [first, second] = [parts[a]!, parts[b]!];
  if (first === second) return false;
  const labels = new Set([...all[a]!.classes, ...all[b]!.classes].map(([label]) => label));
  const swap = (from: number, to: number): void => {
    state.put(all[a]!, from, -1);
    state.put(all[b]!, to, -1);
    state.put(all[a]!, to, 1);
    state.put(all[b]!, from, 1);
  };
  const before = state.cost(labels);
  swap(first, second);
  if (state.cost(labels) < before - GAIN) {
    parts[a] = second;
    parts[b] = first;
    return true;
  }
  swap(second, first);
  return false;
}
