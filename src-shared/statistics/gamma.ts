/**
 * @file Logarithms of the gamma and beta functions and the incomplete gamma function, to about 1e-14 relative.
 * Reads: numbers.
 */
import { AppError } from "../errors/errors.ts";

const HALF_LOG_2PI = 0.918_938_533_204_672_8;
/** From here on seven terms of Stirling's series leave less than 1e-16. */
const STIRLING_FROM = 10;

/** log Gamma(x) minus its leading Stirling terms, x >= 10. Source: Abramowitz and Stegun 6.1.41. */
function stirlingRest(x: number): number {
  const r = 1 / (x * x);
  return (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360_360 - r / 156)))))) / x;
}

/** @param x above 0. */
export function logGamma(x: number): number {
  let product = 1;
  let y = x;
  while (y < STIRLING_FROM) product *= y++;
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_2PI + stirlingRest(y) - Math.log(product);
}

/**
 * log B(a, b), without the cancellation of three large log Gammas when a or b is large.
 * @param a above 0. @param b above 0.
 * Source: Didonato and Morris 1992, TOMS 708, the case of large arguments.
 */
export function logBeta(a: number, b: number): number {
  const large = Math.max(a, b);
  const small = Math.min(a, b);
  if (large < STIRLING_FROM) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const rest = stirlingRest(large) - stirlingRest(large + small) - (large - 0.5) * Math.log1p(small / large);
  if (small < STIRLING_FROM) return logGamma(small) + rest - small * Math.log(large + small) + small;
  return rest + stirlingRest(small) - small * Math.log1p(large / small) - 0.5 * Math.log(small) + HALF_LOG_2PI;
}

/**
 * Regularised upper incomplete gamma function Q(a, x).
 * @param a above 0. @param x >= 0. @returns in [0, 1].
 * Source: series and continued fraction (modified Lentz), Abramowitz and Stegun 6.5.29 and 6.5.31.
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let i = 1; term > sum * 1e-17; i++) sum += term *= x / (a + i);
    return 1 - scale * sum;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 100_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) return scale * h;
  }
  throw new AppError("app/internal", { detail: `the incomplete gamma function did not converge at a ${a}, x ${x}` });
}
