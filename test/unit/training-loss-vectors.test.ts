/**
 * @file Focal loss and gradient against published test vectors: the float64 kernel and the tfjs operations of the engine.
 * Reads: nothing. Writes: nothing. Values: mpmath with 60 digits, analytic equal to numeric derivative (docs/losses.md).
 */
import { beforeAll, describe, expect, test } from "vitest";
import { selectBackend, type Backend } from "#main/training/reference/backend.ts";
import { stackLoss } from "#main/training/reference/margin-loss.ts";
import type { RunLoss } from "#main/training/run-loss.ts";
import { classWeights, focalSigmoid, focalSoftmax } from "#shared/loss.ts";

interface SoftmaxVector {
  id: string;
  logits: number[];
  target: number;
  gamma: number;
  weight: number;
  loss: number;
  gradient: number[];
}
const SOFTMAX: SoftmaxVector[] = [
  { id: "S1", logits: [2, 1, 0.1], target: 0, gamma: 0, weight: 1, loss: 0.417030016277833, gradient: [-0.340998861114, 0.242432970705, 0.0985658904093] },
  {
    id: "S2",
    logits: [2, 1, 0.1],
    target: 0,
    gamma: 2,
    weight: 0.25,
    loss: 0.0121230858519234,
    gradient: [-0.0258911106937, 0.0184072722701, 0.0074838384236],
  },
  { id: "S3", logits: [2, 1, 0.1], target: 2, gamma: 2, weight: 2, loss: 3.76556050698948, gradient: [1.61366014183, 0.593632391219, -2.20729253305] },
  { id: "S4", logits: [2, 1, 0.1], target: 2, gamma: 0.5, weight: 1, loss: 2.1998782893017, gradient: [0.704940075046, 0.259332960867, -0.964273035913] },
  {
    id: "S5",
    logits: [30, 0, 0],
    target: 0,
    gamma: 0.5,
    weight: 1,
    loss: 8.09642519831435e-20,
    gradient: [-1.21446377975e-19, 6.07231889874e-20, 6.07231889874e-20],
  },
  {
    id: "S6",
    logits: [30, 0, 0],
    target: 0,
    gamma: 2,
    weight: 1,
    loss: 6.55521009918935e-39,
    gradient: [-1.96656302976e-38, 9.83281514878e-39, 9.83281514878e-39],
  },
  { id: "S7", logits: [-100, 0, 0], target: 0, gamma: 2, weight: 1, loss: 100.69314718056, gradient: [-1, 0.5, 0.5] },
  {
    id: "S8",
    logits: [0, 0, 0, 0],
    target: 1,
    gamma: 5,
    weight: 1,
    loss: 0.328974150148568,
    gradient: [0.196398734437, -0.589196203311, 0.196398734437, 0.196398734437],
  },
  {
    id: "S9",
    logits: [4, -1, 0.5, 1.5, -2],
    target: 3,
    gamma: 1.5,
    weight: 3.7,
    loss: 8.63182243300666,
    gradient: [3.85539569667, 0.0259774518647, 0.116422862097, -4.00735258111, 0.00955657047504],
  },
];

interface SigmoidVector {
  id: string;
  logit: number;
  positive: boolean;
  gamma: number;
  alpha: number | null;
  loss: number;
  gradient: number;
}
const SIGMOID: SigmoidVector[] = [
  { id: "B1", logit: 1.5, positive: true, gamma: 2, alpha: 0.25, loss: 0.00167571173164391, gradient: -0.00425777630580898 },
  { id: "B2", logit: 1.5, positive: false, gamma: 2, alpha: 0.25, loss: 0.852954236714382, gradient: 0.72106851560277 },
  { id: "B4", logit: 0, positive: true, gamma: 2, alpha: null, loss: 0.173286795139986, gradient: -0.298286795139986 },
  { id: "B5", logit: -4.59511985013459, positive: true, gamma: 2, alpha: 0.25, loss: 1.12838182482173, gradient: -0.265142386496435 },
  { id: "B6", logit: -4.59511985013459, positive: false, gamma: 2, alpha: 0.25, loss: 7.53775189012608e-7, gradient: 2.24247487424496e-6 },
  { id: "B7", logit: 20, positive: true, gamma: 0.5, alpha: 0.25, loss: 2.33940573738817e-14, gradient: -3.50910860126038e-14 },
  { id: "B8", logit: -60, positive: true, gamma: 2, alpha: 0.25, loss: 15.0, gradient: -0.25 },
  { id: "B10", logit: 2.5, positive: false, gamma: 0, alpha: 0.75, loss: 0.644722433573137, gradient: 0.231035454994689 },
];

