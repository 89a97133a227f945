/**
 * @file The parameters as the kernel holds them: every row of weights padded to a multiple of 4, so that vectors stay within it.
 * Padding is 0 and stays 0: its gradient is 0 and so is its decay.
 */
import type { Layout } from "../layout.ts";

/** @returns the next multiple of 4, the number of float32 in a vector. */
export const padded = (width: number): number => Math.ceil(width / 4) * 4;

interface PaddedLayer {
  /** Offset of the weights [inputs, padded(outputs)]. */
  readonly weights: number;
  /** Offset of the biases [padded(outputs)]. */
  readonly biases: number;
}

export interface PaddedLayout {
  readonly flat: Layout;
  readonly layers: readonly PaddedLayer[];
  /** float32 values in all, a multiple of 4. */
  readonly size: number;
}

export function padLayout(flat: Layout): PaddedLayout {
  let size = 0;
  const layers = flat.layers.map(({ inputs, outputs }) => {
    const layer = { weights: size, biases: size + inputs * padded(outputs) };
    size = layer.biases + padded(outputs);
    return layer;
  });
  return { flat, layers, size };
}

/** Calls back for every row of weights and for the biases: where it lies flat and padded, and its true length. */
function forEachRow(layout: PaddedLayout, visit: (flat: number, padded: number, length: number) => void): void {
  layout.flat.layers.forEach((layer, i) => {
    const to = layout.layers[i]!;
    for (let row = 0; row < layer.inputs; row++) visit(layer.weights + row * layer.outputs, to.weights + row * padded(layer.outputs), layer.outputs);
    visit(layer.biases, to.biases, layer.outputs);
  });
}

/** @param values float32 [n], flat. @param target float32 [size] of zeros, as it lies in the kernel's memory. */
export function writePadded(layout: PaddedLayout, values: Float32Array, target: Float32Array): void {
  forEachRow(layout, (from, to, length) => target.set(values.subarray(from, from + length), to));
}

/** @param values float32 [size]. @returns a copy float32 [n], flat. */
export function readPadded(layout: PaddedLayout, values: Float32Array): Float32Array<ArrayBuffer> {
  const flat = new Float32Array(layout.flat.size);
  forEachRow(layout, (to, from, length) => flat.set(values.subarray(from, from + length), to));
  return flat;
}
