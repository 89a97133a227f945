/**
 * @file The losses against the libraries whose names they share: torchvision, PyTorch, Keras; where they differ on purpose, by how much.
 * Reads: test/fixtures/losses/libraries.json.
 */
import { describe, expect, test } from "vitest";
import { meanSampleOne } from "#shared/loss/class-weights.ts";
import { rowLoss } from "#shared/loss/row-loss.ts";
import { runLoss, type SoftmaxLoss } from "#shared/loss/run-loss.ts";
import { sigmoidFocalCells, sigmoidFocalLoss } from "#shared/loss/sigmoid-focal.ts";
import { libraryCases } from "../../../fixtures/losses/library-cases.ts";

const cases = libraryCases();

/** Every number of `actual` as near as `relative` of its own size, or of 1e-3: the libraries form 1 - p by subtraction. */
function expectAll(actual: unknown, wanted: unknown, relative: number): void {
  const [a, w] = [[actual].flat(2) as number[], [wanted].flat(2) as number[]];
  expect(a.length).toBe(w.length);
  a.forEach((value, i) =>
    expect(Math.abs(value - w[i]!), `entry ${i}: ${value} against ${w[i]}`).toBeLessThanOrEqual(relative * Math.max(Math.abs(w[i]!), 1e-3)),
  );
}

const plus = (a: number, b: number): number => a + b;

/** Softmax focal loss of a row with label smoothing, as the product trains it. */
function softmax(weights: readonly number[], gamma: number, smoothing: number): SoftmaxLoss {
  const zeros = weights.map(() => 0);
  const terms = { gammaHard: gamma, hardMargin: -1e30, poly: 0, smoothing, scale: 1, shift: zeros, margins: zeros };
  return { activation: "softmax", gamma, weights, terms };
}

describe("torchvision.ops.sigmoid_focal_loss", () => {
  const name = (c: (typeof cases.torchvision)[number]): string => `${c.kind}, gamma ${c.gamma}, alpha ${c.alpha}, ${c.reduction}`;
  test.each(cases.torchvision.map((c) => [name(c), c] as const))("%s: loss and gradient to 1e-11", (_, c) => {
    const made = c.reduction === "none" ? sigmoidFocalCells(c.logits, c.targets, c) : sigmoidFocalLoss(c.logits, c.targets, { ...c, reduction: c.reduction });
    expectAll(made.loss, c.loss, 1e-11);
    expectAll(made.gradient, c.gradient, 1e-11);
  });
  test("differs where p_t rounds to 1: 0 or not a number there, the true value here", () => {
    expect(cases.torchvisionFar.map((c) => c.gradient[0]![0])).toEqual([0, null, 0]);
    for (const { gamma, logits } of cases.torchvisionFar) {
      const { loss, gradient } = sigmoidFocalCells(logits, [[1]], { gamma, alpha: -1 });
      // Far out -log p and 1 - p are e^-x, so the loss is e^-(gamma+1)x and its slope -(gamma + 1) times that.
      const tail = Math.exp(-(gamma + 1) * 40);
      expectAll([loss[0]![0]! / tail, gradient[0]![0]! / tail], [1, -(gamma + 1)], 1e-12);
    }
  });
});

describe("sigmoid focal loss by itself", () => {
  test("without a positive target the sum is divided by 1; without cells the loss is 0", () => {
    const options = { gamma: 2, alpha: 0.25 };
    const sum = sigmoidFocalLoss([[1, -1]], [[0, 0]], { ...options, reduction: "sum" }).loss;
    expect(sum).toBeGreaterThan(0);
    expect(sigmoidFocalLoss([[1, -1]], [[0, 0]], { ...options, reduction: "foreground" }).loss).toBe(sum);
    expect(sigmoidFocalLoss([], [], { ...options, reduction: "mean" })).toEqual({ loss: 0, gradient: [] });
  });
  test("logits of 1e4 with hard and soft targets, gamma 0 to 10: finite, and on the wrong side the cross entropy", () => {
    for (const gamma of [0, 0.1, 1, 10])
      for (const y of [0, 1e-300, 0.3, 1])
        for (const x of [-1e4, 1e4]) {
          const { loss, gradient } = sigmoidFocalCells([[x]], [[y]], { gamma, alpha: -1 });
          expect([loss[0]![0]!, gradient[0]![0]!].every(Number.isFinite)).toBe(true);
          if (x > 0 && y === 0) expectAll([loss[0]![0]!, gradient[0]![0]!], [1e4, 1], 1e-12);
        }
  });
  test.each([
    ["another number of rows", [[0]], [[0], [1]], "there are 2 rows of targets for 1 rows of logits"],
    ["another number of columns", [[0, 1]], [[0]], "row 0 has 1 targets for 2 logits"],
    ["a target above 1", [[0]], [[2]], "row 0 holds 2, it must be from 0 to 1"],
    ["a target that is not a number", [[0]], [[Number.NaN]], "row 0 holds NaN, it must be from 0 to 1"],
  ])("refuses %s", (_, logits, targets, detail) => {
    expect(() => sigmoidFocalCells(logits, targets, { gamma: 2, alpha: 0.25 })).toThrow(detail);
  });
});

