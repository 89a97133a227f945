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

/**
 * Focal loss of a margin: (1-p_t)^gamma * -log p_t.
 * @param margin any finite number. @param gamma >= 0; 0 is cross entropy.
 * @returns >= 0, finite for |margin| <= 1e4.
 * Source: Lin et al. 2017, eq. 4, with p_t = sigmoid(m): log p_t = -softplus(-m), log(1-p_t) = -softplus(m).
 */
export function focalLoss(margin: number, gamma: number): number {
  return Math.exp(-gamma * softplus(margin)) * softplus(-margin);
}

/** Derivative of {@link focalLoss} by the margin; in [-1.4, 0] for gamma <= 5. Source: Lin et al. 2017, appendix B. */
export function focalLossSlope(margin: number, gamma: number): number {
  return -Math.exp(-gamma * softplus(margin)) * (sigmoid(-margin) + gamma * sigmoid(margin) * softplus(-margin));
}

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
