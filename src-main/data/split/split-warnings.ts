/**
 * @file What a split does to rare classes.
 * Reads: rows of each class in each part.
 */
import type { SplitFinding } from "#shared/data/split-findings.ts";

/** Rows of one class in each part. */
export interface PartCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Below this many rows in validation or test, one row moves the class's recall by 25 points or more. */
export const FEW_ROWS = 5;

/** @param counts rows per class. @param classNames same order. @returns at most six findings, the worst first. */
export function splitWarnings(counts: readonly PartCounts[], classNames: readonly string[]): SplitFinding[] {
  const named = counts.map((count, i) => ({ ...count, name: classNames[i]! }));
  const untrained = named.filter((c) => c.train === 0 && c.validation + c.test > 0);
  const trained = named.filter((c) => c.train > 0);
  const once = trained.filter((c) => c.train === 1 && c.validation === 0 && c.test === 0);
  const twice = trained.filter((c) => c.train === 1 && c.test === 1 && c.validation === 0);
  const untested = trained.filter((c) => c.test === 0 && !once.includes(c));
  const unseen = trained.filter((c) => c.validation === 0 && c.test > 0 && !twice.includes(c));
  const few = trained.filter((c) => c.validation > 0 && c.test > 0 && Math.min(c.validation, c.test) < FEW_ROWS);
  const names = (classes: readonly { name: string }[]): string[] => classes.map(({ name }) => name);
  const found: SplitFinding[] = [];
  if (untrained.length > 0) found.push({ id: "classes-not-in-training", classes: names(untrained) });
  if (once.length > 0) found.push({ id: "classes-with-one-row", classes: names(once) });
  if (untested.length > 0) found.push({ id: "classes-not-in-test", classes: names(untested) });
  if (twice.length > 0) found.push({ id: "classes-with-two-rows", classes: names(twice) });
  if (unseen.length > 0) found.push({ id: "classes-not-in-validation", classes: names(unseen) });
  if (few.length > 0)
    found.push({ id: "classes-hardly-held-out", limit: FEW_ROWS, classes: few.map(({ name, validation, test }) => ({ name, validation, test })) });
  return found;
}
