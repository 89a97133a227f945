/**
 * @file Gradient of one run's mean loss in plain float64 loops: the oracle of the self-check and of the tests.
 * Reads: nothing. Writes: nothing. Written apart from network.ts on purpose, sample by sample; never fast.
 */
import { focalSigmoid, focalSoftmax } from "#shared/loss.ts";
import type { Layout } from "../layout.ts";
import type { RunLoss } from "#shared/run-loss.ts";

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

/** Loss and gradient by the logits of one sample. */
function sampleLoss(logits: readonly number[], label: number, loss: RunLoss): { loss: number; gradient: number[] } {
  if (loss.activation === "softmax") return focalSoftmax(logits, label, loss.gamma, loss.weights[label]!);
  const parts = logits.map((logit, j) => {
    const positive = logits.length === 1 ? label === loss.positiveClass : label === j;
    // alpha null inside: the run's own two weights are applied here, as they need not add up to 1.
    const { loss: value, gradient } = focalSigmoid(logit, positive, loss.gamma, null);
    const weight = positive ? loss.positive : loss.negative;
    return { value: weight * value, gradient: weight * gradient };
  });
  return { loss: parts.reduce((sum, p) => sum + p.value, 0), gradient: parts.map((p) => p.gradient) };
}

const factor = (dropout: OracleDropout | null, layer: number, row: number, unit: number): number =>
  dropout ? Number(dropout.isKept(layer, row, unit)) / (1 - dropout.rate) : 1;

/** @param parameters [n]. @returns mean loss of the batch and its gradient [n], float64. */
export function float64Gradient(
  layout: Layout,
  parameters: ArrayLike<number>,
  batch: OracleBatch,
  loss: RunLoss,
  dropout: OracleDropout | null = null,
): { loss: number; gradient: Float64Array } {
  const gradient = new Float64Array(layout.size);
  let total = 0;
  batch.x.forEach((row, sample) => {
    const values: number[][] = [[...row]];
    layout.layers.forEach((layer, i) => {
      const z = Array.from({ length: layer.outputs }, (_, o) => {
        let sum = parameters[layer.biases + o]!;
        for (let j = 0; j < layer.inputs; j++) sum += values[i]![j]! * parameters[layer.weights + j * layer.outputs + o]!;
        if (i === layout.layers.length - 1) return sum;
        return Math.max(sum, 0) * factor(dropout, i, sample, o);
      });
      values.push(z);
    });
    const result = sampleLoss(values.at(-1)!, batch.y[sample]!, loss);
    total += result.loss / batch.x.length;
    let delta = result.gradient.map((g) => g / batch.x.length);
    for (let i = layout.layers.length - 1; i >= 0; i--) {
      const layer = layout.layers[i]!;
      const below = Array.from({ length: layer.inputs }, () => 0);
      for (let o = 0; o < layer.outputs; o++) {
        gradient[layer.biases + o]! += delta[o]!;
        for (let j = 0; j < layer.inputs; j++) {
          const at = layer.weights + j * layer.outputs + o;
          gradient[at]! += values[i]![j]! * delta[o]!;
          below[j]! += delta[o]! * parameters[at]!;
        }
      }
      delta = below.map((d, j) => (values[i]![j]! > 0 ? d * factor(dropout, i - 1, sample, j) : 0));
    }
  });
  return { loss: total, gradient };
}
