/** @file Metrics of scores on cases small enough for pencil and paper; what is undefined says why. */
import { describe, expect, it } from "vitest";
import { AppError } from "#shared/errors/errors.ts";
import { reliabilityBins, calibrationError } from "#shared/metrics/calibration.ts";
import { metricOf } from "#shared/metrics/metric-id.ts";
import { CLASS_METRICS, COUNT_METRICS, METRICS, SCORE_METRICS } from "#shared/metrics/catalogue.ts";
import type { Measured } from "#shared/metrics/measured.ts";
import { countMetrics as countedMetrics } from "#shared/metrics/count-metrics.ts";
import { ExactSum } from "#shared/metrics/exact-sum.ts";
import { normaliseRows, sigmoidProbabilities } from "#shared/metrics/probabilities.ts";
import { rankClass } from "#shared/metrics/ranking.ts";
import { scoreMetrics as reportOf } from "#shared/metrics/score-metrics.ts";
import { tailGroups } from "#shared/metrics/tail-groups.ts";
import { reportInWords, told } from "../../../fixtures/in-words.ts";

const table = (...rows: number[][]): Float64Array => Float64Array.from(rows.flat());
const ABC = ["a", "b", "c"];
/** With its reasons in words. */
const scoreMetrics = (...of: Parameters<typeof reportOf>) => reportInWords(reportOf(...of));
const countMetrics = (...of: Parameters<typeof countedMetrics>) => {
  const { overall, perClass, ...more } = countedMetrics(...of);
  const inWords = <K extends string>(values: Readonly<Record<K, readonly Measured[]>>) =>
    Object.fromEntries(Object.entries<readonly Measured[]>(values).map(([id, list]) => [id, list.map(told)])) as Record<K, ReturnType<typeof told>[]>;
  return {
    ...more,
    overall: Object.fromEntries(Object.entries(overall).map(([id, m]) => [id, told(m)])) as Record<keyof typeof overall, ReturnType<typeof told>>,
    perClass: inWords(perClass),
  };
};

/** Five rows with a tie in row 2; the figures are worked out by hand and were run through scikit-learn 1.9.1. */
const FIVE = table([0.7, 0.2, 0.1], [0.4, 0.4, 0.2], [0.1, 0.6, 0.3], [0.2, 0.3, 0.5], [0.3, 0.3, 0.4]);
const FIVE_LABELS = [0, 1, 1, 2, 0];

describe("five rows by hand", () => {
  const { overall, perClass, reliability } = scoreMetrics(FIVE, FIVE_LABELS, ABC);
  it("overall", () => {
    expect(overall.accuracy.value).toBeCloseTo(0.6, 14);
    expect(overall.brier.value).toBeCloseTo(0.416, 14);
    expect(overall.nll.value).toBeCloseTo(-(Math.log(0.7) + Math.log(0.4) + Math.log(0.6) + Math.log(0.5) + Math.log(0.3)) / 5, 14);
    expect(overall.ece.value).toBeCloseTo(0.4, 14);
    expect(overall.classwiseEce.value).toBeCloseTo(1 / 3, 14);
    expect(overall.rocAuc).toEqual({ value: expect.closeTo(17 / 18, 14), reason: null, over: 3 });
    expect(overall.averagePrecision.value).toBeCloseTo((5 / 6 + 2) / 3, 14);
    expect(overall.kappa.value).toBeCloseTo((0.6 - 0.32) / (1 - 0.32), 14);
    expect(overall.top2.value).toBe(1);
  });
  it("per class", () => {
    expect(perClass.averagePrecision.map((m) => m.value)).toEqual([expect.closeTo(5 / 6, 14), 1, 1]);
    expect(perClass.rocAuc.map((m) => m.value)).toEqual([expect.closeTo(5 / 6, 14), 1, 1]);
  });
  it("in bins for a diagram: 0.4 and 0.4 share the bin (5/15, 6/15]", () => {
    const filled = reliability!.width.filter((bin) => bin.count > 0);
    expect(filled.map((bin) => [bin.low * 15, bin.high * 15, bin.count, bin.confidence, bin.accuracy])).toEqual([
      [5, 6, 2, 0.4, 0],
      [7, 8, 1, 0.5, 1],
      [8, 9, 1, 0.6, 1],
      [10, 11, 1, 0.7, 1],
    ]);
  });
});