describe("torch.nn.CrossEntropyLoss", () => {
  test.each(cases.crossEntropy)("weight $weights, label_smoothing $smoothing, $reduction: to 1e-12", (c) => {
    const rows = c.logits.map((z, i) => rowLoss(softmax(c.weights, 0, c.smoothing), z, c.labels[i]!));
    const losses = rows.map((row) => row.loss);
    // PyTorch's weighted mean divides by the weights of the labels; a step of the product by its rows.
    const divisor = c.reduction === "mean" ? c.labels.map((t) => c.weights[t]!).reduce(plus) : 1;
    expectAll(c.reduction === "none" ? losses : losses.reduce(plus) / divisor, c.loss, 1e-12);
    const gradient = rows.map((row) => row.gradient.map((g) => g / divisor));
    expectAll(gradient, c.gradient, 1e-12);
  });
  test("C3: the same two rows over the sum of their weights and over their number", () => {
    const weights = [0.37, 3.7, 37];
    const losses = [
      rowLoss({ activation: "softmax", gamma: 2, weights }, [2, 1, 0.1], 0).loss,
      rowLoss({ activation: "softmax", gamma: 2, weights }, [0.2, -0.3, 1.4], 1).loss,
    ];
    expectAll([losses.reduce(plus) / 2, losses.reduce(plus) / (0.37 + 3.7)], [2.98867435191418, 1.46863604516668], 1e-12);
  });
});

test.each(cases.fromCounts.map((c) => [c.family === "ldam" ? `LDAM with beta ${c.beta}` : `logit adjustment with tau ${c.tau}`, c] as const))(
  "%s from class counts, against PyTorch's cross entropy of changed logits: to 1e-11",
  (_, c) => {
    const classes = c.counts.map((_, i) => `c${i}`);
    const options = c.family === "ldam" ? { maxMargin: 0.5, scale: 30, beta: c.beta } : { tau: c.tau };
    const params = { family: c.family, gamma: 0, strength: 0, alpha: null, positiveClass: null, options };
    const loss = runLoss(params, classes, c.counts) as SoftmaxLoss;
    // The paper scales its weights to sum C; ours are the same but for one factor, which makes their mean over the rows 1.
    const total = c.counts.reduce(plus);
    expectAll(loss.weights.map((w, i) => w * c.counts[i]!).reduce(plus) / total, 1, 1e-12);
    const factor = c.family === "ldam" ? loss.weights[0]! / c.weightsSumC[0]! : 1;
    if (c.family === "ldam") expectAll(loss.weights, meanSampleOne(c.weightsSumC, c.counts), 1e-12);
    const rows = c.logits.map((z, i) => rowLoss(loss, z, c.labels[i]!));
    expectAll(
      rows.map((row) => row.loss / factor),
      c.loss,
      1e-11,
    );
    expectAll(
      rows.map((row) => row.gradient.map((g) => g / factor)),
      c.gradient,
      1e-11,
    );
  },
);

describe("keras.losses.binary_focal_crossentropy", () => {
  // Keras takes the mean over the last axis in float32.
  test.each(cases.kerasBinary)("gamma $gamma, apply_class_balancing $balancing, label_smoothing $smoothing: to 3e-7", (c) => {
    const targets = c.targets.map((row) => row.map((y) => y * (1 - c.smoothing) + c.smoothing / 2));
    const { loss, gradient } = sigmoidFocalCells(c.logits, targets, { gamma: c.gamma, alpha: c.balancing ? 0.25 : -1 });
    expectAll(
      loss.map((row) => row.reduce(plus) / row.length),
      c.loss,
      3e-7,
    );
    expectAll(
      gradient.map((row) => row.map((g) => g / row.length)),
      c.gradient,
      3e-7,
    );
  });
  test("smoothing is that of the product's sigmoid losses", () => {
    const c = cases.kerasBinary.find((one) => one.smoothing > 0 && one.balancing && one.gamma === 2)!;
    const terms = { gammaNegative: 2, clip: 0, poly: 0, smoothing: c.smoothing, rowWeights: [1, 1, 1], reduction: "row-mean" } as const;
    const row = rowLoss(
      { activation: "sigmoid", gamma: 2, positive: 0.25, negative: 0.75, positiveClass: null, terms },
      c.logits[0]!,
      c.targets[0]!.indexOf(1),
    );
    expectAll(row.loss / 3, (c.loss as number[])[0], 3e-7);
  });
});

