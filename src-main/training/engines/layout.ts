/**
 * @file Where each weight of a network lies in the flat parameter vector, and the weights a seed starts with.
 * Every engine uses this layout, so checkpoints and tests do not depend on the engine.
 */
import { modelOf } from "#shared/model/registry.ts";
import { createRandom } from "#shared/numbers/random.ts";
import type { RunState } from "./engine.ts";

interface LayerLayout {
  readonly inputs: number;
  readonly outputs: number;
  /** Offset of the weights [inputs, outputs], row-major: z = x W + b. */
  readonly weights: number;
  /** Offset of the biases [outputs]. */
  readonly biases: number;
}

export interface Layout {
  readonly layers: readonly LayerLayout[];
  /** Parameters in all, n. */
  readonly size: number;
}

/** Weights then biases of each layer, first layer first. */
export function layoutOf(features: number, hidden: readonly number[], outputs: number): Layout {
  let size = 0;
  const layers = modelOf()
    .layers({ hidden }, features, outputs)
    .map(({ inputs, outputs: width, parameters }) => {
      const layer = { inputs, outputs: width, weights: size, biases: size + inputs * width };
      size += parameters;
      return layer;
    });
  return { layers, size };
}

/**
 * He-normal weights (deviation sqrt(2 / inputs)), biases 0, moments 0.
 * Source: He et al. 2015, eq. 10. Drawn in float64 and rounded once, so equal on every engine.
 */
export function initialState(layout: Layout, seed: number): RunState {
  const random = createRandom(seed, "init");
  const parameters = new Float32Array(layout.size);
  for (const layer of layout.layers) {
    const deviation = Math.sqrt(2 / layer.inputs);
    for (let i = layer.weights; i < layer.biases; i++) parameters[i] = deviation * random.gaussian();
  }
  return { parameters, m: new Float32Array(layout.size), v: new Float32Array(layout.size), steps: 0 };
}
