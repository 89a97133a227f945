/**
 * @file Thresholds, logit adjustment and cost decisions against scikit-learn and numpy, with every cut tried, and their edge cases by hand.
 * Reads: test/fixtures/calibration.
 */
import { describe, expect, test } from "vitest";
import { meanCost, predictByCosts } from "#shared/calibration/costs.ts";
import { adjustLogits, chooseTau, unadjustedClasses } from "#shared/calibration/logit-adjustment.ts";
import type { OutputLayout } from "#shared/calibration/logit-part.ts";
import { logProbabilitiesOf, marginsOf, probabilitiesOf } from "#shared/calibration/margins.ts";
import { bestF1Threshold, predictByThresholds, predictWithThreshold, recallThreshold } from "#shared/calibration/thresholds.ts";
import { calibrationFixture } from "../../../fixtures/calibration/calibration-fixture.ts";
import { sayFitNote } from "#shared/words/en/fits.ts";
import { fitInWords } from "../../../fixtures/in-words.ts";

const softmax = (classes: number): OutputLayout => ({ kind: "softmax", classes });
const logsOf = (logits: readonly number[], classes: number): Float64Array => logProbabilitiesOf(marginsOf(Float64Array.from(logits), softmax(classes)));
const logs = (probabilities: readonly number[]): Float64Array => Float64Array.from(probabilities, (p) => Math.log(p));
/** Scores of the second of two classes. */
const two = (scores: readonly number[]): Float64Array => Float64Array.from(scores.flatMap((p) => [1 - p, p]));

describe.each(calibrationFixture.decisions)("$name, against scikit-learn", (d) => {
  const probabilities = Float64Array.from(d.validationProbabilities);
  const labels = Int32Array.from(d.validationLabels);
  const testLogs = logsOf(d.testLogits, d.classes);

  test("best F1 of each class over all cuts", () => {
    d.f1.forEach((wanted, c) => {
      const found = bestF1Threshold(probabilities, labels, d.classes, c, `c${c}`);
      expect(found.threshold).toBeCloseTo(wanted.threshold, 14);
      expect([found.precision, found.recall, found.f1]).toEqual([wanted.precision, wanted.recall, expect.closeTo(wanted.f1, 14)]);
    });
  });
  test("best precision at a recall of .5, .9 and 1", () => {
    for (const wanted of d.recalls) {
      const found = recallThreshold(probabilities, labels, d.classes, wanted.class, "c", wanted.minimum);
      expect(found.threshold).toBeCloseTo(wanted.threshold, 14);
      expect([found.precision, found.recall]).toEqual([wanted.precision, wanted.recall]);
    }
  });
  test("predictions by the largest ratio of probability to threshold", () => {
    const thresholds = d.f1.map((t) => t.threshold);
    expect([...predictByThresholds(testLogs, thresholds)]).toEqual(d.ratioPredictions);
  });
  test("adjusted predictions for every tau, and the tau chosen by two metrics", () => {
    d.taus.forEach((tau, i) => {
      expect([...adjustLogits(Float32Array.from(d.testLogits), softmax(d.classes), d.trainCounts, tau).predictions]).toEqual(d.adjusted[i]);
    });
    const validation = { logits: Float64Array.from(d.validationLogits), labels };
    const byMetric = { balancedAccuracy: d.balancedAccuracy, macroF1: d.macroF1 };
    for (const metric of ["balancedAccuracy", "macroF1"] as const) {
      const wanted = byMetric[metric];
      const choice = chooseTau(validation, softmax(d.classes), d.trainCounts, d.taus, metric);
      choice.tried.forEach(({ value }, i) => expect(value).toBeCloseTo(wanted[i]!, 12));
      expect(choice.tau).toBe(d.taus[wanted.findIndex((value) => value > Math.max(...wanted) - 1e-12)]);
    }
  });
  test("cost decisions", () => {
    expect([...predictByCosts(testLogs, d.costs)]).toEqual(d.costPredictions);
  });
});

