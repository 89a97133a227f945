/**
 * @file How well one column alone predicts the class of a row that was not looked at.
 * Reads: a sample of rows.
 */

interface Run {
  readonly value: number;
  readonly counts: Map<number, number>;
  rows: number;
}

/** Rows of the sample by class and by what the column says they are; null: nothing. */
type Said = ReadonlyMap<number, ReadonlyMap<number | null, number>>;

/** How far what a column says agrees with the class. */
export interface Agreement {
  /** Mean recall over the classes, in [0, 1]. */
  readonly recall: number;
  /** Share of all rows, in [0, 1]: each class as frequent as in the file. */
  readonly rows: number;
  /** Cohen's kappa of the same: 1 is complete, 0 is chance. */
  readonly kappa: number;
}

function sizesOf(labels: readonly number[]): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return sizes;
}

/** The class that is commonest in a run, each class counted by its share of it: classes of any size weigh the same. */
function commonest(run: Run, sizes: ReadonlyMap<number, number>, without: number | null): number | null {
  let best: { label: number; share: number } | null = null;
  for (const [label, count] of run.counts) {
    const share = (count - (label === without ? 1 : 0)) / sizes.get(label)!;
    if (share > 0 && (!best || share > best.share)) best = { label, share };
  }
  return best?.label ?? null;
}

function runsOf(values: ArrayLike<number>, labels: readonly number[]): Run[] {
  const byValue = new Map<number, Run>();
  labels.forEach((label, row) => {
    const value = values[row]!;
    let run = byValue.get(value);
    if (!run) byValue.set(value, (run = { value, counts: new Map(), rows: 0 }));
    run.counts.set(label, (run.counts.get(label) ?? 0) + 1);
    run.rows++;
  });
  return [...byValue.values()];
}

function collect(all: readonly Run[], say: (run: Run, label: number) => number | null): Said {
  const said = new Map<number, Map<number | null, number>>();
  for (const run of all) {
    for (const [label, count] of run.counts) {
      const row = said.get(label) ?? new Map<number | null, number>();
      const guess = say(run, label);
      said.set(label, row.set(guess, (row.get(guess) ?? 0) + count));
    }
  }
  return said;
}

function byNeighbours(all: readonly Run[], sizes: ReadonlyMap<number, number>, ordered: boolean, apart: boolean): Said {
  const runs = all.filter(({ value }) => !Number.isNaN(value)).sort((a, b) => a.value - b.value);
  const place = new Map(runs.map((run, i) => [run, i]));
  const nearest = (run: Run): Run | undefined => {
    const at = place.get(run);
    if (!ordered || at === undefined) return undefined;
    const [before, after] = [runs[at - 1], runs[at + 1]];
    if (!before || !after) return before ?? after;
    return run.value - before.value <= after.value - run.value ? before : after;
  };
  const alone = (run: Run): number | null => {
    const other = nearest(run);
    return other ? commonest(other, sizes, null) : null;
  };
  const guesses = new Map(all.map((run) => [run, alone(run)]));
  return collect(all, (run, label) => (run.rows > 1 && !apart ? commonest(run, sizes, label) : guesses.get(run)!));
}

/** The one threshold that tells two classes best: next to it, a nearest value is often one of the few on the wrong side. */
function byThreshold(all: readonly Run[], sizes: ReadonlyMap<number, number>): Said {
  const [first, second] = [...sizes.keys()];
  const runs = all.filter(({ value }) => !Number.isNaN(value)).sort((a, b) => a.value - b.value);
  let best = { gain: 0, from: Infinity };
  let gain = 0;
  for (const { value, counts } of runs) {
    // How much more of the first class than of the second lies below.
    if (Math.abs(gain) > Math.abs(best.gain)) best = { gain, from: value };
    gain += (counts.get(first!) ?? 0) / sizes.get(first!)! - (counts.get(second!) ?? 0) / sizes.get(second!)!;
  }
  const [below, above] = best.gain >= 0 ? [first!, second!] : [second!, first!];
  return collect(all, ({ value }) => (Number.isNaN(value) ? null : value < best.from ? below : above));
}

function recallIn(said: Said, sizes: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [label, size] of sizes) sum += (said.get(label)?.get(label) ?? 0) / size;
  return sum / sizes.size;
}

/** @param share of each class among all rows of the file. */
function agreementIn(said: Said, sizes: ReadonlyMap<number, number>, share: (label: number) => number): Agreement {
  let rows = 0;
  const saidShares = new Map<number | null, number>();
  for (const [label, row] of said) {
    for (const [guess, count] of row) {
      const weight = (share(label) * count) / sizes.get(label)!;
      saidShares.set(guess, (saidShares.get(guess) ?? 0) + weight);
      if (guess === label) rows += weight;
    }
  }
  let chance = 0;
  for (const label of sizes.keys()) chance += share(label) * (saidShares.get(label) ?? 0);
  return { recall: recallIn(said, sizes), rows, kappa: chance < 1 ? (rows - chance) / (1 - chance) : 0 };
}

/**
 * Leave-one-out: a row is given the class of the other rows with its value; of a number without others, that of the nearest number.
 * @param values [rows]: numbers (NaN: missing, a value like any other) or hashes. @param labels [rows].
 * @param ordered the values are numbers. @param apart other rows with the same value do not count: what is learned has to hold for new values.
 * @returns mean recall over the classes, in [0, 1].
 */
export function recallOfColumn(values: ArrayLike<number>, labels: readonly number[], ordered: boolean, apart = false): number {
  const sizes = sizesOf(labels);
  return recallIn(byNeighbours(runsOf(values, labels), sizes, ordered, apart), sizes);
}

/**
 * As `recallOfColumn`; of two classes also by the best threshold, whichever agrees better.
 * @param counts rows of each class in the file, of which the sample has its own number.
 */
export function agreementOfColumn(values: ArrayLike<number>, labels: readonly number[], ordered: boolean, counts: (label: number) => number): Agreement {
  const sizes = sizesOf(labels);
  const total = [...sizes.keys()].reduce((sum, label) => sum + counts(label), 0);
  const share = (label: number): number => counts(label) / total;
  const runs = runsOf(values, labels);
  const near = agreementIn(byNeighbours(runs, sizes, ordered, false), sizes, share);
  if (!ordered || sizes.size !== 2) return near;
  const cut = agreementIn(byThreshold(runs, sizes), sizes, share);
  return cut.kappa > near.kappa ? { ...cut, recall: Math.max(cut.recall, near.recall) } : { ...near, recall: Math.max(cut.recall, near.recall) };
}
