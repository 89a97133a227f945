/**
 * @file The variants after training as a whole: what is tuned where, what is missing and why, and that the link restores true probabilities.
 * Reads: test/fixtures/calibration.
 */
import { describe, expect, test } from "vitest";
import { afterTraining, type AfterTrainingInput, type TrainedLoss, type Variant } from "#shared/calibration/after-training.ts";
import { focalLossSlope, sigmoid } from "#shared/loss/focal.ts";
import { classMetrics } from "#shared/metrics/from-counts.ts";
import { calibrationFixture } from "../../../fixtures/calibration/calibration-fixture.ts";
import { fitInWords, variantInWords } from "../../../fixtures/in-words.ts";

const [four, , two] = calibrationFixture.decisions;
const CE: TrainedLoss = { activation: "softmax", gamma: 0, weights: null };

function inputOf(d: NonNullable<typeof four>, loss: TrainedLoss, more: Partial<AfterTrainingInput> = {}): AfterTrainingInput {
  return {
    validation: { logits: Float32Array.from(d.validationLogits), labels: Int32Array.from(d.validationLabels) },
    test: { logits: Float32Array.from(d.testLogits) },
    loss,
    trainCounts: d.trainCounts,
    classNames: Array.from({ length: d.classes }, (_, c) => `c${c}`),
    ...more,
  };
}

const variantOf = (input: AfterTrainingInput, id: string) => variantInWords(afterTraining(input).variants.find((v) => v.id === id)!);
const ids = (input: AfterTrainingInput): string[] => afterTraining(input).variants.map(({ id }) => id);

function f1Of(predictions: Int32Array, labels: readonly number[], classes: number, c: number): number | null {
  const counts = new Array<number>(classes * classes).fill(0);
  labels.forEach((label, row) => counts[label * classes + predictions[row]!]!++);
  return classMetrics(counts, classes)[c]!.f1;
}

test("the list: binary threshold on two classes, one variant per recall goal, costs when given", () => {
  const always = ["temperature", "focal-link", "logit-adjusted", "logit-adjusted-tuned", "thresholds-f1"];
  expect(ids(inputOf(four!, CE))).toEqual(always);
  const more: Partial<AfterTrainingInput> = {
    recallGoals: [
      { classIndex: 1, recall: 0.9 },
      { classIndex: 1, recall: 0.5 },
    ],
    costs: {
      base: "raw",
      matrix: [
        [0, 1],
        [9, 0],
      ],
    },
  };
  expect(ids(inputOf(two!, CE, more))).toEqual([...always, "binary-threshold-f1", "recall-at-least:c1:0.9", "recall-at-least:c1:0.5", "costs"]);
});

describe("the test part tunes nothing", () => {
  const loss: TrainedLoss = { activation: "softmax", gamma: 2, weights: [1, 2, 3, 4] };
  const more: Partial<AfterTrainingInput> = { recallGoals: [{ classIndex: 3, recall: 0.8 }], costs: { base: "temperature", matrix: four!.costs } };
  const before = afterTraining(inputOf(four!, loss, more));

  test("labels of the test part are never read", () => {
    let reads = 0;
    const withLabels = {
      logits: Float32Array.from(four!.testLogits),
      get labels(): Int32Array {
        reads++;
        return new Int32Array(60);
      },
    };
    expect(afterTraining(inputOf(four!, loss, { ...more, test: withLabels }))).toEqual(before);
    for (const turned of [0, 1, 2, 3]) {
      const test = { logits: Float32Array.from(four!.testLogits), labels: Int32Array.from({ length: 60 }, (_, row) => (row + turned) % 4) };
      expect(afterTraining(inputOf(four!, loss, { ...more, test }))).toEqual(before);
    }
    expect(reads).toBe(0);
  });
  test("other test rows change no parameter; other validation labels do", () => {
    const parameters = (input: AfterTrainingInput): unknown[] => afterTraining(input).variants.map((v) => v.parameters);
    const reversed = { logits: Float32Array.from(four!.testLogits).reverse() };
    expect(parameters(inputOf(four!, loss, { ...more, test: reversed }))).toEqual(before.variants.map((v) => v.parameters));
    const labels = Int32Array.from(four!.validationLabels).reverse();
    const other = parameters(inputOf(four!, loss, { ...more, validation: { logits: Float32Array.from(four!.validationLogits), labels } }));
    expect(other[0]).not.toEqual(before.variants[0]!.parameters);
    expect(other[4]).not.toEqual(before.variants[4]!.parameters);
  });
  test("parameters can be stored as they are", () => {
    for (const { parameters } of before.variants) expect(JSON.parse(JSON.stringify(parameters))).toEqual(parameters);
  });
});

