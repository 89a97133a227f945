/** @file Friedman, Iman and Davenport, Nemenyi against scipy and Demsar 2006. Reads: test/fixtures/statistics. */
import { expect, it } from "vitest";
import { friedman } from "#shared/statistics/friedman.ts";
import { nemenyi } from "#shared/statistics/nemenyi.ts";
import { isRefused, type Refusal } from "#shared/statistics/outcome.ts";
import { reference } from "../../../fixtures/statistics/reference.ts";

function known<Result extends object>(outcome: Result | Refusal): Result {
  if (isRefused(outcome)) throw new Error(outcome.refused);
  return outcome as Result;
}

it("scipy friedmanchisquare, and F as an analysis of variance of the ranks; ties included; 1e-10", () => {
  for (const { scores, chi2, p, averageRanks, f, fP } of reference.friedman) {
    const got = known(friedman(scores));
    const F = known(got.imanDavenport);
    expect(got.averageRanks.map((rank, j) => Math.abs(rank - averageRanks[j]!) < 1e-12)).toEqual(averageRanks.map(() => true));
    for (const [value, wanted] of [
      [got.statistic, chi2],
      [got.p, p],
      [F.statistic, f],
      [F.p, fP],
    ] as const)
      expect(Math.abs(value / wanted - 1)).toBeLessThan(1e-10);
    // Lower is better on negated scores: the same ranks.
    expect(
      known(
        friedman(
          scores.map((row) => row.map((v) => -v)),
          { higherIsBetter: false },
        ),
      ).averageRanks,
    ).toEqual(got.averageRanks);
  }
});

it("means that differ by rounding only share a rank, as the tidy ones do", () => {
  const tidy = [
    [0.3, 0.3, 0.2],
    [0.7, 0.7, 0.9],
    [0.5, 0.4, 0.4],
  ];
  // 0.1 + 0.2 is 0.30000000000000004, 0.8 - 0.1 is 0.7000000000000001.
  const dusty = [
    [0.1 + 0.2, 0.3, 0.2],
    [0.8 - 0.1, 0.7, 0.9],
    [0.5, 0.4, 0.1 + 0.3],
  ];
  expect(dusty).not.toEqual(tidy);
  expect(known(friedman(dusty)).averageRanks).toEqual([(1.5 + 2.5 + 1) / 3, (1.5 + 2.5 + 2.5) / 3, (3 + 1 + 2.5) / 3]);
  expect(friedman(dusty)).toEqual(friedman(tidy));
});

it("the worked example of Demsar 2006: ranks, chi-squared 9.28, F 3.69, CD 1.25, and nothing told apart by Nemenyi", () => {
  const got = known(friedman(reference.friedman[3]!.scores));
  expect(got.averageRanks.map((rank) => rank.toFixed(3))).toEqual(["3.143", "2.000", "2.893", "1.964"]);
  // The paper leaves the tie correction out; without it the same ranks give its figures.
  const plain = ((12 * 14) / (4 * 5)) * (got.averageRanks.reduce((sum, rank) => sum + rank ** 2, 0) - (4 * 25) / 4);
  expect(plain.toFixed(2)).toBe("9.28");
  expect(((13 * plain) / (14 * 3 - plain)).toFixed(2)).toBe("3.69");
  // Ties: one data set with all four equal (60), three with one pair (6 each), of 14 * 60.
  expect(got.statistic).toBeCloseTo(plain / (1 - (60 + 3 * 6) / (14 * 60)), 10);
  const groups = known(nemenyi(got.averageRanks, 14));
  expect(groups.criticalDifference.toFixed(2)).toBe("1.25");
  expect(groups.cliques).toEqual([[3, 1, 2, 0]]);
});

it("q: scipy's studentized range over the root of 2, to ten digits", () => {
  expect(reference.nemenyiQ).toHaveLength(9);
  for (const [k, q] of reference.nemenyiQ) {
    const ranks = Array.from({ length: k }, (_, j) => j + 1);
    expect(Math.abs(known(nemenyi(ranks, 10)).q - q)).toBeLessThan(1e-10);
  }
  // k = 6: CD 2.38 at 10 data sets, 1.69 at 20.
  const cd = (n: number): string => known(nemenyi([1, 2, 3, 4, 5, 6], n)).criticalDifference.toFixed(2);
  expect([cd(10), cd(20)]).toEqual(["2.38", "1.69"]);
});

it("groups of the CD diagram: largest ones only, overlapping, nobody alone", () => {
  // CD at k = 5, N = 30: 2.728 sqrt(30 / 180) = 1.1137.
  expect(known(nemenyi([4.9, 1, 2, 3, 3.05], 30)).cliques).toEqual([
    [1, 2],
    [2, 3, 4],
  ]);
  expect(known(nemenyi([1, 2.5, 4], 100)).cliques).toEqual([]);
});

it("agreement and disagreement without limit: all alike, and all tied", () => {
  const alike = known(
    friedman([
      [3, 2, 1],
      [9, 5, 4],
      [0.3, 0.2, 0.1],
    ]),
  );
  expect(alike.statistic).toBeCloseTo(6, 12);
  expect(alike.imanDavenport).toEqual({ refused: "All 3 data sets rank the configurations alike: F is infinite. Read Friedman's chi-squared." });
  expect(alike.note).toContain("With 3 data sets");
  expect(
    known(
      friedman([
        [1, 1, 1],
        [2, 2, 2],
      ]),
    ),
  ).toMatchObject({ statistic: 0, p: 1, averageRanks: [2, 2, 2] });
});

it("refuses what cannot be ranked", () => {
  expect(friedman([[1, 2, 3]])).toEqual({
    refused: "Ranks over 1 data set say nothing about others. Train the same configurations on at least 2, better 10.",
  });
  expect(isRefused(friedman([[1], [2]]))).toBe(true);
  expect(isRefused(friedman([]))).toBe(true);
  expect(
    isRefused(
      nemenyi(
        Array.from({ length: 11 }, (_, j) => j + 1),
        20,
      ),
    ),
  ).toBe(true);
  expect(isRefused(nemenyi([1, 2], 1))).toBe(true);
  expect(() => friedman([[1, 2], [1]])).toThrow("one row has 1 configurations, the first has 2");
  expect(() =>
    friedman([
      [1, 2],
      [1, Number.NaN],
    ]),
  ).toThrow("value 2 is NaN");
});
