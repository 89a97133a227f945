/**
 * @file The focal loss of one sample in margin form, float64: curves in the window and the oracle of the engines.
 *
 * Never `pow(1 - p, gamma)` and never a clipped probability: that form gives NaN gradients at gamma < 1 once p rounds to 1,
 * and zero gradients for the samples that need them most (docs/losses.md).
 * m is the margin: softmax m = z_t - logsumexp over j != t of z_j, so p_t = sigmoid(m); sigmoid m = (2y-1) x.
 */
import { meanSampleOne } from "./class-weights.ts";

/** log(1 + e^x), exact at both ends. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const t = Math.exp(x);
  return t / (1 + t);
}

/** softplus(-m) / sigmoid(-m): tends to 1 as m grows, where both underflow. */
function softplusRatio(m: number): number {
  const x = Math.exp(-Math.abs(m));
  if (m < 0) return softplus(-m) * (1 + x);
  return x < 1e-8 ? 1 + x / 2 : (Math.log1p(x) / x) * (1 + x);
}

/**
 * The focal term f(m) = (1-p)^gamma (-log p) + poly (1-p)^(gamma+1) with p = sigmoid(m): the one place in float64 that knows it.
 * @param margin any finite number. @param gamma >= 0; 0 is cross entropy. @param poly epsilon_1 of Poly-1; 0: none.
 * @returns value, >= 0 without poly and finite for |margin| <= 1e4; slope by the margin, in [-1.4, 0] for gamma <= 5 without poly; and
 * slope / (1 - p), finite where 1 - p underflows.
 * Source: Lin et al. 2017, eq. 4 and appendix B, with log p = -softplus(-m), log(1-p) = -softplus(m); Leng et al. 2022, eq. 6.
 */
export function focalTerm(margin: number, gamma: number, poly: number): { value: number; slope: number; slopeByRest: number } {
  const focus = Math.exp(-gamma * softplus(margin));
  const [p, rest] = [sigmoid(margin), sigmoid(-margin)];
  const slopeByRest = -focus * (1 + gamma * p * softplusRatio(margin) + poly * (gamma + 1) * p);
  return { value: focus * (softplus(-margin) + poly * rest), slope: slopeByRest * rest, slopeByRest };
}

/** Focal loss of a margin: (1-p_t)^gamma * -log p_t. */
export const focalLoss = (margin: number, gamma: number): number => focalTerm(margin, gamma, 0).value;
/** Derivative of {@link focalLoss} by the margin. */
export const focalLossSlope = (margin: number, gamma: number): number => focalTerm(margin, gamma, 0).slope;

/** The margin at which the true class has probability p. @param p in (0, 1). */
export function marginOf(p: number): number {
  return Math.log(p) - Math.log1p(-p);
}

/**
 * Softmax focal loss and gradient of one sample.
 * @param logits [C]. @param target index in [0, C). @param gamma >= 0. @param weight >= 0, the weight of the target's class.
 * @returns loss and gradient [C]; the gradient sums to 0.
 */
export function focalSoftmax(logits: readonly number[], target: number, gamma: number, weight: number): { loss: number; gradient: number[] } {
  const others = logits.filter((_, j) => j !== target);
  const top = Math.max(...others);
  const logSum = top + Math.log(others.reduce((sum, z) => sum + Math.exp(z - top), 0));
  const margin = logits[target]! - logSum;
  const slope = weight * focalLossSlope(margin, gamma);
  // The margin falls with every other logit by its share among the others.
  const gradient = logits.map((z, j) => (j === target ? slope : -slope * Math.exp(z - logSum)));
  return { loss: weight * focalLoss(margin, gamma), gradient };
}

/**
 * Sigmoid focal loss and gradient of one logit.
 * @param logit x. @param positive y. @param alpha weight of the positive class, 1-alpha of the other; null: both 1.
 * Source: torchvision.ops.sigmoid_focal_loss for hard targets; gradient eq. 10 of Lin et al. 2017, appendix B.
 */
export function focalSigmoid(logit: number, positive: boolean, gamma: number, alpha: number | null): { loss: number; gradient: number } {
  const sign = positive ? 1 : -1;
  const weight = alpha === null ? 1 : positive ? alpha : 1 - alpha;
  return { loss: weight * focalLoss(sign * logit, gamma), gradient: sign * weight * focalLossSlope(sign * logit, gamma) };
}

/**
 * Class weights w_c proportional to n_c^-s, scaled so that their mean over the training samples is 1:
 * the learning rate keeps its meaning along the alpha axis.
 * @param counts [C] training rows per class; a class with none gets weight 0. @param strength s in [0, 1]; 0: all 1, 1: inverse frequency.
 */
export function classWeights(counts: readonly number[], strength: number): number[] {
  return meanSampleOne(
    counts.map((n) => (n > 0 ? n ** -strength : 0)),
    counts,
  );
}
