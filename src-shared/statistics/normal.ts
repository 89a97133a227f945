/**
 * @file The standard normal distribution: distribution function and quantile.
 * Reads: numbers.
 */
import { upperGamma } from "./gamma.ts";

/** P(Z <= z), relative error about 1e-14 in the lower tail too. Source: erfc(x) = Q(1/2, x^2). */
export function normalCdf(z: number): number {
  const tail = 0.5 * upperGamma(0.5, (z * z) / 2);
  return z < 0 ? tail : 1 - tail;
}

/**
 * z with P(Z <= z) = p.
 * @param p in (0, 1); 0 and 1 give -Infinity and Infinity.
 * Source: start of Abramowitz and Stegun 26.2.23 (error below 4.5e-4), then Halley steps, each of which triples the digits.
 */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let i = 0; i < 3; i++) {
    const u = (normalCdf(z) - p) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
    z -= u / (1 + (z * u) / 2);
  }
  return z;
}
