/**
 * @file Value and gradient of the loss of one step in float64, for every loss of the product: of those that are sums over rows by row-loss.ts,
 * and of focal Tversky, which couples the rows. The oracle of the engines.
 *
 * Tversky, p = softmax(z) [B, C], g one-hot, u_c = 1 - TI_c:
 *   R_c = alpha sum_i g_ic (1 - p_ic) + (1 - alpha) sum_i (1 - g_ic) p_ic,  S_c = sum_i g_ic p_ic + R_c + eps,  u_c = R_c / S_c
 *   loss = sum of u_c^(1/gamma) over the classes that the step holds
 * Source: Abraham & Khan 2018, eq. 3 and 4 (alpha 0.7, beta = 1 - alpha, gamma 4/3; a sum over classes, not a mean).
 */
import { isPositive, reductionFactor, rowLoss } from "./row-loss.ts";
import { isRowwise, type RowwiseLoss, type RunLoss, type TverskyLoss } from "./run-loss.ts";

export interface BatchLoss {
  readonly loss: number;
  /** [B][O], dL/dz of the loss of the step. */
  readonly gradient: readonly (readonly number[])[];
}

/** Keeps the ratio a number where a class has no weight left: all of float32's range above it counts. */
export const TVERSKY_EPS = 1e-6;
/**
 * u^(1/gamma - 1) is infinite at u = 0. The gradient by the logits is not: each row brings (1 - p) or p of a wrong class, at most R over its
 * weight, so it falls as u^(1/gamma). Only the product 0 times infinity has to be kept out: below this, u counts as this.
 */
export const TVERSKY_LEAST = 1e-30;

/** Shares of the classes in one row, and the sum of those that are not the label: 1 - p without its rounding. */
function shares(logits: ArrayLike<number>, label: number): { p: number[]; missed: number } {
  const all = Array.from(logits);
  const top = Math.max(...all);
  const powers = all.map((z) => Math.exp(z - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const p = powers.map((power) => power / total);
  return { p, missed: p.reduce((sum, share, c) => sum + (c === label ? 0 : share), 0) };
}

/** What one row of a step with a coupled loss brings. */
export interface CoupledRow {
  /** [C], dL/dz of the row for each unit of its weight. */
  readonly gradient: readonly number[];
  /** Probability of the label. */
  readonly p: number;
}

/**
 * @param logits [B][C]. @param labels [B] class indices. @param weights [B], >= 0: how often each row counts; absent: once.
 * @returns the loss of these rows as one step.
 */
export function tverskyBatch(
  { tversky: { alpha, gamma } }: TverskyLoss,
  logits: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): { loss: number; rows: CoupledRow[] } {
  const rows = logits.map((z, i) => shares(z, labels[i]!));
  const classes = logits[0]?.length ?? 0;
  const zeros = (): number[] => Array.from({ length: classes }, () => 0);
  const [present, hit, missed, alarms] = [zeros(), zeros(), zeros(), zeros()];
  rows.forEach((row, i) => {
    const [label, weight] = [labels[i]!, weights ? weights[i]! : 1];
    present[label]! += weight;
    hit[label]! += weight * row.p[label]!;
    missed[label]! += weight * row.missed;
    row.p.forEach((share, c) => (alarms[c]! += c === label ? 0 : weight * share));
  });
  let loss = 0;
  const power = 1 / gamma;
  // Slopes of the loss by p of a row that is of the class, and of one that is not.
  const slopes = present.map((weight, c) => {
    if (!(weight > 0)) return { own: 0, other: 0 };
    const rest = alpha * missed[c]! + (1 - alpha) * alarms[c]!;
    const whole = hit[c]! + rest + TVERSKY_EPS;
    const u = rest / whole;
    loss += u ** power;
    const byU = (power * Math.max(u, TVERSKY_LEAST) ** (power - 1)) / whole;
    return { own: -byU * (alpha + (1 - alpha) * u), other: byU * (1 - alpha) * ((hit[c]! + TVERSKY_EPS) / whole) };
  });
  const coupled = rows.map(({ p, missed: rest }, i): CoupledRow => {
    const label = labels[i]!;
    const own = p[label]! * slopes[label]!.own;
    const pulled = p.reduce((sum, share, c) => sum + (c === label ? 0 : share * slopes[c]!.other), 0);
    const gradient = p.map((share, c) => (c === label ? share * (slopes[c]!.own * rest - pulled) : share * (slopes[c]!.other - own - pulled)));
    return { gradient, p: p[label]! };
  });
  return { loss, rows: coupled };
}

/** Factor on every row's loss that the reduction of a sigmoid loss asks for in this step. */
function batchFactor(loss: RowwiseLoss, outputs: number, labels: ArrayLike<number>): number {
  if (loss.activation === "softmax") return 1;
  let foreground = 0;
  for (let i = 0; i < labels.length; i++) for (let j = 0; j < outputs; j++) foreground += Number(isPositive(loss, outputs, j, labels[i]!));
  return reductionFactor(loss, outputs, labels.length, foreground);
}

/** @param logits [B][O], at least one row. @param labels [B] class indices. */
export function batchLoss(loss: RunLoss, logits: readonly ArrayLike<number>[], labels: ArrayLike<number>): BatchLoss {
  if (!isRowwise(loss)) {
    const { loss: value, rows } = tverskyBatch(loss, logits, labels);
    return { loss: value, gradient: rows.map(({ gradient }) => gradient) };
  }
  const share = batchFactor(loss, logits[0]!.length, labels) / logits.length;
  const rows = logits.map((z, i) => rowLoss(loss, z, labels[i]!));
  return { loss: rows.reduce((sum, row) => sum + share * row.loss, 0), gradient: rows.map(({ gradient }) => gradient.map((g) => share * g)) };
}