/** The vectors are printed with 12 to 15 digits; what was printed with fewer is compared with what it has. */
function expectClose(actual: number, wanted: number, tolerance: number): void {
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(tolerance * Math.abs(wanted));
}

// Batch vectors: two rows, gamma 2.
const BATCH = {
  logits: [
    [2, 1, 0.1],
    [0.2, -0.3, 1.4],
  ],
  targets: [0, 1],
};
const C1 = 0.207392844843783;
const C2_SIX_CELLS = 0.28570379849534;
const C3_MEAN = 2.98867435191418;
const C3_COUNTS = [100, 10, 1];

describe("float64 kernel", () => {
  test.each(SOFTMAX)("softmax vector $id: loss and gradient", (v) => {
    const { loss, gradient } = focalSoftmax(v.logits, v.target, v.gamma, v.weight);
    expectClose(loss, v.loss, 1e-12);
    gradient.forEach((g, j) => expectClose(g, v.gradient[j]!, 1e-11));
  });
  test.each(SIGMOID)("sigmoid vector $id: loss and gradient", (v) => {
    const { loss, gradient } = focalSigmoid(v.logit, v.positive, v.gamma, v.alpha);
    expectClose(loss, v.loss, 1e-12);
    expectClose(gradient, v.gradient, 1e-12);
  });
  test("C1: softmax, alpha .25 on every class, mean over the samples", () => {
    const losses = BATCH.logits.map((z, i) => focalSoftmax(z, BATCH.targets[i]!, 2, 0.25).loss);
    expectClose((losses[0]! + losses[1]!) / 2, C1, 1e-12);
  });
  test("C2: one-vs-rest sigmoid, alpha .25: six cells", () => {
    const cells = BATCH.logits.flatMap((z, i) => z.map((x, j) => focalSigmoid(x, BATCH.targets[i] === j, 2, 0.25).loss));
    expectClose(cells.reduce((a, b) => a + b, 0) / 6, C2_SIX_CELLS, 1e-12);
  });
  test("C3: balanced weights N / (C n) of the counts, mean over the samples", () => {
    // classWeights has mean 1 over the samples, N/(C n) too: the same weights.
    const weights = classWeights(C3_COUNTS, 1);
    weights.forEach((w, c) => expectClose(w, 111 / (3 * C3_COUNTS[c]!), 1e-12));
    const losses = BATCH.logits.map((z, i) => focalSoftmax(z, BATCH.targets[i]!, 2, weights[BATCH.targets[i]!]!).loss);
    expectClose((losses[0]! + losses[1]!) / 2, C3_MEAN, 1e-12);
  });
});

