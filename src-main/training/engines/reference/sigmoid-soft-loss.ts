/**
 * @file Sigmoid focal losses with smoothed targets, value and analytic gradient.
 * Reads: the loss settings of the runs. Formulas: src-shared/loss/run-loss.ts; the float64 twin is src-shared/loss/row-loss.ts.
 */
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { SigmoidLoss } from "#shared/loss/run-loss.ts";
import { minusLogs, perRun } from "./margin-terms.ts";
import type { TfCore } from "./matmul.ts";
import { outputSign } from "./output-sign.ts";
import { rowFactor } from "./sigmoid-reduction.ts";
import type { StackLoss } from "./loss-tensors.ts";

/**
 * @param losses with terms and smoothing above 0, so that 1 - p_t stays above half of it.
 * Source: torchvision.ops.sigmoid_focal_loss with targets y (1 - smoothing) + smoothing / 2.
 */
export function sigmoidSoftLoss(tf: TfCore, losses: readonly SigmoidLoss[]): StackLoss {
  const number = (of: (loss: SigmoidLoss, low: number) => number): Tensor3D =>
    perRun(
      tf,
      losses.map((l) => of(l, l.terms!.smoothing / 2)),
    );
  // Targets are 1 - low and low, so that target and 1 - target change places with y, and both are right to one rounding.
  const [high, low] = [number((_, e) => 1 - e), number((_, e) => e)];
  const weightOfHigh = number((l, e) => l.positive * (1 - e) + l.negative * e);
  const weightOfLow = number((l, e) => l.positive * e + l.negative * (1 - e));
  const gamma = number((l) => l.gamma);
  const sign = outputSign(tf, losses);
  const factor = rowFactor(tf, losses);
  return {
    compute(logits, target) {
      const y = tf.step(sign.of(target));
      const choose = (yes: Tensor, no: Tensor): Tensor => tf.add(tf.mul(y, yes), tf.mul(tf.sub(1, y), no));
      const [soft, other] = [choose(high, low), choose(low, high)];
      const [p, rest] = [tf.sigmoid(logits), tf.sigmoid(tf.neg(logits))];
      const { minusLogP, minusLogRest } = minusLogs(tf, logits);
      const crossEntropy = tf.add(tf.mul(soft, minusLogP), tf.mul(other, minusLogRest));
      // 1 - p_t = p (1 - s) + (1 - p) s; the error p - s is their difference.
      const [over, under] = [tf.mul(p, other), tf.mul(rest, soft)];
      const miss = tf.add(over, under);
      const focus = tf.mul(choose(weightOfHigh, weightOfLow), tf.pow(miss, gamma));
      const byMiss = tf.mul(tf.mul(tf.div(gamma, miss), tf.sub(other, soft)), tf.mul(tf.mul(p, rest), crossEntropy));
      const slope = tf.mul(focus, tf.add(tf.sub(over, under), byMiss));
      const rows = factor.of(target, y);
      return { value: tf.mul(rows, tf.sum(tf.mul(focus, crossEntropy), -1, true)) as Tensor3D, gradient: tf.mul(rows, slope) as Tensor3D };
    },
    dispose() {
      sign.dispose();
      factor.dispose();
      tf.dispose([high, low, weightOfHigh, weightOfLow, gamma]);
    },
  };
}
