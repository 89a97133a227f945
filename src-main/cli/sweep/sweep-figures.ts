/**
 * @file Every test metric of every configuration of a sweep, as mean and deviation over its seeds.
 * Reads: compare data and measures. What `run --json` and `list --json` print; the table shows some of it.
 */
import { COUNT_METRICS, SCORE_METRICS } from "#shared/metrics/catalogue.ts";
import { countMetrics } from "#shared/metrics/count-metrics.ts";
import { meanAndSpread } from "#shared/metrics/from-counts.ts";
import { keyOfParams, numberOf } from "#shared/params/value.ts";
import type { StoredRuns } from "#shared/results/run-value.ts";
import type { CompareData, CompareRun, Config } from "#shared/wire/records.ts";

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
  /** By the names of metrics/catalogue.ts; those of scores are left out when no run has them. */
  readonly test: Readonly<Record<string, Spread>>;
  /** [C] each. */
  readonly recall: readonly Spread[];
  readonly averagePrecision: readonly Spread[];
}

type Which = "best" | "last";

/** What the figures take of the stored measures. */
export const figureColumns = (classes: number): string[] => [...SCORE_METRICS, ...Array.from({ length: classes }, (_, c) => `averagePrecision:${c}`)];

/**
 * @param measures of the test part at the same epoch choice, with values per class; runs that it lacks have no metrics of scores.
 * @returns in the order of the configurations.
 */
export function sweepFigures(data: CompareData, measures: StoredRuns, at: Which): ConfigFigures[] {
  const raw = new Map(measures.runs.map((run) => [run.runId, run.measures.find((m) => m.variant === "raw")]));
  return data.configs.map((config) => {
    const all = data.runs.filter((run) => run.configId === config.id);
    const done = all.filter((run): run is CompareRun & { counts: NonNullable<CompareRun["counts"]> } => run.counts !== null).sort((a, b) => a.seed - b.seed);
    const reports = done.map((run) => countMetrics(run.counts[at].test, data.classNames, data.trainCounts));
    const validation = done.map((run) => countMetrics(run.counts[at].validation, data.classNames).overall.macroF1.value);
    const scored = done.map((run) => raw.get(run.id));
    const ofCounts = COUNT_METRICS.map((name) => [name, spreadOf(reports.map((report) => report.overall[name].value))] as const);
    const ofScores = SCORE_METRICS.map((name) => [name, spreadOf(scored.map((m) => m?.overall[name] ?? null))] as const);
    return {
      config,
      complete: done.length,
      runs: all.length,
      seeds: done.map((run) => run.seed),
      validationMacroF1: spreadOf(validation),
      test: Object.fromEntries([...ofCounts, ...ofScores].filter(([, spread]) => spread.n > 0)),
      recall: data.classNames.map((_, c) => spreadOf(reports.map((report) => report.recall[c]!.value))),
      averagePrecision: data.classNames.map((_, c) => spreadOf(scored.map((m) => m?.classes?.["averagePrecision"]?.[c] ?? null))),
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