describe.each(["cpu", "wasm"] as const)("tfjs operations on %s", (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await selectBackend([name]);
  });

  /** One run, one sample. */
  function compute(loss: RunLoss, logits: number[], target: number[]): { value: number; gradient: number[] } {
    const { tf } = backend;
    const op = stackLoss(tf, [loss]);
    const result = tf.tidy(() => {
      const shape: [number, number, number] = [1, 1, logits.length];
      const { value, gradient } = op.compute(tf.tensor3d(logits, shape), tf.tensor3d(target, shape));
      return { value: tf.sum(value).dataSync()[0]!, gradient: [...gradient.dataSync()] };
    });
    op.dispose();
    return result;
  }
  const oneHot = (target: number, classes: number): number[] => Array.from({ length: classes }, (_, c) => Number(c === target));
  /** Relative, in float32; what float32 cannot hold as a normal number may be 0. */
  const expectFloat32 = (actual: number, wanted: number): void => {
    if (Math.abs(wanted) < 1.2e-38) expect(Math.abs(actual)).toBeLessThan(1.2e-38);
    else expectClose(actual, wanted, 1e-5);
  };

  test.each(SOFTMAX)("softmax vector $id", (v) => {
    const weights = v.logits.map((_, c) => (c === v.target ? v.weight : 99));
    const { value, gradient } = compute({ activation: "softmax", gamma: v.gamma, weights }, v.logits, oneHot(v.target, v.logits.length));
    expectFloat32(value, v.loss);
    gradient.forEach((g, j) => expectFloat32(g, v.gradient[j]!));
  });
  test.each(SIGMOID)("sigmoid vector $id, whichever class is the positive one", (v) => {
    for (const positiveClass of [0, 1]) {
      const loss: RunLoss = { activation: "sigmoid", gamma: v.gamma, positive: v.alpha ?? 1, negative: v.alpha === null ? 1 : 1 - v.alpha, positiveClass };
      const label = v.positive ? positiveClass : 1 - positiveClass;
      const { value, gradient } = compute(loss, [v.logit], [label]);
      expectFloat32(value, v.loss);
      expectFloat32(gradient[0]!, v.gradient);
    }
  });
  test("C1, C2 and C3 in one stack of softmax and sigmoid runs", () => {
    const { tf } = backend;
    const losses: RunLoss[] = [
      { activation: "softmax", gamma: 2, weights: [0.25, 0.25, 0.25] },
      { activation: "sigmoid", gamma: 2, positive: 0.25, negative: 0.75, positiveClass: null },
      { activation: "softmax", gamma: 2, weights: classWeights(C3_COUNTS, 1) },
    ];
    const op = stackLoss(tf, losses);
    const sums = tf.tidy(() => {
      const logits = tf.tile(tf.tensor3d([BATCH.logits]), [3, 1, 1]);
      const target = tf.tile(tf.tensor3d([BATCH.targets.map((t) => oneHot(t, 3))]), [3, 1, 1]);
      return [...tf.sum(op.compute(logits, target).value, [1, 2]).dataSync()];
    });
    op.dispose();
    expectFloat32(sums[0]! / 2, C1);
    expectFloat32(sums[1]! / 6, C2_SIX_CELLS);
    expectFloat32(sums[2]! / 2, C3_MEAN);
  });
  test("margins of 1e4 give finite values and gradients at every gamma", () => {
    for (const gamma of [0, 0.5, 1, 2, 5]) {
      for (const z of [1e4, -1e4]) {
        const { value, gradient } = compute({ activation: "softmax", gamma, weights: [1, 1] }, [z, 0], [1, 0]);
        expect([value, ...gradient].every(Number.isFinite)).toBe(true);
        // Wrong by 1e4: the loss is the margin and the slope -1, whatever gamma is. Right by 1e4: nothing is left.
        expect(value).toBeCloseTo(z < 0 ? 1e4 : 0, 2);
        expect(gradient[0]).toBeCloseTo(z < 0 ? -1 : 0, 6);
      }
    }
  });
  test("leaves no tensor behind", () => {
    const before = backend.tf.memory().numTensors;
    compute({ activation: "softmax", gamma: 2, weights: [1, 1] }, [1, 0], [1, 0]);
    compute({ activation: "sigmoid", gamma: 2, positive: 1, negative: 1, positiveClass: null }, [1, 0], [1, 0]);
    expect(backend.tf.memory().numTensors).toBe(before);
  });
});
