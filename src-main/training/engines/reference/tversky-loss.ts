/**
 * @file Focal Tversky on tfjs tensors: the overlap of each class over the rows of a step. Value and analytic gradient.
 * Formulas, and why they stay finite: src-shared/loss/batch-loss.ts, the float64 twin.
 */
import type { Tensor3D } from "@tensorflow/tfjs-core";
import { TVERSKY_EPS, TVERSKY_LEAST } from "#shared/loss/batch-loss.ts";
import type { TverskyLoss } from "#shared/loss/run-loss.ts";
import type { StackLoss } from "./loss-tensors.ts";
import { perRun } from "./margin-terms.ts";
import type { TfCore } from "./matmul.ts";

export function tverskyLoss(tf: TfCore, losses: readonly TverskyLoss[]): StackLoss {
  const number = (of: (settings: TverskyLoss["tversky"]) => number): Tensor3D =>
    perRun(
      tf,
      losses.map(({ tversky }) => of(tversky)),
    );
  const [alpha, beta] = [number((t) => t.alpha), number((t) => 1 - t.alpha)];
  const [power, powerBelow] = [number((t) => 1 / t.gamma), number((t) => 1 / t.gamma - 1)];
  return {
    compute(logits, target) {
      const rows = logits.shape[1];
      const powers = tf.exp(tf.sub(logits, tf.max(logits, -1, true)));
      const p = tf.div(powers, tf.sum(powers, -1, true));
      // Of wrong classes; their sum is 1 - p of the label without its rounding.
      const others = tf.mul(p, tf.sub(1, target));
      const rest = tf.sum(others, -1, true);
      const own = tf.sum(tf.mul(p, target), -1, true);

      const hit = tf.add(tf.sum(tf.mul(p, target), 1, true), TVERSKY_EPS);
      const wrong = tf.add(tf.mul(alpha, tf.sum(tf.mul(target, rest), 1, true)), tf.mul(beta, tf.sum(others, 1, true)));
      const whole = tf.add(hit, wrong);
      const u = tf.div(wrong, whole);
      const present = tf.minimum(tf.sum(target, 1, true), 1);
      const value = tf.sum(tf.mul(present, tf.pow(u, power)), -1, true);

      const byU = tf.div(tf.mul(present, tf.mul(power, tf.pow(tf.maximum(u, TVERSKY_LEAST), powerBelow))), whole);
      const ofOwn = tf.neg(tf.mul(byU, tf.add(alpha, tf.mul(beta, u))));
      const ofOther = tf.mul(byU, tf.mul(beta, tf.div(hit, whole)));
      const slope = tf.sum(tf.mul(target, ofOwn), -1, true);
      const pulled = tf.sum(tf.mul(others, ofOther), -1, true);
      const atLabel = tf.mul(own, tf.sub(tf.mul(slope, rest), pulled));
      const elsewhere = tf.mul(others, tf.sub(tf.sub(ofOther, tf.mul(own, slope)), pulled));
      // A step divides by its rows and adds their values up: this loss is that of the step already.
      return { value: tf.tile(value, [1, rows, 1]) as Tensor3D, gradient: tf.mul(tf.add(tf.mul(target, atLabel), elsewhere), rows) as Tensor3D };
    },
    dispose: () => tf.dispose([alpha, beta, power, powerBelow]),
  };
}