it("kappa and the averages from counts, scikit-learn 1.9.1 on ten rows with a class that is never predicted", () => {
  const { overall, perClass, notes } = countMetrics([4, 1, 0, 1, 2, 0, 1, 1, 0], ABC, [500, 300, 2]);
  expect(overall.kappa.value).toBeCloseTo(0.31034, 5);
  expect(overall.microF1.value).toBeCloseTo(0.6, 14);
  expect(overall.weightedPrecision.value).toBeCloseTo((5 * (4 / 6) + 3 * 0.5) / 10, 14);
  expect(overall.weightedRecall.value).toBeCloseTo(0.6, 14);
  expect(perClass.precision[2]).toEqual({ value: null, reason: "no row is predicted as class “c”" });
  expect([overall.headRecall.value, overall.midRecall.value, overall.tailRecall.value]).toEqual([0.8, 2 / 3, 0]);
  expect(notes).toEqual(["Macro and weighted precision count class “c” as 0, because no row is predicted as it."]);
});

it("ROC-AUC and average precision with ties: pairs counted one by one", () => {
  const labels = [0, 0, 1, 1, 0, 1];
  const scores = [0.1, 0.4, 0.4, 0.8, 0.4, 0.35];
  // Positives .4 .8 .35 against .1 .4 .4: wins 1 + 3 + 1 and two halves, of 9. Thresholds .8: P 1, R 1/3; .4: P 2/4, R 2/3; .35: P 3/5, R 1.
  const ranking = rankClass(
    Float64Array.from(scores),
    Int32Array.from(labels, (l) => 1 - l),
    1,
    0,
  );
  expect(ranking).toEqual({ positives: 3, negatives: 3, rocAuc: 6 / 9, averagePrecision: expect.closeTo(1 / 3 + 1 / 6 + 1 / 5, 14) });
  // The order of the rows has no say.
  const reversed = rankClass(
    Float64Array.from(scores.toReversed()),
    Int32Array.from(labels.toReversed(), (l) => 1 - l),
    1,
    0,
  );
  expect(reversed).toEqual(ranking);
});

it("a constant score ranks nothing: ROC-AUC 1/2, average precision the share of the class; 0 and -0 are the same score", () => {
  const ranking = rankClass(Float64Array.from([0, -0, 0, -0]), [0, 1, 1, 1], 1, 0);
  expect(ranking).toMatchObject({ rocAuc: 0.5, averagePrecision: 0.25 });
});

