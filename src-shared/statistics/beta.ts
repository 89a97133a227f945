/**
 * @file The regularised incomplete beta function: the distribution function of Student's t, of F and of the binomial.
 * Reads: numbers.
 */
import { AppError } from "../errors/errors.ts";
import { logBeta } from "./gamma.ts";

/** Continued fraction, modified Lentz; converges fast for x < (a + 1) / (a + b + 2). Source: Abramowitz and Stegun 26.5.8. */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let h = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      d = 1 + term * d;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = 1 + term / c;
      if (Math.abs(c) < tiny) c = tiny;
      step = d * c;
      h *= step;
    }
    if (Math.abs(step - 1) < 1e-16) return h;
  }
  throw new AppError("app/internal", { detail: `the incomplete beta function did not converge at x ${x}, a ${a}, b ${b}` });
}

/**
 * I_x(a, b).
 * @param x in [0, 1]. @param a above 0. @param b above 0.
 * @param rest 1 - x; give it when x is near 1 and 1 - x is known better than the subtraction says.
 * @returns in [0, 1], relative error about 1e-13.
 */
export function incompleteBeta(x: number, a: number, b: number, rest = 1 - x): number {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  const logX = rest < 0.5 ? Math.log1p(-rest) : Math.log(x);
  const logRest = x < 0.5 ? Math.log1p(-x) : Math.log(rest);
  const scale = Math.exp(a * logX + b * logRest - logBeta(a, b));
  return x < (a + 1) / (a + b + 2) ? (scale * fraction(x, a, b)) / a : 1 - (scale * fraction(rest, b, a)) / b;
}
