/**
 * @file Intervals as the window shows them: inside the range of their metric, with a mark where they were cut.
 * Reads: intervals, values over seeds.
 */
import { type MetricId, metricRange } from "#shared/metrics/metric-id.ts";
import { bcaBootstrapInterval } from "#shared/statistics/bootstrap-interval.ts";
import { clipInterval, differenceRange, type ShownInterval } from "#shared/statistics/clip-interval.ts";
import type { Interval } from "#shared/statistics/interval.ts";
import { isRefused, type Refusal } from "#shared/statistics/outcome.ts";
import { formatShort, formatValue, UNDEFINED } from "../../../format/numbers.ts";
import { words } from "../../../words/index.ts";

const w = words.compare.cut;

export const shownInterval = (interval: Interval | Refusal, metric: MetricId): ShownInterval | null =>
  isRefused(interval) ? null : clipInterval(interval, metricRange(metric));
/** Of a difference of two values of the metric. */
export const shownDifference = (interval: Interval | Refusal, metric: MetricId): ShownInterval | null =>
  isRefused(interval) ? null : clipInterval(interval, differenceRange(metricRange(metric)));

/** "0.726 … 1.000*", or a dash. */
export function intervalText(shown: ShownInterval | null, format: (value: number) => string = formatValue): string {
  return shown === null ? UNDEFINED : `${format(shown.low)} … ${format(shown.high)}${shown.cutAt.length ? w.mark : ""}`;
}

/** @param raw before it was cut. @returns "" when it was not. */
export function cutText(shown: ShownInterval, raw: Interval): string {
  return shown.cutAt.length ? w.title(`${formatValue(raw.low, 4)} … ${formatValue(raw.high, 4)}`, shown.cutAt.map(formatShort).join(", ")) : "";
}

/** The bootstrap interval beside one that was cut; takes milliseconds, so it is for what is looked at. */
export function bootstrapText(values: readonly (number | null)[]): string {
  const interval = bcaBootstrapInterval(values.filter((v): v is number => v !== null && Number.isFinite(v)));
  if (isRefused(interval)) return interval.refused;
  return [w.bootstrap(`${formatValue(interval.low, 4)} … ${formatValue(interval.high, 4)}`), interval.note ?? ""].filter(Boolean).join(". ");
}
