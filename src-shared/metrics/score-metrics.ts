/**
 * @file Every metric of one set of predictions, in one structure.
 * Reads: probabilities, labels.
 */
import { type ClassMetric, COUNT_METRICS, type CountClassMetric, type CountMetric, type ScoreMetric } from "./catalogue.ts";
import { countMetrics } from "./count-metrics.ts";
import { type Measured, notMeasured } from "./measured.ts";
import type { MetricReason } from "./reasons.ts";
import { checkIndices, checkScores, invalid, type RowName } from "./score-checks.ts";
import { withoutScores, withScores } from "./scored-part.ts";
import type { Reliability } from "./scored-rows.ts";

export interface ScoreOptions {
  /** [N, C] of one-vs-rest outputs, each class's own probability (`ClassProbabilities.own`). Default: the probabilities. */
  readonly own?: Float64Array;
  /** [N] in [0, C), -1 for none: what was decided, where it is not the largest probability. Default: the largest, the lowest index on ties. */
  readonly predictions?: ArrayLike<number>;
  /** [C] training rows per class, for head, mid and tail recall. */
  readonly trainCounts?: readonly number[];
  /** Classes that were never scored: their probability is 0, and nothing is measured of their ranking and calibration. */
  readonly unscored?: readonly number[];
  /** False: ROC-AUC and average precision are left out, for those who do not ask for them; they take a third of the time. */
  readonly ranking?: boolean;
  /** Where a row is, for sentences. @param row 0-based. Default: row 1 for the first. */
  readonly rowName?: RowName;
}

export interface MetricReport {
  readonly rows: number;
  readonly classNames: readonly string[];
  readonly support: readonly number[];
  /** [C] rows predicted as the class; null when some row has no prediction. */
  readonly predicted: readonly number[] | null;
  /** [C * C], rows true, columns predicted; null when some row has no prediction. */
  readonly confusion: readonly number[] | null;
  /** The ranking metrics and class-wise ECE are means over the classes that have one; `over` counts these. */
  readonly overall: Readonly<Record<CountMetric | ScoreMetric, Measured>>;
  /** [C] each. */
  readonly perClass: Readonly<Record<ClassMetric, readonly Measured[]>>;
  /** Null when some probability is not finite, or there is none. */
  readonly reliability: Reliability | null;
  /** Sentences about values that are defined by convention only, or that were clipped. */
  readonly notes: readonly string[];
}

/**
 * @param probabilities [N, C] row-major, rows adding up to 1 (`ClassProbabilities.distribution`); null when only predictions are known.
 * @param labels [N] in [0, C). @param classNames [C].
 * A probability that is NaN or infinite makes what depends on it null, with a reason that names the first such row.
 * @throws AppError `input/invalid` for shapes that do not fit, labels or predictions outside the classes, probabilities outside [0, 1].
 */
export function scoreMetrics(
  probabilities: Float64Array | null,
  labels: ArrayLike<number>,
  classNames: readonly string[],
  options: ScoreOptions = {},
): MetricReport {
  const classes = classNames.length;
  const rows = labels.length;
  const rowName = options.rowName ?? ((row: number) => ({ unit: "row" as const, number: row + 1 }));
  checkIndices(labels, classes, "label", 0, rowName);
  if (probabilities) checkScores(probabilities, rows, classNames, rowName);
  if (options.own) checkScores(options.own, rows, classNames, rowName);
  if (options.predictions) {
    if (options.predictions.length !== rows) throw invalid("The list of predictions", `it has ${options.predictions.length} entries for ${rows} labels`);
    checkIndices(options.predictions, classes, "prediction", -1, rowName);
  }

  const scored = probabilities
    ? withScores(probabilities, labels, classNames, rowName, options.own ?? probabilities, options.unscored ?? [], options.ranking ?? true)
    : withoutScores(classNames);
  const counted = countedPart(options.predictions ?? scored.argmax, labels, classNames, options.trainCounts ?? null, scored.undecided, rowName);
  const notes = [...counted.notes, ...scored.notes];
  if (options.predictions && scored.argmax) {
    let differing = 0;
    for (let i = 0; i < rows; i++) if (options.predictions[i] !== scored.argmax[i]) differing++;
    if (differing > 0)
      notes.push(
        `In ${differing} of ${rows} rows the prediction is not the most probable class; top-k and ECE look at the probabilities, the counts at the prediction.`,
      );
  }
  return {
    rows,
    classNames,
    support: classNames.map((_, c) => countOf(labels, c)),
    predicted: counted.predicted,
    confusion: counted.confusion,
    overall: { ...counted.overall, ...scored.overall },
    perClass: { ...counted.perClass, ...scored.perClass },
    reliability: scored.reliability,
    notes,
  };
}

interface CountedPart {
  readonly predicted: readonly number[] | null;
  readonly confusion: readonly number[] | null;
  readonly overall: Readonly<Record<CountMetric, Measured>>;
  readonly perClass: Readonly<Record<CountClassMetric, readonly Measured[]>>;
  readonly notes: readonly string[];
}

/** @param undecided why the scores decide nothing in some row; null when they decide everywhere. */
function countedPart(
  predictions: ArrayLike<number> | null,
  labels: ArrayLike<number>,
  classNames: readonly string[],
  trainCounts: readonly number[] | null,
  undecided: MetricReason | null,
  rowName: RowName,
): CountedPart {
  const classes = classNames.length;
  const confusion = new Array<number>(classes * classes).fill(0);
  const without = predictions === null ? 0 : Array.prototype.findIndex.call(predictions, (c: number) => c < 0);
  if (predictions !== null && without < 0) {
    for (let i = 0; i < labels.length; i++) confusion[labels[i]! * classes + predictions[i]!]!++;
    const { predicted, overall, perClass, notes } = countMetrics(confusion, classNames, trainCounts);
    return { predicted, confusion, overall, perClass, notes };
  }
  const missing = notMeasured<MetricReason>(
    predictions === null ? { id: "neither-scores-nor-predictions" } : (undecided ?? { id: "row-not-predicted", row: rowName(without) }),
  );
  const all = classNames.map(() => missing);
  const overall = Object.fromEntries(COUNT_METRICS.map((id) => [id, missing])) as Record<CountMetric, Measured>;
  return { predicted: null, confusion: null, overall, perClass: { precision: all, recall: all, f1: all }, notes: [] };
}

function countOf(labels: ArrayLike<number>, c: number): number {
  let count = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === c) count++;
  return count;
}
