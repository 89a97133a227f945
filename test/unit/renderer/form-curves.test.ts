/** @file The curves and class columns beside the form against closed forms. */
import { describe, expect, it } from "vitest";
import { rowLoss } from "#shared/loss/row-loss.ts";
import { rowwise, runLoss } from "#shared/loss/run-loss.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import { blockCells, type BlockCells } from "../../../src-renderer/views/new-sweep/state/block-cells.ts";
import { alphasOf, offsetColumns, weightColumns } from "../../../src-renderer/views/new-sweep/state/class-columns.ts";
import { lossCurves, movedFamilies } from "../../../src-renderer/views/new-sweep/state/loss-curves.ts";

const losses = (...input: unknown[]): readonly BlockCells[] => blockCells(parseSweepSpec({ name: "t", dataset: {}, losses: input }));
const shapes = (...input: unknown[]) => lossCurves(losses(...input), 3).map(({ shape }) => [shape.branch, shape.gamma, shape.options]);

/** Textbook forms in p, away from their ends; derivatives by the logit of the true class are p (1 - p) times those by p. */
const focal = (p: number, g: number): number => -((1 - p) ** g) * Math.log(p);
const byLogit = (f: (p: number) => number, p: number): number => {
  const h = 1e-5;
  return Math.abs((p * (1 - p) * (f(p + h) - f(p - h))) / (2 * h));
};

describe("curves of the losses", () => {
  it("draws every distinct form once, cross entropy first, weights aside", () => {
    expect(
      shapes(
        { family: "focal-softmax", gamma: [2, 0], strength: [0, 1], poly: [0, 1] },
        { family: "focal-sigmoid", gamma: 2, alpha: [0.25, "off"] },
        { family: "weighted-cross-entropy", weights: { beta: 0.99 } },
        { family: "focal-sample-dependent" },
        { family: "asymmetric", gamma: [0, 1], clip: [0, 0.05] },
        { family: "ldam" },
        { family: "logit-adjusted" },
      ),
    ).toEqual([
      ["own", 0, {}],
      ["own", 0, { poly: 1 }],
      ["own", 2, {}],
      ["own", 2, { poly: 1 }],
      ["own", 3, { gammaHard: 5, hardBelow: 0.2 }],
      ["positive", 0, {}],
      ["positive", 1, {}],
      ["negative", 4, {}],
      ["negative", 4, { clip: 0.05 }],
    ]);
    expect(movedFamilies(losses({ family: "ldam" }, { family: "cross-entropy" }, { family: "logit-adjusted" }))).toEqual(["ldam", "logit-adjusted"]);
  });

  const [, poly] = lossCurves(losses({ family: "cross-entropy", poly: 2 }), 3);
  const [, focalPoly] = lossCurves(losses({ family: "focal-softmax", gamma: 2, poly: -0.5 }), 3);
  const [, sample] = lossCurves(losses({ family: "focal-sample-dependent", gamma: 3, gammaHard: 5, hardBelow: 0.2 }), 3);
  const [, positive, negative] = lossCurves(losses({ family: "asymmetric", gamma: 1, gammaNegative: 4, clip: 0.05 }), 3);
  const [, smooth] = lossCurves(losses({ family: "cross-entropy", smoothing: 0.3 }), 4);
  const [, smoothFocal] = lossCurves(losses({ family: "focal-softmax", gamma: 2, poly: 1, smoothing: 0.3 }), 4);
  const [, soft] = lossCurves(losses({ family: "focal-sigmoid", gamma: 2, smoothing: 0.2 }), 4);
  const closed: [string, typeof poly, (p: number) => number][] = [
    ["Poly-1", poly, (p) => -Math.log(p) + 2 * (1 - p)],
    ["focal with Poly-1", focalPoly, (p) => focal(p, 2) - 0.5 * (1 - p) ** 3],
    ["sample-dependent", sample, (p) => focal(p, p < 0.2 ? 5 : 3)],
    ["asymmetric, positive", positive, (p) => focal(p, 1)],
    // A negative with p_t has the probability 1 - p_t of being positive, which is lowered by 0.05.
    ["asymmetric, negative", negative, (p) => -(Math.max(1 - p - 0.05, 0) ** 4) * Math.log(Math.min(p + 0.05, 1))],
    // q is 0.7 + 0.3 / 4 on the true class and 0.3 / 4 on each of the other three, which share 1 - p.
    ["smoothed, softmax", smooth, (p) => -0.775 * Math.log(p) - 0.225 * Math.log((1 - p) / 3)],
    // torchvision: target 0.9, p_t = 0.9 p + 0.1 (1 - p), binary cross entropy times (1 - p_t)^2.
    // The same with gamma 2 and epsilon_1 1: every class has the sharp loss of its own probability.
    ["smoothed, focal with Poly-1", smoothFocal, (p) => 0.775 * (focal(p, 2) + (1 - p) ** 3) + 0.225 * (focal((1 - p) / 3, 2) + (1 - (1 - p) / 3) ** 3)],
    ["smoothed, sigmoid", soft, (p) => -(0.9 * Math.log(p) + 0.1 * Math.log(1 - p)) * (1 - (0.9 * p + 0.1 * (1 - p))) ** 2],
  ];
  it.each(closed)("%s: value and slope as in its closed form", (_, curve, form) => {
    for (const p of [0.03, 0.1, 0.19, 0.21, 0.4, 0.6, 0.8, 0.94]) {
      expect(curve!.loss(p)).toBeCloseTo(form(p), 10);
      // Central differences with h = 1e-5 leave about 1e-8.
      expect(curve!.slope(p)).toBeCloseTo(byLogit(form, p), 6);
    }
  });

  it("jumps where rows become hard", () => {
    // (1 - 0.2)^3 against (1 - 0.2)^5, both times -log 0.2.
    expect(sample!.loss(0.2 + 1e-9)).toBeCloseTo(0.512 * Math.log(5), 6);
    // What is a millionth below the limit, in the margin, is still at it.
    expect(sample!.loss(0.2 - 1e-6)).toBeCloseTo(-(0.800001 ** 5) * Math.log(0.199999), 6);
  });
  it("is lowest where a smoothed target is met", () => {
    expect(smooth!.slope(0.775)).toBeCloseTo(0, 10);
    expect(smooth!.loss(0.775)).toBeLessThan(smooth!.loss(0.9));
  });
});

