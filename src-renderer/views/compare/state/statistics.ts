/**
 * @file What the seeds say about the configurations of a sweep: groups of values for the statistics.
 * Reads: CompareData, stored measures.
 */
import { higherIsBetter } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/results/run-value.ts";
import type { CompareData } from "#shared/wire/records.ts";
import { configStatistics, type MetricStatistics } from "#shared/statistics/config-statistics.ts";
import { seedGroup } from "#shared/results/sweep-groups.ts";
import { runInWords } from "#shared/words/en/run-standing.ts";
import { type ConfigGroup, runValue, type View } from "./aggregate.ts";

/** @returns the statistics with the configuration ids that they are of, in the same order. */
export function statisticsOf(
  data: CompareData | null,
  groups: readonly ConfigGroup[],
  baselineId: number | null,
  measure: Measure,
  view: View,
): MetricStatistics & { readonly ids: readonly number[] } {
  const seeds = data
    ? groups.map(({ config, runs }) => seedGroup(data, config, runs, measure, view.at, (run) => runValue(run, measure, view), runInWords))
    : [];
  const baseline = groups.findIndex((group) => group.config.id === baselineId);
  const options = { higherIsBetter: higherIsBetter(measure.metric) };
  return { ids: groups.map((g) => g.config.id), ...configStatistics(seeds, baseline < 0 ? null : baseline, options) };
}
