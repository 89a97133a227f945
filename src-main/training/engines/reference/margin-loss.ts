/**
 * @file The plain focal losses of a stack in margin form on tfjs tensors: value and analytic gradient by the logits.
 * Reads: the loss settings of the runs. The float64 twin is src-shared/loss/focal.ts.
 */
import type { Tensor3D } from "@tensorflow/tfjs-core";
import type { SigmoidLoss, SoftmaxLoss } from "#shared/loss/run-loss.ts";
import { focalOfMargin, MASK_SHIFT, perClass, perRun } from "./margin-terms.ts";
import type { TfCore } from "./matmul.ts";
import { outputSign } from "./output-sign.ts";
import type { StackLoss } from "./loss-tensors.ts";

export function softmaxLoss(tf: TfCore, losses: readonly SoftmaxLoss[]): StackLoss {
  const gamma = perRun(
    tf,
    losses.map((l) => l.gamma),
  );
  const weights = perClass(
    tf,
    losses.map((l) => l.weights),
  );
  const shift = tf.scalar(MASK_SHIFT);
  return {
    compute(logits, target) {
      const others = tf.sub(logits, tf.mul(target, shift));
      const top = tf.max(others, -1, true);
      const powers = tf.exp(tf.sub(others, top));
      const total = tf.sum(powers, -1, true);
      // m = z_t - logsumexp of the others, so p_t = sigmoid(m). The largest numbers are subtracted first, where they are close.
      const margin = tf.sub(tf.sub(tf.sum(tf.mul(logits, target), -1, true), top), tf.log(total));
      const { value, slope } = focalOfMargin(tf, margin, { gamma, weight: tf.sum(tf.mul(target, weights), -1, true), poly: null });
      // dm/dz is 1 at the target and minus its share among the others elsewhere; the target's own share is exp(-1e9) = 0.
      return { value: value as Tensor3D, gradient: tf.mul(slope, tf.sub(target, tf.div(powers, total))) };
    },
    dispose: () => tf.dispose([gamma, weights, shift]),
  };
}

export function sigmoidLoss(tf: TfCore, losses: readonly SigmoidLoss[]): StackLoss {
  const gamma = perRun(
    tf,
    losses.map((l) => l.gamma),
  );
  // (positive +- negative) / 2: the weight of a sign s is mean + s * half, exact to one rounding.
  const mean = perRun(
    tf,
    losses.map((l) => (l.positive + l.negative) / 2),
  );
  const half = perRun(
    tf,
    losses.map((l) => (l.positive - l.negative) / 2),
  );
  const sign = outputSign(tf, losses);
  return {
    compute(logits, target) {
      const s = sign.of(target);
      const { value, slope } = focalOfMargin(tf, tf.mul(logits, s), { gamma, weight: tf.add(mean, tf.mul(half, s)), poly: null });
      return { value: tf.sum(value, -1, true), gradient: tf.mul(slope, s) };
    },
    dispose() {
      sign.dispose();
      tf.dispose([gamma, mean, half]);
    },
  };
}
