/** @file Temperature scaling against scipy.optimize, and where no temperature is best. Reads: test/fixtures/calibration. */
import { describe, expect, test } from "vitest";
import type { OutputLayout } from "#shared/calibration/logit-part.ts";
import { logProbabilitiesOf, marginsOf, predictClasses } from "#shared/calibration/margins.ts";
import { fitTemperature, scaleByTemperature } from "#shared/calibration/temperature.ts";
import { calibrationFixture } from "../../../fixtures/calibration/calibration-fixture.ts";
import { fitInWords } from "../../../fixtures/in-words.ts";

type Case = (typeof calibrationFixture.temperatures)[number];
const layoutOf = (c: Case): OutputLayout =>
  c.kind === "binary" ? { kind: "binary", classes: 2, positiveClass: c.positiveClass! } : { kind: c.kind, classes: c.classes };
const softmax2: OutputLayout = { kind: "softmax", classes: 2 };
const binary: OutputLayout = { kind: "binary", classes: 2, positiveClass: 1 };

describe("against scipy.optimize", () => {
  test.each(calibrationFixture.temperatures)("$name", (c) => {
    const fit = fitTemperature({ logits: Float64Array.from(c.logits), labels: Int32Array.from(c.labels) }, layoutOf(c));
    // Both find the root of the slope, a sum of N terms whose rounding moves it by about 1e-14.
    expect(Math.abs(fit.temperature! / c.temperature - 1)).toBeLessThan(1e-12);
    expect(Math.abs(fit.nllBefore! / c.nllBefore - 1)).toBeLessThan(1e-12);
    expect(Math.abs(fit.nllAfter! / c.nllAfter - 1)).toBeLessThan(1e-12);
    expect(fit.reason).toBeNull();
  });
});

test("a closed form: k of n rows right with the same margin d have T = d / log(k / (n - k))", () => {
  const logits = Float32Array.from([3, 0, 3, 0, 3, 0, 3, 0]);
  const fit = fitTemperature({ logits, labels: Int32Array.from([0, 0, 0, 1]) }, softmax2);
  expect(fit.temperature).toBeCloseTo(3 / Math.log(3), 12);
  // Three of four right at probability 3/4: the entropy of that.
  expect(fit.nllAfter).toBeCloseTo(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)), 12);
});

test("scaling moves no prediction and divides margins of two classes", () => {
  const logits = Float64Array.from([4, 1, -2, 3]);
  const scaled = scaleByTemperature(logits, 2);
  expect([...scaled]).toEqual([2, 0.5, -1, 1.5]);
  expect([...predictClasses(marginsOf(scaled, softmax2), softmax2)]).toEqual([...predictClasses(marginsOf(logits, softmax2), softmax2)]);
});

describe("no temperature is best", () => {
  test.each<[string, number[], number[], OutputLayout, RegExp]>([
    ["without rows", [], [], softmax2, /no row/],
    ["when every row is right", [2, 0, 0, 1], [0, 1], softmax2, /All 2 validation rows are predicted right/],
    ["when every sign is right", [5, -1, 3], [1, 0, 1], binary, /All 3 validation rows are predicted right/],
    ["when every row is wrong", [2, 0, 0, 1], [1, 0], softmax2, /say nothing about the class/],
    ["when the logits are constant", [1, 1, 1, 1], [1, 0], softmax2, /say nothing about the class/],
    ["when the logits are too small", [3e-6, 0, 3e-6, 0, 3e-6, 0, 3e-6, 0], [0, 0, 0, 1], softmax2, /below 1\/10000/],
    ["when the logits are too large", [3e6, 0, 3e6, 0, 3e6, 0, 3e6, 0], [0, 0, 0, 1], softmax2, /above 10000/],
  ])("%s", (_what, logits, labels, layout, reason) => {
    const fit = fitTemperature({ logits: Float64Array.from(logits), labels: Int32Array.from(labels) }, layout);
    expect(fit).toMatchObject({ temperature: null, nllAfter: null });
    expect(fitInWords(fit).reason).toMatch(reason);
  });
});

test.each<[string, number[], number[], RegExp]>([
  ["a logit that is NaN", [1, 2, NaN, 0], [0, 1], /the logit of row 1, output 0 is NaN/],
  ["a label that is no class", [1, 2, 3, 0], [0, 2], /the label of row 1 is 2, classes go from 0 to 1/],
  ["a row without label", [1, 2, 3, 0], [0], /1 labels for 2 rows/],
  ["half a row", [1, 2, 3], [0], /3 logits are no multiple of 2/],
])("refuses %s", (_what, logits, labels, message) => {
  expect(() => fitTemperature({ logits: Float64Array.from(logits), labels: Int32Array.from(labels) }, softmax2)).toThrow(message);
});

test("margins keep the digits of a probability that rounds to 1, beside ties and far apart", () => {
  const [margins, logs] = [
    [50, 0, 0, 7, 7, -1e4],
    [800, 0, 0],
  ].map((z) => {
    const m = marginsOf(Float64Array.from(z), { kind: "softmax", classes: z.length });
    return [...logProbabilitiesOf(m)];
  });
  // log p of the first: -log(1 + 2 e^-50 + 2 e^-43).
  const rest = 2 * Math.exp(-50) + 2 * Math.exp(-43);
  expect(Math.abs(margins![0]! / -rest - 1)).toBeLessThan(1e-13);
  expect(margins![3]).toBeCloseTo(-43, 12);
  expect(margins![5]).toBeCloseTo(-10050, 9);
  expect(logs).toEqual([-0, -800, -800]);
});
