/**
 * @file Every metric of one run under the names of an exported table, and why a value is missing.
 * Reads: counts, stored measures.
 */
import { classMetrics } from "#shared/metrics/from-counts.ts";
import { CLASS_METRICS, type ClassMetric } from "#shared/metrics/catalogue.ts";
import type { Measured } from "#shared/metrics/measured.ts";
import { allMetricIds, type MetricId } from "#shared/metrics/metric-id.ts";
import { type At, derivePassing, type Measure, type Problem, runMeasured, type SplitName, type StoredRun, type StoredRuns } from "#shared/results/run-value.ts";
import { DECISION_METRICS, PROBABILITY_METRICS, VARIANTS, variantHas } from "#shared/metrics/variant-metrics.ts";
import type { CompareData, CompareRun } from "#shared/wire/records.ts";
import type { ValueReason } from "#shared/results/value-reason.ts";

export const SPLITS = ["validation", "test"] as const;

/** Metrics of scores run by run: those of ten thousand runs at once take half a gigabyte. */
export interface ReadRuns {
  /** null: nothing was kept of the run. */
  of(runId: number): StoredRun | null;
}

/** A sweep with the metrics of its scores at one epoch choice, per class too. */
export interface ExportData {
  readonly data: CompareData;
  readonly measures: Readonly<Record<SplitName, StoredRuns | ReadRuns>>;
}

/** Metrics of the whole: raw on both parts, and what was done after training on test. */
function overallMeasures(classes: number): Measure[] {
  const raw = SPLITS.flatMap((split) => allMetricIds(0).map((metric): Measure => ({ split, metric })));
  const offered = VARIANTS.filter((v) => v !== "binary-threshold-f1" || classes === 2);
  const after = offered.flatMap((variant) =>
    [...DECISION_METRICS, ...PROBABILITY_METRICS].filter((m) => variantHas(variant, m)).map((metric): Measure => ({ split: "test", metric, variant })),
  );
  return [...raw, ...after];
}

/** Metrics of each class, in the order in which a table lists them. */
function classMeasures(classes: number): Measure[] {
  const order: readonly ClassMetric[] = CLASS_METRICS;
  return SPLITS.flatMap((split) =>
    Array.from({ length: classes }, (_, c) => order.map((metric): Measure => ({ split, metric: `${metric}:${c}` as MetricId }))).flat(),
  );
}

/** Everything that a table without a choice has. */
export const allMeasures = (classes: number): Measure[] => [...overallMeasures(classes), ...classMeasures(classes)];

/** Reads any metric of any run of a sweep; quickest when all that is wanted of a run is asked before the next. */
export function valueReader({ data, measures }: ExportData, at: At): (run: CompareRun, measure: Measure) => Measured<ValueReason> {
  const problem: Problem = { classNames: data.classNames, trainCounts: data.trainCounts, derive: derivePassing() };
  const bySplit = { validation: storedReader(measures.validation), test: storedReader(measures.test) };
  return (run, measure) => runMeasured(run, measure, at, problem, (split) => bySplit[split](run.id));
}

function storedReader(measures: StoredRuns | ReadRuns): (runId: number) => StoredRun | null {
  if ("runs" in measures) {
    const byRun = new Map(measures.runs.map(({ runId, ...stored }): [number, StoredRun] => [runId, stored]));
    return (runId) => byRun.get(runId) ?? null;
  }
  let last: { readonly runId: number; readonly stored: StoredRun | null } | null = null;
  return (runId) => {
    if (last?.runId !== runId) last = { runId, stored: measures.of(runId) };
    return last.stored;
  };
}

/** Rows of each class in each part. @returns by "test_support[name]"; null before the run is complete. */
export function supportCells(run: CompareRun, classNames: readonly string[], at: At): Record<string, number | null> {
  return Object.fromEntries(
    SPLITS.flatMap((split) => {
      const per = run.counts && classMetrics(run.counts[at][split], classNames.length);
      return classNames.map((name, c) => [`${split}_support[${name}]`, per?.[c]!.support ?? null]);
    }),
  );
}
