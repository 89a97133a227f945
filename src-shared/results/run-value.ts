/**
 * @file One metric of one run: from its stored counts, or from what was measured of its scores when it ended.
 * Reads: counts, stored measures. Writes: nothing (memo per counts array). A missing value has its reason, never 0.
 */
import { type StoredReason, type ValueReason, whyNoResult } from "./value-reason.ts";
import type { CompareRun } from "#shared/wire/records.ts";
import { type ClassMetrics, type Confusion, classMetrics, SCORE_NAMES, type ScoreName, type Scores, scoresOf } from "#shared/metrics/from-counts.ts";
import type { CountMetric, ScoreMetric } from "../metrics/catalogue.ts";
import { type CountReport, countMetrics } from "../metrics/count-metrics.ts";
import { type Measured, measured, notMeasured } from "../metrics/measured.ts";
import { classPart, isFromCounts, type MetricId } from "../metrics/metric-id.ts";
import type { VariantName } from "../metrics/variant-metrics.ts";

export type SplitName = "validation" | "test";
/** Which epoch: "best" has the highest validation macro F1 (earliest on ties), whatever metric is shown. */
export type At = "best" | "last";

export interface Measure {
  readonly split: SplitName;
  readonly metric: MetricId;
  /** What was done after training; absent: nothing, the raw figures. Variants are measured on test only. */
  readonly variant?: VariantName;
}

/** What was measured of one run at one epoch choice and on one split. */
export interface StoredMeasure {
  readonly variant: string;
  readonly overall: Readonly<Record<string, number | null>>;
  /** [C] each; absent when they were not asked for. */
  readonly classes?: Readonly<Record<string, readonly (number | null)[]>> | undefined;
  readonly reasons: Readonly<Record<string, StoredReason>>;
}
export interface StoredRun {
  readonly measures: readonly StoredMeasure[];
  /** Why a variant does not exist for this run. */
  readonly absent: Readonly<Record<string, StoredReason>>;
  /** What is here, as `columnKey` names it; absent: everything. */
  readonly known?: ReadonlySet<string>;
}
/** Runs that are not among them have nothing that was measured. */
export interface StoredRuns {
  readonly runs: readonly (StoredRun & { readonly runId: number })[];
}

/** One column of stored measures: "ece", "recall:2", "ece@temperature". */
export function columnKey({ metric, variant }: Pick<Measure, "metric" | "variant">): string {
  return variant === undefined ? metric : `${metric}@${variant}`;
}

export interface Problem {
  readonly classNames: readonly string[];
  /** [C] rows of the training part; null for a sweep that never began. */
  readonly trainCounts: readonly number[] | null;
  /** How counts are worked out; absent: {@link derive}, which keeps what it found as long as the counts are there. */
  readonly derive?: (counts: Confusion, classes: number) => Derived;
}

export interface Derived {
  readonly scores: Scores;
  readonly perClass: readonly ClassMetrics[];
  /** The slower whole, for what only it has, with the training rows that it was worked out for. */
  report: { readonly of: CountReport; readonly trainCounts: Problem["trainCounts"] } | null;
}
const memo = new WeakMap<Confusion, Derived>();

/** Scores and per-class metrics of one matrix; computed once per array, so sorting 10 000 rows by a metric stays cheap. */
export function derive(counts: Confusion, classes: number): Derived {
  let known = memo.get(counts);
  if (!known) {
    known = workOut(counts, classes);
    memo.set(counts, known);
  }
  return known;
}

function workOut(counts: Confusion, classes: number): Derived {
  const perClass = classMetrics(counts, classes);
  return { scores: scoresOf(counts, classes, perClass), perClass, report: null };
}

/** For who goes through many runs once: keeps what was worked out last, of the two parts of one run. */
export function derivePassing(): (counts: Confusion, classes: number) => Derived {
  let last: readonly (readonly [Confusion, Derived])[] = [];
  return (counts, classes) => {
    const known = last.find(([of]) => of === counts)?.[1] ?? workOut(counts, classes);
    if (last[0]?.[0] !== counts) last = [[counts, known], ...last.slice(0, 1)];
    return known;
  };
}

/** @param id of counts. @param trainCounts for head, middle and tail recall. @returns null where the counts do not define it. */
export function countValue(counts: Confusion, problem: Problem, id: MetricId): number | null {
  const derived = (problem.derive ?? derive)(counts, problem.classNames.length);
  const part = classPart(id);
  if (part) return derived.perClass[part.index]?.[part.metric as "recall" | "precision" | "f1"] ?? null;
  if ((SCORE_NAMES as readonly string[]).includes(id)) return derived.scores[id as ScoreName];
  return reportOf(derived, counts, problem).overall[id as CountMetric].value;
}

function reportOf(derived: Derived, counts: Confusion, { classNames, trainCounts }: Problem): CountReport {
  if (derived.report?.trainCounts !== trainCounts) derived.report = { of: countMetrics(counts, classNames, trainCounts), trainCounts };
  return derived.report!.of;
}

function countReason(counts: Confusion, problem: Problem, id: MetricId): ValueReason {
  const report = reportOf((problem.derive ?? derive)(counts, problem.classNames.length), counts, problem);
  const part = classPart(id);
  const found = part ? report[part.metric as "recall" | "precision" | "f1"][part.index] : report.overall[id as CountMetric];
  return found?.reason ?? { id: "counts-undefined" };
}

/** A value that a stored measure holds. */
function storedValue(stored: StoredMeasure, id: MetricId): Measured<ValueReason> {
  const part = classPart(id);
  const value = part ? stored.classes?.[part.metric]?.[part.index] : stored.overall[id as ScoreMetric];
  if (typeof value === "number") return measured(value);
  return notMeasured(stored.reasons[part ? `${part.metric}/${part.index}` : id] ?? { id: "not-measured-then" });
}

/** True when the stored measures are needed, not the counts alone. */
export function needsScores(measure: Measure): boolean {
  return measure.variant !== undefined || !isFromCounts(measure.metric);
}

/** @param stored of this run, at this epoch choice and on this split; undefined: not here yet; null: nothing was kept. */
export function runMeasured(
  run: Pick<CompareRun, "counts" | "state" | "error" | "flags">,
  measure: Measure,
  at: At,
  problem: Problem,
  stored: (split: SplitName) => StoredRun | null | undefined,
): Measured<ValueReason> {
  if (!run.counts) return notMeasured(whyNoResult(run) ?? { id: "run-without-results" });
  const { split, metric, variant } = measure;
  if (!needsScores(measure)) {
    const counts = run.counts[at][split];
    const value = countValue(counts, problem, metric);
    return value === null ? notMeasured(countReason(counts, problem, metric)) : measured(value);
  }
  const found = stored(split);
  if (found === undefined || found?.known?.has(columnKey(measure)) === false) return notMeasured({ id: "being-loaded" });
  const kept = found?.measures.find((m) => m.variant === (variant ?? "raw"));
  if (kept) return storedValue(kept, metric);
  const absent = variant && (found?.absent[variant] ?? found?.absent["all"]);
  // Not missing but equal: a baseline without a figure could be compared with nothing.
  if (absent?.id === "link-is-identity") return runMeasured(run, { split, metric }, at, problem, stored);
  return notMeasured(absent || { id: "scores-not-kept" });
}
