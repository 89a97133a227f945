/**
 * @file Metrics from a confusion matrix, scikit-learn semantics.
 * Reads: counts. Counts are stored, metrics derived, so a metric added tomorrow exists for yesterday's runs.
 */

/** Row-major counts [C * C]: row = true class, column = predicted class. */
export type Confusion = readonly number[];

export interface ClassMetrics {
  /** True rows of the class. */
  readonly support: number;
  /** Rows predicted as the class. */
  readonly predicted: number;
  readonly truePositives: number;
  /** TP / predicted; null when nothing was predicted as the class. */
  readonly precision: number | null;
  /** TP / support; null when the class has no row. */
  readonly recall: number | null;
  /** 2 TP / (support + predicted); null when both are 0. */
  readonly f1: number | null;
}

export const SCORE_NAMES = [
  "accuracy",
  "balancedAccuracy",
  "macroPrecision",
  "macroRecall",
  "macroF1",
  "macroPrecisionPresent",
  "macroF1Present",
  "weightedF1",
  "mcc",
  "gMean",
] as const;
export type ScoreName = (typeof SCORE_NAMES)[number];
/** null: undefined for these counts (e.g. no row at all). */
export type Scores = Readonly<Record<ScoreName, number | null>>;

export function classMetrics(counts: Confusion, classes: number): ClassMetrics[] {
  const per = new Array<ClassMetrics>(classes);
  for (let c = 0; c < classes; c++) {
    let support = 0;
    let predicted = 0;
    for (let j = 0; j < classes; j++) {
      support += counts[c * classes + j]!;
      predicted += counts[j * classes + c]!;
    }
    const tp = counts[c * classes + c]!;
    per[c] = {
      support,
      predicted,
      truePositives: tp,
      precision: predicted ? tp / predicted : null,
      recall: support ? tp / support : null,
      f1: support + predicted ? (2 * tp) / (support + predicted) : null,
    };
  }
  return per;
}

/** Rounding may step over the end of a range by one digit. */
const within = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

const mean = (values: readonly number[]): number | null => (values.length ? values.reduce((a, b) => a + b, 0) / values.length : null);

/**
 * Averages over classes. An undefined precision, recall or F1 counts as 0 in the macro means (scikit-learn's zero_division=0);
 * balanced accuracy and what is called “present” drop classes without a row (scikit-learn: labels=unique(y_true)).
 * @param counts [C * C], rows true, columns predicted. @param per of the same counts, for who has them already.
 * Source: scikit-learn 1.9 precision_recall_fscore_support, balanced_accuracy_score; MCC: Gorodkin 2004.
 */
export function scoresOf(counts: Confusion, classes: number, per: readonly ClassMetrics[] = classMetrics(counts, classes)): Scores {
  // One pass without lists in between: Compare works out twenty thousand of these before it can sort a table.
  let [total, correct, cross, predictedSquares, supportSquares, present] = [0, 0, 0, 0, 0, 0];
  let [precisions, recalls, f1s, presentRecalls, presentPrecisions, presentF1s, weightedF1s, logRecalls] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const { support, predicted, truePositives, precision, recall, f1 } of per) {
    total += support;
    correct += truePositives;
    cross += support * predicted;
    predictedSquares += predicted ** 2;
    supportSquares += support ** 2;
    precisions += precision ?? 0;
    recalls += recall ?? 0;
    f1s += f1 ?? 0;
    weightedF1s += support * (f1 ?? 0);
    if (recall === null) continue;
    present++;
    presentRecalls += recall;
    presentPrecisions += precision ?? 0;
    presentF1s += f1!;
    logRecalls += Math.log(recall);
  }
  if (total === 0) return Object.fromEntries(SCORE_NAMES.map((name) => [name, null])) as Scores;
  const [left, right] = [total ** 2 - predictedSquares, total ** 2 - supportSquares];
  // The root of a product of 10^9 rows would not hold it; equal margins need no root at all.
  const denominator = left === right ? left : Math.sqrt(left) * Math.sqrt(right);
  return {
    accuracy: correct / total,
    balancedAccuracy: presentRecalls / present,
    macroPrecision: precisions / classes,
    macroRecall: recalls / classes,
    macroF1: f1s / classes,
    macroPrecisionPresent: presentPrecisions / present,
    macroF1Present: presentF1s / present,
    weightedF1: weightedF1s / total,
    mcc: denominator > 0 ? within(-1, (correct * total - cross) / denominator, 1) : 0,
    // By logarithms: the plain product of 400 recalls of 0.1 underflows to 0.
    gMean: Math.exp(logRecalls / present),
  };
}

/** Mean and sample standard deviation over seeds. @returns sd null below 2 values; nulls are left out and counted by n. */
export function meanAndSpread(values: readonly (number | null)[]): { mean: number | null; sd: number | null; n: number } {
  const known = values.filter((v): v is number => v !== null && Number.isFinite(v));
  const m = mean(known);
  if (m === null || known.length < 2) return { mean: m, sd: null, n: known.length };
  return { mean: m, sd: Math.sqrt(known.reduce((sum, v) => sum + (v - m) ** 2, 0) / (known.length - 1)), n: known.length };
}

const SCORE_LABELS: Readonly<Record<ScoreName, string>> = {
  accuracy: "Accuracy",
  balancedAccuracy: "Balanced accuracy",
  macroPrecision: "Macro precision",
  macroRecall: "Macro recall",
  macroF1: "Macro F1",
  macroPrecisionPresent: "Macro precision, present classes",
  macroF1Present: "Macro F1, present classes",
  weightedF1: "Weighted F1",
  mcc: "MCC",
  gMean: "G-mean",
};
export function scoreLabel(name: ScoreName): string {
  return SCORE_LABELS[name];
}
