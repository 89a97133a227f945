/**
 * @file What the seeds say about the configurations of a sweep: intervals, tests against a baseline, ties; window, command line and exports have it
 * from here. Reads: groups, values of their runs.
 */
import { higherIsBetter, metricLabel, type MetricSpace } from "../metrics/metric-id.ts";
import type { SeedGroup } from "../statistics/compare-groups.ts";
import { configStatistics, type MetricStatistics } from "../statistics/config-statistics.ts";
import type { CompareData, CompareRun, Config } from "../wire/records.ts";
import type { ConfigGroup } from "./groups.ts";
import type { At, Measure } from "../metrics/measure.ts";

/** The statistics with the configuration ids that they are of, in the same order. */
export type GroupStatistics = MetricStatistics & { readonly ids: readonly number[] };

/** What groups need of a sweep to be compared. */
type Basis = Pick<CompareData, "datasetSha256" | "spec"> & MetricSpace;

export interface RunReading {
  readonly at: At;
  /** In the measure; null where a run is not complete or the metric undefined: such a seed forbids a test. */
  readonly value: (run: CompareRun) => number | null;
  /** Why a run is not complete, in words; null for one that is. */
  readonly missing: (run: CompareRun) => string | null;
}

/** In sentences: "Macro F1 on validation". Also tells measures apart, so it names the variant. */
function measureName({ metric, split, variant }: Measure, space: MetricSpace): string {
  return `${metricLabel(metric, space)} on ${split}${variant === undefined ? "" : ` (${variant})`}`;
}

function seedGroup(data: Basis, { config, runs }: ConfigGroup, measure: Measure, { at, value, missing }: RunReading): SeedGroup {
  return {
    name: config.label,
    basis: {
      datasetSha256: data.datasetSha256,
      split: data.spec.split,
      seeds: runs.map((run) => run.seed),
      metric: measureName(measure, data),
      epochChoice: at,
    },
    values: runs.map(value),
    missing: runs.map(missing),
  };
}

/** @param baselineId of a configuration among the groups; else nothing is tested. */
export function groupStatistics(
  data: Basis,
  groups: readonly ConfigGroup[],
  baselineId: number | null,
  measure: Measure,
  reading: RunReading,
): GroupStatistics {
  const seeds = groups.map((group) => seedGroup(data, group, measure, reading));
  const baseline = groups.findIndex((group) => group.config.id === baselineId);
  const options = { higherIsBetter: higherIsBetter(measure.metric, data) };
  return { ids: groups.map((g) => g.config.id), ...configStatistics(seeds, baseline < 0 ? null : baseline, options) };
}

/** The configuration that differences refer to unless the user pins another: the cross-entropy control, else any cross entropy, else none. */
export function defaultBaseline(configs: readonly Config[]): number | null {
  const found = configs.find((c) => c.isControl && c.params["family"] === "cross-entropy") ?? configs.find((c) => c.params["family"] === "cross-entropy");
  return found?.id ?? null;
}
