/**
 * @file Upper tails of the chi-squared and F distributions.
 * Reads: numbers.
 */
import { incompleteBeta } from "./beta.ts";
import { upperGamma } from "./gamma.ts";

/** P(X >= x). @param x >= 0. @param df above 0. Source: Abramowitz and Stegun 26.4.19. */
export function chiSquaredTail(x: number, df: number): number {
  return upperGamma(df / 2, x / 2);
}

/** P(F >= f). @param f >= 0. @param df1 of the numerator. @param df2 of the denominator. Source: Abramowitz and Stegun 26.6.2. */
export function fTail(f: number, df1: number, df2: number): number {
  const sum = df2 + df1 * f;
  return incompleteBeta(df2 / sum, df2 / 2, df1 / 2, (df1 * f) / sum);
}
