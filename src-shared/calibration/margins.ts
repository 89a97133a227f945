/**
 * @file Margins: the log-odds of every class of every row, from which all probabilities are taken without cancellation.
 * Reads: nothing. Writes: nothing.
 *
 * p = sigmoid(m), log p = -softplus(-m), log(1-p) = -softplus(m): both ends keep their digits, as in loss.ts.
 */
import { sigmoid, softplus } from "../loss.ts";
import type { Logits, OutputLayout } from "./logit-part.ts";

/** Margin of each class of one softmax row: z_c - logsumexp over the others. @param row [C]. @param out [C] from `at`. */
function softmaxMargins(row: Logits, out: Float64Array, at: number): void {
  let top = 0;
  for (let c = 1; c < row.length; c++) if (row[c]! > row[top]!) top = c;
  let second = -Infinity;
  row.forEach((z: number, c: number) => {
    if (c !== top && z > second) second = z;
  });
  let belowSecond = 0;
  let belowTop = 0;
  for (let c = 0; c < row.length; c++) {
    if (c === top) continue;
    belowSecond += Math.exp(row[c]! - second);
    belowTop += Math.exp(row[c]! - row[top]!);
  }
  for (let c = 0; c < row.length; c++) {
    // The sum over the others holds the top's 1 for every class but the top itself, so nothing cancels.
    if (c === top) out[at + c] = row[c]! - second - Math.log(belowSecond);
    else out[at + c] = row[c]! - row[top]! - Math.log1p(Math.max(0, belowTop - Math.exp(row[c]! - row[top]!)));
  }
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
  const margins = new Float64Array(logits.length);
  for (let at = 0; at < logits.length; at += layout.classes) softmaxMargins(logits.subarray(at, at + layout.classes), margins, at);
  return margins;
}

/** @param margins any shape. @returns log p, same shape, <= 0. */
export function logProbabilitiesOf(margins: Float64Array): Float64Array {
  return margins.map((m) => -softplus(-m));
}

/** @param margins any shape. @returns p in [0, 1], same shape. */
export function probabilitiesOf(margins: Float64Array): Float64Array {
  return margins.map(sigmoid);
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
