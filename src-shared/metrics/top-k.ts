/**
 * @file The class with the largest score, and whether the true class is among the k largest.
 * Reads: scores.
 *
 * Ties favour the lowest class index, as argmax does in NumPy, PyTorch and the trainer; so top-1 is accuracy. scikit-learn's
 * top_k_accuracy_score sorts stably and then reverses: there ties favour the highest index, and top-1 can differ from accuracy.
 */

/** @param scores [N, C] row-major. @returns [N]; -1 for a row with a score that is not finite. */
export function argmaxOfRows(scores: ArrayLike<number>, classes: number): Int32Array {
  const result = new Int32Array(scores.length / classes);
  for (let i = 0; i < result.length; i++) {
    let best = 0;
    let finite = true;
    for (let c = 0; c < classes; c++) {
      const score = scores[i * classes + c]!;
      finite &&= Number.isFinite(score);
      if (score > scores[i * classes + best]!) best = c;
    }
    result[i] = finite ? best : -1;
  }
  return result;
}

/**
 * Position of the true class in each row's order from the largest score down, and how many rows have each.
 * @param scores [N, C] finite. @param labels [N] in [0, C).
 * @returns [C]: rows whose true class is at position 0, 1, ... The sum of the first k over N is the top-k accuracy.
 */
export function positionsOfTruth(scores: Float64Array, labels: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) {
    const truth = labels[i]!;
    const own = scores[i * classes + truth]!;
    let before = 0;
    for (let c = 0; c < classes; c++) {
      const score = scores[i * classes + c]!;
      if (score > own || (score === own && c < truth)) before++;
    }
    counts[before]!++;
  }
  return counts;
}
