/**
 * @file Thresholds on the probability of a class, tuned on one part for a goal: the best F1, or the best precision at a recall.
 *
 * A row is above a threshold t when its probability is >= t, and t > 0: a probability of exactly 0 is never above.
 * Every t between two neighbouring scores decides alike, so the middle is taken: new rows fall on either side of it.
 */
import { AppError } from "../errors/errors.ts";
import type { FitReason, ThresholdReason } from "./notes.ts";

/** What a threshold did on the part it was tuned on. */
export interface TunedThreshold<Reason extends FitReason = FitReason> {
  /** In (0, 1]; null: it cannot be tuned, `reason` says why. */
  readonly threshold: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly reason: Reason | null;
}

/** One way to cut the sorted scores in two. */
interface Cut {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** The middle of two neighbouring scores; the upper one where no number lies between them. @param lower < upper. */
function between(lower: number, upper: number): number {
  const middle = lower + (upper - lower) / 2;
  return middle > lower ? middle : upper;
}

/**
 * The best of the cuts, one per distinct score above 0, from the highest threshold to the lowest. Sorts natively: 100,000 rows in 20 ms.
 * @param isBetter whether the cut beats the best so far. One object holds the cut that is looked at: a list of them was half of the time.
 */
function bestCut({ scores, positives }: Column, isBetter: (cut: Cut, best: Cut | null) => boolean): { best: Cut | null; reachable: number } {
  const all = scores.slice().sort();
  const hits = positives.slice().sort();
  const cut = { threshold: 0, precision: 0, recall: 0, f1: 0 };
  let best: Cut | null = null;
  let i = all.length - 1;
  let h = hits.length - 1;
  while (i >= 0 && all[i]! > 0) {
    const score = all[i]!;
    while (i >= 0 && all[i] === score) i--;
    while (h >= 0 && hits[h]! >= score) h--;
    const predicted = all.length - 1 - i;
    const truePositives = hits.length - 1 - h;
    cut.threshold = between(i >= 0 ? all[i]! : 0, score);
    cut.precision = truePositives / predicted;
    cut.recall = truePositives / hits.length;
    cut.f1 = (2 * truePositives) / (hits.length + predicted);
    if (isBetter(cut, best)) best = { ...cut };
  }
  return { best, reachable: cut.recall };
}

const none = <R extends FitReason>(reason: R): TunedThreshold<R> => ({ threshold: null, precision: null, recall: null, f1: null, reason });

interface Column {
  readonly scores: Float64Array;
  readonly positives: Float64Array;
}

/** The probabilities of one class, of all rows and of its own. @param probabilities [N, C]. @param labels [N]. */
function columnOf(probabilities: Float64Array, labels: Int32Array, classes: number, c: number): Column {
  const scores = new Float64Array(labels.length);
  const positives = new Float64Array(labels.length);
  let found = 0;
  for (let row = 0; row < labels.length; row++) {
    const score = probabilities[row * classes + c]!;
    scores[row] = score;
    if (labels[row] === c) positives[found++] = score;
  }
  return { scores, positives: positives.subarray(0, found) };
}

const noRows = (className: string) => ({ id: "class-without-validation-rows", className }) as const;
const allZero = (className: string) => ({ id: "class-probability-zero", className }) as const;

/**
 * The threshold on the probability of class c with the best F1 of c against the rest; of equals the highest, which predicts the fewest.
 * @param probabilities [N, C] in [0, 1]. @param labels [N] in [0, C). @param className for the reason.
 */
export function bestF1Threshold(
  probabilities: Float64Array,
  labels: Int32Array,
  classes: number,
  c: number,
  className: string,
): TunedThreshold<ThresholdReason> {
  const column = columnOf(probabilities, labels, classes, c);
  if (column.positives.length === 0) return none(noRows(className));
  const { best } = bestCut(column, (cut, before) => cut.f1 > (before?.f1 ?? 0));
  return best ? { ...best, reason: null } : none(allZero(className));
}

/**
 * The threshold with the best precision of class c among those whose recall of c is at least `minimumRecall`; of equals the lowest,
 * which has the higher recall.
 * @param minimumRecall in (0, 1].
 * @returns threshold null with the sentence why when the recall cannot be reached.
 * @throws AppError `input/invalid` for a recall outside (0, 1].
 */
export function recallThreshold(
  probabilities: Float64Array,
  labels: Int32Array,
  classes: number,
  c: number,
  className: string,
  minimumRecall: number,
): TunedThreshold {
  if (!(minimumRecall > 0 && minimumRecall <= 1))
    throw new AppError("input/invalid", { what: "the recall to reach", detail: `it is ${minimumRecall}, it must be above 0 and at most 1` });
  const column = columnOf(probabilities, labels, classes, c);
  if (column.positives.length === 0) return none(noRows(className));
  const { best, reachable } = bestCut(column, (cut, before) => cut.recall >= minimumRecall && cut.precision >= (before?.precision ?? 0));
  if (best) return { ...best, reason: null };
  if (reachable === 0) return none(allZero(className));
  return none({ id: "recall-out-of-reach", className, recall: minimumRecall, reachable });
}

/** What a class without a tuned threshold is held against: more likely than all others together. */
const UNTUNED = 0.5;

/**
 * Predictions from one threshold per class: the class whose probability is the largest multiple of its threshold. A row above one
 * threshold only gets that class (its ratio alone is >= 1); above several, the class that exceeds its threshold most, relative to it;
 * above none, the class that comes nearest. Differences p - t would favour frequent classes, whose thresholds and probabilities are large.
 * @param logProbabilities [N, C]. @param thresholds [C]; null stands for 0.5. @returns [N]; ties: the lowest index.
 */
export function predictByThresholds(logProbabilities: Float64Array, thresholds: readonly (number | null)[]): Int32Array {
  const classes = thresholds.length;
  const logs = thresholds.map((t) => Math.log(t ?? UNTUNED));
  const predictions = new Int32Array(logProbabilities.length / classes);
  for (let row = 0; row < predictions.length; row++) {
    const ratio = (c: number): number => logProbabilities[row * classes + c]! - logs[c]!;
    let best = 0;
    for (let c = 1; c < classes; c++) if (ratio(c) > ratio(best)) best = c;
    predictions[row] = best;
  }
  return predictions;
}

/**
 * Predictions from the threshold of one class: that class where its probability reaches it, else the most likely of the others.
 * On two classes this is the threshold of the positive class.
 * @param probabilities [N, C]. @param logProbabilities [N, C], of the same: they still differ where probabilities round to 0.
 * @returns [N]; ties among the others: the lowest index.
 */
export function predictWithThreshold(probabilities: Float64Array, logProbabilities: Float64Array, classes: number, c: number, threshold: number): Int32Array {
  const predictions = new Int32Array(probabilities.length / classes);
  for (let row = 0; row < predictions.length; row++) {
    if (probabilities[row * classes + c]! >= threshold) {
      predictions[row] = c;
      continue;
    }
    let best = c === 0 ? 1 : 0;
    for (let j = 0; j < classes; j++) if (j !== c && logProbabilities[row * classes + j]! > logProbabilities[row * classes + best]!) best = j;
    predictions[row] = best;
  }
  return predictions;
}
