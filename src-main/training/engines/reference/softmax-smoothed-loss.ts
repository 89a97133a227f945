/**
 * @file Softmax losses with smoothed targets: every class has a term with its own margin. Value and analytic gradient.
 * Reads: the loss settings of the runs. Formulas: src-shared/loss/run-loss.ts; the float64 twin is src-shared/loss/row-loss.ts.
 */
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { SoftmaxLoss } from "#shared/loss/run-loss.ts";
import { log1p, MASK_SHIFT, minusLogs, perRun } from "./margin-terms.ts";
import type { TfCore } from "./matmul.ts";
import { softmaxSettings } from "./softmax-terms-loss.ts";
import type { StackLoss } from "./loss-tensors.ts";

/** exp of less than this is 0 in float32, but log1p(x) / x only needs an x that is small. */
const LEAST_POWER = 1e-30;

/** 1 at the largest entry of the last axis, the first of equals. */
function largest(tf: TfCore, values: Tensor): Tensor {
  return tf.cast(tf.oneHot(tf.argMax(values, -1), values.shape.at(-1)!), "float32");
}

/**
 * Sum of all entries but each one, for entries >= 0. Total minus entry is right to two roundings for all but the largest, as what is
 * left holds that one; the largest one's rest is summed by itself.
 */
function sumOfOthers(tf: TfCore, values: Tensor): Tensor {
  const top = largest(tf, values);
  const rest = tf.sub(1, top);
  const restOfTop = tf.sum(tf.mul(values, rest), -1, true);
  return tf.add(tf.mul(rest, tf.sub(tf.sum(values, -1, true), values)), tf.mul(top, restOfTop));
}

/** m_c = u_c - logsumexp over j != c of u_j. Only the largest entry's others may all underflow beside it, so they get a shift of their own. */
function marginsOf(tf: TfCore, u: Tensor): Tensor {
  const isTop = largest(tf, u);
  const top = tf.max(u, -1, true);
  const withTop = tf.sub(tf.sub(u, top), tf.log(tf.maximum(sumOfOthers(tf, tf.exp(tf.sub(u, top))), LEAST_POWER)));
  const others = tf.sub(u, tf.mul(isTop, MASK_SHIFT));
  const second = tf.max(others, -1, true);
  const withoutTop = tf.sub(tf.sub(u, second), tf.log(tf.sum(tf.exp(tf.sub(others, second)), -1, true)));
  return tf.where(tf.greater(isTop, 0), withoutTop, withTop);
}

/** -log(p) / (1 - p) of p = sigmoid(m); tends to 1 as m grows, where both underflow. */
function minusLogByRest(tf: TfCore, margin: Tensor, minusLogP: Tensor): Tensor {
  const power = tf.maximum(tf.exp(tf.neg(tf.abs(margin))), LEAST_POWER);
  return tf.mul(tf.where(tf.less(margin, 0), minusLogP, tf.div(log1p(tf, power), power)), tf.add(power, 1));
}

/** @param losses with terms and smoothing above 0. */
export function softmaxSmoothedLoss(tf: TfCore, losses: readonly SoftmaxLoss[]): StackLoss {
  const settings = softmaxSettings(tf, losses);
  const classes = losses[0]!.weights.length;
  const hit = perRun(
    tf,
    losses.map((l) => 1 - l.terms!.smoothing),
  );
  const spread = perRun(
    tf,
    losses.map((l) => l.terms!.smoothing / classes),
  );
  return {
    compute(logits, target) {
      const margin = marginsOf(tf, settings.scores(logits, target));
      const gamma = settings.gammaAt(margin);
      const { minusLogP, minusLogRest } = minusLogs(tf, margin);
      const [p, rest] = [tf.sigmoid(margin), tf.sigmoid(tf.neg(margin))];
      const share = tf.mul(settings.weights, tf.add(tf.mul(target, hit), spread));
      const focus = tf.mul(share, tf.exp(tf.neg(tf.mul(gamma, minusLogRest))));
      const value = tf.mul(focus, tf.add(minusLogP, tf.mul(settings.poly, rest)));
      // pull_c = -f'(m_c) / (1 - p_c) times the share: what class c asks of its own logit, before the factor 1 - p_c that may underflow.
      const byP = tf.add(tf.mul(gamma, minusLogByRest(tf, margin, minusLogP)), tf.mul(settings.poly, tf.add(gamma, 1)));
      const pull = tf.mul(focus, tf.add(1, tf.mul(p, byP)));
      const byScore = tf.sub(tf.mul(p, sumOfOthers(tf, pull)), tf.mul(pull, rest));
      return { value: tf.sum(value, -1, true) as Tensor3D, gradient: tf.mul(settings.scale, byScore) as Tensor3D };
    },
    dispose() {
      settings.dispose();
      tf.dispose([hit, spread]);
    },
  };
}
