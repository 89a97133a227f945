/** @file What every engine refuses when class weights are replaced in mid-run (deferred re-weighting). */
import { AppError } from "#shared/errors/errors.ts";
import type { RunLoss } from "#shared/loss/run-loss.ts";

/** @throws AppError `train/failed` for the plain sigmoid loss, which has no weights of classes, and for another number of weights than classes. */
export function checkReweight(loss: RunLoss, classes: number, weights: readonly number[]): void {
  if (loss.activation === "sigmoid" && !loss.terms) throw new AppError("train/failed", { detail: "a sigmoid loss without row weights cannot be re-weighted" });
  if (weights.length !== classes) throw new AppError("train/failed", { detail: `${weights.length} weights for ${classes} classes` });
}
