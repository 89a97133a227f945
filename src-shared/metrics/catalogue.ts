/**
 * @file Every metric: its name in files and code, its label, its direction, its range.
 * docs/metrics.md says what each one is.
 */
import { PROBABILITY_CLIP } from "./proper-scores.ts";

export const COUNT_METRICS = [
  "accuracy",
  "balancedAccuracy",
  "macroPrecision",
  "macroRecall",
  "macroF1",
  "macroPrecisionPresent",
  "macroF1Present",
  "microPrecision",
  "microRecall",
  "microF1",
  "weightedPrecision",
  "weightedRecall",
  "weightedF1",
  "mcc",
  "kappa",
  "gMean",
  "gMeanF1",
  "headRecall",
  "midRecall",
  "tailRecall",
] as const;
/** Derived from a confusion matrix alone (head, mid and tail recall also need the training rows per class). */
export type CountMetric = (typeof COUNT_METRICS)[number];

export const SCORE_METRICS = ["rocAuc", "averagePrecision", "nll", "brier", "ece", "eceMass", "classwiseEce", "top2", "top3", "top5"] as const;
/** These need the probabilities of every row. */
export type ScoreMetric = (typeof SCORE_METRICS)[number];

export const CLASS_METRICS = ["precision", "recall", "f1", "rocAuc", "averagePrecision", "classwiseEce"] as const;
/** Exist once per class. */
export type ClassMetric = (typeof CLASS_METRICS)[number];

export type MetricName = CountMetric | ScoreMetric | ClassMetric;

export interface MetricEntry {
  readonly id: MetricName;
  readonly label: string;
  readonly higherIsBetter: boolean;
  /** Smallest and largest value that can occur. */
  readonly range: readonly [number, number];
  readonly overall: boolean;
  readonly perClass: boolean;
  /** What it is computed from. */
  readonly from: "counts" | "scores";
}

const LABELS: Readonly<Record<MetricName, string>> = {
  accuracy: "Accuracy",
  balancedAccuracy: "Balanced accuracy",
  macroPrecision: "Macro precision",
  macroRecall: "Macro recall",
  macroF1: "Macro F1",
  macroPrecisionPresent: "Macro precision, present classes",
  macroF1Present: "Macro F1, present classes",
  microPrecision: "Micro precision",
  microRecall: "Micro recall",
  microF1: "Micro F1",
  weightedPrecision: "Weighted precision",
  weightedRecall: "Weighted recall",
  weightedF1: "Weighted F1",
  mcc: "MCC",
  kappa: "Cohen's kappa",
  gMean: "G-mean",
  gMeanF1: "G-mean of F1",
  headRecall: "Recall of the head",
  midRecall: "Recall of the middle",
  tailRecall: "Recall of the tail",
  rocAuc: "ROC-AUC",
  averagePrecision: "Average precision",
  nll: "NLL",
  brier: "Brier score",
  ece: "ECE, 15 equal widths",
  eceMass: "ECE, 15 equal masses",
  classwiseEce: "Class-wise ECE",
  top2: "Top-2 accuracy",
  top3: "Top-3 accuracy",
  top5: "Top-5 accuracy",
  precision: "Precision",
  recall: "Recall",
  f1: "F1",
};

const LOWER_IS_BETTER: readonly MetricName[] = ["nll", "brier", "ece", "eceMass", "classwiseEce"];
const RANGES: Partial<Record<MetricName, readonly [number, number]>> = {
  mcc: [-1, 1],
  kappa: [-1, 1],
  nll: [0, -Math.log(PROBABILITY_CLIP)],
  brier: [0, 2],
};

/** In the order in which they are read: counts before scores, overall before per class. */
export const METRICS: readonly MetricEntry[] = [...new Set<MetricName>([...COUNT_METRICS, ...SCORE_METRICS, ...CLASS_METRICS])].map((id) => ({
  id,
  label: LABELS[id],
  higherIsBetter: !LOWER_IS_BETTER.includes(id),
  range: RANGES[id] ?? [0, 1],
  overall: (COUNT_METRICS as readonly string[]).includes(id) || (SCORE_METRICS as readonly string[]).includes(id),
  perClass: (CLASS_METRICS as readonly string[]).includes(id),
  from: (SCORE_METRICS as readonly string[]).includes(id) ? "scores" : "counts",
}));

export function metricEntry(id: MetricName): MetricEntry {
  return METRICS.find((metric) => metric.id === id)!;
}
