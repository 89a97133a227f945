/**
 * @file The loss of a step whose rows are coupled, in float64: against PyTorch's autograd, against differences, at the ends.
 * Reads: test/fixtures/losses/tversky.json, made by make_tversky.py.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { createRandom } from "#shared/numbers/random.ts";
import { batchLoss, tverskyBatch } from "#shared/loss/batch-loss.ts";
import { rowLoss } from "#shared/loss/row-loss.ts";
import { rowwise, type RowwiseLoss, type TverskyLoss } from "#shared/loss/run-loss.ts";

interface Step {
  readonly alpha: number;
  readonly gamma: number;
  readonly logits: number[][];
  readonly labels: number[];
  readonly value: number;
  readonly gradient: number[][];
}

const { cases } = JSON.parse(readFileSync("test/fixtures/losses/tversky.json", "utf8")) as { cases: Step[] };
const tversky = (alpha: number, gamma: number): TverskyLoss => ({ activation: "softmax", tversky: { alpha, gamma } });

describe("focal Tversky", () => {
  test.each(cases.map((c, i) => ({ ...c, i })))("step $i (alpha $alpha, gamma $gamma) has the value and the gradient of autograd", (c) => {
    const { loss, gradient } = batchLoss(tversky(c.alpha, c.gamma), c.logits, c.labels);
    expect(Math.abs(loss / c.value - 1)).toBeLessThan(1e-12);
    const largest = Math.max(...c.gradient.flat().map(Math.abs));
    gradient.forEach((row, i) => row.forEach((g, j) => expect(Math.abs(g - c.gradient[i]![j]!)).toBeLessThan(1e-12 * largest + 1e-15)));
  });

  it("has the gradient that differences of its value give", () => {
    const random = createRandom(4, "test");
    const logits = Array.from({ length: 9 }, () => Array.from({ length: 4 }, () => 2 * random.gaussian()));
    const labels = logits.map((_, i) => i % 3);
    const loss = tversky(0.7, 4 / 3);
    const { gradient } = batchLoss(loss, logits, labels);
    const h = 1e-5;
    logits.forEach((row, i) =>
      row.forEach((_, j) => {
        const moved = (by: number): number =>
          batchLoss(
            loss,
            logits.map((z, r) => z.map((v, c) => (r === i && c === j ? v + by : v))),
            labels,
          ).loss;
        expect(Math.abs((moved(h) - moved(-h)) / (2 * h) - gradient[i]![j]!)).toBeLessThan(1e-8);
      }),
    );
  });

  it("adds up over the classes that the step holds: one without rows costs nothing and pulls at nobody by itself", () => {
    const even = tversky(0.5, 1);
    // Dice of one class alone with p 1/3 each: misses 2/3, no alarms. 1 - TI = (1/3) / (1/3 + 1/3).
    expect(batchLoss(even, [[0, 0, 0]], [0]).loss).toBeCloseTo(0.5, 5);
    expect(
      batchLoss(
        even,
        [
          [0, 0, 0],
          [0, 0, 0],
        ],
        [0, 1],
      ).loss,
    ).toBeCloseTo(2 * (0.5 / (1 / 3 + 0.5)), 5);
  });

  it.each([
    [0.7, 4 / 3],
    [0.2, 3],
    [1, 2],
    [0, 3],
    [0.5, 1],
  ])("stays finite where every row is right or wrong, alpha %f, gamma %f: the gradient falls with the loss", (alpha, gamma) => {
    let before = Infinity;
    for (const margin of [1, 5, 20, 60, 200, 800, 1e4]) {
      const logits = [0, 1, 2].map((label) => [0, 1, 2].map((c) => (c === label ? margin : 0)));
      const right = batchLoss(tversky(alpha, gamma), logits, [0, 1, 2]);
      const size = Math.max(...right.gradient.flat().map(Math.abs));
      expect([right.loss, size].every(Number.isFinite)).toBe(true);
      expect(size).toBeLessThanOrEqual(before);
      before = size;
      const wrong = batchLoss(tversky(alpha, gamma), logits, [1, 2, 0]);
      expect([wrong.loss, ...wrong.gradient.flat()].every(Number.isFinite)).toBe(true);
      expect(wrong.loss).toBeGreaterThan(right.loss);
    }
  });

  it("weights of rows are repetitions: a row of weight 3 is three rows, and its gradient is that of each", () => {
    const loss = tversky(0.7, 4 / 3);
    const logits = [
      [1, 0],
      [0.5, 0.2],
      [-1, 2],
    ];
    const weighted = tverskyBatch(loss, logits, [0, 1, 1], [3, 1, 2]);
    const repeated = tverskyBatch(
      loss,
      [0, 0, 0, 1, 2, 2].map((i) => logits[i]!),
      [0, 0, 0, 1, 1, 1],
    );
    expect(weighted.loss).toBeCloseTo(repeated.loss, 12);
    [0, 3, 4].forEach((at, i) => weighted.rows[i]!.gradient.forEach((g, j) => expect(g).toBeCloseTo(repeated.rows[at]!.gradient[j]!, 12)));
  });

  it("is no loss of one row", () => expect(() => rowwise(tversky(0.7, 2))).toThrow("couples the rows"));
});

it("of losses that are sums over rows it is the mean of them, times the factor of the reduction", () => {
  const logits = [
    [1, -2, 0.5],
    [0, 0, 3],
  ];
  const softmax: RowwiseLoss = { activation: "softmax", gamma: 2, weights: [1, 2, 3] };
  const rows = logits.map((z, i) => rowLoss(softmax, z, i));
  const { loss, gradient } = batchLoss(softmax, logits, [0, 1]);
  expect(loss).toBeCloseTo((rows[0]!.loss + rows[1]!.loss) / 2, 14);
  expect(gradient).toEqual(rows.map((row) => row.gradient.map((g) => g / 2)));
  const terms = { gammaNegative: 0, clip: 0, poly: 0, smoothing: 0, rowWeights: [1, 1, 1], reduction: "sum" } as const;
  const sigmoid: RowwiseLoss = { activation: "sigmoid", gamma: 0, positive: 1, negative: 1, positiveClass: null, terms };
  const sums = logits.map((z, i) => rowLoss(sigmoid, z, i).loss);
  expect(batchLoss(sigmoid, logits, [0, 1]).loss).toBeCloseTo(sums[0]! + sums[1]!, 12);
});