describe("what is undefined is null and says why (scikit-learn: 0.0, NaN or an exception)", () => {
  const reasons = (report: ReturnType<typeof scoreMetrics>) =>
    Object.fromEntries(Object.entries(report.overall).flatMap(([id, m]) => (m.value === null ? [[id, m.reason]] : [])));
  const train = { trainCounts: [9, 5, 1] };

  it("a class that is absent from the labels: null per class, left out of the mean, counted", () => {
    const report = scoreMetrics(table([0.7, 0.2, 0.1], [0.1, 0.6, 0.3]), [0, 1], ABC, train);
    expect(report.perClass.rocAuc[2]).toEqual({ value: null, reason: "class “c” has no row" });
    expect(report.perClass.averagePrecision[2]).toEqual({ value: null, reason: "class “c” has no row" });
    expect(report.perClass.recall[2]).toEqual({ value: null, reason: "class “c” has no row" });
    expect(report.perClass.f1[2]).toEqual({ value: null, reason: "class “c” has no row and no prediction" });
    expect(report.overall.rocAuc).toEqual({ value: 1, reason: null, over: 2 });
    expect(report.overall.balancedAccuracy).toEqual({ value: 1, reason: null, over: 2 });
    expect(reasons(report)).toEqual({
      tailRecall: "no class of the tail has a row",
      top3: "with 3 classes the true one is always among 3",
      top5: "with 3 classes the true one is always among 5",
    });
    expect(report.notes).toContain(
      "Macro precision, recall and F1 count class “c” without a row as 0; balanced accuracy, G-mean and the means over present classes leave it out.",
    );
  });

  it("one row", () => {
    const report = scoreMetrics(table([0.7, 0.3]), [0], ["a", "b"]);
    expect(reasons(report)).toEqual({
      kappa: "all rows are of one class and predicted as it, so agreement by chance is complete",
      headRecall: "the training rows per class are not known",
      midRecall: "the training rows per class are not known",
      tailRecall: "the training rows per class are not known",
      rocAuc: "no class has both rows of its own and rows of others",
      top2: "with 2 classes the true one is always among 2",
      top3: "with 2 classes the true one is always among 3",
      top5: "with 2 classes the true one is always among 5",
    });
    expect(report.perClass.rocAuc).toEqual([
      { value: null, reason: "every row is of class “a”" },
      { value: null, reason: "class “b” has no row" },
    ]);
    // Two classes: the Brier score is halved, (1 - 0.7)^2.
    expect(report.overall.brier.value).toBeCloseTo(0.09, 14);
    expect(report.notes).toContain("MCC is 0 by convention (0/0): all rows are of one class.");
  });

  it("no row", () => {
    const report = scoreMetrics(new Float64Array(0), [], ABC, train);
    for (const [id, m] of Object.entries(report.overall)) expect([id, m.value]).toEqual([id, null]);
    expect(report.overall.nll.reason).toBe("there is no row");
    expect(report.overall.mcc.reason).toBe("there is no row");
  });

  it.each([NaN, Infinity, -Infinity])("a score of %d: the first such row is named, columns without one keep their ranking", (bad) => {
    const scores = FIVE.slice();
    scores[2 * 3 + 1] = bad;
    scores[4 * 3 + 1] = bad;
    const report = scoreMetrics(scores, FIVE_LABELS, ABC, train);
    for (const [id, m] of Object.entries(report.overall)) expect([id, m.value, m.reason]).toEqual([id, null, "row 3 has a score that is not a finite number"]);
    expect(report.perClass.rocAuc.map((m) => m.value)).toEqual([expect.closeTo(5 / 6, 14), null, 1]);
    expect(report.perClass.classwiseEce[1]).toEqual({ value: null, reason: "row 3 has a score that is not a finite number" });
    expect([report.confusion, report.predicted, report.reliability]).toEqual([null, null, null]);
    expect(report.support).toEqual([2, 2, 1]);
    // Decisions made elsewhere can still be counted.
    const decided = scoreMetrics(scores, FIVE_LABELS, ABC, { predictions: [0, 0, 1, 2, 2] });
    expect(decided.overall.accuracy.value).toBeCloseTo(0.6, 14);
    expect(decided.overall.nll.value).toBeNull();
  });

  it("predictions without scores", () => {
    const report = scoreMetrics(null, [0, 1, 2], ABC, { predictions: [0, 1, 1] });
    expect(report.overall.accuracy.value).toBeCloseTo(2 / 3, 14);
    expect(report.overall.rocAuc).toEqual({ value: null, reason: "there are no scores" });
    expect(scoreMetrics(null, [0, 1], ABC).overall.accuracy.reason).toBe("there are neither scores nor predictions");
    expect(scoreMetrics(null, [0, 1], ABC, { predictions: [0, -1] }).overall.accuracy.reason).toBe("row 2 has no prediction");
  });

  it("a class without scores counts as probability 0, and its own figures are null", () => {
    const report = scoreMetrics(table([0.7, 0.3, 0], [0.2, 0.8, 0]), [0, 2], ABC, { unscored: [2] });
    expect(report.perClass.classwiseEce[2]).toEqual({ value: null, reason: "class “c” was not scored" });
    expect(report.overall.classwiseEce).toEqual({ value: expect.closeTo((0.25 + 0.55) / 2, 14), reason: null, over: 2 });
    expect(report.overall.nll.value).toBeCloseTo((-Math.log(0.7) + 52 * Math.LN2) / 2, 12);
    expect(report.notes).toContain("Class “c” was not scored: its probability counts as 0.");
    expect(report.notes).toContain("NLL counts 1 of 2 rows as 36.04: the probability of their true class is below 2.2e-16.");
  });
});

