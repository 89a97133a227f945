/**
 * @file Sigmoid focal loss with torchvision's semantics in float64: any targets in [0, 1], alpha off below 0, four reductions.
 * Differences in how, not in what, are in docs/losses/focal-sigmoid.md.
 */
import { AppError } from "../errors/errors.ts";
import { focalLoss, focalLossSlope, sigmoid, softplus } from "./focal.ts";

/**
 * One logit with one target: (1 - p_t)^gamma (-y log p - (1-y) log(1-p)) with p_t = p y + (1-p)(1-y), without alpha.
 * @param target y in [0, 1]; 0 and 1 take the margin form. @param gamma >= 0.
 * @returns value and slope by the logit; between 0 and 1 the value is not 0 at p = y, and smallest elsewhere unless gamma is 0.
 * Source: torchvision.ops.sigmoid_focal_loss; gradient by hand.
 */
export function focalCell(x: number, target: number, gamma: number): { value: number; slope: number } {
  if (target === 1) return { value: focalLoss(x, gamma), slope: focalLossSlope(x, gamma) };
  if (target === 0) return { value: focalLoss(-x, gamma), slope: -focalLossSlope(-x, gamma) };
  const [p, rest] = [sigmoid(x), sigmoid(-x)];
  const crossEntropy = target * softplus(-x) + (1 - target) * softplus(x);
  // 1 - p_t = p (1-y) + (1-p) y and p - y = p (1-y) - (1-p) y, without the difference of nearly equal numbers.
  const [over, under] = [p * (1 - target), rest * target];
  const miss = over + under;
  // p (1-p) / (1 - p_t) first: it stays below 1 / min(y, 1-y) where a power gamma - 1 of a small number would overflow.
  const turn = gamma * (1 - 2 * target) * ((p * rest) / miss) * crossEntropy;
  const focus = miss ** gamma;
  return { value: crossEntropy * focus, slope: focus * (over - under + turn) };
}

type Rows = readonly (readonly number[])[];

/** @param alpha weight of the positive part of a target, 1 - alpha of the rest; below 0: both 1. torchvision's default is 0.25. */
export interface SigmoidFocalOptions {
  readonly gamma: number;
  readonly alpha: number;
}

function check(logits: Rows, targets: Rows): void {
  const refuse = (detail: string): never => {
    throw new AppError("input/invalid", { what: "The target of a focal loss", detail });
  };
  if (logits.length !== targets.length) refuse(`there are ${targets.length} rows of targets for ${logits.length} rows of logits`);
  logits.forEach((row, i) => {
    if (targets[i]!.length !== row.length) refuse(`row ${i} has ${targets[i]!.length} targets for ${row.length} logits`);
    const odd = targets[i]!.find((y) => !(y >= 0 && y <= 1));
    if (odd !== undefined) refuse(`row ${i} holds ${odd}, it must be from 0 to 1`);
  });
}

/**
 * Every cell by itself: reduction "none".
 * @param logits [N, C]. @param targets [N, C] in [0, 1]: one-hot, multi-hot or soft.
 * @returns loss [N, C] and the slope [N, C] of each cell by its own logit.
 * @throws AppError `input/invalid` for another shape or a target outside [0, 1].
 */
export function sigmoidFocalCells(logits: Rows, targets: Rows, { gamma, alpha }: SigmoidFocalOptions): { loss: number[][]; gradient: number[][] } {
  check(logits, targets);
  const cells = logits.map((row, i) =>
    row.map((x, j) => {
      const y = targets[i]![j]!;
      const weight = alpha < 0 ? 1 : alpha * y + (1 - alpha) * (1 - y);
      const { value, slope } = focalCell(x, y, gamma);
      return { loss: weight * value, slope: weight * slope };
    }),
  );
  return { loss: cells.map((row) => row.map((cell) => cell.loss)), gradient: cells.map((row) => row.map((cell) => cell.slope)) };
}

/**
 * All cells as one number.
 * @param reduction mean: over N x C cells (torchvision "mean"); sum (torchvision "sum"); foreground: the sum divided by the number of targets
 * above 1/2, at least 1 (RetinaNet, whose anchors have at most one positive class each).
 * @returns the loss, 0 without cells, and its gradient [N, C].
 * @throws as {@link sigmoidFocalCells}.
 */
export function sigmoidFocalLoss(
  logits: Rows,
  targets: Rows,
  options: SigmoidFocalOptions & { readonly reduction: "mean" | "sum" | "foreground" },
): { loss: number; gradient: number[][] } {
  const { loss, gradient } = sigmoidFocalCells(logits, targets, options);
  const cells = loss.flat();
  const foreground = targets.flat().filter((y) => y > 0.5).length;
  const divisor = { mean: Math.max(1, cells.length), sum: 1, foreground: Math.max(1, foreground) }[options.reduction];
  return { loss: cells.reduce((sum, value) => sum + value, 0) / divisor, gradient: gradient.map((row) => row.map((slope) => slope / divisor)) };
}