describe("thresholds by hand", () => {
  test("the middle between the two scores, tied rows together", () => {
    // Above .6: 2 of 3 positives and no negative, F1 .8; with the tie at .5 (1 positive, 2 negatives): 3 of 5, F1 .75.
    const found = bestF1Threshold(two([0.9, 0.6, 0.5, 0.5, 0.5, 0.1]), Int32Array.from([1, 1, 1, 0, 0, 0]), 2, 1, "b");
    expect(found).toEqual({ threshold: 0.55, precision: 1, recall: 2 / 3, f1: 0.8, reason: null });
  });
  test("of equal F1 the highest threshold", () => {
    // F1 2/3 with 1 predicted (1 of 2), and with 4 predicted (2 of 2).
    const found = bestF1Threshold(two([0.8, 0.6, 0.4, 0.2]), Int32Array.from([1, 0, 0, 1]), 2, 1, "b");
    expect(found.threshold).toBeCloseTo(0.7, 15);
  });
  test("the lowest score is halved, and a threshold between neighbouring numbers is the upper one", () => {
    expect(bestF1Threshold(two([0.4, 0.3]), Int32Array.from([1, 1]), 2, 1, "b").threshold).toBeCloseTo(0.15, 15);
    const next = 0.5 + Number.EPSILON / 2;
    expect(bestF1Threshold(two([next, 0.5]), Int32Array.from([1, 0]), 2, 1, "b").threshold).toBe(next);
  });
  test("of equal precision the higher recall", () => {
    const found = recallThreshold(two([0.9, 0.8, 0.1]), Int32Array.from([1, 1, 0]), 2, 1, "b", 0.5);
    expect(found).toMatchObject({ threshold: expect.closeTo(0.45, 14), precision: 1, recall: 1 });
  });
  test("a recall that cannot be reached says how far it goes", () => {
    const found = recallThreshold(two([0.9, 0, 0.2]), Int32Array.from([1, 1, 0]), 2, 1, "fraud", 0.9);
    expect(found).toMatchObject({ threshold: null, precision: null, recall: null });
    expect(fitInWords(found).reason).toBe("Recall 0.9 of class “fraud” cannot be reached on the validation part: 0.5 is the most that any threshold gives.");
  });
  test("a class without validation rows, or found by no score, has no threshold", () => {
    const none = { threshold: null, precision: null, recall: null, f1: null };
    expect(fitInWords(bestF1Threshold(two([0.9, 0.1]), Int32Array.from([0, 0]), 2, 1, "fraud"))).toEqual({
      ...none,
      reason: "Class “fraud” has no validation row, so no threshold can be tuned for it.",
    });
    expect(fitInWords(bestF1Threshold(two([0.5, 0]), Int32Array.from([0, 1]), 2, 1, "fraud"))).toEqual({
      ...none,
      reason: "Every validation row of class “fraud” has probability 0 for it, so no threshold finds one.",
    });
  });
  test.each([0, 1.1, NaN])("refuses a recall of %d", (recall) => {
    expect(() => recallThreshold(two([0.5]), Int32Array.from([1]), 2, 1, "b", recall)).toThrow(/recall to reach is not valid/);
  });
});

describe("rows above no or several thresholds", () => {
  test("above one: that class; above several: the largest ratio; above none: the nearest", () => {
    const rows = [0.6, 0.3, 0.1, 0.55, 0.25, 0.2, 0.45, 0.15, 0.4];
    // Thresholds .5, .2, .5. Row 0: ratios 1.2, 1.5. Row 1: 1.1, 1.25. Row 2: none above, .9, .75, .8.
    expect([...predictByThresholds(logs(rows), [0.5, 0.2, 0.5])]).toEqual([1, 1, 0]);
    // The difference p - t would have said class 0 in row 0 here: .1 against .09.
    expect([...predictByThresholds(logs([0.6, 0.19, 0.21]), [0.5, 0.1, 0.5])]).toEqual([1]);
  });
  test("an untuned class is held against 0.5", () => {
    expect([...predictByThresholds(logs([0.45, 0.55, 0.6, 0.4]), [0.5, null])]).toEqual([1, 0]);
  });
  test("one threshold: its class when reached, else the most likely other", () => {
    const p = [0.1, 0.5, 0.4, 0.09, 0.5, 0.41, 0.05, 0.05, 0.9];
    expect([...predictWithThreshold(Float64Array.from(p), logs(p), 3, 0, 0.1)]).toEqual([0, 1, 2]);
    expect([...predictWithThreshold(Float64Array.from(p), logs(p), 3, 1, 0.51)]).toEqual([2, 2, 2]);
  });
});

