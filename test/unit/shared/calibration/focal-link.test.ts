/**
 * @file The focal recalibration link against 50-digit arithmetic and against minimisers of the focal loss found without it.
 * Reads: test/fixtures/calibration.
 */
import { describe, expect, test } from "vitest";
import { applyFocalLink, logGradientRatio } from "#shared/calibration/focal-link.ts";
import type { OutputLayout } from "#shared/calibration/logit-part.ts";
import { marginsOf, predictClasses, probabilitiesOf } from "#shared/calibration/margins.ts";
import { marginOf, sigmoid } from "#shared/loss/focal.ts";
import { calibrationFixture } from "../../../fixtures/calibration/calibration-fixture.ts";

const binary: OutputLayout = { kind: "binary", classes: 2, positiveClass: 1 };
const softmax = (classes: number): OutputLayout => ({ kind: "softmax", classes });

/** Probability of the positive class after the link. */
function linkedSigmoid(logit: number, gamma: number, alpha: number | null): number {
  return sigmoid(applyFocalLink(Float64Array.of(logit), binary, { activation: "sigmoid", gamma, alpha })[0]!);
}

function linkedSoftmax(logits: readonly number[], gamma: number, weights: readonly number[] | null): number[] {
  const layout = softmax(logits.length);
  return [...probabilitiesOf(marginsOf(applyFocalLink(Float64Array.from(logits), layout, { activation: "softmax", gamma, weights }), layout))];
}

test("log g of p from 1e-300 to 1 - 1e-304, gamma 0 to 10: mpmath to 1e-13", () => {
  expect(calibrationFixture.logGradientRatios.length).toBe(16 * 7);
  for (const [margin, gamma, wanted] of calibrationFixture.logGradientRatios) {
    const actual = logGradientRatio(margin, gamma);
    // Near g = 1 the logarithm is near 0: absolute there, relative elsewhere.
    expect(Math.abs(actual - wanted), `margin ${margin}, gamma ${gamma}: ${actual}`).toBeLessThanOrEqual(1e-13 * Math.max(0.1, Math.abs(wanted)));
  }
});

test("g is 1 where focal and cross-entropy gradients are equal: p .4215, .3679, .2976, .2526, .1968", () => {
  const known: [number, number][] = [
    [0.5, 0.4215],
    [1, Math.exp(-1)],
    [2, 0.2976],
    [3, 0.2526],
    [5, 0.1968],
  ];
  for (const [gamma, p] of known) expect(Math.exp(logGradientRatio(marginOf(p), gamma))).toBeCloseTo(1, 3);
  expect(Math.exp(logGradientRatio(marginOf(0.9), 2))).toBeCloseTo(0.029, 3);
});

describe("inverts the minimiser of the population's loss", () => {
  test.each(calibrationFixture.minimisers.sigmoid)("sigmoid: eta $eta, alpha $alpha, gamma $gamma", ({ eta, alpha, gamma, logit }) => {
    expect(Math.abs(linkedSigmoid(logit, gamma, alpha) / eta - 1)).toBeLessThan(1e-12);
  });
  test.each(calibrationFixture.minimisers.softmax)("softmax: eta $eta, weights $weights, gamma $gamma", ({ eta, weights, gamma, logits }) => {
    linkedSoftmax(logits, gamma, weights).forEach((p, c) => expect(Math.abs(p / eta[c]! - 1)).toBeLessThan(1e-12));
  });
  test.each([
    [1, 0.774],
    [2, 0.694],
    [5, 0.597],
  ])("the published under-confidence at eta .9: gamma %d gives p* %d", (gamma, published) => {
    const found = calibrationFixture.minimisers.sigmoid.find((m) => m.eta === 0.9 && m.alpha === null && m.gamma === gamma)!;
    expect(sigmoid(found.logit)).toBeCloseTo(published, 3);
    // Three digits of p* give three digits of eta, times the slope of the link.
    expect(linkedSigmoid(marginOf(published), gamma, null)).toBeCloseTo(0.9, 2);
  });
});

