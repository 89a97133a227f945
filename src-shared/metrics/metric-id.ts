/**
 * @file One metric of a problem by name: "macroF1", "ece", or "recall:2" for class index 2.
 * Names outlive data sets (saved views, exports), so every reader checks them.
 */
import { CLASS_METRICS, type ClassMetric, type CountMetric, metricEntry, SCORE_METRICS, type ScoreMetric } from "./catalogue.ts";

export type MetricId = CountMetric | ScoreMetric | `${ClassMetric}:${number}`;

const METRIC_GROUPS = ["overall", "ranking", "calibration", "perClass"] as const;
export type MetricGroup = (typeof METRIC_GROUPS)[number];

/** In the order they are read under imbalance: the ranking metric first, accuracy after what it hides, what equals accuracy last. */
const OVERALL: readonly CountMetric[] = [
  "macroF1",
  "macroF1Present",
  "balancedAccuracy",
  "mcc",
  "gMean",
  "gMeanF1",
  "accuracy",
  "headRecall",
  "midRecall",
  "tailRecall",
  "weightedF1",
  "macroPrecision",
  "macroPrecisionPresent",
  "macroRecall",
  "kappa",
  "weightedPrecision",
  "weightedRecall",
  "microPrecision",
  "microRecall",
  "microF1",
];
const RANKING: readonly ScoreMetric[] = ["rocAuc", "averagePrecision", "top2", "top3", "top5"];
const CALIBRATION: readonly ScoreMetric[] = ["nll", "brier", "ece", "eceMass", "classwiseEce"];
/** Metrics of one class, those that need counts only first. */
const OF_CLASS: readonly ClassMetric[] = ["recall", "precision", "f1", "rocAuc", "averagePrecision", "classwiseEce"];
/** One class against the rest has a calibration error of its own, not a class-wise one. */
const OF_CLASS_LABELS: Partial<Record<ClassMetric, string>> = { classwiseEce: "ECE" };
/** Overall, these are means over the classes. */
const MEAN_LABELS: Partial<Record<MetricId, string>> = { rocAuc: "Macro ROC-AUC", averagePrecision: "Macro average precision" };

/** The parts of "recall:2"; null for a metric of the whole. */
export function classPart(id: MetricId): { readonly metric: ClassMetric; readonly index: number } | null {
  const colon = id.indexOf(":");
  return colon < 0 ? null : { metric: id.slice(0, colon) as ClassMetric, index: Number(id.slice(colon + 1)) };
}

/** @returns every metric of a problem with that many classes, group by group, then class by class. */
export function allMetricIds(classes: number): MetricId[] {
  const perClass = Array.from({ length: classes }, (_, c) => OF_CLASS.map((metric): MetricId => `${metric}:${c}`));
  return [...OVERALL, ...RANKING, ...CALIBRATION, ...perClass.flat()];
}

/** True for text that names a metric of a problem with that many classes. */
export function isMetricId(text: string, classes: number): text is MetricId {
  const [name, index, more] = text.split(":");
  if (more !== undefined) return false;
  if (index === undefined) return (OVERALL as readonly string[]).includes(text) || (SCORE_METRICS as readonly string[]).includes(text);
  return (CLASS_METRICS as readonly string[]).includes(name!) && /^\d+$/.test(index) && Number(index) < classes;
}

export function groupOf(id: MetricId): MetricGroup {
  if (classPart(id)) return "perClass";
  if ((RANKING as readonly string[]).includes(id)) return "ranking";
  return (CALIBRATION as readonly string[]).includes(id) ? "calibration" : "overall";
}

/** "Macro F1"; "Recall of text". */
export function metricLabel(id: MetricId, classNames: readonly string[]): string {
  const part = classPart(id);
  if (!part) return MEAN_LABELS[id] ?? metricEntry(id as CountMetric | ScoreMetric).label;
  return `${classMetricLabel(part.metric)} of ${classNames[part.index] ?? part.index}`;
}

/** A label inside a sentence: "macro F1", "recall of text"; abbreviations and names of people stay: "MCC", "G-mean", "Brier score". */
export function inSentence(label: string): string {
  return /^(Cohen|Brier|[A-Z][^a-z])/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

/** "Recall", of one class. */
export function classMetricLabel(metric: ClassMetric): string {
  return OF_CLASS_LABELS[metric] ?? metricEntry(metric).label;
}

export function higherIsBetter(id: MetricId): boolean {
  return metricEntry(classPart(id)?.metric ?? (id as CountMetric | ScoreMetric)).higherIsBetter;
}

/** Smallest and largest value that can occur. */
export function metricRange(id: MetricId): readonly [number, number] {
  return metricEntry(classPart(id)?.metric ?? (id as CountMetric | ScoreMetric)).range;
}

/** True when stored counts give it, so that it exists for any run of any version. */
export function isFromCounts(id: MetricId): boolean {
  return metricEntry(classPart(id)?.metric ?? (id as CountMetric | ScoreMetric)).from === "counts";
}
