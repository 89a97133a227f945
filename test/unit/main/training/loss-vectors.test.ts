/** @file Focal loss and gradient against published test vectors: the float64 kernel and the tfjs operations of the engine. */
import { beforeAll, describe, expect, test } from "vitest";
import { selectBackend, type Backend } from "#main/training/engines/reference/backend.ts";
import { stackLoss } from "#main/training/engines/reference/stack-loss.ts";
import type { RunLoss } from "#shared/loss/run-loss.ts";
import { classWeights, focalSigmoid, focalSoftmax } from "#shared/loss/focal.ts";
import { BATCH, C1, C2_SIX_CELLS, C3_COUNTS, C3_MEAN, SIGMOID, SOFTMAX } from "../../../fixtures/training/loss-vectors.ts";

/** The vectors are printed with 12 to 15 digits; what was printed with fewer is compared with what it has. */
function expectClose(actual: number, wanted: number, tolerance: number): void {
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(tolerance * Math.abs(wanted));
}

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
