/**
 * @file One measure of one run: from its stored counts, from what was measured of its scores when it ended, or as it was reported.
 * Reads: counts, stored measures. Keeps what it works out per counts array. A missing value has its reason, never 0.
 */
import type { Confusion } from "#shared/metrics/from-counts.ts";
import type { CompareRun } from "#shared/wire/records.ts";
import { countedOf, countMetric } from "../metrics/count-metrics.ts";
import { type Measured, measured, notMeasured } from "../metrics/measured.ts";
import { classPart, metricName, type MetricId, type MetricSpace } from "../metrics/metric-id.ts";
import type { Counted } from "../metrics/metric.ts";
import { REPORTED } from "../metrics/reported.ts";
import { type At, type Measure, measureKey, type MeasureKey, needsStored, RAW, type SplitName } from "../metrics/measure.ts";
import { type StoredReason, type ValueReason, whyNoResult } from "./value-reason.ts";

/** What was measured of one run at one epoch choice and on one split. */
export interface StoredMeasure {
  readonly variant: string;
  readonly overall: Readonly<Record<string, number | null>>;
  /** [C] each; absent when they were not asked for. */
  readonly classes?: Readonly<Record<string, readonly (number | null)[]>> | undefined;
  /** By the id of the metric. */
  readonly reasons: Readonly<Record<string, StoredReason>>;
}
export interface StoredRun {
  readonly measures: readonly StoredMeasure[];
  /** Why a variant does not exist for this run. */
  readonly absent: Readonly<Record<string, StoredReason>>;
  /** What is here; absent: everything. */
  readonly known?: ReadonlySet<MeasureKey>;
}
/** Runs that are not among them have nothing that was measured. */
export interface StoredRuns {
  readonly runs: readonly (StoredRun & { readonly runId: number })[];
}

export interface Problem extends MetricSpace {
  /** [C] rows of the training part; null for a sweep that never began. */
  readonly trainCounts: readonly number[] | null;
  /** How counts are worked out; absent: {@link derive}, which keeps what it found as long as the counts are there. */
  readonly derive?: typeof derive;
}

const memo = new WeakMap<Confusion, Counted>();

/** What a matrix gives, worked out once per array, so that sorting 10,000 rows by a metric stays cheap. */
export function derive(counts: Confusion, { classNames, trainCounts }: Pick<Problem, "classNames" | "trainCounts">): Counted {
  const known = memo.get(counts);
  if (known && known.trainCounts === trainCounts && known.classNames === classNames) return known;
  const fresh = known ? { ...known, classNames, trainCounts } : countedOf(counts, classNames, trainCounts);
  memo.set(counts, fresh);
  return fresh;
}

/** For who goes through many runs once: keeps what was worked out last, of the two parts of one run. */
export function derivePassing(): typeof derive {
  let last: readonly (readonly [Confusion, Counted])[] = [];
  return (counts, { classNames, trainCounts }) => {
    const known = last.find(([of]) => of === counts)?.[1] ?? countedOf(counts, classNames, trainCounts);
    if (last[0]?.[0] !== counts) last = [[counts, known], ...last.slice(0, 1)];
    return known;
  };
}

function countMeasured(counts: Confusion, problem: Problem, id: MetricId): Measured<ValueReason> {
  const found = countMetric((problem.derive ?? derive)(counts, problem), metricName(id), classPart(id)?.index ?? null);
  return found ?? notMeasured({ id: "counts-undefined" });
}

/** @param id of counts. @returns null where the counts do not define it. */
export function countValue(counts: Confusion, problem: Problem, id: MetricId): number | null {
  return countMeasured(counts, problem, id).value;
}

/** A value that a stored measure holds, or why it has none. */
export function storedMeasured(stored: StoredMeasure, id: MetricId): Measured<ValueReason> {
  const part = classPart(id);
  const value = part ? stored.classes?.[part.metric]?.[part.index] : stored.overall[id];
  if (typeof value === "number") return measured(value);
  return notMeasured(stored.reasons[id] ?? { id: id.startsWith(REPORTED) ? "not-reported" : "not-measured-then" });
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
  if (!needsStored(measure)) return countMeasured(run.counts[at][split], problem, metric);
  const found = stored(split);
  if (found === undefined || found?.known?.has(measureKey(measure)) === false) return notMeasured({ id: "being-loaded" });
  const kept = found?.measures.find((m) => m.variant === (variant ?? RAW));
  if (kept) return storedMeasured(kept, metric);
  if (metric.startsWith(REPORTED)) return notMeasured({ id: "not-reported" });
  const absent = variant && (found?.absent[variant] ?? found?.absent["all"]);
  // Not missing but equal: a baseline without a figure could be compared with nothing.
  if (absent?.id === "link-is-identity") return runMeasured(run, { split, metric }, at, problem, stored);
  return notMeasured(absent || { id: "scores-not-kept" });
}
