/** @file A loss with other class weights: deferred re-weighting in mid-run, on every engine. Reads: nothing. Writes: nothing. */
import { AppError } from "#shared/errors.ts";
import type { RunLoss } from "#shared/run-loss.ts";

/** @throws AppError `train/failed` for the plain sigmoid loss, which has no weights of classes, and for another number of weights than classes. */
export function checkReweight(loss: RunLoss, classes: number, weights: readonly number[]): void {
  if (loss.activation === "sigmoid" && !loss.terms) throw new AppError("train/failed", { detail: "a sigmoid loss without row weights cannot be re-weighted" });
  if (weights.length !== classes) throw new AppError("train/failed", { detail: `${weights.length} weights for ${classes} classes` });
}

/** @param weights [C]: in place of `weights` (softmax) or `terms.rowWeights` (sigmoid with terms). Checked before. */
export function reweighted(loss: RunLoss, weights: readonly number[]): RunLoss {
  if (loss.activation === "softmax") return { ...loss, weights };
  return loss.terms ? { ...loss, terms: { ...loss.terms, rowWeights: weights } } : loss;
}
