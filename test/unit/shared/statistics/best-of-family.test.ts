/** @file The best of each family by validation, names of methods, intervals cut at the bounds of a metric; hand-made values. */
import { describe, expect, it } from "vitest";
import { planSweep } from "#shared/sweep/plan.ts";
import { metricRange } from "#shared/metrics/metric-id.ts";
import { methodName } from "#shared/sweep/method-name.ts";
import { bestOfFamilies, type FamilyMember } from "#shared/statistics/best-of-family.ts";
import { clipInterval, differenceRange } from "#shared/statistics/clip-interval.ts";
import { tInterval } from "#shared/statistics/interval.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { parseSweepSpec, type SweepSpecInput } from "#shared/sweep/spec.ts";

const member = (family: string, name: string, validation: (number | null)[], test: (number | null)[]): FamilyMember<string> => ({
  family,
  key: name,
  validation,
  test,
});

describe("best of each family", () => {
  const members = [
    member("Focal loss", "γ 1", [0.7, 0.8], [0.9, 0.9]),
    member("Cross entropy", "cross entropy", [0.6, 0.7], [0.5, 0.6]),
    member("Focal loss", "γ 2", [0.8, 0.9], [0.6, 0.8]),
    member("Focal loss", "γ 5", [0.9, 0.8], [0.1, 0.1]),
  ];

  it("chooses by the mean on validation, whatever test says, and reports test", () => {
    const [focal, plain] = bestOfFamilies(members, { higherIsBetter: true });
    expect(focal).toMatchObject({ family: "Focal loss", of: 3, leftOut: [], chosen: { key: "γ 2" } });
    // γ 1 has the highest test mean, 0.9; the mean and deviation below are of γ 2: 0.7, and sqrt(2 * 0.1^2 / 1).
    expect(focal!.chosen!.test.mean).toBeCloseTo(0.7, 12);
    expect(focal!.chosen!.test.sd).toBeCloseTo(Math.sqrt(0.02), 12);
    expect(focal!.chosen!.validation.mean).toBeCloseTo(0.85, 12);
    expect(plain).toMatchObject({ family: "Cross entropy", of: 1, equal: [], chosen: { key: "cross entropy" } });
  });

  it("names those with the same mean though their seeds differ, and takes the first of the sweep", () => {
    expect(bestOfFamilies(members, { higherIsBetter: true })[0]!.equal).toEqual(["γ 5"]);
    expect(bestOfFamilies(members.toReversed(), { higherIsBetter: true })[0]).toMatchObject({ family: "Focal loss", chosen: { key: "γ 5" }, equal: ["γ 2"] });
  });

  it("takes the smallest where lower is better", () => {
    expect(bestOfFamilies(members, { higherIsBetter: false })[0]!.chosen!.key).toBe("γ 1");
  });

  it("leaves out and names what lacks a seed, and says when nothing is left", () => {
    const some = [member("LDAM", "a", [0.9, null], [0.9, null]), member("LDAM", "b", [0.5, 0.5], [0.4, null]), member("ASL", "c", [null, null], [null, null])];
    const [ldam, asl] = bestOfFamilies(some, { higherIsBetter: true });
    expect(ldam).toMatchObject({ of: 1, leftOut: ["a"], chosen: { key: "b", test: { n: 1, mean: 0.4, sd: null } } });
    expect(asl).toEqual({ family: "ASL", chosen: null, of: 0, equal: [], leftOut: ["c"] });
    expect(bestOfFamilies([], { higherIsBetter: true })).toEqual([]);
    expect(() => bestOfFamilies([member("A", "a", [1], [1, 2])], { higherIsBetter: true })).toThrow("a");
  });
});

describe("names of methods", () => {
  const names = (...losses: SweepSpecInput["losses"]): string[] => [
    ...new Set(planSweep(parseSweepSpec({ name: "t", dataset: { name: "d" }, losses, controls: true })).configs.map((c) => methodName(c.params))),
  ];

  it("are one for all settings of a method, and differ between kinds of weights", () => {
    expect(
      names(
        { family: "focal-softmax", gamma: [0, 1, 5], strength: [0, 0.25, 1] },
        { family: "focal-softmax", gamma: 2, weights: { beta: [0.9, 0.999] } },
        { family: "weighted-cross-entropy", weights: { beta: 0.99 } },
        { family: "weighted-cross-entropy", weights: { classes: { a: 1, b: 2 } }, reweightFrom: 0.8 },
      ),
    ).toEqual([
      "Cross entropy",
      "Weighted cross entropy",
      "Focal loss",
      "Weighted focal loss",
      "Class-balanced focal loss",
      "Class-balanced cross entropy",
      "Cross entropy, own weights + DRW",
    ]);
  });

  it("are those of the papers", () => {
    expect(
      names(
        { family: "focal-sigmoid", gamma: [0, 2], alpha: ["off", 0.25] },
        { family: "focal-sample-dependent" },
        { family: "logit-adjusted", tau: [0.5, 1] },
        { family: "ldam" },
        { family: "ldam", beta: 0 },
        { family: "asymmetric" },
        { family: "cross-entropy", poly: 1, smoothing: 0.1, sampling: "class-balanced" },
      ).slice(0, -2),
    ).toEqual([
      "Sigmoid cross entropy",
      "α-balanced sigmoid cross entropy",
      "Sigmoid focal loss",
      "α-balanced sigmoid focal loss",
      "Sample-dependent focal loss (FLSD)",
      "Logit-adjusted loss",
      "LDAM-DRW",
      "LDAM",
      "Asymmetric loss (ASL)",
      "Cross entropy + Poly-1 + label smoothing + class-balanced sampling",
    ]);
  });
});

describe("an interval as it is shown", () => {
  it("is cut at the bounds of the metric, and says at which", () => {
    const raw = tInterval([0.96, 1]);
    if (isRefused(raw)) throw new Error(raw.refused);
    // t(0.975, 1) = 12.7062, sd = 0.0283, /sqrt 2 = 0.02: 0.98 ± 0.2541.
    expect(raw.high).toBeCloseTo(1.2341, 4);
    const shown = clipInterval(raw, metricRange("recall:0", {}));
    expect(shown.low).toBeCloseTo(0.7259, 4);
    expect(shown).toMatchObject({ high: 1, cutAt: [1], level: 0.95, method: raw.method });
    expect(clipInterval(raw, metricRange("brier", {}))).toMatchObject({ high: raw.high, cutAt: [] });
    expect(clipInterval({ ...raw, low: -3, high: 3 }, metricRange("mcc", {}))).toMatchObject({ low: -1, high: 1, cutAt: [-1, 1] });
    expect(clipInterval({ ...raw, low: -3, high: 3 }, differenceRange(metricRange("brier", {})))).toMatchObject({ low: -2, high: 2, cutAt: [-2, 2] });
  });

  it("is not called cut for a rounding error", () => {
    const equal = tInterval([1, 1, 1]);
    if (isRefused(equal)) throw new Error(equal.refused);
    expect(clipInterval({ ...equal, high: 1 + 1e-15 }, [0, 1])).toMatchObject({ low: 1, high: 1, cutAt: [] });
  });
});
