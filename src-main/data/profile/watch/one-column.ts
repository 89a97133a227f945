/**
 * @file How well one column alone predicts the class of a row that was not looked at.
 * Reads: a sample of rows. Writes: nothing.
 */

interface Run {
  readonly value: number;
  readonly counts: Map<number, number>;
  rows: number;
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

/**
 * Leave-one-out: a row is given the class of the other rows with its value; of a number without others, that of the nearest number.
 * @param values [rows]: numbers (NaN: missing, a value like any other) or hashes. @param labels [rows].
 * @param ordered the values are numbers. @param apart other rows with the same value do not count: what is learned has to hold for new values.
 * @returns mean recall over the classes, in [0, 1].
 */
export function recallOfColumn(values: ArrayLike<number>, labels: readonly number[], ordered: boolean, apart = false): number {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const byValue = new Map<number, Run>();
  labels.forEach((label, row) => {
    const value = values[row]!;
    let run = byValue.get(value);
    if (!run) byValue.set(value, (run = { value, counts: new Map(), rows: 0 }));
    run.counts.set(label, (run.counts.get(label) ?? 0) + 1);
    run.rows++;
  });
  const runs = [...byValue.values()].filter(({ value }) => !Number.isNaN(value)).sort((a, b) => a.value - b.value);
  const place = new Map(runs.map((run, i) => [run, i]));
  const nearest = (run: Run): Run | undefined => {
    const at = place.get(run);
    if (!ordered || at === undefined) return undefined;
    const [before, after] = [runs[at - 1], runs[at + 1]];
    if (!before || !after) return before ?? after;
    return run.value - before.value <= after.value - run.value ? before : after;
  };
  const right = new Map<number, number>();
  for (const run of byValue.values()) {
    const alone = nearest(run);
    const guess = alone ? commonest(alone, sizes, null) : null;
    for (const [label, count] of run.counts) {
      const said = run.rows > 1 && !apart ? commonest(run, sizes, label) : guess;
      if (said === label) right.set(label, (right.get(label) ?? 0) + count);
    }
  }
  let sum = 0;
  for (const [label, size] of sizes) sum += (right.get(label) ?? 0) / size;
  return sum / sizes.size;
}
