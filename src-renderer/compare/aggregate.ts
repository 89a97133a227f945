/**
 * @file Configurations as rows, seeds as replicates: means, spreads and seed-paired differences.
 * Reads: CompareData. Writes: nothing. Unfinished runs are left out unless asked for, and always counted.
 */
import { meanAndSpread } from "#shared/metrics.ts";
import type { CompareData, CompareRun, Config } from "#shared/records.ts";
import { type MetricId, metricValue } from "./metric.ts";

export type SplitName = "validation" | "test";
/** Which epoch: "best" has the highest validation macro F1 (earliest on ties), whatever metric is shown. */
export type At = "best" | "last";
export interface Measure {
  readonly split: SplitName;
  readonly metric: MetricId;
}

/** One configuration with its runs in order of seed. */
export interface ConfigGroup {
  readonly config: Config;
  readonly runs: readonly CompareRun[];
}

/** sd null below two values: no spread is shown where there is none. */
export interface Summary {
  readonly mean: number | null;
  readonly sd: number | null;
  readonly n: number;
  readonly min: number | null;
  readonly max: number | null;
}

/** @returns one group per configuration, in the order of the sweep; a configuration without runs has an empty list. */
export function groupByConfig(data: CompareData): ConfigGroup[] {
  const runs = new Map<number, CompareRun[]>(data.configs.map((c) => [c.id, []]));
  for (const run of data.runs) runs.get(run.configId)?.push(run);
  for (const list of runs.values()) list.sort((a, b) => a.seed - b.seed);
  return data.configs.map((config) => ({ config, runs: runs.get(config.id)! }));
}

export interface View {
  readonly at: At;
  readonly classes: number;
  /** Counts runs that still train, at the best epoch so far: their values will change. */
  readonly provisional: boolean;
}

/** True when the run's counts take part in means under this view. */
export function takesPart(run: CompareRun, view: View): boolean {
  return (
    run.counts !== null && (run.state === "complete" || (view.provisional && (run.state === "running" || run.state === "waiting" || run.state === "paused")))
  );
}

/** @returns the metric of one run; null when it takes no part or the metric is undefined for its counts. */
export function runValue(run: CompareRun, measure: Measure, view: View): number | null {
  if (!run.counts || !takesPart(run, view)) return null;
  return metricValue(run.counts[view.at][measure.split], view.classes, measure.metric);
}

function summaryOf(values: readonly (number | null)[]): Summary {
  const known = values.filter((v): v is number => v !== null && Number.isFinite(v));
  return { ...meanAndSpread(known), min: known.length ? Math.min(...known) : null, max: known.length ? Math.max(...known) : null };
}

/** Mean, sample sd and range over the seeds of one configuration; undefined values are left out and show in n. */
export function summarize(group: ConfigGroup, measure: Measure, view: View): Summary {
  return summaryOf(group.runs.map((run) => runValue(run, measure, view)));
}

/** Mean wall time of the complete runs, in milliseconds. */
export function summarizeTime(group: ConfigGroup): Summary {
  return summaryOf(group.runs.map((run) => (run.state === "complete" ? run.trainMs : null)));
}

/**
 * Differences to a baseline, paired by seed: mean over the seeds that both have of (value - baseline's value).
 * A seed that only one of them has says nothing here and is not in n.
 */
export function pairedDelta(group: ConfigGroup, baseline: ConfigGroup, measure: Measure, view: View): Summary {
  const reference = new Map(baseline.runs.map((run) => [run.seed, runValue(run, measure, view)]));
  return summaryOf(
    group.runs.map((run) => {
      const own = runValue(run, measure, view);
      const other = reference.get(run.seed) ?? null;
      return own === null || other === null ? null : own - other;
    }),
  );
}

/** The configuration that deltas refer to unless the user pins another: the cross-entropy control, else any cross entropy, else none. */
export function defaultBaseline(configs: readonly Config[]): number | null {
  const found = configs.find((c) => c.isControl && c.family === "cross-entropy") ?? configs.find((c) => c.family === "cross-entropy");
  return found?.id ?? null;
}

/**
 * Configurations with the highest mean ("best mean"; no claim of significance).
 * @returns ids; several on exact ties, none when no mean exists or all of several are equal: then nothing is best.
 */
export function bestMeans(summaries: ReadonlyMap<number, Summary>): Set<number> {
  const means = [...summaries].flatMap(([id, s]) => (s.mean === null ? [] : [[id, s.mean] as const]));
  const top = means.reduce((best, [, m]) => Math.max(best, m), -Infinity);
  const ids = means.filter(([, m]) => m === top).map(([id]) => id);
  return new Set(means.length > 1 && ids.length === means.length ? [] : ids);
}