describe("one-vs-rest", () => {
  it("ranks by each class's own sigmoid and measures the normalised row", () => {
    // Own order of class a: row 1 before row 2. After normalisation: row 2 before row 1.
    const own = table([0.8, 0.8], [0.4, 0.1]);
    const distribution = normaliseRows(own, 2);
    expect([...distribution]).toEqual([0.5, 0.5, 0.8, expect.closeTo(0.2, 15)]);
    const report = scoreMetrics(distribution, [0, 1], ["a", "b"], { own });
    expect(report.perClass.rocAuc[0]!.value).toBe(1);
    expect(scoreMetrics(distribution, [0, 1], ["a", "b"]).perClass.rocAuc[0]!.value).toBe(0);
    expect(report.overall.nll.value).toBeCloseTo(-(Math.log(0.5) + Math.log(0.2)) / 2, 14);
    expect(report.perClass.classwiseEce[1]!.value).toBeCloseTo((0.8 + 0.9) / 2, 14);
  });

  it("a row of zeros has no distribution, and its ranking all the same", () => {
    const own = table([0, 0], [0.4, 0.1]);
    const report = scoreMetrics(normaliseRows(own, 2), [0, 1], ["a", "b"], { own });
    expect(report.overall.nll.reason).toBe("the scores of row 1 give no distribution: one is not a finite number, or all are 0");
    expect(report.perClass.rocAuc.map((m) => m.value)).toEqual([0, 1]);
  });

  it("predicts by the logit where both sigmoids are 1", () => {
    const { distribution, own, predictions } = sigmoidProbabilities([40, 50], 2);
    expect([own[0], own[1], predictions[0]]).toEqual([1, 1, 1]);
    expect(scoreMetrics(distribution, [1], ["a", "b"], { own, predictions }).overall.accuracy.value).toBe(1);
  });
});

it("decisions that are not the largest probability are counted as such, and said", () => {
  const report = scoreMetrics(FIVE, FIVE_LABELS, ABC, { predictions: FIVE_LABELS });
  expect(report.overall.accuracy.value).toBe(1);
  expect(report.overall.ece.value).toBeCloseTo(0.4, 14);
  expect(report.notes).toEqual([
    "In 2 of 5 rows the prediction is not the most probable class; top-k and ECE look at the probabilities, the counts at the prediction.",
  ]);
});

describe("calibration bins", () => {
  it("hold (low, high]: each edge b/15 belongs to the bin below it, 0 to the first", () => {
    const edges = Float64Array.from({ length: 16 }, (_, b) => b / 15);
    const bins = reliabilityBins(edges, new Uint8Array(16));
    expect(bins.map((bin) => bin.count)).toEqual([2, ...new Array<number>(14).fill(1)]);
  });

  it("of equal mass keep equal confidences together, whatever the order", () => {
    const confidences = Float64Array.from([0.9, 0.5, 0.5, 0.5, 0.6, 0.8, 0.7, 0.95]);
    const outcomes = Uint8Array.from([1, 0, 1, 1, 0, 1, 0, 1]);
    const bins = reliabilityBins(confidences, outcomes, "mass", 4);
    // Quarters end at the 2nd, 4th, 6th and 8th smallest: 0.5, 0.6, 0.8, 0.95; the three 0.5 are all in the first.
    expect(bins.map((bin) => [bin.low, bin.high, bin.count])).toEqual([
      [0, 0.5, 3],
      [0.5, 0.6, 1],
      [0.6, 0.8, 2],
      [0.8, 0.95, 2],
    ]);
    expect(calibrationError(bins)).toBeCloseTo((3 * Math.abs(2 / 3 - 0.5) + 0.6 + 2 * Math.abs(0.5 - 0.75) + 2 * (1 - 0.925)) / 8, 14);
    expect(reliabilityBins(confidences.toReversed(), outcomes.toReversed(), "mass", 4)).toEqual(bins);
  });
});

