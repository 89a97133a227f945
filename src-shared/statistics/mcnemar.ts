/**
 * @file McNemar's exact test: is one of two classifiers right more often on the same test rows?
 * Reads: labels and predictions of one run each.
 */
import { AppError } from "../errors/errors.ts";
import { logBeta } from "./gamma.ts";
import { type TestResult } from "./outcome.ts";

/**
 * Two-sided exact binomial test of the rows on which exactly one classifier is right: p = min(1, 2 P(X <= min)), X ~ Bin(n, 1/2).
 * Equal to scipy's `binomtest(onlyA, n).pvalue`. One run of each: rows of several seeds are the same rows, not more of them.
 * @param onlyA rows that A alone has right, >= 0. @param onlyB rows that B alone has right.
 * @returns statistic: the smaller count; n: onlyA + onlyB.
 * @throws AppError `input/invalid` for a count that is not a whole number >= 0.
 * Source: McNemar 1947; Dietterich 1998.
 */
export function mcnemarExact(onlyA: number, onlyB: number): TestResult {
  for (const count of [onlyA, onlyB])
    if (!(Number.isSafeInteger(count) && count >= 0))
      throw new AppError("input/invalid", { what: "A count of rows", detail: `it is ${count}, it must be a whole number from 0` });
  const n = onlyA + onlyB;
  const fewer = Math.min(onlyA, onlyB);
  // The sum from its largest term down: each is the one before times i / (n - i + 1).
  let term = 1;
  let sum = 1;
  for (let i = fewer; i > 0 && term > 1e-17; i--) sum += term *= i / (n - i + 1);
  const largestTerm = Math.exp(-Math.log(n + 1) - logBeta(fewer + 1, n - fewer + 1) - n * Math.LN2);
  return {
    p: onlyA === onlyB ? 1 : Math.min(1, 2 * largestTerm * sum),
    statistic: fewer,
    n,
    method: "McNemar, exact binomial, two-sided",
    note: n === 0 ? "There is no row on which exactly one of the two is right." : null,
  };
}

export interface McnemarOfRows extends TestResult {
  /** Rows that A alone has right, and B alone. */
  readonly onlyA: number;
  readonly onlyB: number;
}

/** Counts the discordant rows and tests them. @param labels true classes [N]. @param a predictions [N]. @param b predictions [N]. */
export function mcnemarOfPredictions(labels: Int32Array, a: Int32Array, b: Int32Array): McnemarOfRows {
  if (a.length !== labels.length || b.length !== labels.length)
    throw new AppError("input/invalid", { what: "A prediction", detail: `${labels.length} rows have ${a.length} and ${b.length} predictions` });
  let onlyA = 0;
  let onlyB = 0;
  for (let i = 0; i < labels.length; i++) {
    const rightA = a[i] === labels[i];
    if (rightA === (b[i] === labels[i])) continue;
    if (rightA) onlyA++;
    else onlyB++;
  }
  return { ...mcnemarExact(onlyA, onlyB), onlyA, onlyB };
}
