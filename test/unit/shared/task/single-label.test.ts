/** @file Rows of one class each: what the outputs decide and what is counted. */
import { describe, expect, test } from "vitest";
import { confusionCounts } from "#shared/task/single-label/decision.ts";
import type { RunLoss } from "#shared/loss/run-loss.ts";

describe("predictions", () => {
  test("the largest logit wins, the lowest index of equals, NaN never", () => {
    const logits = Float32Array.of(1, 2, 2, /**/ 5, 5, 5, /**/ NaN, NaN, NaN, /**/ -3, -2, -1);
    const loss: RunLoss = { activation: "softmax", gamma: 0, weights: [1, 1, 1] };
    expect(confusionCounts(Int32Array.of(1, 0, 2, 2), { logits, outputs: 3, loss }, 3)).toEqual([1, 0, 0, 0, 1, 0, 1, 0, 1]);
  });
  test("a single logit above 0 is the positive class, 0 is not", () => {
    const logits = Float32Array.of(0.1, 0, -0.1, 4);
    const loss = (positiveClass: number): RunLoss => ({ activation: "sigmoid", gamma: 0, positive: 1, negative: 1, positiveClass });
    const counts = (positiveClass: number): number[] => confusionCounts(Int32Array.of(0, 0, 1, 1), { logits, outputs: 1, loss: loss(positiveClass) }, 2);
    expect(counts(1)).toEqual([1, 1, 1, 1]);
    expect(counts(0)).toEqual([1, 1, 1, 1]);
    expect(confusionCounts(Int32Array.of(0, 1), { logits: Float32Array.of(1, -1), outputs: 1, loss: loss(0) }, 2)).toEqual([1, 0, 0, 1]);
  });
});