test("raw figures and variants agree with the recorded predictions", () => {
  const { raw, variants } = afterTraining(inputOf(four!, CE, { taus: four!.taus, costs: { base: "raw", matrix: four!.costs } }));
  const of = (id: string): Variant => variants.find((v) => v.id === id)!;
  expect([...raw.predictions]).toEqual(four!.adjusted[0]);
  expect([...of("temperature").predictions!]).toEqual([...raw.predictions]);
  expect([...of("logit-adjusted").predictions!]).toEqual(four!.adjusted[2]);
  const best = Math.max(...four!.balancedAccuracy);
  const chosen = four!.balancedAccuracy.findIndex((value) => value > best - 1e-12);
  expect(of("logit-adjusted-tuned").parameters).toMatchObject({ tau: four!.taus[chosen], metric: "balancedAccuracy", tried: four!.taus });
  expect([...of("logit-adjusted-tuned").predictions!]).toEqual(four!.adjusted[chosen]);
  expect([...of("costs").predictions!]).toEqual(four!.costPredictions);
  // The recorded thresholds lie between probabilities of 6 decimals, these between the full ones.
  four!.f1.forEach(({ threshold, f1 }, c) => {
    expect((of("thresholds-f1").parameters["thresholds"] as number[])[c]).toBeCloseTo(threshold, 5);
    expect((of("thresholds-f1").parameters["f1"] as number[])[c]).toBeCloseTo(f1, 14);
  });
  expect([...of("thresholds-f1").predictions!]).toEqual(four!.ratioPredictions);
});

test("a tuned binary threshold has its F1 when the validation rows are the test rows, softmax and one output alike", () => {
  const labels = two!.validationLabels;
  const same = { test: { logits: Float32Array.from(two!.validationLogits) } };
  const softmax = variantOf(inputOf(two!, CE, same), "binary-threshold-f1");
  expect(softmax.parameters).toMatchObject({ class: "c1", f1: expect.closeTo(two!.f1[1]!.f1, 14) });
  expect(f1Of(softmax.predictions!, labels, 2, 1)).toBeCloseTo(two!.f1[1]!.f1, 14);
  for (const positiveClass of [0, 1]) {
    const x = Float64Array.from(labels, (_, row) => two!.validationLogits[2 * row + positiveClass]! - two!.validationLogits[2 * row + 1 - positiveClass]!);
    const one: AfterTrainingInput = {
      ...inputOf(two!, { activation: "sigmoid", gamma: 0, alpha: null, positiveClass }),
      validation: { logits: x, labels: Int32Array.from(labels) },
      test: { logits: x },
      positiveClass: 1,
    };
    expect(variantOf(one, "binary-threshold-f1").parameters["threshold"]).toBeCloseTo(softmax.parameters["threshold"] as number, 6);
    expect([...variantOf(one, "binary-threshold-f1").predictions!]).toEqual([...softmax.predictions!]);
    expect([...variantOf(one, "thresholds-f1").predictions!]).toEqual([...variantOf(inputOf(two!, CE, same), "thresholds-f1").predictions!]);
    expect(variantOf(one, "temperature").parameters["temperature"]).toBeCloseTo(
      variantOf(inputOf(two!, CE, same), "temperature").parameters["temperature"] as number,
      5,
    );
  }
});

