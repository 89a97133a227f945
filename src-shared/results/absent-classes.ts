/**
 * @file Classes without a row in a part: which metrics count them as 0, and which leave them out.
 * Reads: counts. Words: src-shared/words/absent-classes.ts.
 */
import { type Confusion, classMetrics } from "#shared/metrics/from-counts.ts";
import type { MetricId } from "../metrics/metric-id.ts";
import type { SplitName } from "../metrics/measure.ts";

/** Each with the same mean over the classes that have rows. */
const OVER_ALL: Partial<Record<MetricId, MetricId>> = {
  macroF1: "macroF1Present",
  macroPrecision: "macroPrecisionPresent",
  macroRecall: "balancedAccuracy",
};

/** The same metric over the classes that have rows; null for one that has no class to leave out. */
export const overPresent = (metric: MetricId): MetricId | null => OVER_ALL[metric] ?? null;

export interface AbsentClasses {
  readonly split: SplitName;
  readonly names: readonly string[];
  /** Of the problem. */
  readonly classes: number;
}

/** @returns null where every class has rows, and where there is no row at all. */
export function absentClasses(counts: Confusion, classNames: readonly string[], split: SplitName): AbsentClasses | null {
  const per = classMetrics(counts, classNames.length);
  const names = classNames.filter((_, c) => per[c]!.support === 0);
  return names.length > 0 && names.length < classNames.length ? { split, names, classes: classNames.length } : null;
}

/** Runs of a sweep share their split, so those of one run are those of all. @returns null before any run has been evaluated. */
export function absentInSweep(
  runs: readonly { readonly counts: { readonly last: Readonly<Record<SplitName, Confusion>> } | null }[],
  classNames: readonly string[],
  split: SplitName,
): AbsentClasses | null {
  const counts = runs.find((run) => run.counts !== null)?.counts;
  return counts ? absentClasses(counts.last[split], classNames, split) : null;
}
