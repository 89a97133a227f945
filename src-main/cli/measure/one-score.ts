/**
 * @file One score column for two classes: whose it is.
 * Reads: the names of the column and of the classes.
 */
import { AppError } from "#shared/errors/errors.ts";

/** The second is what a single score is of, wherever people write these. */
const USUAL: readonly (readonly [string, string])[] = [
  ["0", "1"],
  ["-1", "1"],
  ["0.0", "1.0"],
  ["false", "true"],
  ["no", "yes"],
  ["n", "y"],
  ["neg", "pos"],
  ["negative", "positive"],
];

export interface OneScore {
  readonly column: string;
  /** What the column's name says besides a prefix. */
  readonly named: string;
  /** Of `--positive`. */
  readonly positive: string | undefined;
  readonly file: string;
}

/** @param classes of labels and predictions, or as given. @returns index (0 or 1) of the class that the score is of. @throws AppError `predictions/*`. */
export function positiveOf(classes: readonly string[], { column, named, positive, file }: OneScore): 0 | 1 {
  const list = classes.join(", ");
  if (classes.length !== 2) throw new AppError("predictions/one-score", { file, column, found: classes.length, classes: list });
  if (positive !== undefined) {
    const at = classes.indexOf(positive);
    if (at < 0) throw new AppError("predictions/positive", { file, positive, classes: list });
    return at as 0 | 1;
  }
  const own = classes.indexOf(named);
  if (own >= 0) return own as 0 | 1;
  const lower = classes.map((name) => name.toLowerCase());
  const pair = USUAL.find((names) => names.every((name) => lower.includes(name)));
  if (!pair) throw new AppError("predictions/whose-score", { file, column, first: classes[0]!, second: classes[1]! });
  return lower.indexOf(pair[1]) as 0 | 1;
}