describe("a network that minimises the focal loss of its population", () => {
  const [gamma, alpha] = [2, 0.75];
  /** Root of the expected slope, by halving: what training would end at for true probability eta. */
  function minimiser(eta: number): number {
    let [low, high] = [-60, 60];
    for (let step = 0; step < 200; step++) {
      const m = (low + high) / 2;
      if (eta * alpha * focalLossSlope(m, gamma) - (1 - eta) * (1 - alpha) * focalLossSlope(-m, gamma) < 0) low = m;
      else high = m;
    }
    return low;
  }
  const etas = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
  const logits = Float64Array.from(etas, minimiser);
  const labels = Int32Array.from(etas, (eta, i) => (((i * 37) % 99) / 99 < eta ? 1 : 0));
  const loss: TrainedLoss = { activation: "sigmoid", gamma, alpha, positiveClass: 1 };
  const input: AfterTrainingInput = { validation: { logits, labels }, test: { logits }, loss, trainCounts: [50, 49], classNames: ["no", "yes"] };

  test("the link gives the true probabilities, which the raw ones are not", () => {
    const { raw, variants } = afterTraining(input);
    const linked = variants.find((v) => v.id === "focal-link")!.probabilities!.distribution;
    etas.forEach((eta, row) => {
      expect(Math.abs(linked[2 * row + 1]! - eta)).toBeLessThan(1e-12);
      expect(linked[2 * row]! + linked[2 * row + 1]!).toBeCloseTo(1, 14);
      expect(raw.probabilities.own[2 * row + 1]).toBeCloseTo(sigmoid(logits[row]!), 15);
    });
    expect(Math.max(...etas.map((eta, row) => Math.abs(raw.probabilities.distribution[2 * row + 1]! - eta)))).toBeGreaterThan(0.1);
  });
  test("costs on the link decide at the Bayes threshold", () => {
    const matrix = [
      [0, 1],
      [4, 0],
    ];
    const { predictions, notes } = variantOf({ ...input, costs: { base: "focal-link", matrix } }, "costs");
    // Positive from eta = 1 / (1 + 4); at .2 itself the two costs are equal, so it is left out.
    etas.forEach((eta, row) => eta !== 0.2 && expect(predictions![row]).toBe(eta > 0.2 ? 1 : 0));
    expect(notes).toEqual([]);
    expect(variantOf({ ...input, costs: { base: "raw", matrix } }, "costs").notes[0]).toMatch(/need calibrated probabilities/);
  });
});

test("one-vs-rest: own probabilities and shares that add up to 1", () => {
  const loss: TrainedLoss = { activation: "sigmoid", gamma: 1, alpha: 0.25, positiveClass: null };
  const { raw, variants } = afterTraining({
    validation: { logits: Float64Array.from([1, -1, 0, 0, 1, -2]), labels: Int32Array.from([0, 0]) },
    test: { logits: Float64Array.from([2, 1, -3, -900, -901, -902]) },
    loss,
    trainCounts: [5, 5, 5],
    classNames: ["a", "b", "c"],
  });
  expect([...raw.predictions]).toEqual([0, 0]);
  expect(raw.probabilities.own[1]).toBeCloseTo(sigmoid(1), 15);
  expect(raw.probabilities.distribution[1]).toBeCloseTo(sigmoid(1) / (sigmoid(2) + sigmoid(1) + sigmoid(-3)), 14);
  // All own probabilities of row 1 round to 0; the shares are those of e^0, e^-1, e^-2.
  expect(raw.probabilities.distribution[3]).toBeCloseTo(1 / (1 + Math.exp(-1) + Math.exp(-2)), 14);
  // Class a is 1/2 sure in row 1 and right, b wrong: thresholds of b and c cannot be tuned.
  const thresholds = variantInWords(variants.find((v) => v.id === "thresholds-f1")!);
  expect(thresholds.parameters["thresholds"]).toEqual([0.25, null, null]);
  expect(thresholds.notes).toEqual([
    "Class “b” has no validation row, so no threshold can be tuned for it. It is predicted as if its threshold were 0.5.",
    "Class “c” has no validation row, so no threshold can be tuned for it. It is predicted as if its threshold were 0.5.",
  ]);
});

