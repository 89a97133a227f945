/**
 * @file The metrics that Compare knows, each derived from a confusion matrix: averages over classes, and three per class.
 * Reads: counts. Writes: nothing (memo per counts array).
 */
import { type Confusion, type ScoreName, type Scores, type ClassMetrics, classMetrics, scoreLabel, scoresOf } from "#shared/metrics.ts";

export const CLASS_MEASURES = ["recall", "precision", "f1"] as const;
export type ClassMeasure = (typeof CLASS_MEASURES)[number];
/** "macroF1", or "recall:2" for class index 2. */
export type MetricId = ScoreName | `${ClassMeasure}:${number}`;

const MEASURE_LABELS: Readonly<Record<ClassMeasure, string>> = { precision: "Precision", recall: "Recall", f1: "F1" };

/** Splits "recall:2"; null for an average over classes. */
function classMetricOf(id: MetricId): { measure: ClassMeasure; index: number } | null {
  const colon = id.indexOf(":");
  if (colon < 0) return null;
  return { measure: id.slice(0, colon) as ClassMeasure, index: Number(id.slice(colon + 1)) };
}

/** Averages in the order they are read under imbalance: the ranking metric first, accuracy after what it hides. */
const AVERAGES: readonly ScoreName[] = ["macroF1", "balancedAccuracy", "mcc", "gMean", "accuracy", "weightedF1", "macroPrecision", "macroRecall"];

/** @returns every metric of a problem with that many classes: averages first, then class by class. */
export function allMetrics(classes: number): MetricId[] {
  const perClass = Array.from({ length: classes }, (_, c) => CLASS_MEASURES.map((measure): MetricId => `${measure}:${c}`));
  return [...AVERAGES, ...perClass.flat()];
}

/** True for text that names a metric of a problem with that many classes (saved views outlive data sets). */
export function isMetricId(text: string, classes: number): text is MetricId {
  return (allMetrics(classes) as string[]).includes(text);
}

export function measureLabel(measure: ClassMeasure): string {
  return MEASURE_LABELS[measure];
}

/** "Macro F1"; "Recall of text". */
export function metricLabel(id: MetricId, classNames: readonly string[]): string {
  const part = classMetricOf(id);
  return part ? `${MEASURE_LABELS[part.measure]} of ${classNames[part.index] ?? part.index}` : scoreLabel(id as ScoreName);
}

interface Derived {
  readonly scores: Scores;
  readonly perClass: readonly ClassMetrics[];
}
const memo = new WeakMap<Confusion, Derived>();

/** Scores and per-class metrics of one matrix; computed once per array, so sorting 10 000 rows by a metric stays cheap. */
export function derive(counts: Confusion, classes: number): Derived {
  let known = memo.get(counts);
  if (!known) {
    known = { scores: scoresOf(counts, classes), perClass: classMetrics(counts, classes) };
    memo.set(counts, known);
  }
  return known;
}

/** @returns the metric in [-1, 1]; null where the counts do not define it (e.g. precision when nothing was predicted). */
export function metricValue(counts: Confusion, classes: number, id: MetricId): number | null {
  const { scores, perClass } = derive(counts, classes);
  const part = classMetricOf(id);
  return part ? (perClass[part.index]?.[part.measure] ?? null) : scores[id as ScoreName];
}
