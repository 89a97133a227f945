/**
 * @file Margins: the log-odds of every class of every row, from which all probabilities are taken without cancellation.
 *
 * p = sigmoid(m), log p = -softplus(-m), log(1-p) = -softplus(m): both ends keep their digits, as in loss.ts.
 */
import { sigmoid, softplus } from "../loss/focal.ts";
import type { Logits, OutputLayout } from "./logit-part.ts";

/** Margins of the softmax rows: z_c - logsumexp over the others. One exp and one log per entry. @param logits [N, C]. */
function softmaxMargins(logits: Logits, classes: number): Float64Array {
  const margins = new Float64Array(logits.length);
  const shares = new Float64Array(classes);
  for (let at = 0; at < logits.length; at += classes) {
    let top = 0;
    for (let c = 1; c < classes; c++) if (logits[at + c]! > logits[at + top]!) top = c;
    const highest = logits[at + top]!;
    let others = 0;
    for (let c = 0; c < classes; c++) {
      shares[c] = Math.exp(logits[at + c]! - highest);
      if (c !== top) others += shares[c]!;
    }
    for (let c = 0; c < classes; c++) {
      // The sum over the others holds the top's 1 for every class but the top itself, so nothing cancels.
      if (c !== top) margins[at + c] = logits[at + c]! - highest - Math.log1p(Math.max(0, others - shares[c]!));
      // Below this the sum has lost digits, or is 0: it is taken relative to its own largest term.
      else margins[at + c] = others > 1e-290 ? -Math.log(others) : highest - logSumOfOthers(logits, at, classes, top);
    }
  }
  return margins;
}

function logSumOfOthers(logits: Logits, at: number, classes: number, top: number): number {
  let second = -Infinity;
  for (let c = 0; c < classes; c++) if (c !== top) second = Math.max(second, logits[at + c]!);
  let sum = 0;
  for (let c = 0; c < classes; c++) if (c !== top) sum += Math.exp(logits[at + c]! - second);
  return second + Math.log(sum);
}

/**
 * @param logits [N, O], finite.
 * @returns float64 [N, C]: log(p / (1-p)) of each class; finite for |logit| <= 1e300.
 */
export function marginsOf(logits: Logits, layout: OutputLayout): Float64Array {
  if (layout.kind === "one-vs-rest") return Float64Array.from(logits);
  if (layout.kind === "binary") {
    const margins = new Float64Array(logits.length * 2);
    logits.forEach((x: number, row: number) => {
      margins[row * 2 + layout.positiveClass] = x;
      margins[row * 2 + 1 - layout.positiveClass] = -x;
    });
    return margins;
  }
  return softmaxMargins(logits, layout.classes);
}

/** @param margins any shape. @returns log p, same shape, <= 0. */
export function logProbabilitiesOf(margins: Float64Array): Float64Array {
  // Loops: `map` with a function was four times as slow.
  const logs = new Float64Array(margins.length);
  for (let i = 0; i < margins.length; i++) logs[i] = -softplus(-margins[i]!);
  return logs;
}

/** @param margins any shape. @returns p in [0, 1], same shape. */
export function probabilitiesOf(margins: Float64Array): Float64Array {
  const probabilities = new Float64Array(margins.length);
  for (let i = 0; i < margins.length; i++) probabilities[i] = sigmoid(margins[i]!);
  return probabilities;
}

/**
 * The class with the largest margin. Ties: the lowest index; for the one output of the binary sigmoid the other class than the
 * positive one, because only a logit above 0 is positive. Both as the trainer counts its confusion matrices.
 * @param margins [N, C]. @returns [N].
 */
export function predictClasses(margins: Float64Array, layout: OutputLayout): Int32Array {
  const { classes } = layout;
  const predictions = new Int32Array(margins.length / classes);
  for (let row = 0; row < predictions.length; row++) {
    let best = layout.kind === "binary" ? 1 - layout.positiveClass : 0;
    for (let c = 0; c < classes; c++) if (margins[row * classes + c]! > margins[row * classes + best]!) best = c;
    predictions[row] = best;
  }
  return predictions;
}
