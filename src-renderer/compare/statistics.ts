/**
 * @file What the seeds say about the configurations of a sweep: groups of values for the statistics.
 * Reads: CompareData, stored measures. Writes: nothing.
 */
import { higherIsBetter, metricLabel } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/run-value.ts";
import type { CompareData } from "#shared/records.ts";
import type { SeedGroup } from "#shared/statistics/compare-groups.ts";
import { configStatistics, type MetricStatistics } from "#shared/statistics/config-statistics.ts";
import { type ConfigGroup, runValue, type View } from "./aggregate.ts";

/** In sentences: "Macro F1 on validation". Also tells measures apart, so it names the variant. */
function measureName({ metric, split, variant }: Measure, classNames: readonly string[]): string {
  return `${metricLabel(metric, classNames)} on ${split}${variant === undefined ? "" : ` (${variant})`}`;
}

/** One value per seed of the sweep; null where a run is not complete or the metric undefined: such a seed forbids a test. */
export function seedGroup(data: Pick<CompareData, "datasetSha256" | "spec" | "classNames">, group: ConfigGroup, measure: Measure, view: View): SeedGroup {
  return {
    name: group.config.label,
    basis: {
      datasetSha256: data.datasetSha256,
      split: data.spec.split,
      seeds: group.runs.map((run) => run.seed),
      metric: measureName(measure, data.classNames),
      epochChoice: view.at,
    },
    values: group.runs.map((run) => runValue(run, measure, view)),
  };
}

/** @returns the statistics with the configuration ids that they are of, in the same order. */
export function statisticsOf(
  data: CompareData | null,
  groups: readonly ConfigGroup[],
  baselineId: number | null,
  measure: Measure,
  view: View,
): MetricStatistics & { readonly ids: readonly number[] } {
  const seeds = data ? groups.map((group) => seedGroup(data, group, measure, view)) : [];
  const baseline = groups.findIndex((group) => group.config.id === baselineId);
  const options = { higherIsBetter: higherIsBetter(measure.metric) };
  return { ids: groups.map((g) => g.config.id), ...configStatistics(seeds, baseline < 0 ? null : baseline, options) };
}
