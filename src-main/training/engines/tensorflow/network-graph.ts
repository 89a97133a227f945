/**
 * @file Forward and hand-written backward pass of a stack of ReLU networks on flat parameters [k, n], as graph operations.
 * The number of runs k is not part of the graph: one graph serves every stack size.
 */
import type { Layout } from "../layout.ts";
import { cosineHead, type CosineHead } from "./cosine-head-graph.ts";
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

export interface NetworkNodes {
  /** The input of each layer, [k or 1, B, D + 1] with a last column of ones, then [k, B, ..]. */
  readonly values: readonly Value[];
  /** [k, B, O]. */
  readonly logits: Value;
  /** The last layer where it compares directions. */
  readonly head: CosineHead | null;
}

interface Pass {
  /** The last layer compares directions. */
  readonly normalizedHead: boolean;
  /** Absent: nothing is dropped. */
  readonly mask?: HiddenMask;
}

/** @param inputs [k or 1, B, D + 1], the last column ones. */
export function networkNodes(o: Operations, layout: Layout, layers: readonly LayerNodes[], inputs: Value, { normalizedHead, mask }: Pass): NetworkNodes {
  const values = [inputs];
  const last = layers.length - 1;
  for (let i = 0; ; i++) {
    const layer = layers[i]!;
    if (i === last && normalizedHead) {
      const head = cosineHead(o, ...withoutBiases(o, layout, i, values[i]!, layer));
      return { values, logits: head.logits, head };
    }
    const product = o.matMul(values[i]!, layer.weights);
    const z = layer.biases ? o.add(product, layer.biases) : product;
    if (i === last) return { values, logits: z, head: null };
    const hidden = o.unary("Relu", z);
    values.push(mask ? mask(hidden, i) : hidden);
  }
}

/** Inputs and weights of a layer; those of the first one carry the biases. */
function withoutBiases(o: Operations, layout: Layout, index: number, inputs: Value, { weights }: LayerNodes): [Value, Value] {
  if (index > 0) return [inputs, weights];
  const width = layout.layers[0]!.inputs;
  return [o.slice(inputs, [0, 0, 0], [-1, -1, width]), o.slice(weights, [0, 0, 0], [-1, width, -1])];
}

/**
 * @param delta [k, B, O], gradient by the logits.
 * @param keptScale what kept activations were multiplied by under dropout; null without.
 * @returns gradient [k, n] in the order of the layout. Biases of a layer that compares directions have none.
 */
export function gradientNodes(
  o: Operations,
  layout: Layout,
  layers: readonly LayerNodes[],
  { values, head }: NetworkNodes,
  delta: Value,
  keptScale: number | null,
): Value {
  const pieces: Value[] = [];
  const last = layers.length - 1;
  for (let i = last; ; i--) {
    const { inputs, outputs } = layout.layers[i]!;
    const ofHead = i === last ? head : null;
    const weights = ofHead ? ofHead.weightGradient(delta) : o.matMul(values[i]!, delta, true, false);
    const isWithBiases = i === 0 && !ofHead;
    pieces.unshift(o.reshape(weights, [-1, (isWithBiases ? inputs + 1 : inputs) * outputs]));
    if (!isWithBiases) {
      const sum = o.reduce("Sum", delta, [1]);
      pieces.splice(1, 0, ofHead ? o.unary("ZerosLike", sum) : sum);
    }
    if (i === 0) break;
    // A unit exactly at its corner passes no gradient, as in PyTorch; a dropped one is 0 too.
    const by = ofHead ? ofHead.inputGradient(delta) : o.matMul(delta, layers[i]!.weights, false, true);
    const below = o.binary("ReluGrad", by, values[i]!);
    delta = keptScale === null ? below : o.mul(below, o.graph.scalar(keptScale));
  }
  return pieces.length === 1 ? pieces[0]! : o.concat(pieces, 1);
}
