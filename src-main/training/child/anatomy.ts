/**
 * @file Where the gradient of an epoch comes from: its share per class, and how much of it easy rows give.
 * Reads: logits of the probe. Asked for every run after every epoch, so the usual losses take a path without arrays.
 */
import { focalLossSlope, sigmoid } from "#shared/loss/focal.ts";
import { tverskyBatch } from "#shared/loss/batch-loss.ts";
import { rowLoss } from "#shared/loss/row-loss.ts";
import { isRowwise, type RowwiseLoss, type RunLoss } from "#shared/loss/run-loss.ts";
import type { Anatomy } from "#shared/wire/trainer-protocol.ts";
import type { Probe } from "../../data/encode/prepared.ts";

/** A row is easy when the probability of its label is above this. */
const EASY = 0.9;

/** The gradient of one row: sum of |dL/dz| over its logits, and the probability of its label. */
interface RowGradient {
  size: number;
  p: number;
}

/** A plain softmax loss pulls the other logits down by as much as it pulls the label's up. @param at first logit of the row. */
function plainSoftmax(gamma: number, weights: readonly number[], logits: Float32Array, at: number, outputs: number, label: number, row: RowGradient): void {
  let top = -Infinity;
  for (let j = 0; j < outputs; j++) if (j !== label && logits[at + j]! > top) top = logits[at + j]!;
  let sum = 0;
  for (let j = 0; j < outputs; j++) if (j !== label) sum += Math.exp(logits[at + j]! - top);
  const margin = logits[at + label]! - top - Math.log(sum);
  row.size = 2 * weights[label]! * -focalLossSlope(margin, gamma);
  row.p = sigmoid(margin);
}

function measure(loss: RowwiseLoss, logits: Float32Array, at: number, outputs: number, label: number, row: RowGradient): void {
  if (loss.activation === "softmax" && !loss.terms && outputs > 1) return plainSoftmax(loss.gamma, loss.weights, logits, at, outputs, label, row);
  const { gradient, p } = rowLoss(loss, logits.subarray(at, at + outputs), label);
  row.size = sizeOf(gradient);
  row.p = p;
}

const sizeOf = (gradient: readonly number[]): number => gradient.reduce((sum, value) => sum + Math.abs(value), 0);

/** Gradients by row. A loss that couples the rows sees the whole probe as one step, each row as often as the epoch has rows like it. */
function measurer(loss: RunLoss, probe: Probe, logits: Float32Array, outputs: number, visits: readonly number[]): (i: number, row: RowGradient) => void {
  if (isRowwise(loss)) return (i, row) => measure(loss, logits, i * outputs, outputs, probe.y[i]!, row);
  const rows = Array.from({ length: probe.rows }, (_, i) => logits.subarray(i * outputs, (i + 1) * outputs));
  const weights = rows.map((_, i) => probe.weights[i]! * visits[probe.y[i]!]!);
  const coupled = tverskyBatch(loss, rows, probe.y, weights).rows;
  return (i, row) => {
    row.size = sizeOf(coupled[i]!.gradient);
    row.p = coupled[i]!.p;
  };
}

const share = (part: number, whole: number): number | null => (whole > 0 && Number.isFinite(part) ? part / whole : null);

/**
 * @param logits float32 [probe rows, outputs] as the network gives them (cosines under a normalised head).
 * @param loss with the weights of this epoch.
 * @param visits [C], how often the epoch visits a row of each class: sampling decides whose gradient comes how often.
 */
export function anatomyOf(loss: RunLoss, probe: Probe, logits: Float32Array, outputs: number, visits: readonly number[]): Anatomy {
  const zeros = (): number[] => visits.map(() => 0);
  const [gradient, easyGradient, rows, easyRows, p] = [zeros(), zeros(), zeros(), zeros(), zeros()];
  const row: RowGradient = { size: 0, p: 0 };
  const measureRow = measurer(loss, probe, logits, outputs, visits);
  for (let i = 0; i < probe.rows; i++) {
    const label = probe.y[i]!;
    const weight = probe.weights[i]!;
    measureRow(i, row);
    const easy = row.p > EASY ? 1 : 0;
    const pull = weight * visits[label]! * row.size;
    gradient[label]! += pull;
    easyGradient[label]! += pull * easy;
    rows[label]! += weight;
    easyRows[label]! += weight * easy;
    p[label]! += weight * row.p;
  }
  const total = gradient.reduce((sum, part) => sum + part, 0);
  return {
    gradientShare: gradient.map((part) => share(part, total)),
    easyGradientShare: easyGradient.map((part, c) => share(part, gradient[c]!)),
    easyRows: easyRows.map((part, c) => share(part, rows[c]!)),
    meanP: p.map((part, c) => share(part, rows[c]!)),
  };
}
