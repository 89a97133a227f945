/**
 * @file Numbers per class that losses take from the class counts of the training part.
 * Reads: counts. A class without training rows gets no weight, no margin and no prior: nothing can be learned of it.
 */

/** Scales weights so that their mean over the training samples is 1: the learning rate keeps its meaning. */
export function meanSampleOne(raw: readonly number[], counts: readonly number[]): number[] {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const weighted = counts.reduce((sum, n, c) => sum + n * raw[c]!, 0);
  return raw.map((w) => (weighted > 0 ? (w * total) / weighted : 0));
}

/**
 * Class weights by the effective number of samples, w_c proportional to (1 - beta) / (1 - beta^n_c), mean over training samples 1.
 * @param counts [C]. @param beta in [0, 1); 0: all equal, towards 1: inverse frequency.
 * Source: Cui et al. 2019, eq. 4, which scales them to sum C instead (docs/losses.md).
 */
export function effectiveNumberWeights(counts: readonly number[], beta: number): number[] {
  // expm1 keeps the digits when beta^n is close to 1.
  const raw = counts.map((n) => (n === 0 ? 0 : beta === 0 ? 1 : (1 - beta) / -Math.expm1(n * Math.log(beta))));
  return meanSampleOne(raw, counts);
}

/**
 * Margins m_c = maxMargin (n_c / n_min)^(-1/4), n_min the smallest count above 0: the rarest class gets maxMargin.
 * @param counts [C]. Source: Cao et al. 2019, eq. 13, as in its authors' code.
 */
export function ldamMargins(counts: readonly number[], maxMargin: number): number[] {
  const least = Math.min(...counts.filter((n) => n > 0));
  return counts.map((n) => (n > 0 ? maxMargin * (n / least) ** -0.25 : 0));
}

/** Natural logarithms of the class shares; 0 for a class without rows. @param counts [C]. Source: Menon et al. 2021, eq. 10. */
export function logPriors(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, n) => sum + n, 0);
  return counts.map((n) => (n > 0 ? Math.log(n / total) : 0));
}
