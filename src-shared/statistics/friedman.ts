/**
 * @file Friedman's test: do several configurations rank differently over several data sets?
 * Reads: one score per data set and configuration.
 */
import { AppError } from "../errors/errors.ts";
import { requireFinite, type Refusal, type TestResult } from "./outcome.ts";
import { isSame } from "../numbers/same-value.ts";
import { chiSquaredTail, fTail } from "./upper-tails.ts";

export interface Friedman extends TestResult {
  /** Average rank per configuration, 1 = best on every data set [k]. */
  readonly averageRanks: readonly number[];
  /** Iman and Davenport's F, less conservative than chi-squared; a refusal when all data sets rank alike, where F is infinite. */
  readonly imanDavenport: TestResult | Refusal;
}

/** Below it the chi-squared distribution is a rough guide. Source: Demsar 2006, section 3.2.2 (N > 10, k > 5). */
const ENOUGH_DATA_SETS = 10;

/** Ranks of one data set, 1 = best, average ranks for ties (equal but for rounding), and the sum of t^3 - t over its ties. */
function rankRow(row: readonly number[], higherIsBetter: boolean): { ranks: number[]; ties: number } {
  const order = row.map((_, j) => j).sort((i, j) => (higherIsBetter ? row[j]! - row[i]! : row[i]! - row[j]!));
  const ranks = new Array<number>(row.length);
  let ties = 0;
  for (let first = 0; first < order.length;) {
    let after = first + 1;
    while (after < order.length && isSame(row[order[after]!]!, row[order[first]!]!)) after++;
    for (let i = first; i < after; i++) ranks[order[i]!] = (first + 1 + after) / 2;
    ties += (after - first) ** 3 - (after - first);
    first = after;
  }
  return { ranks, ties };
}

/**
 * Friedman's chi-squared with tie correction, Iman and Davenport's F, and average ranks.
 * chi2 = (12 N / (k (k + 1)) sum (R_j - (k + 1)/2)^2) / (1 - sum(t^3 - t) / (N k (k^2 - 1))); F = (N - 1) chi2 / (N (k - 1) - chi2).
 * @param scores [N data sets][k configurations], one number each (e.g. the mean over seeds).
 * @returns statistic: chi-squared; n: N. A refusal below 2 data sets or 2 configurations.
 * @throws AppError `input/invalid` for rows of unequal length or a value that is not finite.
 * Source: Friedman 1937; Iman and Davenport 1980; Demsar 2006, section 3.2.2. Equal to scipy's `friedmanchisquare`.
 */
export function friedman(scores: readonly (readonly number[])[], { higherIsBetter = true }: { readonly higherIsBetter?: boolean } = {}): Friedman | Refusal {
  const N = scores.length;
  const k = scores[0]?.length ?? 0;
  if (N < 2)
    return { refused: `Ranks over ${N} data ${N === 1 ? "set" : "sets"} say nothing about others. Train the same configurations on at least 2, better 10.` };
  if (k < 2) return { refused: `There ${k === 1 ? "is 1 configuration" : "is no configuration"} to rank. Choose at least 2.` };
  for (const row of scores) {
    if (row.length !== k)
      throw new AppError("input/invalid", { what: "A table of data sets", detail: `one row has ${row.length} configurations, the first has ${k}` });
    requireFinite("A score of a data set", row);
  }
  const ranked = scores.map((row) => rankRow(row, higherIsBetter));
  const averageRanks = Array.from({ length: k }, (_, j) => ranked.reduce((sum, row) => sum + row.ranks[j]!, 0) / N);
  const correction = 1 - ranked.reduce((sum, row) => sum + row.ties, 0) / (N * k * (k * k - 1));
  const spread = averageRanks.reduce((sum, rank) => sum + (rank - (k + 1) / 2) ** 2, 0);
  const chi2 = correction > 0 ? (12 * N * spread) / (k * (k + 1)) / correction : 0;
  return {
    p: chiSquaredTail(chi2, k - 1),
    statistic: chi2,
    n: N,
    method: `Friedman chi-squared with tie correction, ${k - 1} degrees of freedom`,
    note: N < ENOUGH_DATA_SETS ? `With ${N} data sets the chi-squared distribution is a rough guide; ${ENOUGH_DATA_SETS} or more are advised.` : null,
    averageRanks,
    imanDavenport: imanDavenport(chi2, N, k),
  };
}

function imanDavenport(chi2: number, N: number, k: number): TestResult | Refusal {
  const rest = N * (k - 1) - chi2;
  if (rest <= 1e-9 * N * (k - 1)) return { refused: `All ${N} data sets rank the configurations alike: F is infinite. Read Friedman's chi-squared.` };
  const f = ((N - 1) * chi2) / rest;
  const df2 = (k - 1) * (N - 1);
  return { p: fTail(f, k - 1, df2), statistic: f, n: N, method: `Iman and Davenport's F, ${k - 1} and ${df2} degrees of freedom`, note: null };
}
