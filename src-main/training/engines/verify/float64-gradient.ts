/**
 * @file Gradient of one run's mean loss in plain float64 loops: the oracle of the self-check and of the tests.
 * Written apart from network.ts on purpose, sample by sample; never fast.
 */
import { batchLoss } from "#shared/loss/batch-loss.ts";
import type { RunLoss } from "#shared/loss/run-loss.ts";
import type { Layout } from "../layout.ts";
import { normalized, throughNormalized } from "./float64-normalize.ts";

export interface OracleBatch {
  /** [rows][features]. */
  readonly x: readonly (readonly number[])[];
  /** Class index of each row. */
  readonly y: readonly number[];
}

/** Inverted dropout of one step: units for which `isKept` is false are 0, the others divided by 1 - rate. */
export interface OracleDropout {
  readonly rate: number;
  isKept(layer: number, row: number, unit: number): boolean;
}

/** Factor of a unit of a hidden layer. */
type UnitFactor = (layer: number, unit: number) => number;

/** Addresses of the weights that lead to one output of the last layer. */
function headColumn(layout: Layout, output: number): number[] {
  const layer = layout.layers.at(-1)!;
  return Array.from({ length: layer.inputs }, (_, j) => layer.weights + j * layer.outputs + output);
}

/** The parameters as the network uses them: under a normalised head the last layer's columns have length 1 and its biases are 0. */
function usedParameters(layout: Layout, parameters: ArrayLike<number>, normalizedHead: boolean): Float64Array {
  const used = Float64Array.from(parameters);
  if (!normalizedHead) return used;
  const head = layout.layers.at(-1)!;
  for (let o = 0; o < head.outputs; o++) {
    const column = headColumn(layout, o);
    normalized(column.map((at) => used[at]!)).forEach((w, j) => (used[column[j]!] = w));
    used[head.biases + o] = 0;
  }
  return used;
}

/** @returns the input of each layer (that of a normalised head has length 1), the logits, and what the normalisation began with. */
function activations(layout: Layout, used: Float64Array, row: readonly number[], normalizedHead: boolean, factor: UnitFactor) {
  const top = layout.layers.length - 1;
  const inputs: number[][] = [];
  let values: number[] = [...row];
  let raw = values;
  layout.layers.forEach((layer, i) => {
    raw = values;
    const below = i === top && normalizedHead ? normalized(values) : values;
    inputs.push(below);
    values = Array.from({ length: layer.outputs }, (_, o) => {
      let sum = used[layer.biases + o]!;
      for (let j = 0; j < layer.inputs; j++) sum += below[j]! * used[layer.weights + j * layer.outputs + o]!;
      return i === top ? sum : Math.max(sum, 0) * factor(i, o);
    });
  });
  return { inputs, logits: values, raw };
}

/** @returns [O], the logits of one row without dropout; cosines under a normalised head. */
export function float64Logits(layout: Layout, parameters: ArrayLike<number>, row: readonly number[], normalizedHead = false): number[] {
  return activations(layout, usedParameters(layout, parameters, normalizedHead), row, normalizedHead, () => 1).logits;
}

/**
 * @param parameters [n]. @param loss with the class weights that are in force. @param dropout null: every unit is kept.
 * @param normalizedHead see Architecture; the biases of the last layer then have no part and no gradient.
 * @returns loss of the batch as one step (the mean over its rows, or as its reduction or formula says) and its gradient [n], float64.
 */
export function float64Gradient(
  layout: Layout,
  parameters: ArrayLike<number>,
  batch: OracleBatch,
  loss: RunLoss,
  dropout: OracleDropout | null = null,
  normalizedHead = false,
): { loss: number; gradient: Float64Array } {
  const gradient = new Float64Array(layout.size);
  const used = usedParameters(layout, parameters, normalizedHead);
  const top = layout.layers.length - 1;
  const head = layout.layers[top]!;
  const factorOf =
    (sample: number): UnitFactor =>
    (layer, unit) =>
      dropout ? Number(dropout.isKept(layer, sample, unit)) / (1 - dropout.rate) : 1;
  const passed = batch.x.map((row, sample) => activations(layout, used, row, normalizedHead, factorOf(sample)));
  const step = batchLoss(
    loss,
    passed.map(({ logits }) => logits),
    batch.y,
  );
  passed.forEach(({ inputs, raw }, sample) => {
    const factor = factorOf(sample);
    let delta = [...step.gradient[sample]!];
    for (let i = top; i >= 0; i--) {
      const layer = layout.layers[i]!;
      const input = inputs[i]!;
      const byInput = Array.from({ length: layer.inputs }, () => 0);
      for (let o = 0; o < layer.outputs; o++) {
        gradient[layer.biases + o]! += delta[o]!;
        for (let j = 0; j < layer.inputs; j++) {
          const at = layer.weights + j * layer.outputs + o;
          gradient[at]! += input[j]! * delta[o]!;
          byInput[j]! += delta[o]! * used[at]!;
        }
      }
      if (i === 0) break;
      const below = i === top && normalizedHead ? throughNormalized(raw, byInput) : byInput;
      delta = below.map((d, j) => (input[j]! > 0 ? d * factor(i - 1, j) : 0));
    }
  });
  if (normalizedHead) {
    gradient.fill(0, head.biases, head.biases + head.outputs);
    for (let o = 0; o < head.outputs; o++) {
      const column = headColumn(layout, o);
      const raw = column.map((at) => parameters[at]!);
      const byUsed = column.map((at) => gradient[at]!);
      throughNormalized(raw, byUsed).forEach((g, j) => (gradient[column[j]!] = g));
    }
  }
  return { loss: step.loss, gradient };
}
