/**
 * @file The configurations of a sweep as groups of values over seeds, and the one that others are held against.
 * Reads: CompareData. Compare and the exports build their statistics from the same groups.
 */
import { metricLabel } from "../metrics/metric-id.ts";
import type { At, Measure } from "./run-value.ts";
import type { CompareData, CompareRun, Config } from "../wire/records.ts";
import type { SeedGroup } from "../statistics/compare-groups.ts";

/** In sentences: "Macro F1 on validation". Also tells measures apart, so it names the variant. */
function measureName({ metric, split, variant }: Measure, classNames: readonly string[]): string {
  return `${metricLabel(metric, classNames)} on ${split}${variant === undefined ? "" : ` (${variant})`}`;
}

/**
 * @param runs of the configuration, all of them. @param value null where a run is not complete or the metric undefined: such a seed forbids a test.
 * @param missing why a run is not complete, in words; null for one that is.
 */
export function seedGroup(
  data: Pick<CompareData, "datasetSha256" | "spec" | "classNames">,
  config: Pick<Config, "label">,
  runs: readonly CompareRun[],
  measure: Measure,
  at: At,
  value: (run: CompareRun) => number | null,
  missing: (run: CompareRun) => string | null,
): SeedGroup {
  return {
    name: config.label,
    basis: {
      datasetSha256: data.datasetSha256,
      split: data.spec.split,
      seeds: runs.map((run) => run.seed),
      metric: measureName(measure, data.classNames),
      epochChoice: at,
    },
    values: runs.map(value),
    missing: runs.map(missing),
  };
}

/** The configuration that differences refer to unless the user pins another: the cross-entropy control, else any cross entropy, else none. */
export function defaultBaseline(configs: readonly Config[]): number | null {
  const found = configs.find((c) => c.isControl && c.params["family"] === "cross-entropy") ?? configs.find((c) => c.params["family"] === "cross-entropy");
  return found?.id ?? null;
}
