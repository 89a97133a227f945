/**
 * @file Test rows grouped by what is the same about them: label and every prediction.
 * Reads: labels and predictions of several runs.
 *
 * Two rows of one pattern are the same row to every confusion matrix, and most rows are right everywhere: a resample then updates a
 * few dozen patterns per run instead of every row.
 */

/** Plain steps between two yields: a few milliseconds. */
export const SLICE_STEPS = 200_000;

/** Hands on the pauses of an inner computation as the outer one's own. @returns what the inner one returns. */
export function* relay<Shared, Result>(inner: Generator<unknown, Result, void>, pause: Shared): Generator<Shared, Result, void> {
  for (;;) {
    const step = inner.next();
    if (step.done) return step.value;
    yield pause;
  }
}

export interface ItemPatterns {
  /** Patterns [G]. */
  readonly size: number;
  /** Per class the patterns of its rows, one entry per row; empty for a class without a row. */
  readonly rowsOfClass: readonly Int32Array[];
  /** Per column of predictions, per pattern: index into a confusion matrix [columns][G]. */
  readonly cells: readonly Int32Array[];
}

/**
 * Groups N rows by label and the predictions of all columns.
 * @param labels true classes [N]. @param columns predictions, each [N]. @param classes C; labels and predictions are in [0, C).
 * A generator that yields between slices of a few milliseconds.
 */
export function* groupItems(labels: Int32Array, columns: readonly Int32Array[], classes: number): Generator<undefined, ItemPatterns, void> {
  const n = labels.length;
  const pattern = labels.slice();
  let work = 0;
  let size = classes;
  for (const column of columns) {
    // Patterns are refined one column at a time, so keys stay small whole numbers.
    const ids = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const key = pattern[i]! * classes + column[i]!;
      let id = ids.get(key);
      if (id === undefined) ids.set(key, (id = ids.size));
      pattern[i] = id;
      // A map step costs about ten plain ones.
      if ((work += 10) >= SLICE_STEPS) {
        work = 0;
        yield;
      }
    }
    size = ids.size;
  }
  const sizes = new Int32Array(classes);
  for (let i = 0; i < n; i++) sizes[labels[i]!]!++;
  yield;
  const rowsOfClass = Array.from(sizes, (rows) => new Int32Array(rows));
  const cells = columns.map(() => new Int32Array(size));
  sizes.fill(0);
  for (let i = 0; i < n; i++) {
    const label = labels[i]!;
    rowsOfClass[label]![sizes[label]!++] = pattern[i]!;
    for (let k = 0; k < columns.length; k++) cells[k]![pattern[i]!] = label * classes + columns[k]![i]!;
    if ((work += columns.length + 2) >= SLICE_STEPS) {
      work = 0;
      yield;
    }
  }
  return { size, rowsOfClass, cells };
}
