/**
 * @file ROC-AUC and average precision of one class against the rest.
 * Reads: one column of scores.
 */

export interface RankingOfClass {
  /** Rows of the class, and of all others. */
  readonly positives: number;
  readonly negatives: number;
  /** In [0, 1]; null without a positive or without a negative row. */
  readonly rocAuc: number | null;
  /** In (0, 1]; null without a positive row. */
  readonly averagePrecision: number | null;
}

/**
 * ROC-AUC: the share of pairs (row of the class, other row) in which the row of the class has the larger score, ties counted 1/2 (Mann-Whitney U;
 * equals the trapezoid area of the ROC curve). Average precision: sum over the thresholds, from the largest score down, of
 * (R_k - R_{k-1}) P_k; rows with the same score are one threshold, nothing is interpolated.
 * Positives and negatives are sorted apart and merged: two numeric sorts, no comparison function, N log N.
 * @param scores [N, C] row-major, column `of` finite. @param labels [N].
 * Source: Hanley & McNeil 1982; scikit-learn 1.9 roc_auc_score, average_precision_score.
 */
export function rankClass(scores: Float64Array, labels: ArrayLike<number>, classes: number, of: number): RankingOfClass {
  let positives = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === of) positives++;
  const negatives = labels.length - positives;
  const own = new Float64Array(positives);
  const others = new Float64Array(negatives);
  for (let i = 0, p = 0, n = 0; i < labels.length; i++) {
    const score = scores[i * classes + of]!;
    if (labels[i] === of) own[p++] = score;
    else others[n++] = score;
  }
  own.sort();
  others.sort();

  let p = positives;
  let n = negatives;
  /** Twice the pairs that the class wins: an integer, so nothing is rounded before the division. */
  let wins = 0;
  let precisionSum = 0;
  while (p > 0) {
    const threshold = n > 0 && others[n - 1]! > own[p - 1]! ? others[n - 1]! : own[p - 1]!;
    const [pBefore, nBefore] = [p, n];
    while (p > 0 && own[p - 1] === threshold) p--;
    while (n > 0 && others[n - 1] === threshold) n--;
    const found = pBefore - p;
    wins += found * (n + nBefore);
    precisionSum += found * ((positives - p) / (positives - p + negatives - n));
  }
  return {
    positives,
    negatives,
    rocAuc: positives > 0 && negatives > 0 ? wins / 2 / (positives * negatives) : null,
    averagePrecision: positives > 0 ? precisionSum / positives : null,
  };
}
