/**
 * @file A vector divided by its length, forwards and backwards, float64.
 * Source: torch.nn.functional.normalize, p = 2.
 */

/** Shorter vectors are divided by this, so that a vector of zeros stays one. */
export const LEAST_NORM = 1e-12;

const norm = (v: readonly number[]): number => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));

export function normalized(v: readonly number[]): number[] {
  const length = Math.max(norm(v), LEAST_NORM);
  return v.map((x) => x / length);
}

/** Gradient by v from the gradient by `normalized(v)`: what points along v is lost, unless the divisor was LEAST_NORM. */
export function throughNormalized(v: readonly number[], gradient: readonly number[]): number[] {
  const length = norm(v);
  if (length < LEAST_NORM) return gradient.map((g) => g / LEAST_NORM);
  const along = v.reduce((sum, x, i) => sum + (x / length) * gradient[i]!, 0);
  return v.map((x, i) => (gradient[i]! - along * (x / length)) / length);
}
