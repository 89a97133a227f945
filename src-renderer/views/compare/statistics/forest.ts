/** @file Where differences and their intervals lie on one shared axis with 0 on it. Reads: statistics. */
import type { ConfigStatistics } from "#shared/statistics/config-statistics.ts";
import { isRefused } from "#shared/statistics/outcome.ts";

/** Ends of the axis; always around 0. */
export type ForestAxis = readonly [number, number];

export interface ForestMark {
  /** Shares of the width, 0 to 1. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly zero: number;
  /** True when the corrected test says so; an interval alone is not corrected for the number of comparisons. */
  readonly apart: boolean;
}

interface Difference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly holmP: number;
}

/** Mean difference to the baseline with its interval; the interval has no width below two seeds. */
function differenceOf({ comparison }: ConfigStatistics): Difference | null {
  if (!comparison || isRefused(comparison)) return null;
  const { meanDifference, interval } = comparison.effect;
  const { holmP } = comparison;
  if (meanDifference === null) return null;
  return isRefused(interval)
    ? { mean: meanDifference, low: meanDifference, high: meanDifference, holmP }
    : { mean: meanDifference, low: interval.low, high: interval.high, holmP };
}

/** @param range of a difference of the metric: an interval that goes on beyond it is drawn up to the end of the axis. */
export function forestAxis(rows: readonly ConfigStatistics[], [smallest, largest]: readonly [number, number] = [-Infinity, Infinity]): ForestAxis {
  const ends = rows.flatMap((row) => {
    const d = differenceOf(row);
    return d ? [Math.max(smallest, d.low), Math.min(largest, d.high)] : [];
  });
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const margin = (high - low) * 0.04 || 1;
  return [Math.max(smallest, low - margin), Math.min(largest, high + margin)];
}

/** @returns null where there is no difference to draw. */
export function forestMark(row: ConfigStatistics, [low, high]: ForestAxis): ForestMark | null {
  const d = differenceOf(row);
  if (!d) return null;
  const place = (value: number): number => Math.min(1, Math.max(0, (value - low) / (high - low)));
  return { mean: place(d.mean), low: place(d.low), high: place(d.high), zero: place(0), apart: d.holmP <= 0.05 };
}
