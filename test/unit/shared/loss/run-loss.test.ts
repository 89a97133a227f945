/** @file What a run's parameters become for an engine: weights, terms, kernels, the switch of deferred re-weighting. */
import { describe, expect, it, test } from "vitest";
import { classWeights } from "#shared/loss/focal.ts";
import type { LossOptions } from "#shared/loss/options.ts";
import type { LossFamily } from "#shared/loss/names.ts";
import { reductionFactor } from "#shared/loss/row-loss.ts";
import { kernelOf, outputsOf, type RunLoss, runLoss, type SigmoidLoss, type SoftmaxLoss } from "#shared/loss/run-loss.ts";

const NAMES = ["a", "b", "c"];
const COUNTS = [80, 16, 4];

interface Params {
  gamma?: number;
  strength?: number | null;
  alpha?: number | null;
  positiveClass?: string | null;
  options?: LossOptions;
}
function make(family: LossFamily, { gamma = 0, strength = 0, alpha = null, positiveClass = null, options = {} }: Params = {}, epochs = 10): RunLoss {
  return runLoss({ family, gamma, strength, alpha, positiveClass, options }, NAMES, COUNTS, epochs);
}

test("what has no option takes the short kernels", () => {
  expect(make("cross-entropy")).toEqual({ activation: "softmax", gamma: 0, weights: [1, 1, 1] });
  expect(make("focal-softmax", { gamma: 2, strength: 0.5 })).toEqual({ activation: "softmax", gamma: 2, weights: classWeights(COUNTS, 0.5) });
  expect(make("focal-sigmoid", { gamma: 2, alpha: 0.25, strength: null })).toEqual({
    activation: "sigmoid",
    gamma: 2,
    positive: 0.25,
    negative: 0.75,
    positiveClass: null,
  });
  expect([make("cross-entropy"), make("focal-sigmoid", { strength: null })].map(kernelOf)).toEqual(["softmax", "sigmoid"]);
});

test("FLSD-53: gamma 5 where p_t is below 0.2, that is a margin below -log 4, and 3 elsewhere", () => {
  const { gamma, terms } = make("focal-sample-dependent", { gamma: 3, options: { gammaHard: 5, hardBelow: 0.2 } }) as SoftmaxLoss;
  expect([gamma, terms!.gammaHard]).toEqual([3, 5]);
  // Less a millionth: a row exactly at the limit is at it, however its margin is rounded.
  expect(terms!.hardMargin).toBeCloseTo(-Math.log(4) * (1 + 1e-6), 12);
});

test("logit adjustment adds tau times the log of the class shares", () => {
  const { terms, weights } = make("logit-adjusted", { options: { tau: 2 } }) as SoftmaxLoss;
  expect(weights).toEqual([1, 1, 1]);
  expect(terms).toMatchObject({ scale: 1, margins: [0, 0, 0], gammaHard: 0, poly: 0, smoothing: 0 });
  [0.8, 0.16, 0.04].forEach((share, c) => expect(terms!.shift[c]).toBeCloseTo(2 * Math.log(share), 14));
});

test("LDAM: margins and scale at once, weights of the effective number from the switch on", () => {
  const loss = make("ldam", { strength: null, options: { maxMargin: 0.5, scale: 30, beta: 0.99, reweightFrom: 0.8 } }, 200) as SoftmaxLoss;
  expect(loss.weights).toEqual([1, 1, 1]);
  expect(loss.terms!.scale).toBe(30);
  // (80 / 4)^(-1/4), (16 / 4)^(-1/4) = 1 / sqrt 2, 1.
  [20 ** -0.25 / 2, Math.SQRT1_2 / 2, 0.5].forEach((margin, c) => expect(loss.terms!.margins[c]).toBeCloseTo(margin, 15));
  // The authors' code switches at 160 of 200 epochs.
  expect(loss.later!.fromEpoch).toBe(160);
  const raw = COUNTS.map((n) => (1 - 0.99) / (1 - 0.99 ** n));
  const mean = COUNTS.reduce((sum, n, c) => sum + n * raw[c]!, 0) / 100;
  loss.later!.weights.forEach((w, c) => expect(w).toBeCloseTo(raw[c]! / mean, 12));
});

test("deferred re-weighting begins after the first epoch at the soonest; under sigmoid it changes the weights of rows", () => {
  const options: LossOptions = { weights: { a: 1, b: 2, c: 0.5 }, reweightFrom: 0.1 };
  expect((make("weighted-cross-entropy", { strength: null, options }, 3) as SoftmaxLoss).later).toEqual({ fromEpoch: 1, weights: [1, 2, 0.5] });
  const sigmoid = make("focal-sigmoid", { strength: null, options }, 30) as SigmoidLoss;
  expect([sigmoid.terms!.rowWeights, sigmoid.later]).toEqual([[1, 1, 1], { fromEpoch: 3, weights: [1, 2, 0.5] }]);
});

test("a share of the epochs that is a whole number of them is that number, whatever its last bit", () => {
  const from = (share: number): number =>
    make("ldam", { strength: null, options: { maxMargin: 0.5, scale: 30, beta: 0.9, reweightFrom: share } }, 100).later!.fromEpoch;
  expect([0.07, 0.29, 0.57, 0.58, 0.575].map(from)).toEqual([7, 29, 57, 58, 57]);
});

test("the asymmetric loss has its own gamma and shift for negative targets, and no alpha", () => {
  const loss = make("asymmetric", { gamma: 1, strength: null, options: { gammaNegative: 4, clip: 0.05 } }) as SigmoidLoss;
  expect(loss).toMatchObject({ gamma: 1, positive: 1, negative: 1, terms: { gammaNegative: 4, clip: 0.05, poly: 0, smoothing: 0, rowWeights: [1, 1, 1] } });
  expect(kernelOf(loss)).toBe("sigmoid-terms");
});

describe("own weights", () => {
  it("are used as they are", () => {
    expect((make("focal-softmax", { gamma: 1, strength: null, options: { weights: { c: 3, a: 0, b: 7 } } }) as SoftmaxLoss).weights).toEqual([0, 7, 3]);
  });
  it("must name every class", () => {
    expect(() => make("focal-softmax", { strength: null, options: { weights: { a: 1, c: 1 } } })).toThrow("class “b” has no weight");
  });
});

test("reductions are factors on rows that a step then divides by their number", () => {
  const options = (reduction: LossOptions["reduction"]): SigmoidLoss => make("focal-sigmoid", { strength: null, options: { reduction } }) as SigmoidLoss;
  // 8 rows, 3 outputs, 5 positive targets: divided by 8 these are 1/8, 1/24, 1, 1/5 of the sum over all cells.
  const factors = ([undefined, "cell-mean", "sum", "foreground"] as const).map((reduction) => reductionFactor(options(reduction), 3, 8, 5));
  expect(factors).toEqual([1, 1 / 3, 8, 8 / 5]);
  expect(reductionFactor(options("foreground"), 3, 8, 0)).toBe(8);
});

test("sigmoid on two classes has one output", () => {
  expect([outputsOf("focal-sigmoid", 2), outputsOf("asymmetric", 2), outputsOf("focal-sigmoid", 3), outputsOf("ldam", 2)]).toEqual([1, 1, 3, 2]);
});
