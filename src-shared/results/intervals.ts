/** @file Intervals of means over seeds as they can be true: inside the range of their metric, and the bootstrap beside one that was cut. Reads: intervals, values over seeds. */
import { metricRange, type MetricId, type MetricSpace } from "../metrics/metric-id.ts";
import { bcaBootstrapInterval } from "../statistics/bootstrap-interval.ts";
import { clipInterval, differenceRange, type ShownInterval } from "../statistics/clip-interval.ts";
import type { Interval } from "../statistics/interval.ts";
import { isRefused, type Refusal } from "../statistics/outcome.ts";

export const shownInterval = (interval: Interval | Refusal, metric: MetricId, space: MetricSpace): ShownInterval | null =>
  isRefused(interval) ? null : clipInterval(interval, metricRange(metric, space));

/** Of a difference of two values of the metric. */
export const shownDifference = (interval: Interval | Refusal, metric: MetricId, space: MetricSpace): ShownInterval | null =>
  isRefused(interval) ? null : clipInterval(interval, differenceRange(metricRange(metric, space)));

/** BCa over the seeds that have a value; takes milliseconds, so it is for what is looked at, or where a t interval was cut. */
export function bootstrapOfSeeds(values: readonly (number | null)[]): Interval | Refusal {
  return bcaBootstrapInterval(values.filter((v): v is number => v !== null && Number.isFinite(v)));
}
