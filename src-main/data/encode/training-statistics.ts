/**
 * @file The numbers of a numeric column that are learned on training rows only: fill value, mean, deviation.
 * Reads: column values.
 */

export interface NumericStatistics {
  /** What a missing value becomes: median or mean of the training values; 0 when there is none. */
  readonly fill: number;
  /** Of the training rows after filling. */
  readonly mean: number;
  /** Population standard deviation (divided by n) of the same; 0 for a constant column. */
  readonly deviation: number;
}

/** Middle value, or the mean of the two middle ones. @param sorted ascending, at least one. */
function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : sorted[middle - 1]! / 2 + sorted[middle]! / 2;
}

/**
 * @param values float64 [rows of the file], NaN where missing.
 * @param train indices of the training rows.
 * Two passes in float64. Values beyond 1e±150 are scaled first, because their squares leave the range of a double.
 * Source: the order (fill, then standardise) and the divisor n are those of scikit-learn's SimpleImputer and StandardScaler.
 */
export function fitNumeric(values: Float64Array, train: Int32Array, policy: "median" | "mean"): NumericStatistics {
  const known = new Float64Array(train.length);
  let count = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const row of train) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    known[count++] = value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (count === 0) return { fill: 0, mean: 0, deviation: 0 };
  // Judged by the values: the sum of n equal fractions, divided by n, is not always that fraction.
  if (min === max) return { fill: min, mean: min, deviation: 0 };

  const largest = Math.max(Math.abs(min), Math.abs(max));
  const scale = largest > 1e150 || largest < 1e-150 ? largest : 1;
  const found = known.subarray(0, count);
  let sum = 0;
  for (const value of found) sum += value / scale;
  const knownMean = sum / count;
  const fill = policy === "median" ? medianOf(found.sort()) / scale : knownMean;
  const filled = train.length - count;
  const mean = (sum + filled * fill) / train.length;
  let squares = filled * (fill - mean) ** 2;
  for (const value of found) squares += (value / scale - mean) ** 2;
  return { fill: fill * scale, mean: mean * scale, deviation: Math.sqrt(squares / train.length) * scale };
}
