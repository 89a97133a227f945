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

/** Of one margin: anything that broadcasts with it. */
interface FocalSettings {
  readonly gamma: Tensor;
  /** Multiplies value and slope. */
  readonly weight: Tensor;
  /** epsilon_1 of Poly-1, which adds poly (1-p)^(gamma+1); null: none. */
  readonly poly: Tensor | null;
}

/**
 * The focal term (1-p)^gamma (-log p), p = sigmoid(m), and its slope by the margin: the one place of this engine that knows it.
 * Source: Lin et al. 2017, eq. 4 and appendix B; Leng et al. 2022, eq. 6.
 */
export function focalOfMargin(tf: TfCore, margin: Tensor, { gamma, weight, poly }: FocalSettings): { value: Tensor; slope: Tensor } {
  const { minusLogP, minusLogRest } = minusLogs(tf, margin);
  const [p, rest] = [tf.sigmoid(margin), tf.sigmoid(tf.neg(margin))];
  const focus = tf.mul(weight, tf.exp(tf.neg(tf.mul(gamma, minusLogRest))));
  const plain = tf.add(rest, tf.mul(gamma, tf.mul(p, minusLogP)));
  const inner = poly ? tf.add(plain, tf.mul(tf.mul(poly, tf.add(gamma, 1)), tf.mul(p, rest))) : plain;
  return { value: tf.mul(focus, poly ? tf.add(minusLogP, tf.mul(poly, rest)) : minusLogP), slope: tf.neg(tf.mul(focus, inner)) };
}
