/**
 * @file Value and gradient of the loss of one row in float64, for every loss of the product: the oracle of the engines, and what the
 * anatomy of a loss is measured with.
 * Formulas: run-loss.ts and docs/losses.md.
 */
import { focalTerm, sigmoid } from "./focal.ts";
import type { RunLoss, SigmoidLoss, SoftmaxLoss } from "./run-loss.ts";
import { focalCell } from "./sigmoid-focal.ts";

export interface RowLoss {
  readonly loss: number;
  /** [O], by the logits. */
  readonly gradient: number[];
  /** Probability of the label as the loss sees it: margins, scale and shift included, clip and smoothing not. */
  readonly p: number;
}

/** What softmax makes of one class against all others: its margin, and the shares of the others among themselves (0 at the class itself). */
function againstOthers(classes: number, c: number, ahead: (j: number, k: number) => number): { margin: number; shares: number[] } {
  let top = c === 0 ? 1 : 0;
  for (let j = 0; j < classes; j++) if (j !== c && ahead(j, top) > 0) top = j;
  const shares = Array.from({ length: classes }, (_, j) => (j === c ? 0 : Math.exp(ahead(j, top))));
  const sum = shares.reduce((all, share) => all + share, 0);
  return { margin: -(ahead(top, c) + Math.log(sum)), shares: shares.map((share) => share / sum) };
}

function softmaxRow(loss: SoftmaxLoss, logits: ArrayLike<number>, label: number): RowLoss {
  const { weights, terms } = loss;
  const classes = logits.length;
  const scale = terms?.scale ?? 1;
  const marginOf = (j: number): number => (terms && j === label ? terms.margins[j]! : 0);
  // u_j - u_k from the difference of the logits: u itself, rounded at |z| = 1e4, would cost margins four digits.
  const ahead = (j: number, k: number): number =>
    scale * (logits[j]! - logits[k]! - (marginOf(j) - marginOf(k))) + (terms ? terms.shift[j]! - terms.shift[k]! : 0);
  const gammaAt = (m: number): number => (terms && m < terms.hardMargin ? terms.gammaHard : loss.gamma);
  const poly = terms?.poly ?? 0;
  const smoothing = terms?.smoothing ?? 0;
  const { margin, shares } = againstOthers(classes, label, ahead);
  if (smoothing === 0) {
    const { value, slope } = focalTerm(margin, gammaAt(margin), poly);
    const weight = weights[label]!;
    const gradient = shares.map((share, j) => scale * weight * (j === label ? slope : -slope * share));
    return { loss: weight * value, gradient, p: sigmoid(margin) };
  }
  // Each class has its own margin: 1 - p is never formed from p.
  const margins = shares.map((_, c) => (c === label ? margin : againstOthers(classes, c, ahead).margin));
  const parts = margins.map((m, c) => {
    const { value, slopeByRest } = focalTerm(m, gammaAt(m), poly);
    const factor = (smoothing / classes + (c === label ? 1 - smoothing : 0)) * weights[c]!;
    return { value: factor * value, pull: factor * slopeByRest };
  });
  const gradient = margins.map((m, i) => {
    const rest = parts.reduce((sum, part, c) => sum + (c === i ? 0 : part.pull), 0);
    return scale * (parts[i]!.pull * sigmoid(-m) - sigmoid(m) * rest);
  });
  return { loss: parts.reduce((sum, part) => sum + part.value, 0), gradient, p: sigmoid(margin) };
}

/** pm^g (-log(1 - pm)) + poly pm^(g+1) with pm = max(sigmoid(x) - clip, 0), and its slope by x; for clip 0 see focalTerm. */
function clippedNegative(x: number, gamma: number, poly: number, clip: number): { value: number; slope: number } {
  const [p, rest] = [sigmoid(x), sigmoid(-x)];
  const shifted = p - clip;
  if (shifted <= 0) return { value: 0, slope: 0 };
  // 1 - pm = (1 - p) + clip has no cancellation; its logarithm has, where pm is small.
  const left = rest + clip;
  const minusLog = shifted < 0.5 ? -Math.log1p(-shifted) : -Math.log(left);
  const focus = shifted ** gamma;
  const byShifted = focus * ((gamma * minusLog) / shifted + 1 / left + poly * (gamma + 1));
  return { value: focus * (minusLog + poly * shifted), slope: byShifted * p * rest };
}

/** Factor on the loss of every row of a step of `rows` rows with `foreground` positive targets; the sum is then divided by the rows. */
export function reductionFactor(loss: SigmoidLoss, outputs: number, rows: number, foreground: number): number {
  switch (loss.terms?.reduction ?? "row-mean") {
    case "row-mean":
      return 1;
    case "cell-mean":
      return 1 / outputs;
    case "sum":
      return rows;
    case "foreground":
      return rows / Math.max(1, foreground);
  }
}

/** Whether output j is a positive target of a row; with one output the positive class decides. */
export function isPositive(loss: SigmoidLoss, outputs: number, output: number, label: number): boolean {
  return outputs === 1 ? label === (loss.positiveClass ?? 1) : label === output;
}

function sigmoidRow(loss: SigmoidLoss, logits: ArrayLike<number>, label: number): RowLoss {
  const { gamma, positive, negative, terms } = loss;
  const outputs = logits.length;
  const rowWeight = terms?.rowWeights[label] ?? 1;
  const smoothing = terms?.smoothing ?? 0;
  const poly = terms?.poly ?? 0;
  let total = 0;
  let p = 1;
  const gradient = Array.from(logits, (x, j) => {
    const hit = isPositive(loss, outputs, j, label);
    if (hit || outputs === 1) p = sigmoid(hit ? x : -x);
    let part: { value: number; slope: number };
    if (smoothing > 0) {
      const target = (hit ? 1 - smoothing : 0) + smoothing / 2;
      const { value, slope } = focalCell(x, target, gamma);
      const weight = positive * target + negative * (1 - target);
      part = { value: weight * value, slope: weight * slope };
    } else if (hit) {
      const term = focalTerm(x, gamma, poly);
      part = { value: positive * term.value, slope: positive * term.slope };
    } else if (terms && terms.clip > 0) {
      const term = clippedNegative(x, terms.gammaNegative, poly, terms.clip);
      part = { value: negative * term.value, slope: negative * term.slope };
    } else {
      const term = focalTerm(-x, terms?.gammaNegative ?? gamma, poly);
      part = { value: negative * term.value, slope: -negative * term.slope };
    }
    total += rowWeight * part.value;
    return rowWeight * part.slope;
  });
  return { loss: total, gradient, p };
}

/**
 * @param logits [O] as the network gives them. @param label class index.
 * @returns for sigmoid losses before the factor of the reduction ({@link reductionFactor}).
 */
export function rowLoss(loss: RunLoss, logits: ArrayLike<number>, label: number): RowLoss {
  return loss.activation === "softmax" ? softmaxRow(loss, logits, label) : sigmoidRow(loss, logits, label);
}
