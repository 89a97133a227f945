/**
 * @file Every test metric of every configuration of a sweep, as mean and deviation over its seeds.
 * Reads: compare data and measures. What `run --json` and `list --json` print; the table shows some of it.
 */
import { meanAndSpread } from "#shared/metrics/from-counts.ts";
import { keyOfParams, numberOf } from "#shared/params/value.ts";
import { isFromCounts, metricsOf, type MetricId, type MetricSpace, ofClassId } from "#shared/metrics/metric-id.ts";
import { groupByConfig, runValue, storedView, takesPart } from "#shared/results/groups.ts";
import type { At, MeasureKey, SplitName } from "#shared/metrics/measure.ts";
import type { StoredRuns } from "#shared/results/run-value.ts";
import type { CompareData, Config } from "#shared/wire/records.ts";

/** `values` by seed, in the order of `seeds`; `sd` null below two; `n` counts those that are not null. */
export interface Spread extends ReturnType<typeof meanAndSpread> {
  readonly values: readonly (number | null)[];
}
const spreadOf = (values: readonly (number | null)[]): Spread => ({ ...meanAndSpread(values), values });

export interface ConfigFigures {
  readonly config: Config;
  /** Runs with counts, and all. */
  readonly complete: number;
  readonly runs: number;
  /** Of the runs with counts. */
  readonly seeds: readonly number[];
  readonly validationMacroF1: Spread;
  /** By the ids of metrics; those that no run has are left out. */
  readonly test: Readonly<Record<string, Spread>>;
  /** [C] each. */
  readonly recall: readonly Spread[];
  readonly averagePrecision: readonly Spread[];
}

const wholeIds = (space: MetricSpace): MetricId[] => metricsOf(space).flatMap(({ whole, name }) => (whole ? [name as MetricId] : []));

/** What the figures take of the stored measures. */
export function figureColumns(space: MetricSpace): MeasureKey[] {
  return [...wholeIds(space).filter((id) => !isFromCounts(id)), ...space.classNames.map((_, c) => ofClassId("averagePrecision", c))];
}

/**
 * @param measures of the test part at the same epoch choice, with values per class; runs that it lacks have no metrics of scores.
 * @returns in the order of the configurations.
 */
export function sweepFigures(data: CompareData, measures: StoredRuns, at: At): ConfigFigures[] {
  const view = storedView(data, at, { test: measures });
  return groupByConfig(data).map(({ config, runs }) => {
    const done = runs.filter((run) => takesPart(run, view));
    const spreadOn = (split: SplitName, metric: MetricId): Spread => spreadOf(done.map((run) => runValue(run, { split, metric }, view)));
    const test = wholeIds(data).map((metric) => [metric, spreadOn("test", metric)] as const);
    return {
      config,
      complete: done.length,
      runs: runs.length,
      seeds: done.map((run) => run.seed),
      validationMacroF1: spreadOn("validation", "macroF1"),
      test: Object.fromEntries(test.filter(([, spread]) => spread.n > 0)),
      recall: data.classNames.map((_, c) => spreadOn("test", ofClassId("recall", c))),
      averagePrecision: data.classNames.map((_, c) => spreadOn("test", ofClassId("averagePrecision", c))),
    };
  });
}

const gammaOf = ({ config }: ConfigFigures): number => numberOf(config.params, "gamma") ?? 0;

/** Configurations with equal weights stand together, gamma rising: one block of rows per weighting, in the order of the sweep. */
export function byWeighting(figures: readonly ConfigFigures[]): ConfigFigures[] {
  const groups = new Map<string, ConfigFigures[]>();
  for (const row of figures) {
    const { gamma: _gamma, family, ...others } = row.config.params;
    // Cross entropy is the focal loss with gamma 0.
    const focal = family === "cross-entropy" || family === "weighted-cross-entropy" ? "focal-softmax" : family;
    const key = keyOfParams(focal === undefined ? others : { family: focal, ...others });
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((rows) => rows.sort((a, b) => gammaOf(a) - gammaOf(b)));
}
