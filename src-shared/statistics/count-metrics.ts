/**
 * @file Metrics of confusion counts in a form that can be called a hundred thousand times: no allocation for the common ones.
 * Reads: counts. Same values as `scoresOf` and `classMetrics` of src-shared/metrics/from-counts.ts.
 */
import { classMetrics, scoresOf, type Confusion, type ScoreName } from "../metrics/from-counts.ts";

/** @param counts [classes * classes], rows true. @returns null: undefined for these counts. */
export type CountMetric = (counts: Confusion, classes: number) => number | null;

function rowSum(counts: Confusion, classes: number, c: number): number {
  let sum = 0;
  for (let j = 0; j < classes; j++) sum += counts[c * classes + j]!;
  return sum;
}

const accuracy: CountMetric = (counts, classes) => {
  let right = 0;
  let total = 0;
  for (let c = 0; c < classes; c++) {
    right += counts[c * classes + c]!;
    total += rowSum(counts, classes, c);
  }
  return total > 0 ? right / total : null;
};

const balancedAccuracy: CountMetric = (counts, classes) => {
  let sum = 0;
  let present = 0;
  for (let c = 0; c < classes; c++) {
    const support = rowSum(counts, classes, c);
    if (support === 0) continue;
    sum += counts[c * classes + c]! / support;
    present++;
  }
  return present > 0 ? sum / present : null;
};

const macroF1: CountMetric = (counts, classes) => {
  let sum = 0;
  let total = 0;
  for (let c = 0; c < classes; c++) {
    const support = rowSum(counts, classes, c);
    let predicted = 0;
    for (let j = 0; j < classes; j++) predicted += counts[j * classes + c]!;
    if (support + predicted > 0) sum += (2 * counts[c * classes + c]!) / (support + predicted);
    total += support;
  }
  return total > 0 ? sum / classes : null;
};

const FAST: Partial<Record<ScoreName, CountMetric>> = { accuracy, balancedAccuracy, macroF1 };

/** A score of the whole matrix. */
export function countMetricOfScore(name: ScoreName): CountMetric {
  return FAST[name] ?? ((counts, classes) => scoresOf(counts, classes)[name]);
}

/** Precision, recall or F1 of one class. @param classIndex in [0, classes). */
export function countMetricOfClass(name: "precision" | "recall" | "f1", classIndex: number): CountMetric {
  if (name !== "recall") return (counts, classes) => classMetrics(counts, classes)[classIndex]![name];
  return (counts, classes) => {
    const support = rowSum(counts, classes, classIndex);
    return support > 0 ? counts[classIndex * classes + classIndex]! / support : null;
  };
}
