/** @file Every row is in one part; each class is spread by largest remainders; rare classes are told of. */
import { saySweepFinding } from "#shared/words/sweep-findings.ts";
import { describe, expect, it } from "vitest";
import { countsOfClass, splitRows } from "#main/data/split/split.ts";
import type { AppError } from "#shared/errors/errors.ts";
import { createRandom } from "#shared/numbers/random.ts";

const USUAL = { train: 0.6, validation: 0.2, test: 0.2, seed: 1 };
const triple = (count: number, split = USUAL): number[] => {
  const { train, validation, test } = countsOfClass(count, split);
  return [train, validation, test];
};
const labelsOf = (counts: readonly number[]): Int32Array => Int32Array.from(counts.flatMap((count, label) => Array<number>(count).fill(label)));
const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `k${i}`);

describe("rows of one class", () => {
  it("follow the largest remainders, as computed by hand", () => {
    // 4913: 2947.8 / 982.6 / 982.6 -> floors 2947 + 982 + 982 = 4911; the two left go to .8 and, of the tie at .6, to test.
    expect([4913, 329, 115, 87, 28].map((n) => triple(n))).toEqual([
      [2948, 982, 983],
      [197, 66, 66], // 197.4 / 65.8 / 65.8
      [69, 23, 23], // exact
      [52, 17, 18], // 52.2 / 17.4 / 17.4
      [17, 5, 6], // 16.8 / 5.6 / 5.6
    ]);
    expect(triple(10, { train: 0.7, validation: 0.15, test: 0.15, seed: 0 })).toEqual([7, 1, 2]);
  });

  it("go to training first, then to test, then to validation, and from three rows on to all", () => {
    expect([0, 1, 2, 3, 4, 5].map((n) => triple(n))).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [1, 0, 1],
      [1, 1, 1],
      [2, 1, 1],
      [3, 1, 1],
    ]);
    expect(triple(10, { train: 0.98, validation: 0.01, test: 0.01, seed: 0 })).toEqual([8, 1, 1]);
  });
});

describe("splitting", () => {
  it("keeps every row in exactly one part, ascending, within one row of the fractions, for any class counts", () => {
    const random = createRandom(5, "test");
    for (let round = 0; round < 300; round++) {
      const counts = Array.from({ length: 1 + random.below(12) }, () => random.below(random.below(4) === 0 ? 300 : 12));
      counts.push(3 + random.below(50));
      const a = 0.1 + 0.6 * random.next();
      const b = 0.05 + (0.9 - a) * random.next();
      const split = { train: a, validation: b, test: 1 - a - b, seed: round };
      // Rows of the classes lie scattered, as in a file.
      const labels = labelsOf(counts).sort(() => random.next() - 0.5);
      const rows = splitRows(labels, counts.length, split, names(counts.length));
      const parts = [rows.train, rows.validation, rows.test];
      expect(parts.flatMap((part) => [...part]).sort((x, y) => x - y)).toEqual(Array.from(labels.keys()));
      for (const part of parts) expect(part.every((row, i) => i === 0 || part[i - 1]! < row)).toBe(true);
      counts.forEach((count, label) => {
        const found = parts.map((part) => part.filter((row) => labels[row] === label).length);
        if (count >= 3) expect(Math.min(...found)).toBeGreaterThan(0);
        const quotas = [a, b, 1 - a - b].map((fraction) => fraction * count);
        // A part below one row is lifted to one, at the cost of the largest; otherwise rounding moves less than one row.
        if (Math.min(...quotas) >= 1) found.forEach((n, p) => expect(Math.abs(n - quotas[p]!)).toBeLessThan(1));
      });
    }
  });

  it("depends on the seed, and on nothing but the class itself", () => {
    const of = (counts: number[], seed: number) => splitRows(labelsOf(counts), counts.length, { ...USUAL, seed }, names(counts.length));
    expect(of([50, 30], 4)).toEqual(of([50, 30], 4));
    expect(of([50, 30], 4).train).not.toEqual(of([50, 30], 5).train);
    expect(of([50, 30], 0).train).not.toEqual(of([50, 30], 1).train);
    expect(of([50, 90], 4).test.filter((row) => row < 50)).toEqual(of([50, 30], 4).test.filter((row) => row < 50));
  });

  it("draws a class evenly: over many seeds every row is in the test part about equally often", () => {
    const hits = Array.from({ length: 20 }, () => 0);
    for (let seed = 0; seed < 2000; seed++) for (const row of splitRows(labelsOf([20]), 1, { ...USUAL, seed }, ["k"]).test) hits[row]!++;
    // Binomial(2000, 0.2): mean 400, deviation 17.9; five deviations leave one false alarm in 90,000 runs of this line, and the seeds are fixed.
    expect(Math.max(...hits.map((n) => Math.abs(n - 400)))).toBeLessThan(90);
  });

  it("names the classes that a part lacks or nearly lacks", () => {
    const warnings = (counts: number[]) => splitRows(labelsOf(counts), counts.length, USUAL, names(counts.length)).warnings.map(saySweepFinding);
    expect(warnings([100, 25])).toEqual([]);
    expect(warnings([100, 1])).toEqual(["Class “k1” has one row: it is in training only, and no recall can be given."]);
    expect(warnings([100, 1, 2, 2, 24, 7])).toEqual([
      "Class “k1” has one row: it is in training only, and no recall can be given.",
      "Classes “k2” and “k3” have two rows: they are in training and test, and missing from validation.",
      "Class “k5” (1 in validation, 2 in test) has fewer than 5 rows in validation or test: one row moves the recall by 25 points or more.",
    ]);
  });

  it("refuses fractions that do not add up, and parts without a row", () => {
    const refusal = (counts: number[], split = USUAL) => {
      try {
        splitRows(labelsOf(counts), counts.length, split, names(counts.length));
      } catch (thrown) {
        return (thrown as AppError).message;
      }
      return "not refused";
    };
    expect(refusal([9], { ...USUAL, test: 0.3 })).toBe("The split 0.6 / 0.2 / 0.3 does not add up to 1.");
    expect(refusal([9], { ...USUAL, train: 0.8, test: 0 })).toBe("The split 0.8 / 0.2 / 0 does not add up to 1.");
    expect(refusal([2, 2])).toBe("The split leaves no row for the validation part.");
    expect(refusal([1, 1])).toBe("The split leaves no row for the test part.");
  });
});
