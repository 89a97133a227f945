/**
 * @file Student's t distribution: two-sided tail and quantile.
 * Reads: numbers.
 */
import { incompleteBeta } from "./beta.ts";
import { logBeta } from "./gamma.ts";

/** P(|T| >= |t|). @param df degrees of freedom, above 0. Source: Abramowitz and Stegun 26.7.1. */
export function studentTwoSidedP(t: number, df: number): number {
  const square = t * t;
  return incompleteBeta(df / (df + square), df / 2, 0.5, square / (df + square));
}

/**
 * t with P(T <= t) = p, relative error below 1e-10 for every p in [1e-12, 1 - 1e-12].
 * @param p in (0, 1). @param df degrees of freedom, above 0.
 * Newton's steps inside a bracket that halves whenever a step would leave it.
 */
export function studentQuantile(p: number, df: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantileOfTail(p, df);
  return studentQuantileOfTail(1 - p, df);
}

/** A table has thousands of intervals of the same few numbers of seeds. */
const quantiles = new Map<string, number>();
const MOST_QUANTILES = 1_000;

function studentQuantileOfTail(tail: number, df: number): number {
  const key = `${tail}/${df}`;
  const known = quantiles.get(key) ?? searchedQuantile(tail, df);
  if (quantiles.size >= MOST_QUANTILES) quantiles.clear();
  quantiles.set(key, known);
  return known;
}

/** The positive t with P(T >= t) = tail, tail below 1/2. */
function searchedQuantile(tail: number, df: number): number {
  let low = 0;
  let high = 1;
  while (studentTwoSidedP(high, df) > 2 * tail) high *= 2;
  const logScale = -logBeta(df / 2, 0.5) - 0.5 * Math.log(df);
  let t = (low + high) / 2;
  for (let i = 0; i < 200; i++) {
    const excess = studentTwoSidedP(t, df) / 2 - tail;
    if (excess > 0) low = t;
    else high = t;
    const density = Math.exp(logScale - ((df + 1) / 2) * Math.log1p((t * t) / df));
    let next = t + excess / density;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - t) <= 1e-15 * next) return next;
    t = next;
  }
  return t;
}