describe("head, middle and tail by terciles of training rows", () => {
  it.each([
    [
      [500, 300, 2],
      ["head", "mid", "tail"],
    ],
    [
      [2, 500],
      ["tail", "head"],
    ],
    [
      [9, 8, 7, 6],
      ["head", "mid", "mid", "tail"],
    ],
    [
      [1, 2, 3, 4, 5],
      ["tail", "tail", "mid", "head", "head"],
    ],
    [
      [7, 7, 7],
      ["mid", "mid", "mid"],
    ],
    [
      [9, 5, 5, 1],
      ["head", "mid", "mid", "tail"],
    ],
    [
      [9, 9, 5, 1],
      ["mid", "mid", "mid", "tail"],
    ],
  ])("%j", (counts, groups) => expect(tailGroups(counts)).toEqual(groups));

  it("a group without a class is null", () => {
    expect(countMetrics([1, 0, 0, 1], ["a", "b"], [9, 1]).overall.midRecall).toEqual({
      value: null,
      reason: "no class is in the middle by its training rows",
      over: 0,
    });
  });
});

it("the G-mean of many classes does not underflow to 0", () => {
  const counts = Array.from({ length: 400 * 400 }, (_, i) => (Math.floor(i / 400) === i % 400 ? 1 : (Math.floor(i / 400) + 1) % 400 === i % 400 ? 9 : 0));
  expect(countMetrics(counts, Array.from({ length: 400 }, String)).overall.gMean.value).toBeCloseTo(0.1, 12);
});

it("sums keep what plain addition loses", () => {
  const sum = new ExactSum();
  for (const x of [1, 1e100, 1, -1e100]) sum.add(x);
  expect(sum.value).toBe(2);
});

describe("what cannot be measured is refused, by place and value", () => {
  it.each([
    [
      () => scoreMetrics(table([0.5, 0.6, 1.2]), [0], ABC),
      "The probability of class “c” in row 1 is not valid: it is 1.2, a probability lies between 0 and 1.",
    ],
    [
      () => scoreMetrics(table([-0.1, 0.6, 0.5]), [0], ABC),
      "The probability of class “a” in row 1 is not valid: it is -0.1, a probability lies between 0 and 1.",
    ],
    [() => scoreMetrics(FIVE, [0, 1, 1, 3, 0], ABC), "The label of row 4 is not valid: it is 3, a class index runs from 0 to 2."],
    [() => scoreMetrics(FIVE, [0, 1], ABC), "The table of probabilities is not valid: it has 15 entries, 2 rows of 3 classes have 6."],
    [() => scoreMetrics(FIVE, FIVE_LABELS, ABC, { predictions: [1] }), "The list of predictions is not valid: it has 1 entries for 5 labels."],
    [
      () => scoreMetrics(FIVE, FIVE_LABELS, ABC, { predictions: [1, 0, 0, 0, 0.5] }),
      "The prediction of row 5 is not valid: it is 0.5, a class index runs from 0 to 2.",
    ],
  ])("%#", (call, sentence) => {
    expect(call).toThrow(AppError);
    expect(call).toThrow(sentence);
  });
});

describe("the table of metrics", () => {
  it("has every metric once, and every value of a report is in its range", () => {
    expect(METRICS.map((m) => m.name).sort()).toEqual([...new Set([...COUNT_METRICS, ...SCORE_METRICS, ...CLASS_METRICS])].sort());
    const report = scoreMetrics(FIVE, FIVE_LABELS, ABC, { trainCounts: [3, 2, 1] });
    expect(Object.keys(report.overall).sort()).toEqual(METRICS.flatMap((m) => (m.whole ? [m.name] : [])).sort());
    expect(Object.keys(report.perClass).sort()).toEqual(METRICS.flatMap((m) => (m.perClass ? [m.name] : [])).sort());
    for (const { name: id, range } of METRICS)
      for (const { value } of [report.overall[id as "nll"], ...(report.perClass[id as "rocAuc"] ?? [])].filter((m) => m?.value != null)) {
        expect(value).toBeGreaterThanOrEqual(range[0]);
        expect(value).toBeLessThanOrEqual(range[1]);
      }
  });

  it("knows which way is better", () => {
    expect(METRICS.flatMap((m) => (m.better === "higher" ? [] : [m.name]))).toEqual(["nll", "brier", "ece", "eceMass", "classwiseEce"]);
    expect(metricOf("nll", {}).range[1]).toBeCloseTo(36.0437, 4);
    expect(metricOf("tailRecall", {})).toMatchObject({ from: "counts", whole: true, perClass: false });
  });
});