describe("keras.losses.categorical_focal_crossentropy", () => {
  test.each(cases.kerasCategorical)("gamma $gamma, alpha $alpha, label_smoothing $smoothing: to 1e-11", (c) => {
    const weights = typeof c.alpha === "number" ? [c.alpha, c.alpha, c.alpha] : c.alpha;
    const rows = c.logits.map((z, i) => rowLoss(softmax(weights, c.gamma, c.smoothing), z, c.labels[i]!));
    expectAll(
      rows.map((row) => row.loss),
      c.loss,
      1e-11,
    );
    expectAll(
      rows.map((row) => row.gradient),
      c.gradient,
      1e-11,
    );
  });
  test("C5: with smoothing every class has its own (1 - p)^gamma; not a power of one p_t or of the smoothed cross entropy", () => {
    const [z, ones] = [
      [2, 1, 0.1],
      [1, 1, 1],
    ];
    const smoothed = rowLoss(softmax(ones, 0, 0.1), z, 0);
    expectAll([smoothed.loss, smoothed.p], [0.5136966829445, 0.659001138885968], 1e-12);
    const { loss } = rowLoss(softmax(ones, 2, 0.1), z, 0);
    expectAll(loss, 0.135127015119251, 1e-12);
    const others = [(1 - smoothed.p) ** 2 * smoothed.loss, (1 - Math.exp(-smoothed.loss)) ** 2 * smoothed.loss];
    expectAll(others, [0.0597327649915299, 0.0828999037174959], 1e-12);
  });
});

test("Keras differs below a probability of 1e-7: loss -log 1e-7 and gradient 0; here the loss goes on and the gradient is 1", () => {
  const { binary, categorical } = cases.kerasClipped;
  expectAll([binary.loss, categorical.loss], [-Math.log(1e-7), -Math.log(1e-7)], 1e-7);
  expect([binary.gradient, categorical.gradient].flat(2)).toEqual([0, 0, 0, 0]);
  const cell = sigmoidFocalCells([[-20]], [[1]], { gamma: 0, alpha: -1 });
  const row = rowLoss({ activation: "softmax", gamma: 0, weights: [1, 1, 1] }, [-20, 0, 0], 0);
  expectAll([cell.loss, row.loss], [20 + Math.exp(-20), 20 + Math.LN2], 1e-9);
  expectAll([cell.gradient, row.gradient], [-1, -1, 0.5, 0.5], 1e-8);
});

test("the values of Keras's docstrings", () => {
  const { categorical, binary, binaryBalanced } = cases.kerasDocstrings;
  // A probability of 0 as a logit: far enough below the others.
  const logits = [[0.05, 0.95, 1e-30].map(Math.log), [0.1, 0.8, 0.1].map(Math.log)];
  const losses = logits.map((z, i) => rowLoss(softmax([0.25, 0.25, 0.25], 2, 0), z, i + 1).loss);
  expectAll(losses, categorical, 1e-9);
  expectAll(losses, [3.20583e-5, 0.466273], 2e-6);
  const mean = (alpha: number): number => sigmoidFocalLoss([[-18.6, 0.51, 2.94, -12.8]], [[0, 1, 0, 0]], { gamma: 2, alpha, reduction: "mean" }).loss;
  expectAll([mean(-1), mean(0.25)], [binary, binaryBalanced], 3e-7);
  expectAll([mean(-1), mean(0.25)], [0.691212, 0.510133], 2e-6);
});

test("C4: the weight stands outside; a power of the weighted cross entropy, as in other code, is another loss", () => {
  const weight = 3.7;
  const { loss, p } = rowLoss({ activation: "softmax", gamma: 2, weights: [1, weight, 1] }, [0.2, -0.3, 1.4], 1);
  expectAll(loss, 5.95940653676752, 1e-12);
  expectAll((1 - p ** weight) ** 2 * weight * -Math.log(p), 7.74356369497433, 1e-12);
});
