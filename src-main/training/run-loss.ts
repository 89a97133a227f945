/**
 * @file The loss of one run in the numbers an engine needs: activation, gamma, weights.
 * Reads: a run's parameters and the class counts of the training part. Writes: nothing.
 */
import { AppError } from "#shared/errors.ts";
import { classWeights } from "#shared/loss.ts";
import type { TrainerRun } from "#shared/trainer-protocol.ts";

export type RunLoss =
  | {
      readonly activation: "softmax";
      readonly gamma: number;
      /** [C], the weight of a sample by its class. */
      readonly weights: readonly number[];
    }
  | {
      readonly activation: "sigmoid";
      readonly gamma: number;
      /** Weight of an output's positive samples. */
      readonly positive: number;
      /** Weight of an output's negative samples. */
      readonly negative: number;
      /** Binary data: the class whose logit is above 0. Null with one output per class. */
      readonly positiveClass: number | null;
    };

type LossParams = Pick<TrainerRun, "family" | "gamma" | "strength" | "alpha" | "positiveClass">;

/**
 * Logits a run needs. Sigmoid on two classes has ONE output: two one-vs-rest outputs would each be positive for its own class,
 * so alpha and 1-alpha would meet every sample once and alpha would weigh nothing.
 */
export function outputsOf(family: TrainerRun["family"], classes: number): number {
  return family === "focal-sigmoid" && classes === 2 ? 1 : classes;
}

/**
 * @param classes class names; the index is the class index.
 * @param trainCounts [C] rows of the training part.
 * @throws AppError `sweep/positive-class` for a name that is not a class.
 */
export function runLoss(params: LossParams, classes: readonly string[], trainCounts: readonly number[]): RunLoss {
  if (params.family !== "focal-sigmoid") return { activation: "softmax", gamma: params.gamma, weights: classWeights(trainCounts, params.strength ?? 0) };
  const alpha = params.alpha;
  const weights = { positive: alpha ?? 1, negative: alpha === null ? 1 : 1 - alpha };
  const positiveClass = classes.length === 2 ? positiveIndex(params.positiveClass, classes, trainCounts) : null;
  return { activation: "sigmoid", gamma: params.gamma, ...weights, positiveClass };
}

/** The named class, else the rarest of the training part (the first one of equals). */
function positiveIndex(name: string | null, classes: readonly string[], trainCounts: readonly number[]): number {
  if (name === null) return trainCounts[1]! < trainCounts[0]! ? 1 : 0;
  const index = classes.indexOf(name);
  if (index < 0) throw new AppError("sweep/positive-class", { name, classes: classes.join(", ") });
  return index;
}
