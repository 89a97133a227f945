/**
 * @file Forward and hand-written backward pass of a stack of ReLU networks on flat parameters [k, n], as graph operations.
 * Reads: nothing. Writes: nothing. The number of runs k is not part of the graph: one graph serves every stack size.
 */
import type { Layout } from "../layout.ts";
import type { Value } from "./graph.ts";
import type { Operations } from "./operations.ts";

export interface LayerNodes {
  /** [k, inputs, outputs]; of the first layer [k, inputs + 1, outputs], with the biases as last row. */
  readonly weights: Value;
  /** [k, 1, outputs]; null for the first layer. */
  readonly biases: Value | null;
}

/**
 * The first layer takes its biases as one more row of weights, for inputs with a last column of ones: in the flat layout they lie there
 * already, and it spares the two slowest elementwise operations of a step, a broadcast addition and the sum over the batch.
 */
export function layerNodes(o: Operations, layout: Layout, parameters: Value): LayerNodes[] {
  return layout.layers.map((l, i) => {
    const rows = i === 0 ? l.inputs + 1 : l.inputs;
    return {
      weights: o.reshape(o.slice(parameters, [0, l.weights], [-1, rows * l.outputs]), [-1, rows, l.outputs]),
      biases: i === 0 ? null : o.reshape(o.slice(parameters, [0, l.biases], [-1, l.outputs]), [-1, 1, l.outputs]),
    };
  });
}

/** Multiplies the hidden activations of a layer by its mask, already divided by the share that is kept. */
export type HiddenMask = (values: Value, layer: number) => Value;

/** @param inputs [k or 1, B, D + 1], the last column ones. @returns the input of each layer [k, B, ..], then the logits [k, B, O]. */
export function activationNodes(o: Operations, layers: readonly LayerNodes[], inputs: Value, mask: HiddenMask = (values) => values): Value[] {
  const values = [inputs];
  layers.forEach((layer, i) => {
    const product = o.matMul(values[i]!, layer.weights);
    const z = layer.biases ? o.add(product, layer.biases) : product;
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
  for (let i = layers.length - 1; ; i--) {
    const { inputs, outputs } = layout.layers[i]!;
    const weights = o.matMul(values[i]!, delta, true, false);
    if (i === 0) {
      pieces.unshift(o.reshape(weights, [-1, (inputs + 1) * outputs]));
      break;
    }
    pieces.unshift(o.reshape(weights, [-1, inputs * outputs]), o.reduce("Sum", delta, [1]));
    // A unit exactly at its corner passes no gradient, as in PyTorch; a dropped one is 0 too.
    const below = o.binary("ReluGrad", o.matMul(delta, layers[i]!.weights, false, true), values[i]!);
    delta = keptScale === null ? below : o.mul(below, o.graph.scalar(keptScale));
  }
  return pieces.length === 1 ? pieces[0]! : o.concat(pieces, 1);
}
