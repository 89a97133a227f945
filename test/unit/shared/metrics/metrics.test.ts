import { describe, expect, it } from "vitest";
import { classMetrics, meanAndSpread, scoresOf } from "#shared/metrics/from-counts.ts";

/** scikit-learn 1.9.1 on yt=[0,0,0,0,0,1,1,1,2,2], yp=[0,0,0,1,0,1,0,1,1,0]; 5 digits. */
const COUNTS = [4, 1, 0, 1, 2, 0, 1, 1, 0];

describe("metrics from counts", () => {
  it("agree with scikit-learn where everything is defined, and say null where it is not", () => {
    const per = classMetrics(COUNTS, 3);
    expect(per.map((c) => c.support)).toEqual([5, 3, 2]);
    expect(per.map((c) => c.predicted)).toEqual([6, 4, 0]);
    expect(per.map((c) => c.precision)).toEqual([4 / 6, 0.5, null]);
    expect(per.map((c) => c.recall)).toEqual([0.8, 2 / 3, 0]);
    expect(per[0]!.f1).toBeCloseTo(0.72727, 5);
    expect(per[1]!.f1).toBeCloseTo(0.57143, 5);
    expect(per[2]!.f1).toBe(0);
    const scores = scoresOf(COUNTS, 3);
    expect(scores.accuracy).toBeCloseTo(0.6, 12);
    expect(scores.macroF1).toBeCloseTo(0.4329, 5);
    expect(scores.weightedF1).toBeCloseTo(0.53506, 5);
    expect(scores.macroPrecision).toBeCloseTo(0.38889, 5);
    expect(scores.balancedAccuracy).toBeCloseTo(0.48889, 5);
    expect(scores.mcc).toBeCloseTo(0.32996, 5);
    expect(scores.gMean).toBe(0);
  });

  it("drop an absent class from balanced accuracy but not from macro F1 (scikit-learn, labels 0..3)", () => {
    // yt=[0,0,1], yp=[0,2,1], labels 0..3
    const counts = [1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const scores = scoresOf(counts, 4);
    expect(scores.balancedAccuracy).toBeCloseTo(0.75, 12);
    expect(scores.macroF1).toBeCloseTo(0.41667, 5);
    expect(classMetrics(counts, 4)[3]).toEqual({ support: 0, predicted: 0, truePositives: 0, precision: null, recall: null, f1: null });
  });

  it("are null, not 0, without any row", () => {
    expect(Object.values(scoresOf([0, 0, 0, 0], 2)).every((value) => value === null)).toBe(true);
  });

  it("MCC is 0 when one class takes all predictions", () => {
    expect(scoresOf([5, 0, 3, 0], 2).mcc).toBe(0);
  });
});

describe("mean and spread over seeds", () => {
  it("uses the sample deviation and leaves undefined values out", () => {
    expect(meanAndSpread([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, sd: Math.sqrt(32 / 7), n: 8 });
    expect(meanAndSpread([1, null, 3])).toEqual({ mean: 2, sd: Math.SQRT2, n: 2 });
    expect(meanAndSpread([1])).toEqual({ mean: 1, sd: null, n: 1 });
    expect(meanAndSpread([null])).toEqual({ mean: null, sd: null, n: 0 });
  });
});
