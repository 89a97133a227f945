/**
 * @file Which measures a table without a choice has, and how an export reads them: run by run, through the same core as the window.
 * Reads: counts, stored measures.
 */
import { classMetrics } from "#shared/metrics/from-counts.ts";
import { allMetricIds, metricsOf, type MetricSpace, ofClassId } from "#shared/metrics/metric-id.ts";
import { DECISION_METRICS, PROBABILITY_METRICS, variantHas, variantsFor } from "#shared/metrics/variant-metrics.ts";
import type { View } from "#shared/results/groups.ts";
import { type At, type Measure, SPLITS, type SplitName } from "#shared/metrics/measure.ts";
import { derivePassing, type StoredRun, type StoredRuns } from "#shared/results/run-value.ts";
import type { CompareData, CompareRun } from "#shared/wire/records.ts";

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
function overallMeasures(space: MetricSpace): Measure[] {
  const ids = allMetricIds({ ...space, classNames: [] });
  const raw = SPLITS.flatMap((split) => ids.map((metric): Measure => ({ split, metric })));
  const after = variantsFor(space.classNames.length).flatMap((variant) =>
    [...DECISION_METRICS, ...PROBABILITY_METRICS].filter((m) => variantHas(variant, m)).map((metric): Measure => ({ split: "test", metric, variant })),
  );
  return [...raw, ...after];
}

/** Precision stands first in the files of every version. */
const FIRST_OF_CLASS = "precision";

/** Metrics of each class, in the order in which a table lists them. */
function classMeasures(space: MetricSpace): Measure[] {
  const names = metricsOf(space).flatMap(({ perClass, name }) => (perClass ? [name] : []));
  const order = [FIRST_OF_CLASS, ...names.filter((name) => name !== FIRST_OF_CLASS)];
  return SPLITS.flatMap((split) => space.classNames.flatMap((_, c) => order.map((name): Measure => ({ split, metric: ofClassId(name, c) }))));
}

/** Everything that a table without a choice has. */
export const allMeasures = (space: MetricSpace): Measure[] => [...overallMeasures(space), ...classMeasures(space)];

/** How any measure of any run of a sweep is read; quickest when all that is wanted of a run is asked before the next. */
export function viewOf({ data, measures }: ExportData, at: At): View {
  const { classNames, reported, trainCounts } = data;
  const bySplit = { validation: storedReader(measures.validation), test: storedReader(measures.test) };
  return {
    at,
    problem: { classNames, reported, trainCounts, derive: derivePassing() },
    provisional: false,
    stored: (runId, split) => bySplit[split](runId),
  };
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
