/**
 * @file What every loss of the engine is made of, on tfjs tensors: logarithms that keep their digits, and the focal term of a margin.
 * The float64 twin is src-shared/loss/row-loss.ts.
 */
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { TfCore } from "./matmul.ts";

/** Takes an entry out of a maximum or a log-sum-exp. Finite on purpose: -Infinity times a zero of a one-hot would be NaN. */
export const MASK_SHIFT = 1e9;

/** [K, 1, 1] from one number per run. */
export const perRun = (tf: TfCore, values: readonly number[]): Tensor3D => tf.tensor3d(Float32Array.from(values), [values.length, 1, 1]);

/** [K, 1, C] from one number per run and class. */
export const perClass = (tf: TfCore, values: readonly (readonly number[])[]): Tensor3D =>
  tf.tensor3d(Float32Array.from(values.flat()), [values.length, 1, values[0]!.length]);

/**
 * log(1 + x) for x in [-1/2, 1] to float32 precision on every backend. The log1p of wasm and WebGL is the logarithm of a rounded 1 + x,
 * 0 below 6e-8: the gradient of a margin above 17 would then miss its gamma term. What rounding took is added back to first order.
 */
export function log1p(tf: TfCore, x: Tensor): Tensor {
  const rounded = tf.add(x, 1);
  return tf.add(tf.log(rounded), tf.div(tf.sub(x, tf.sub(rounded, 1)), rounded));
}

/** -log p and -log(1-p) of p = sigmoid(m). */
export function minusLogs(tf: TfCore, margin: Tensor): { minusLogP: Tensor; minusLogRest: Tensor } {
  const tail = log1p(tf, tf.exp(tf.neg(tf.abs(margin))));
  return { minusLogP: tf.add(tf.relu(tf.neg(margin)), tail), minusLogRest: tf.add(tf.relu(margin), tail) };
}

/**
 * (1-p)^gamma (-log p) times a weight, and its slope by the margin, p = sigmoid(m).
 * Source: Lin et al. 2017, eq. 4 and appendix B.
 */
export function focalOfMargin(tf: TfCore, margin: Tensor, gamma: Tensor, weight: Tensor): { value: Tensor; slope: Tensor } {
  const { minusLogP, minusLogRest } = minusLogs(tf, margin);
  const focus = tf.mul(weight, tf.exp(tf.neg(tf.mul(gamma, minusLogRest))));
  const inner = tf.add(tf.sigmoid(tf.neg(margin)), tf.mul(gamma, tf.mul(tf.sigmoid(margin), minusLogP)));
  return { value: tf.mul(focus, minusLogP), slope: tf.neg(tf.mul(focus, inner)) };
}

/**
 * The same with the term of Poly-1, poly (1-p)^(gamma+1).
 * @param gamma, poly, weight: anything that broadcasts with the margins.
 * Source: Leng et al. 2022, eq. 6.
 */
export function polyOfMargin(tf: TfCore, margin: Tensor, gamma: Tensor, poly: Tensor, weight: Tensor): { value: Tensor; slope: Tensor } {
  const { minusLogP, minusLogRest } = minusLogs(tf, margin);
  const [p, rest] = [tf.sigmoid(margin), tf.sigmoid(tf.neg(margin))];
  const focus = tf.mul(weight, tf.exp(tf.neg(tf.mul(gamma, minusLogRest))));
  const value = tf.mul(focus, tf.add(minusLogP, tf.mul(poly, rest)));
  const byPoly = tf.mul(tf.mul(poly, tf.add(gamma, 1)), rest);
  const inner = tf.add(rest, tf.mul(p, tf.add(tf.mul(gamma, minusLogP), byPoly)));
  return { value, slope: tf.neg(tf.mul(focus, inner)) };
}
