/**
 * @file One layer of a stack, forwards and backwards by hand: affine, or the cosines of a normalised head.
 * No tape: tf.grad would cost five times as much per step.
 */
import type { Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { LEAST_NORM } from "../verify/float64-normalize.ts";
import type { StackMatMul, TfCore } from "./matmul.ts";

/** Parameters of one layer of K runs. */
export interface Layer {
  /** [K, inputs, outputs]. */
  readonly weights: Tensor3D;
  /** [K, 1, outputs]. */
  readonly biases: Tensor3D;
}

/** A layer at its inputs [K, B, inputs]; `delta` [K, B, outputs] is the gradient by the output. Call inside one tidy. */
export interface LayerPass {
  /** [K, B, outputs]. */
  readonly output: Tensor3D;
  /** [K, inputs, outputs]. */
  weightGradient(delta: Tensor3D): Tensor3D;
  /** [K, outputs]. */
  biasGradient(delta: Tensor3D): Tensor2D;
  /** [K, B, inputs]. */
  inputGradient(delta: Tensor3D): Tensor3D;
}

/** z = x W + b. */
export function affinePass(tf: TfCore, matMul: StackMatMul, { weights, biases }: Layer, inputs: Tensor3D): LayerPass {
  return {
    output: tf.add(matMul(inputs, weights), biases) as Tensor3D,
    weightGradient: (delta) => matMul(inputs, delta, true, false),
    biasGradient: (delta) => tf.sum(delta, 1),
    inputGradient: (delta) => matMul(delta, weights, false, true),
  };
}

/** Vectors along one axis divided by their length, and the way back. Source: torch.nn.functional.normalize, p = 2. */
function normalize(tf: TfCore, values: Tensor3D, axis: 1 | 2): { unit: Tensor3D; back(gradient: Tensor3D): Tensor3D } {
  const norm = tf.sqrt(tf.sum(tf.square(values), axis, true));
  const divisor = tf.maximum(norm, LEAST_NORM);
  const unit = tf.div(values, divisor) as Tensor3D;
  return {
    unit,
    back(gradient) {
      // What points along the vector is lost, unless the divisor is a constant.
      const along = tf.mul(tf.sum(tf.mul(gradient, unit), axis, true), tf.cast(tf.greaterEqual(norm, LEAST_NORM), "float32"));
      return tf.div(tf.sub(gradient, tf.mul(unit, along)), divisor) as Tensor3D;
    },
  };
}

/** z_j = (x . W_j) / (|x| |W_j|); the biases have no part. Source: Cao et al. 2019, the NormedLinear of its authors' code. */
export function cosinePass(tf: TfCore, matMul: StackMatMul, { weights, biases }: Layer, inputs: Tensor3D): LayerPass {
  const x = normalize(tf, inputs, 2);
  const w = normalize(tf, weights, 1);
  return {
    output: matMul(x.unit, w.unit),
    weightGradient: (delta) => w.back(matMul(x.unit, delta, true, false)),
    biasGradient: () => tf.zeros([biases.shape[0], biases.shape[2]]),
    inputGradient: (delta) => x.back(matMul(delta, w.unit, false, true)),
  };
}
