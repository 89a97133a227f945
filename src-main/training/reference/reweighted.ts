/** @file A loss with other class weights: deferred re-weighting in mid-run. Reads: nothing. Writes: nothing. */
import { AppError } from "#shared/errors.ts";
import type { RunLoss } from "#shared/run-loss.ts";

/**
 * @param weights [C]: in place of `weights` (softmax) or `terms.rowWeights` (sigmoid with terms).
 * @throws AppError `train/failed` for the plain sigmoid loss, which has no weights of classes.
 */
export function reweighted(loss: RunLoss, weights: readonly number[]): RunLoss {
  if (loss.activation === "softmax") return { ...loss, weights };
  if (!loss.terms) throw new AppError("train/failed", { detail: "a sigmoid loss without class weights cannot be re-weighted" });
  return { ...loss, terms: { ...loss.terms, rowWeights: weights } };
}
