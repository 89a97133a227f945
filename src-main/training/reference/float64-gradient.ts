/**
 * @file Gradient of one run's mean loss in plain float64 loops: the oracle of the self-check and of the tests.
 * Reads: nothing. Writes: nothing. Written apart from network.ts on purpose, sample by sample; never fast.
 */
import { isPositive, reductionFactor, rowLoss } from "#shared/row-loss.ts";
import type { RunLoss } from "#shared/run-loss.ts";
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

type LayerLayout = Layout["layers"][number];

/** Factor of a unit of a hidden layer. */
type UnitFactor = (layer: number, unit: number) => number;

const column = (parameters: ArrayLike<number>, layer: LayerLayout, output: number): number[] =>
  Array.from({ length: layer.inputs }, (_, j) => parameters[layer.weights + j * layer.outputs + output]!);

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);

/** @returns the input of each layer, then the logits. */
function activations(layout: Layout, parameters: ArrayLike<number>, row: readonly number[], normalizedHead: boolean, factor: UnitFactor): number[][] {
  const values: number[][] = [[...row]];
  layout.layers.forEach((layer, i) => {
    const isHead = i === layout.layers.length - 1;
    const below = isHead && normalizedHead ? normalized(values[i]!) : values[i]!;
    const z = Array.from({ length: layer.outputs }, (_, o) => {
      const weights = column(parameters, layer, o);
      if (isHead && normalizedHead) return dot(below, normalized(weights));
      const sum = dot(below, weights) + parameters[layer.biases + o]!;
      return isHead ? sum : Math.max(sum, 0) * factor(i, o);
    });
    values.push(z);
  });
  return values;
}

/** @returns [O], the logits of one row without dropout; cosines under a normalised head. */
export function float64Logits(layout: Layout, parameters: ArrayLike<number>, row: readonly number[], normalizedHead = false): number[] {
  return activations(layout, parameters, row, normalizedHead, () => 1).at(-1)!;
}

/** Factor on every row's loss that the reduction of a sigmoid loss asks for in this batch. */
function batchFactor(loss: RunLoss, outputs: number, y: readonly number[]): number {
  if (loss.activation === "softmax") return 1;
  let foreground = 0;
  for (const label of y) for (let j = 0; j < outputs; j++) foreground += Number(isPositive(loss, outputs, j, label));
  return reductionFactor(loss, outputs, y.length, foreground);
}

/**
 * @param parameters [n]. @param loss with the class weights that are in force. @param dropout null: every unit is kept.
 * @param normalizedHead see Architecture; the biases of the last layer then have no part and no gradient.
 * @returns mean loss of the batch (times the factor of its reduction) and its gradient [n], float64.
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
  const top = layout.layers.length - 1;
  const share = batchFactor(loss, layout.layers[top]!.outputs, batch.y) / batch.x.length;
  let total = 0;
  batch.x.forEach((row, sample) => {
    const factor: UnitFactor = (layer, unit) => (dropout ? Number(dropout.isKept(layer, sample, unit)) / (1 - dropout.rate) : 1);
    const values = activations(layout, parameters, row, normalizedHead, factor);
    const result = rowLoss(loss, values[top + 1]!, batch.y[sample]!);
    total += result.loss * share;
    let delta = result.gradient.map((g) => g * share);
    for (let i = top; i >= 0; i--) {
      const layer = layout.layers[i]!;
      const input = values[i]!;
      const isCosine = i === top && normalizedHead;
      const seen = isCosine ? normalized(input) : input;
      const below = Array.from({ length: layer.inputs }, () => 0);
      for (let o = 0; o < layer.outputs; o++) {
        const weights = column(parameters, layer, o);
        const used = isCosine ? normalized(weights) : weights;
        const byUsed = seen.map((v) => v * delta[o]!);
        const byWeights = isCosine ? throughNormalized(weights, byUsed) : byUsed;
        byWeights.forEach((g, j) => (gradient[layer.weights + j * layer.outputs + o]! += g));
        if (!isCosine) gradient[layer.biases + o]! += delta[o]!;
        used.forEach((w, j) => (below[j]! += delta[o]! * w));
      }
      const byInput = isCosine ? throughNormalized(input, below) : below;
      delta = byInput.map((d, j) => (input[j]! > 0 ? d * (i > 0 ? factor(i - 1, j) : 1) : 0));
    }
  });
  return { loss: total, gradient };
}
