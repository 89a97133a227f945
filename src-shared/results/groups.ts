/**
 * @file Configurations as rows, seeds as replicates: means, spreads and seed-paired differences, the same for window, command line and exports.
 * Reads: CompareData, stored measures. Unfinished runs are left out unless asked for, and always counted.
 */
import { isUnfinished } from "../wire/run-state.ts";
import { meanAndSpread } from "../metrics/from-counts.ts";
import { type Measured, notMeasured } from "../metrics/measured.ts";
import { higherIsBetter, type MetricSpace } from "../metrics/metric-id.ts";
import { bestPositions, isSame } from "../numbers/same-value.ts";
import type { CompareData, CompareRun, Config } from "../wire/records.ts";
import type { At, Measure, SplitName } from "../metrics/measure.ts";
import { type ValueReason, whyNoResult } from "./value-reason.ts";
import { type Problem, runMeasured, type StoredRun, type StoredRuns } from "./run-value.ts";

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
  readonly problem: Problem;
  /** Counts runs that still train, at the best epoch so far: their values will change. */
  readonly provisional: boolean;
  /** What was measured of the scores of a run; undefined: not here yet, null: nothing was kept. */
  readonly stored?: (runId: number, split: SplitName) => StoredRun | null | undefined;
}

/** A view of what was stored and is all here. @param stored by part; runs of a part that is left out have nothing that was measured. */
export function storedView(data: CompareData, at: At, stored: Partial<Readonly<Record<SplitName, StoredRuns>>>): View {
  const { classNames, reported, trainCounts } = data;
  const byId = (runs: StoredRuns | undefined) => new Map(runs?.runs.map((run) => [run.runId, run]));
  const of = { validation: byId(stored.validation), test: byId(stored.test) };
  return { at, problem: { classNames, reported, trainCounts }, provisional: false, stored: (runId, split) => of[split].get(runId) ?? null };
}

/** True when the run's counts take part in means under this view. */
export function takesPart(run: CompareRun, view: View): boolean {
  return run.counts !== null && (run.state === "complete" || (view.provisional && isUnfinished(run.state)));
}

/** @returns the metric of one run, or why it has none. */
export function measuredOf(run: CompareRun, measure: Measure, view: View): Measured<ValueReason> {
  if (!takesPart(run, view)) return notMeasured(whyNoResult(run) ?? { id: "run-without-results" });
  return runMeasured(run, measure, view.at, view.problem, (split) => (view.stored ? view.stored(run.id, split) : null));
}

/** @returns the metric of one run; null when it takes no part or the metric is undefined for it. */
export function runValue(run: CompareRun, measure: Measure, view: View): number | null {
  return measuredOf(run, measure, view).value;
}

/** Why a configuration has no mean: the reason of the first run that takes part; null where none does. */
export function reasonOfGroup(group: ConfigGroup, measure: Measure, view: View): ValueReason | null {
  const run = group.runs.find((r) => takesPart(r, view));
  return run ? (measuredOf(run, measure, view).reason ?? { id: "defined-for-some-seeds" }) : null;
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
      return own === null || other === null ? null : isSame(own, other) ? 0 : own - other;
    }),
  );
}

/**
 * Configurations with the best mean ("best mean"; no claim of significance): the highest, or the lowest of an error.
 * @returns ids; several where means are equal but for rounding, none when no mean exists or all of several are equal: then nothing is best.
 */
export function bestMeans(summaries: ReadonlyMap<number, Summary>, measure: Pick<Measure, "metric">, space: MetricSpace): Set<number> {
  const known = [...summaries].filter(([, s]) => s.mean !== null);
  const means = known.map(([, s]) => s.mean);
  const best = bestPositions(means, higherIsBetter(measure.metric, space));
  return new Set(known.length > 1 && best.length === known.length ? [] : best.map((i) => known[i]![0]));
}
