/**
 * @file From a network's outputs to probabilities, in float64.
 * Reads: logits. A row with a logit that is not finite becomes NaN: the metrics then say which row it was.
 */
import { sigmoid, softplus } from "#shared/loss/focal.ts";
import { argmaxOfRows } from "./top-k.ts";

export interface ClassProbabilities {
  readonly classes: number;
  /** [N, C] row-major; each row adds up to 1. For NLL, Brier, ECE, top-k. */
  readonly distribution: Float64Array;
  /**
   * [N, C]: the probability that each output gives its own class, the same array as `distribution` except one-vs-rest, where rows need not add
   * up to 1. For ROC-AUC, average precision and class-wise ECE: normalising a row would change the order within a column.
   */
  readonly own: Float64Array;
  /**
   * [N] class of the largest logit, the lowest index on ties, -1 in a row that is not finite. From the logits, because two outputs that are both
   * rounded to probability 1 would tie. With one output: positive above 0, as the trainer counts.
   */
  readonly predictions: Int32Array;
}

/** Softmax of each row. @param logits [N, C] row-major. @returns rows that add up to 1; a logit of -1e4 gives 0, never NaN. */
export function softmaxProbabilities(logits: ArrayLike<number>, classes: number): ClassProbabilities {
  const distribution = new Float64Array(logits.length);
  softmaxRows(logits, classes, distribution);
  return { classes, distribution, own: distribution, predictions: argmaxOfRows(logits, classes) };
}

/**
 * One-vs-rest outputs: `own` is the sigmoid of each, `distribution` the same divided by the row's sum.
 * The division is done on logarithms: a row whose sigmoids all underflow still has shares.
 * @param logits [N, C] row-major.
 */
export function sigmoidProbabilities(logits: ArrayLike<number>, classes: number): ClassProbabilities {
  const own = new Float64Array(logits.length);
  const logs = new Float64Array(logits.length);
  for (let i = 0; i < logits.length; i++) {
    const z = logits[i]!;
    own[i] = Number.isFinite(z) ? sigmoid(z) : NaN;
    logs[i] = Number.isFinite(z) ? -softplus(-z) : NaN;
  }
  softmaxRows(logs, classes, logs);
  return { classes, distribution: logs, own, predictions: argmaxOfRows(logits, classes) };
}

/** One output for two classes. @param logits [N]. @param positiveClass index (0 or 1) of the class whose logit it is. */
export function binaryProbabilities(logits: ArrayLike<number>, positiveClass: 0 | 1): ClassProbabilities {
  const distribution = new Float64Array(2 * logits.length);
  const predictions = new Int32Array(logits.length);
  for (let i = 0; i < logits.length; i++) {
    const z = logits[i]!;
    const finite = Number.isFinite(z);
    // Both by the sigmoid: 1 - p would lose the digits of a small probability.
    distribution[2 * i + positiveClass] = finite ? sigmoid(z) : NaN;
    distribution[2 * i + 1 - positiveClass] = finite ? sigmoid(-z) : NaN;
    predictions[i] = finite ? (z > 0 ? positiveClass : 1 - positiveClass) : -1;
  }
  return { classes: 2, distribution, own: distribution, predictions };
}

/**
 * Divides each row of one-vs-rest probabilities by its sum, where logits are not to be had. @param own [N, C] row-major.
 * @returns [N, C]; NaN in a row whose sum is 0 or not finite.
 */
export function normaliseRows(own: Float64Array, classes: number): Float64Array {
  const result = new Float64Array(own.length);
  for (let start = 0; start < own.length; start += classes) {
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += own[start + c]!;
    const usable = Number.isFinite(sum) && sum > 0;
    for (let c = 0; c < classes; c++) result[start + c] = usable ? Math.min(1, own[start + c]! / sum) : NaN;
  }
  return result;
}

/** @param result may be the same array as `logits`. */
function softmaxRows(logits: ArrayLike<number>, classes: number, result: Float64Array): void {
  for (let start = 0; start < logits.length; start += classes) {
    let top = -Infinity;
    let finite = true;
    for (let c = 0; c < classes; c++) {
      const z = logits[start + c]!;
      finite &&= Number.isFinite(z);
      top = Math.max(top, z);
    }
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += result[start + c] = finite ? Math.exp(logits[start + c]! - top) : NaN;
    for (let c = 0; c < classes; c++) result[start + c] = result[start + c]! / sum;
  }
}