describe("logit adjustment by hand", () => {
  const validation = { logits: Float64Array.from([1, 0, 1, 0, 0.2, 0, 1, 0.5]), labels: Int32Array.from([0, 0, 1, 1]) };

  test("z - tau log pi: the score's softmax is p / pi, renormalised", () => {
    const { scores } = adjustLogits(Float64Array.from([Math.log(0.8), Math.log(0.2)]), softmax(2), [90, 10], 1);
    const p = probabilitiesOf(marginsOf(scores, softmax(2)));
    const shares = [0.8 / 0.9, 0.2 / 0.1];
    expect(p[1]).toBeCloseTo(shares[1]! / (shares[0]! + shares[1]!), 14);
  });
  test("one sigmoid output: the logit moves by tau times the prior's log-odds, whichever class is positive", () => {
    const shift = Math.log(9);
    for (const positiveClass of [0, 1]) {
      const counts = positiveClass === 1 ? [90, 10] : [10, 90];
      const layout: OutputLayout = { kind: "binary", classes: 2, positiveClass };
      const logits = Float64Array.from([-shift - 0.01, -shift + 0.01, 2]);
      const other = 1 - positiveClass;
      expect([...adjustLogits(logits, layout, counts, 1).predictions]).toEqual([other, positiveClass, positiveClass]);
      expect([...adjustLogits(Float64Array.from([0, 0.01]), layout, counts, 0).predictions]).toEqual([other, positiveClass]);
    }
  });
  test("one-vs-rest uses each output's own probability", () => {
    const layout: OutputLayout = { kind: "one-vs-rest", classes: 2 };
    // p = .9 and .2, priors .9 and .1: 1 against 2, though the logits 2.197 - log .9 and -1.386 - log .1 say 2.30 against .92.
    const logits = Float64Array.from([Math.log(9), Math.log(0.25)]);
    expect([...adjustLogits(logits, layout, [90, 10], 1).predictions]).toEqual([1]);
    // Both probabilities round to 1; without adjustment the larger logit still wins.
    expect([...adjustLogits(Float64Array.from([800, 900]), layout, [90, 10], 0).predictions]).toEqual([1]);
  });
  test("a class without training rows is left as it is, with the reason", () => {
    const { scores } = adjustLogits(Float64Array.from([0, 0, 0]), softmax(3), [90, 10, 0], 1);
    expect(scores[2]).toBeCloseTo(-Math.log(3), 14);
    expect(scores[1]).toBeCloseTo(-Math.log(3) - Math.log(0.1), 14);
    expect(unadjustedClasses([90, 10, 0], ["a", "b", "c"]).map(sayFitNote)).toEqual([
      "Class “c” has no training row, so its frequency is unknown: its score is not adjusted.",
    ]);
  });
  test("of equal values the smallest tau; without rows none", () => {
    // Counts are equal, so tau shifts nothing and all values are the same.
    expect(chooseTau(validation, softmax(2), [5, 5], [2, 1, 0.5], "macroF1").tau).toBe(0.5);
    const empty = chooseTau({ logits: new Float64Array(0), labels: new Int32Array(0) }, softmax(2), [5, 5], [1], "macroF1");
    expect(fitInWords(empty)).toMatchObject({ tau: null, reason: "Macro F1 is undefined on the validation part, so no tau can be chosen by it." });
  });
  test.each<[string, () => unknown, RegExp]>([
    ["a negative tau", () => adjustLogits(validation.logits, softmax(2), [5, 5], -1), /it is -1/],
    ["counts of other classes", () => adjustLogits(validation.logits, softmax(2), [5], 1), /1 counts for 2 classes/],
    ["a negative count", () => adjustLogits(validation.logits, softmax(2), [5, -1], 1), /a count is -1/],
    ["an empty list", () => chooseTau(validation, softmax(2), [5, 5], [], "macroF1"), /list of tau is not valid: it is empty/],
  ])("refuses %s", (_what, run, message) => expect(run).toThrow(message));
});

describe("costs by hand", () => {
  test("0-1 costs are the most likely class; a dear miss lowers the probability that is enough", () => {
    const p = logs([0.5, 0.3, 0.2, 0.2, 0.45, 0.35]);
    const zeroOne = [
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
    ];
    expect([...predictByCosts(p, zeroOne)]).toEqual([0, 1]);
    // A false negative 9 times as dear: positive from p = 1 / 10.
    const dear = [
      [0, 1],
      [9, 0],
    ];
    expect([...predictByCosts(logs([0.89, 0.11, 0.91, 0.09]), dear)]).toEqual([1, 0]);
    expect(meanCost(Int32Array.from([0, 1, 0]), Int32Array.from([1, 0, 0]), dear)).toBeCloseTo(10 / 3, 15);
    expect(meanCost(new Int32Array(0), new Int32Array(0), dear)).toBeNull();
  });
  test("probabilities that all round to 0 still decide", () => {
    const equal = [
      [0, 1],
      [1, 0],
    ];
    expect([...predictByCosts(Float64Array.from([-2000, -1999]), equal)]).toEqual([1]);
  });
  test.each<[string, number[][], RegExp]>([
    ["a row too few", [[0, 1]], /row 0 has 2 entries for 1/],
    ["a short row", [[0, 1], [1]], /row 1 has 1 entries for 2 classes/],
    [
      "a negative cost",
      [
        [0, 1],
        [-1, 0],
      ],
      /row 1, column 0 is -1/,
    ],
  ])("refuses %s", (_what, costs, message) => expect(() => predictByCosts(logs([0.5, 0.5]), costs)).toThrow(message));
});
