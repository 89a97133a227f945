/** @file Every row has one class: which one a network says, and what is counted of that. */
import type { RunLoss } from "../../loss/run-loss.ts";
import type { ScoredRows } from "../task.ts";

/** Predicted class of a row: the largest logit, the lowest index of equals; with one logit, above 0 is the positive class. */
function predict(logits: Float32Array, row: number, outputs: number, loss: RunLoss): number {
  if (outputs === 1) {
    const positive = loss.activation === "sigmoid" ? (loss.positiveClass ?? 1) : 1;
    return logits[row]! > 0 ? positive : 1 - positive;
  }
  let best = 0;
  for (let j = 1; j < outputs; j++) if (logits[row * outputs + j]! > logits[row * outputs + best]!) best = j;
  return best;
}

/**
 * @param labels int32 [rows]. NaN never wins a comparison, so a diverged run predicts class 0.
 * @returns row-major counts [C * C], rows true, columns predicted.
 */
export function confusionCounts(labels: Int32Array, { logits, outputs, loss }: ScoredRows, classes: number): number[] {
  const counts = Array.from({ length: classes * classes }, () => 0);
  labels.forEach((label, row) => counts[label * classes + predict(logits, row, outputs, loss)]!++);
  return counts;
}