it("draws a smoothed loss as the engines' row loss computes it, for 28 classes", () => {
  const classes = Array.from({ length: 28 }, (_, c) => String(c));
  const [, curve] = lossCurves(losses({ family: "focal-softmax", gamma: 0.5, poly: 2, smoothing: 0.1 }), classes.length);
  const params = { family: "focal-softmax", gamma: 0.5, strength: 0, alpha: null, positiveClass: null, options: { poly: 2, smoothing: 0.1 } } as const;
  const loss = rowwise(
    runLoss(
      params,
      classes,
      classes.map(() => 1),
    ),
  );
  for (const p of [0.01, 0.3, 0.9, 0.999]) {
    const logits = classes.map((_, c) => (c === 0 ? Math.log(p) : Math.log((1 - p) / 27)));
    const row = rowLoss(loss, logits, 0);
    expect(curve!.loss(p)).toBeCloseTo(row.loss, 11);
    expect(curve!.slope(p)).toBeCloseTo(Math.abs(row.gradient[0]!), 11);
  }
});

describe("columns of the classes", () => {
  const counts = [100, 10, 1];
  it("weighs by strength, effective number, own numbers and sampling", () => {
    const columns = weightColumns(
      losses(
        { family: "focal-softmax", gamma: 2, weights: { beta: [0.9, 0] } },
        { family: "weighted-cross-entropy", weights: { classes: { a: 1, b: 2, c: 7 } } },
        { family: "cross-entropy", sampling: "class-balanced" },
        { family: "ldam", beta: 0 },
      ),
      ["a", "b", "c"],
      counts,
      [1],
    );
    expect(columns.map(({ kind }) => kind)).toEqual([
      { by: "strength", value: 0 },
      { by: "strength", value: 1 },
      { by: "beta", value: 0.9 },
      { by: "classes", value: 0 },
      { by: "class-balanced" },
    ]);
    const [none, inverse, effective, own, drawn] = columns.map(({ values }) => values);
    expect(none).toEqual([1, 1, 1]);
    // N / (C n_c) with N = 111, C = 3.
    [0.37, 3.7, 37].forEach((w, c) => expect(inverse![c]).toBeCloseTo(w, 12));
    expect(drawn).toEqual(inverse);
    expect(own).toEqual([1, 2, 7]);
    // Cui et al.: ratios of the vector that sums to C, [0.239329236, 0.3674419731, 2.393228791].
    expect(effective![1]! / effective![0]!).toBeCloseTo(0.3674419731 / 0.239329236, 7);
    expect(effective![2]! / effective![0]!).toBeCloseTo(2.393228791 / 0.239329236, 7);
    expect(counts.reduce((sum, n, c) => sum + n * effective![c]!, 0)).toBeCloseTo(111, 10);
  });
  it("moves logits by log priors and margins", () => {
    const [half, one, margin] = offsetColumns(losses({ family: "logit-adjusted", tau: [1, 0.5] }, { family: "ldam", maxMargin: 0.4 }), [100, 16, 1]);
    expect([half!.kind, one!.kind, margin!.kind]).toEqual([
      { by: "tau", value: 0.5 },
      { by: "tau", value: 1 },
      { by: "margin", value: 0.4 },
    ]);
    expect(one!.values[2]).toBeCloseTo(-Math.log(117), 12);
    expect(half!.values[2]).toBeCloseTo(-Math.log(117) / 2, 12);
    // 16^(-1/4) is a half.
    expect(margin!.values[1]).toBeCloseTo(0.2, 12);
    expect(margin!.values[2]).toBeCloseTo(0.4, 12);
  });
  it("knows the αs of the sigmoid blocks", () => {
    expect(alphasOf(losses({ family: "focal-sigmoid", gamma: [1, 2], alpha: ["off", 0.25] }, { family: "focal-sigmoid", gamma: 1, alpha: 0.5 }))).toEqual([
      null,
      0.25,
      0.5,
    ]);
  });
});
