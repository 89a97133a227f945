/**
 * @file The split by groups: all rows of a group in one part, each class spread over the parts as well as the groups allow.
 * Reads: class and group of every row.
 *
 * The idea is that of scikit-learn's StratifiedGroupKFold (groups with the most uneven classes first, each to the part it fits best), for parts of
 * different size, followed by moves and exchanges of groups as long as they help.
 */
import { createRandom, permutation } from "#shared/numbers/random.ts";
import type { Split } from "#shared/sweep/spec.ts";

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

/** Classes of the rows of each group with their counts, one group after the other: there may be as many groups as rows. */
interface Groups {
  readonly count: number;
  /** [groups + 1]: where the entries of a group begin. */
  readonly starts: Int32Array;
  readonly classes: Int32Array;
  readonly counts: Int32Array;
  /** Rows of each group. */
  readonly rows: Int32Array;
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

  put(groups: Groups, g: number, part: number, sign: 1 | -1): void {
    for (let e = groups.starts[g]!; e < groups.starts[g + 1]!; e++) this.#counts[groups.classes[e]! * 3 + part]! += sign * groups.counts[e]!;
    this.#rows[part]! += sign * groups.rows[g]!;
  }

  /** Cost of the classes from one place of a list to another, and of the sizes: all that moving their groups can change. */
  cost(labels: Int32Array, from = 0, to = labels.length): number {
    let cost = 0;
    for (let i = from; i < to; i++) {
      const label = labels[i]!;
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
  for (const label of labels) totals[label]!++;
  const all = groupsOf(labels, groups, classCount, groupCount);
  const shares = PARTS.map((part) => split[part]);
  const labelsAll = Int32Array.from(totals.keys()).filter((label) => totals[label]! > 0);
  const uneven = Float64Array.from({ length: groupCount }, (_, g) => {
    let sum = 0;
    for (let e = all.starts[g]!; e < all.starts[g + 1]!; e++) sum += (all.counts[e]! / totals[all.classes[e]!]!) ** 2;
    return sum;
  });

  const starts = groupCount <= FEW_GROUPS ? Math.max(4, Math.min(MOST_STARTS, Math.floor(1_000 / groupCount))) : 1;
  let best: { parts: Uint8Array; cost: number } | null = null;
  for (let start = 0; start < starts; start++) {
    const order = [...permutation(groupCount, createRandom(split.seed, "split-groups", start))];
    // From the second start on in a drawn order, which leads to other ends.
    if (start === 0) order.sort((a, b) => uneven[b]! - uneven[a]!);
    const state = new Parts(totals, shares);
    const parts = new Uint8Array(groupCount);
    for (const g of order) parts[g] = placed(all, g, state);
    improve(all, order, parts, state);
    const cost = state.cost(labelsAll);
    if (!best || cost < best.cost - GAIN) best = { parts, cost };
  }
  return best!.parts;
}

function groupsOf(labels: Int32Array, groups: Int32Array, classCount: number, groupCount: number): Groups {
  const rows = new Int32Array(groupCount);
  for (const group of groups) rows[group]!++;
  const next = new Int32Array(groupCount);
  for (let g = 1; g < groupCount; g++) next[g] = next[g - 1]! + rows[g - 1]!;
  const sorted = new Int32Array(labels.length);
  labels.forEach((label, row) => (sorted[next[groups[row]!]!++] = label));
  const starts = new Int32Array(groupCount + 1);
  const classes = new Int32Array(labels.length);
  const counts = new Int32Array(labels.length);
  const entryOf = new Int32Array(classCount).fill(-1);
  let [row, entries] = [0, 0];
  for (let g = 0; g < groupCount; g++) {
    starts[g] = entries;
    for (const end = row + rows[g]!; row < end; row++) {
      const label = sorted[row]!;
      // An entry of an earlier group is none of this one.
      if (entryOf[label]! < starts[g]!) {
        entryOf[label] = entries;
        classes[entries++] = label;
      }
      counts[entryOf[label]!]!++;
    }
  }
  starts[groupCount] = entries;
  return { count: groupCount, starts, classes, counts, rows };
}

/** Puts a group where it costs least. @returns the part. */
function placed(all: Groups, g: number, state: Parts): number {
  let best = 0;
  let least = Infinity;
  for (let part = 0; part < 3; part++) {
    state.put(all, g, part, 1);
    const cost = state.cost(all.classes, all.starts[g], all.starts[g + 1]);
    if (cost < least - GAIN) [best, least] = [part, cost];
    state.put(all, g, part, -1);
  }
  state.put(all, g, best, 1);
  return best;
}

/** Moves single groups, and exchanges two where groups are few, until nothing helps. */
function improve(all: Groups, order: readonly number[], parts: Uint8Array, state: Parts): void {
  for (let pass = 0; pass < PASSES; pass++) {
    let changed = false;
    for (const g of order) {
      state.put(all, g, parts[g]!, -1);
      const part = placed(all, g, state);
      changed ||= part !== parts[g];
      parts[g] = part;
    }
    if (all.count <= FEW_GROUPS)
      for (const [i, a] of order.entries()) for (const b of order.slice(i + 1)) changed = exchanged(all, a, b, parts, state) || changed;
    if (!changed) return;
  }
}

function exchanged(all: Groups, a: number, b: number, parts: Uint8Array, state: Parts): boolean {
  const [first, second] = [parts[a]!, parts[b]!];
  if (first === second) return false;
  const classesOf = (g: number): Int32Array => all.classes.subarray(all.starts[g], all.starts[g + 1]);
  const labels = Int32Array.from(new Set([...classesOf(a), ...classesOf(b)]));
  const swap = (from: number, to: number): void => {
    state.put(all, a, from, -1);
    state.put(all, b, to, -1);
    state.put(all, a, to, 1);
    state.put(all, b, from, 1);
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
