/**
 * @file Sigmoid losses with hard targets and all their settings: two gammas, shifted probabilities, Poly-1. Value and analytic gradient.
 * Reads: the loss settings of the runs. Formulas: src-shared/loss/run-loss.ts; the float64 twin is src-shared/loss/row-loss.ts.
 */
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { SigmoidLoss } from "#shared/loss/run-loss.ts";
import { focalOfMargin, log1p, perRun } from "./margin-terms.ts";
import type { TfCore } from "./matmul.ts";
import { outputSign } from "./output-sign.ts";
import { rowFactor } from "./sigmoid-reduction.ts";
import type { StackLoss } from "./loss-tensors.ts";

/**
 * Negative terms whose probability is lowered by clip: pm^g (-log(1 - pm)) + poly pm^(g+1), pm = max(p - clip, 0).
 * @returns value and slope by the logit; both 0 where pm is 0.
 * Source: Ridnik et al. 2021, eq. 5 and 6, with the gradient of the focusing factor, which the authors' code can switch off.
 */
function clippedNegative(tf: TfCore, logits: Tensor, gamma: Tensor, poly: Tensor, clip: Tensor): { value: Tensor; slope: Tensor } {
  const [p, rest] = [tf.sigmoid(logits), tf.sigmoid(tf.neg(logits))];
  const shifted = tf.relu(tf.sub(p, clip));
  const open = tf.step(shifted);
  // 1 where the term is 0 keeps its logarithm and quotient finite.
  const safe = tf.add(shifted, tf.sub(1, open));
  const left = tf.add(rest, clip);
  // Two forms of -log(1 - pm), each where the other has lost its digits.
  const small = tf.neg(log1p(tf, tf.neg(tf.minimum(shifted, 0.5))));
  const minusLog = tf.where(tf.less(shifted, 0.5), small, tf.neg(tf.log(left)));
  const focus = tf.mul(open, tf.pow(safe, gamma));
  const value = tf.mul(focus, tf.add(minusLog, tf.mul(poly, shifted)));
  const byShifted = tf.add(tf.div(tf.mul(gamma, minusLog), safe), tf.add(tf.div(1, left), tf.mul(poly, tf.add(gamma, 1))));
  return { value, slope: tf.mul(tf.mul(focus, byShifted), tf.mul(p, rest)) };
}

/** @param losses with terms and smoothing 0. */
export function sigmoidTermsLoss(tf: TfCore, losses: readonly SigmoidLoss[]): StackLoss {
  const number = (of: (loss: SigmoidLoss) => number): Tensor3D => perRun(tf, losses.map(of));
  const [positive, negative] = [number((l) => l.positive), number((l) => l.negative)];
  const [gamma, gammaNegative] = [number((l) => l.gamma), number((l) => l.terms!.gammaNegative)];
  const [poly, clip] = [number((l) => l.terms!.poly), number((l) => l.terms!.clip)];
  const sign = outputSign(tf, losses);
  const factor = rowFactor(tf, losses);
  return {
    compute(logits, target) {
      const s = sign.of(target);
      const y = tf.step(s);
      const no = tf.sub(1, y);
      const weight = tf.add(tf.mul(positive, y), tf.mul(negative, no));
      const ofTarget = tf.add(tf.mul(gamma, y), tf.mul(gammaNegative, no));
      const plain = focalOfMargin(tf, tf.mul(logits, s), { gamma: ofTarget, weight, poly });
      const clipped = clippedNegative(tf, logits, gammaNegative, poly, clip);
      const isClipped = tf.greater(tf.mul(no, clip), 0);
      const value = tf.where(isClipped, tf.mul(negative, clipped.value), plain.value);
      const slope = tf.where(isClipped, tf.mul(negative, clipped.slope), tf.mul(plain.slope, s));
      const rows = factor.of(target, y);
      return { value: tf.mul(rows, tf.sum(value, -1, true)) as Tensor3D, gradient: tf.mul(rows, slope) as Tensor3D };
    },
    dispose() {
      sign.dispose();
      factor.dispose();
      tf.dispose([positive, negative, gamma, gammaNegative, poly, clip]);
    },
  };
}
