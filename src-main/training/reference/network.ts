/**
 * @file Forward and hand-written backward pass of a stack of ReLU networks on flat parameters [K, n].
 * Reads: nothing. Writes: nothing. No tape: tf.grad would cost five times as much per step.
 */
import type { Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { Layout } from "../layout.ts";
import type { StackLoss } from "./margin-loss.ts";
import type { StackMatMul, TfCore } from "./matmul.ts";

interface Layer {
  /** [K, inputs, outputs]. */
  readonly weights: Tensor3D;
  /** [K, 1, outputs]. */
  readonly biases: Tensor3D;
}

function layersOf(tf: TfCore, layout: Layout, parameters: Tensor2D): Layer[] {
  const runs = parameters.shape[0];
  return layout.layers.map((l) => ({
    weights: tf.reshape(tf.slice(parameters, [0, l.weights], [runs, l.inputs * l.outputs]), [runs, l.inputs, l.outputs]),
    biases: tf.reshape(tf.slice(parameters, [0, l.biases], [runs, l.outputs]), [runs, 1, l.outputs]),
  }));
}

/** Inverted dropout of one step. */
export interface StepDropout {
  /** Share of units dropped, in (0, 1). */
  readonly rate: number;
  /** For each hidden layer [K, B, width]: 1 / (1 - rate) where a unit is kept, 0 where it is dropped. */
  readonly masks: readonly Tensor3D[];
}

/** @returns the input of each layer, then the logits. */
function activations(tf: TfCore, matMul: StackMatMul, layers: readonly Layer[], inputs: Tensor3D, dropout: StepDropout | null): Tensor3D[] {
  const values = [inputs];
  layers.forEach((layer, i) => {
    const z = tf.add(matMul(values[i]!, layer.weights), layer.biases) as Tensor3D;
    const h = i < layers.length - 1 ? tf.relu(z) : z;
    const mask = dropout?.masks[i];
    values.push(mask ? tf.mul(h, mask) : h);
  });
  return values;
}

/** @param inputs [1, B, D], shared by all runs. @returns logits [K, B, O]. Call inside tidy. */
export function forward(tf: TfCore, matMul: StackMatMul, layout: Layout, parameters: Tensor2D, inputs: Tensor3D): Tensor3D {
  return activations(tf, matMul, layersOf(tf, layout, parameters), inputs, null).at(-1)!;
}

/**
 * Gradient of the mean loss of a batch.
 * @param parameters [K, n]. @param inputs [K, B, D]. @param target [K, B, O], see StackLoss.
 * @param dropout null: every unit is kept.
 * @returns gradient [K, n] of the mean over the batch, and the SUM of the losses over the batch [K]. Call inside tidy.
 */
export function gradientOf(
  tf: TfCore,
  matMul: StackMatMul,
  layout: Layout,
  loss: StackLoss,
  parameters: Tensor2D,
  inputs: Tensor3D,
  target: Tensor3D,
  dropout: StepDropout | null = null,
): { gradient: Tensor2D; lossSum: Tensor1D } {
  const runs = parameters.shape[0];
  const layers = layersOf(tf, layout, parameters);
  const values = activations(tf, matMul, layers, inputs, dropout);
  const last = loss.compute(values.at(-1)!, target);
  let delta = tf.mul(last.gradient, 1 / inputs.shape[1]) as Tensor3D;
  const pieces: Tensor2D[] = [];
  for (let i = layers.length - 1; i >= 0; i--) {
    const { inputs: rows, outputs: columns } = layout.layers[i]!;
    pieces.unshift(tf.reshape(matMul(values[i]!, delta, true, false), [runs, rows * columns]), tf.sum(delta, 1));
    // tf.step(0) is 0: a unit exactly at its corner passes no gradient, as in PyTorch, and neither does one that was dropped.
    if (i > 0) {
      const open = tf.step(values[i]!) as Tensor3D;
      delta = tf.mul(matMul(delta, layers[i]!.weights, false, true), dropout ? tf.mul(open, 1 / (1 - dropout.rate)) : open);
    }
  }
  return { gradient: tf.concat(pieces, 1), lossSum: tf.sum(last.value, [1, 2]) };
}
