/**
 * @file Intervals as the window shows them: inside the range of their metric, with a mark where they were cut.
 * Reads: intervals, values over seeds. What they are, src-shared/results/intervals.ts says.
 */
import { bootstrapOfSeeds } from "#shared/results/intervals.ts";
import type { ShownInterval } from "#shared/statistics/clip-interval.ts";
import type { Interval } from "#shared/statistics/interval.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { formatShort, formatValue, UNDEFINED } from "../../../format/numbers.ts";
import { words } from "../../../words/index.ts";

const w = words.compare.cut;

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
  const interval = bootstrapOfSeeds(values);
  if (isRefused(interval)) return interval.refused;
  return [w.bootstrap(`${formatValue(interval.low, 4)} … ${formatValue(interval.high, 4)}`), interval.note ?? ""].filter(Boolean).join(". ");
}
