/**
 * @file What the runs with sigmoid terms share: weights of whole rows by their label, and how a step's terms become one number.
 * Reads: the loss settings of the runs.
 */
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { SigmoidLoss } from "#shared/loss/run-loss.ts";
import { perClass, perRun } from "./margin-terms.ts";
import type { TfCore } from "./matmul.ts";

export interface RowFactor {
  /**
   * @param target [K, B, O], see StackLoss. @param positive the same shape, 1 at a positive target, else 0.
   * @returns [K, B, 1], factor on a row's summed terms, which are then divided by the B rows of the step.
   */
  of(target: Tensor3D, positive: Tensor): Tensor;
  dispose(): void;
}

/** @param losses with terms. Source of the reductions: torchvision.ops.sigmoid_focal_loss; Lin et al. 2017, section 4.1 (foreground). */
export function rowFactor(tf: TfCore, losses: readonly SigmoidLoss[]): RowFactor {
  const outputs = losses[0]!.positiveClass === null ? losses[0]!.terms!.rowWeights.length : 1;
  const weights = perClass(
    tf,
    losses.map((l) => l.terms!.rowWeights),
  );
  const number = (of: (loss: SigmoidLoss) => number): Tensor3D => perRun(tf, losses.map(of));
  // One of the three is not 0.
  const fixed = number(({ terms }) => (terms!.reduction === "row-mean" ? 1 : terms!.reduction === "cell-mean" ? 1 / outputs : 0));
  const byRows = number(({ terms }) => Number(terms!.reduction === "sum"));
  const byForeground = number(({ terms }) => Number(terms!.reduction === "foreground"));
  return {
    of(target, positive) {
      const rows = target.shape[1];
      // With one output the target is the indicator of class 1, so the labels are (1 - target, target).
      const labels = outputs === 1 ? tf.concat([tf.sub(1, target), target], -1) : target;
      const weight = tf.sum(tf.mul(labels, weights), -1, true);
      const foreground = tf.maximum(tf.sum(positive, [1, 2], true), 1);
      const reduction = tf.add(tf.add(fixed, tf.mul(byRows, rows)), tf.div(tf.mul(byForeground, rows), foreground));
      return tf.mul(weight, reduction);
    },
    dispose: () => tf.dispose([weights, fixed, byRows, byForeground]),
  };
}