describe("what does not exist says why", () => {
  const empty = { validation: { logits: new Float32Array(0), labels: new Int32Array(0) } };

  test("without validation rows only what is not tuned remains", () => {
    const { variants } = afterTraining(
      inputOf(two!, { activation: "softmax", gamma: 1, weights: null }, { ...empty, recallGoals: [{ classIndex: 0, recall: 1 }] }),
    );
    expect(variants.map(fitInWords).map(({ id, predictions, probabilities, reason }) => [id, predictions !== null, probabilities !== null, reason])).toEqual([
      ["temperature", false, false, "The validation part has no row to fit a temperature to."],
      ["focal-link", true, true, null],
      ["logit-adjusted", true, true, null],
      ["logit-adjusted-tuned", false, false, "Balanced accuracy is undefined on the validation part, so no tau can be chosen by it."],
      ["thresholds-f1", false, false, "No class has a threshold that could be tuned on the validation part."],
      ["binary-threshold-f1", false, false, "Class “c1” has no validation row, so no threshold can be tuned for it."],
      ["recall-at-least:c0:1", false, false, "Class “c0” has no validation row, so no threshold can be tuned for it."],
    ]);
    const costs = {
      base: "temperature",
      matrix: [
        [0, 1],
        [1, 0],
      ],
    } as const;
    expect(variantOf(inputOf(two!, CE, { ...empty, costs }), "costs")).toMatchObject({ predictions: null, reason: expect.stringMatching(/no row/) });
  });
  test("the link after plain cross entropy, and after a loss it is not known for", () => {
    expect(variantOf(inputOf(two!, CE), "focal-link")).toMatchObject({
      predictions: null,
      reason: "Trained with plain cross entropy: the link changes nothing.",
    });
    const ldam = variantOf(inputOf(two!, { ...CE, other: { family: "ldam", beside: [] } }), "focal-link");
    expect(ldam.reason).toBe("The link is known for cross entropy and the focal loss; this network was trained with LDAM.");
    expect(variantOf(inputOf(two!, { ...CE, weights: [1, 5] }), "focal-link").predictions).not.toBeNull();
  });
  test("what makes a variant doubtful is a note", () => {
    const loss: TrainedLoss = { activation: "softmax", gamma: 2, weights: [1, 0] };
    const input = inputOf(two!, loss, { trainCounts: [100, 0] });
    expect(variantOf(input, "temperature").notes).toEqual(["The loss weighted the classes; one temperature cannot undo that."]);
    expect(variantOf(input, "focal-link").notes).toEqual(["Class “c1” had weight 0 in training: its probability is left as it is."]);
    expect(variantOf(input, "logit-adjusted").notes.slice(1)).toEqual([
      "Class “c1” has no training row, so its frequency is unknown: its score is not adjusted.",
      "The loss weighted the classes already: this corrects a second time.",
      "Derived for cross entropy: with γ above 0 the probabilities it starts from are biased.",
    ]);
  });
});

test.each<[string, Partial<AfterTrainingInput>, RegExp]>([
  ["a diverged run", { test: { logits: Float32Array.from([0, 1, NaN, 0]) } }, /the test part is not valid: the logit of row 1, output 0 is NaN/],
  ["one class", { classNames: ["a"] }, /the class list is not valid: the number of its classes is 1/],
  ["one output for class 2", { loss: { activation: "sigmoid", gamma: 0, alpha: null, positiveClass: 2 } }, /the positive class is not valid: it is 2/],
  ["a goal for class 5", { recallGoals: [{ classIndex: 5, recall: 0.5 }] }, /the class of a recall goal is not valid: it is 5/],
  ["a threshold of class 3", { positiveClass: 3 }, /the positive class is not valid: it is 3, it must be 0 or 1/],
  ["costs of one class", { costs: { base: "raw", matrix: [[0]] } }, /the cost matrix is not valid: it has 1 rows for 2 classes/],
])("refuses %s", (_what, more, message) => {
  expect(() => afterTraining(inputOf(two!, CE, more))).toThrow(message);
});
