/**
 * @file Wilcoxon's signed-rank test, exact with ties: are two cells equal over the same seeds?
 * Reads: two samples paired by position.
 */
import { normalCdf } from "./normal.ts";
import { shortNumber, type Refusal, type TestResult } from "./outcome.ts";
import { signedRanks } from "./signed-ranks.ts";

/** Up to here the 2^n sign patterns are counted: the counts are whole numbers below 2^53. */
const EXACT_UP_TO = 50;

/** The smallest two-sided p that n pairs can give: all differences of one sign. @param n >= 0. */
export function smallestWilcoxonP(n: number): number {
  return Math.min(1, 2 / 2 ** n);
}

/** Pairs needed before p can be at most alpha in each of `comparisons` tests under Holm. @param alpha in (0, 1). */
export function fewestPairs(alpha = 0.05, comparisons = 1): number {
  let n = 1;
  while (smallestWilcoxonP(n) * comparisons > alpha) n++;
  return n;
}

/**
 * Two-sided signed-rank test of a - b. Ties get average ranks, pairs without a difference are dropped, and p is exact given
 * those ranks: the share of the 2^n sign patterns whose smaller rank sum is at most the observed one.
 * Equal to scipy's `wilcoxon(a - b, zero_method="wilcox")` with `method="exact"` when there is no tie, with
 * `method=PermutationMethod(n_resamples=inf)` when there are. Above 50 pairs: normal, continuity and tie correction,
 * scipy's `method="asymptotic", correction=True`.
 * @returns statistic: the smaller rank sum; n: pairs with a difference. A refusal below 2 pairs.
 * @throws AppError `input/invalid` for unequal lengths or a value that is not finite.
 * Source: Wilcoxon 1945; Pratt and Gibbons 1981, ch. 3 (ties).
 */
export function wilcoxonSignedRank(a: readonly number[], b: readonly number[]): TestResult | Refusal {
  const ranks = signedRanks(a, b);
  if (a.length < 2) return { refused: `No test of ${a.length} ${a.length === 1 ? "pair" : "pairs"}. Train at least ${fewestPairs()} seeds of both.` };
  const { n, zeros } = ranks;
  const statistic = Math.min(ranks.positive, ranks.negative);
  const notes: string[] = [];
  if (n === 0) notes.push("No pair differs.");
  else if (zeros > 0) notes.push(`${zeros} of ${a.length} pairs do not differ and were dropped.`);
  if (n > 0 && smallestWilcoxonP(n) > 0.05)
    notes.push(`${n} ${n === 1 ? "pair" : "pairs"} cannot give a p below ${shortNumber(smallestWilcoxonP(n))}; 0.05 needs ${fewestPairs()}.`);
  const exact = n <= EXACT_UP_TO;
  return {
    p: exact ? exactP(ranks.doubledRanks, 2 * statistic) : normalP(n, statistic, ranks.tieSizes),
    statistic,
    n,
    method: exact ? "Wilcoxon signed-rank, exact, two-sided" : "Wilcoxon signed-rank, normal with continuity and tie correction, two-sided",
    note: notes.length ? notes.join(" ") : null,
  };
}

/** Counts sign patterns by doubled rank sum; the distribution is symmetric, so both tails are twice the lower one. */
function exactP(doubledRanks: readonly number[], doubledStatistic: number): number {
  const patterns = new Float64Array(doubledStatistic + 1);
  patterns[0] = 1;
  for (const rank of doubledRanks) for (let sum = doubledStatistic; sum >= rank; sum--) patterns[sum]! += patterns[sum - rank]!;
  return Math.min(1, (2 * patterns.reduce((total, count) => total + count, 0)) / 2 ** doubledRanks.length);
}

function normalP(n: number, statistic: number, tieSizes: readonly number[]): number {
  const ties = tieSizes.reduce((sum, t) => sum + (t ** 3 - t), 0);
  const sd = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48);
  const distance = Math.max(0, (n * (n + 1)) / 4 - statistic - 0.5);
  return Math.min(1, 2 * normalCdf(-distance / sd));
}
