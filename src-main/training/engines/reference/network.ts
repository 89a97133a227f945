/** @file Forward and hand-written backward pass of a stack of ReLU networks on flat parameters [K, n]. */
import type { Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { Layout } from "../layout.ts";
import { affinePass, cosinePass, type Layer, type LayerPass } from "./layer-pass.ts";
import type { StackMatMul, TfCore } from "./matmul.ts";
import type { StackLoss } from "./loss-tensors.ts";

/** What the runs of a stack compute with. */
export interface Network {
  readonly tf: TfCore;
  readonly matMul: StackMatMul;
  readonly layout: Layout;
  /** See Architecture. */
  readonly normalizedHead: boolean;
}

/** Inverted dropout of one step. */
export interface StepDropout {
  /** Share of units dropped, in (0, 1). */
  readonly rate: number;
  /** For each hidden layer [K, B, width]: 1 / (1 - rate) where a unit is kept, 0 where it is dropped. */
  readonly masks: readonly Tensor3D[];
}

function layersOf({ tf, layout }: Network, parameters: Tensor2D): Layer[] {
  const runs = parameters.shape[0];
  return layout.layers.map((l) => ({
    weights: tf.reshape(tf.slice(parameters, [0, l.weights], [runs, l.inputs * l.outputs]), [runs, l.inputs, l.outputs]),
    biases: tf.reshape(tf.slice(parameters, [0, l.biases], [runs, l.outputs]), [runs, 1, l.outputs]),
  }));
}

/** @returns the layers at their inputs, and the inputs of each. */
function passes(network: Network, parameters: Tensor2D, inputs: Tensor3D, dropout: StepDropout | null): { passed: LayerPass[]; values: Tensor3D[] } {
  const { tf, matMul, normalizedHead } = network;
  const layers = layersOf(network, parameters);
  const values = [inputs];
  const passed = layers.map((layer, i) => {
    const isHead = i === layers.length - 1;
    const pass = (isHead && normalizedHead ? cosinePass : affinePass)(tf, matMul, layer, values[i]!);
    if (!isHead) {
      const h = tf.relu(pass.output);
      const mask = dropout?.masks[i];
      values.push(mask ? tf.mul(h, mask) : h);
    }
    return pass;
  });
  return { passed, values };
}

/** @param inputs [1, B, D], shared by all runs. @returns logits [K, B, O]. Call inside tidy. */
export function forward(network: Network, parameters: Tensor2D, inputs: Tensor3D): Tensor3D {
  return passes(network, parameters, inputs, null).passed.at(-1)!.output;
}

/**
 * Gradient of the mean loss of a batch.
 * @param parameters [K, n]. @param inputs [K, B, D]. @param target [K, B, O], see StackLoss.
 * @param dropout null: every unit is kept.
 * @returns gradient [K, n] of the mean over the batch, and the SUM of the losses over the batch [K]. Call inside tidy.
 */
export function gradientOf(
  network: Network,
  loss: StackLoss,
  parameters: Tensor2D,
  inputs: Tensor3D,
  target: Tensor3D,
  dropout: StepDropout | null = null,
): { gradient: Tensor2D; lossSum: Tensor1D } {
  const { tf, layout } = network;
  const runs = parameters.shape[0];
  const { passed, values } = passes(network, parameters, inputs, dropout);
  const last = loss.compute(passed.at(-1)!.output, target);
  let delta = tf.mul(last.gradient, 1 / inputs.shape[1]) as Tensor3D;
  const pieces: Tensor2D[] = [];
  for (let i = passed.length - 1; i >= 0; i--) {
    const { inputs: rows, outputs: columns } = layout.layers[i]!;
    const pass = passed[i]!;
    pieces.unshift(tf.reshape(pass.weightGradient(delta), [runs, rows * columns]), pass.biasGradient(delta));
    // tf.step(0) is 0: a unit exactly at its corner passes no gradient, as in PyTorch, and neither does one that was dropped.
    if (i > 0) {
      const open = tf.step(values[i]!) as Tensor3D;
      delta = tf.mul(pass.inputGradient(delta), dropout ? tf.mul(open, 1 / (1 - dropout.rate)) : open);
    }
  }
  return { gradient: tf.concat(pieces, 1), lossSum: tf.sum(last.value, [1, 2]) };
}
