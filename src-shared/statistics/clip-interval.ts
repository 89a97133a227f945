/**
 * @file An interval as it can be true: cut at the bounds of the metric, which a t interval does not know.
 * Reads: an interval, a range. For what is shown; exports keep the interval as it was computed.
 */
import type { Interval } from "./interval.ts";

export interface ShownInterval extends Interval {
  /** Bounds of the range at which the interval was cut; empty: it lies inside. */
  readonly cutAt: readonly number[];
}

/** Means of values that are 1 may come out as 1 and a rounding error. */
const ROUNDING = 1e-9;

/**
 * The part of an interval that lies inside the range of its metric.
 * @param range smallest and largest value that can occur, as {@link metricRange} gives it.
 * @returns low <= high, both inside the range.
 */
export function clipInterval(interval: Interval, [smallest, largest]: readonly [number, number]): ShownInterval {
  const cutAt = [...(interval.low < smallest - ROUNDING ? [smallest] : []), ...(interval.high > largest + ROUNDING ? [largest] : [])];
  const inside = (value: number): number => Math.min(largest, Math.max(smallest, value));
  return { ...interval, low: inside(interval.low), high: inside(interval.high), cutAt };
}

/** Range of a difference of two values of a metric. */
export function differenceRange([smallest, largest]: readonly [number, number]): readonly [number, number] {
  return [smallest - largest, largest - smallest];
}
