/**
 * @file Forward and hand-written backward pass of a stack of ReLU networks on flat parameters [k, n], as graph operations.
 * Reads: nothing. Writes: nothing. The number of runs k is not part of the graph: one graph serves every stack size.
 */
import type { Layout } from "../layout.ts";
import type { Value } from "./graph.ts";
import type { Operations } from "./operations.ts";

export interface LayerNodes {
  /** [k, inputs, outputs]. */
  readonly weights: Value;
  /** [k, 1, outputs]. */
  readonly biases: Value;
}

export function layerNodes(o: Operations, layout: Layout, parameters: Value): LayerNodes[] {
  return layout.layers.map((l) => ({
    weights: o.reshape(o.slice(parameters, [0, l.weights], [-1, l.inputs * l.outputs]), [-1, l.inputs, l.outputs]),
    biases: o.reshape(o.slice(parameters, [0, l.biases], [-1, l.outputs]), [-1, 1, l.outputs]),
  }));
}

/** Multiplies the hidden activations of a layer by its mask, already divided by the share that is kept. */
export type HiddenMask = (values: Value, layer: number) => Value;

/** @param inputs [k or 1, B, D]. @returns the input of each layer [k, B, ..], then the logits [k, B, O]. */
export function activationNodes(o: Operations, layers: readonly LayerNodes[], inputs: Value, mask: HiddenMask = (values) => values): Value[] {
  const values = [inputs];
  layers.forEach((layer, i) => {
    const z = o.add(o.matMul(values[i]!, layer.weights), layer.biases);
    values.push(i < layers.length - 1 ? mask(o.unary("Relu", z), i) : z);
  });
  return values;
}

/**
 * @param values of `activationNodes`. @param delta [k, B, O], gradient by the logits.
 * @param keptScale what kept activations were multiplied by under dropout; null without.
 * @returns gradient [k, n] in the order of the layout.
 */
export function gradientNodes(
  o: Operations,
  layout: Layout,
  layers: readonly LayerNodes[],
  values: readonly Value[],
  delta: Value,
  keptScale: number | null,
): Value {
  const pieces: Value[] = [];
  for (let i = layers.length - 1; i >= 0; i--) {
    const { inputs, outputs } = layout.layers[i]!;
    const weights = o.reshape(o.matMul(values[i]!, delta, true, false), [-1, inputs * outputs]);
    pieces.unshift(weights, o.reduce("Sum", delta, [1]));
    if (i === 0) break;
    // A unit exactly at its corner passes no gradient, as in PyTorch; a dropped one is 0 too.
    const below = o.binary("ReluGrad", o.matMul(delta, layers[i]!.weights, false, true), values[i]!);
    delta = keptScale === null ? below : o.mul(below, o.graph.scalar(keptScale));
  }
  return o.concat(pieces, 1);
}