test("gamma 0 without weights is the identity, with weights the inverse of the weighting", () => {
  const logits = [2, 1, 0.1];
  const p = linkedSoftmax(logits, 0, null);
  const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
  p.forEach((value, c) => expect(value).toBeCloseTo(Math.exp(logits[c]!) / total, 14));
  const weighted = linkedSoftmax(logits, 0, [1, 2, 4]);
  const shares = logits.map((z, c) => Math.exp(z) / [1, 2, 4][c]!);
  const sum = shares.reduce((a, b) => a + b, 0);
  weighted.forEach((value, c) => expect(value).toBeCloseTo(shares[c]! / sum, 14));
  expect(linkedSigmoid(0.7, 0, null)).toBeCloseTo(sigmoid(0.7), 14);
  // alpha .25 weighs positives a third of negatives, so the odds are three times larger.
  expect(linkedSigmoid(0.7, 0, 0.25)).toBeCloseTo(sigmoid(0.7 + Math.log(3)), 14);
});

test("two softmax outputs are one sigmoid output", () => {
  for (const gamma of [0.3, 2, 10]) {
    const [, positive] = linkedSoftmax([-0.4, 1.1], gamma, null);
    expect(positive).toBeCloseTo(linkedSigmoid(1.5, gamma, null), 13);
  }
});

test("equal weights move no prediction, one-vs-rest neither", () => {
  const logits = Float64Array.from({ length: 400 }, (_, i) => 6 * Math.sin(i * 12.9898) + 3 * Math.cos(i * i));
  for (const gamma of [0.3, 1, 5, 10]) {
    const linked = applyFocalLink(logits, softmax(4), { activation: "softmax", gamma, weights: [2, 2, 2, 2] });
    expect(predictClasses(marginsOf(linked, softmax(4)), softmax(4))).toEqual(predictClasses(marginsOf(logits, softmax(4)), softmax(4)));
    const rest: OutputLayout = { kind: "one-vs-rest", classes: 4 };
    const own = applyFocalLink(logits, rest, { activation: "sigmoid", gamma, alpha: 0.25 });
    expect(predictClasses(own, rest)).toEqual(predictClasses(logits, rest));
  }
});

test("finite at the ends: logits of 1e4, gamma 0.3 to 10", () => {
  for (const gamma of [0.3, 1, 5, 10]) {
    const p = linkedSoftmax([1e4, -1e4, 0], gamma, [1, 3, 9]);
    expect(p[0]).toBe(1);
    expect(p.every(Number.isFinite)).toBe(true);
    expect(linkedSigmoid(-1e4, gamma, 0.25)).toBe(0);
  }
});

test("a class that had weight 0 keeps its probability, the others share the rest by the link", () => {
  const logits = [2, 1, 0.1, -1];
  const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
  const p = linkedSoftmax(logits, 2, [1, 0, 3, 0.5]);
  expect(p[1]).toBeCloseTo(Math.exp(1) / total, 13);
  expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 13);
  // Ratio of two trained classes: p / (w g), by the textbook form.
  const g = (q: number): number => (1 - q) ** 2 - 2 * q * (1 - q) * Math.log(q);
  const [p0, p2] = [Math.exp(2) / total, Math.exp(0.1) / total];
  expect(p[0]! / p[2]!).toBeCloseTo(p0 / g(p0) / (p2 / (3 * g(p2))), 11);
});

test.each<[string, () => unknown, RegExp]>([
  ["a negative gamma", () => linkedSoftmax([1, 2], -1, null), /gamma is -1/],
  ["an alpha that deletes a class", () => linkedSigmoid(1, 2, 0), /alpha is 0/],
  ["weights of another number of classes", () => linkedSoftmax([1, 2], 1, [1, 2, 3]), /3 weights for 2 classes/],
  ["a weight that is NaN", () => linkedSoftmax([1, 2], 1, [1, NaN]), /a class weight is NaN/],
  ["weights that are all 0", () => linkedSoftmax([1, 2], 1, [0, 0]), /every class weight is 0/],
  ["sigmoid for softmax", () => applyFocalLink(Float64Array.of(1), binary, { activation: "softmax", gamma: 1, weights: null }), /softmax does not go/],
])("refuses %s", (_what, run, message) => {
  expect(run).toThrow(message);
});
