/**
 * @file How good the probabilities are as such: negative log-likelihood and Brier score.
 * Reads: probabilities [N, C].
 */
import { ExactSum } from "./exact-sum.ts";

/** Distance of 1 to the next float64: what scikit-learn 1.9 clips a float64 probability to. */
export const PROBABILITY_CLIP = Number.EPSILON;

/**
 * Mean of -log p of the true class, p clipped to [2^-52, 1 - 2^-52], rows not normalised again: scikit-learn 1.9 log_loss.
 * @param probabilities [N, C] finite, N >= 1.
 * @returns nats, in [2.2e-16, 36.04]; `clipped`: rows whose true class had less than 2^-52 and counted as 36.04.
 */
export function negativeLogLikelihood(probabilities: Float64Array, labels: ArrayLike<number>, classes: number): { value: number; clipped: number } {
  const sum = new ExactSum();
  let clipped = 0;
  for (let i = 0; i < labels.length; i++) {
    const p = probabilities[i * classes + labels[i]!]!;
    if (p < PROBABILITY_CLIP) clipped++;
    sum.add(-Math.log(Math.min(Math.max(p, PROBABILITY_CLIP), 1 - PROBABILITY_CLIP)));
  }
  return { value: sum.value / labels.length, clipped };
}

/**
 * Mean over rows of the squared distance between probabilities and the one-hot truth, summed over classes; halved for two classes, where it is
 * then (p - y)^2 of either class. Source: Brier 1950; scikit-learn 1.9 brier_score_loss with scale_by_half="auto".
 * @param probabilities [N, C] finite, N >= 1. @returns in [0, 2]; in [0, 1] for two classes.
 */
export function brierScore(probabilities: Float64Array, labels: ArrayLike<number>, classes: number): number {
  const sum = new ExactSum();
  for (let i = 0; i < labels.length; i++)
    for (let c = 0; c < classes; c++) {
      const miss = probabilities[i * classes + c]! - (labels[i] === c ? 1 : 0);
      sum.add(miss * miss);
    }
  return sum.value / labels.length / (classes === 2 ? 2 : 1);
}
