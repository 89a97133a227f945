/** @file Small parts of training: weights of a seed, settings of a loss, predictions, and the check that keeps wrong kernels out. */
import { afterEach, describe, expect, test } from "vitest";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { selectBackend } from "#main/training/engines/reference/backend.ts";
import { batchedMatMul, loopedMatMul } from "#main/training/engines/reference/matmul.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import { gradientError } from "#main/training/engines/reference/self-check.ts";
import { outputsOf, runLoss, type RunLoss } from "#shared/loss/run-loss.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { cloudData, trainerRun } from "../../../fixtures/training/cohorts.ts";

describe("layout and initial weights", () => {
  test("layers follow each other, weights before biases", () => {
    expect(layoutOf(10, [64, 32], 5)).toEqual({
      size: 10 * 64 + 64 + 64 * 32 + 32 + 32 * 5 + 5,
      layers: [
        { inputs: 10, outputs: 64, weights: 0, biases: 640 },
        { inputs: 64, outputs: 32, weights: 704, biases: 2752 },
        { inputs: 32, outputs: 5, weights: 2784, biases: 2944 },
      ],
    });
    expect(layoutOf(3, [], 1)).toEqual({ size: 4, layers: [{ inputs: 3, outputs: 1, weights: 0, biases: 3 }] });
  });

  test("weights are normal with deviation sqrt(2 / inputs), biases 0, and seed 0 is a seed", () => {
    const layout = layoutOf(50, [200], 3);
    const { parameters, m, v, steps } = initialState(layout, 0);
    const first = [...parameters.subarray(0, 10_000)];
    const mean = first.reduce((a, b) => a + b, 0) / first.length;
    const deviation = Math.sqrt(first.reduce((a, b) => a + (b - mean) ** 2, 0) / first.length);
    // 10 000 draws: the standard errors are 0.002 and 0.0014; five of them.
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(deviation - 0.2)).toBeLessThan(0.007);
    expect([...parameters.subarray(10_000, 10_200), ...m, ...v].every((x) => x === 0)).toBe(true);
    expect(steps).toBe(0);
    expect(initialState(layout, 0).parameters).toEqual(parameters);
    expect(initialState(layout, 1).parameters).not.toEqual(parameters);
    expect(parameters[0]).toBe(Math.fround(0.2 * createRandom(0, "init").gaussian()));
  });
});

describe("the loss of a run", () => {
  const three = ["a", "b", "c"];
  test("softmax families get class weights with mean 1 over the training rows", () => {
    const loss = runLoss(trainerRun(1, { gamma: 2, strength: 1 }), three, [100, 10, 1]);
    if (loss.activation !== "softmax") throw new Error("not softmax");
    expect(loss.gamma).toBe(2);
    [0.37, 3.7, 37].forEach((w, c) => expect(loss.weights[c]).toBeCloseTo(w, 12));
    expect(runLoss(trainerRun(1, { family: "cross-entropy", gamma: 0, strength: null }), three, [100, 10, 1])).toEqual({
      activation: "softmax",
      gamma: 0,
      weights: [1, 1, 1],
    });
  });
  test("sigmoid weighs positives by alpha, negatives by 1 - alpha; without alpha both by 1", () => {
    const sigmoid = { family: "focal-sigmoid", strength: null, gamma: 1 } as const;
    expect(runLoss(trainerRun(1, { ...sigmoid, alpha: 0.25 }), three, [3, 2, 1])).toEqual({
      activation: "sigmoid",
      gamma: 1,
      positive: 0.25,
      negative: 0.75,
      positiveClass: null,
    });
    expect(runLoss(trainerRun(1, { ...sigmoid, alpha: null }), three, [3, 2, 1])).toEqual({
      activation: "sigmoid",
      gamma: 1,
      positive: 1,
      negative: 1,
      positiveClass: null,
    });
  });
  test("on two classes the positive one is the named, else the rarest of the training part", () => {
    const positive = (counts: number[], positiveClass: string | null): unknown => {
      const loss = runLoss(trainerRun(1, { family: "focal-sigmoid", strength: null, alpha: 0.5, positiveClass }), ["no", "yes"], counts);
      return loss.activation === "sigmoid" && loss.positiveClass;
    };
    expect([positive([9, 1], null), positive([1, 9], null), positive([5, 5], null), positive([9, 1], "no")]).toEqual([1, 0, 0, 0]);
    expect(() => positive([9, 1], "maybe")).toThrow("The positive class “maybe” is not a class of this data set (no, yes).");
  });
  test("sigmoid on two classes has one output", () => {
    expect([outputsOf("focal-sigmoid", 2), outputsOf("focal-sigmoid", 3), outputsOf("focal-softmax", 2)]).toEqual([1, 3, 2]);
  });
  test("the engine refuses a run whose outputs are not those of its stack", async () => {
    const engine = createReferenceEngine(await selectBackend(["cpu"]));
    const data = cloudData({ classes: 2 });
    const loss: RunLoss = { activation: "softmax", gamma: 0, weights: [1, 1] };
    const run = { loss, learningRate: 1, state: initialState(layoutOf(4, [], 1), 1) };
    expect(() => engine.prepare({ features: 4, hidden: [], outputs: 1, batchSize: 8, optimizer: { kind: "adam" } }, data, [run])).toThrow(
      "needs 2 outputs, its cohort has 1",
    );
  });
});

describe("the choice of a backend", () => {
  const kept = process.env.FOCALDESK_BACKENDS;
  afterEach(() => {
    if (kept === undefined) delete process.env.FOCALDESK_BACKENDS;
    else process.env.FOCALDESK_BACKENDS = kept;
  });

  test.each(["cpu", "wasm"] as const)("%s passes the self-check with both forms of the matrix product", async (name) => {
    const { tf } = await selectBackend([name]);
    expect(tf.getBackend()).toBe(name);
    for (const matMul of [batchedMatMul(tf), loopedMatMul(tf)]) {
      const error = await gradientError(tf, matMul);
      expect(error).toBeGreaterThan(0);
      expect(error).toBeLessThan(2e-6);
    }
  });

  test("the self-check sees a kernel that is wrong in a few entries, and one that gives NaN", async () => {
    const { tf } = await selectBackend(["cpu"]);
    const right = batchedMatMul(tf);
    // What tfjs-wasm's fused kernel does: the inner dimension is summed in blocks of 48, and the last block is lost.
    const lossy: typeof right = (a, b, ta, tb) => {
      const inner = ta ? a.shape[1] : a.shape[2];
      if (inner <= 48 || ta || tb) return right(a, b, ta, tb);
      return right(tf.slice(a, [0, 0, 0], [-1, -1, 48]), tf.slice(b, [0, 0, 0], [-1, 48, -1]));
    };
    expect(await gradientError(tf, lossy)).toBeGreaterThan(1e-2);
    expect(await gradientError(tf, (a, b, ta, tb) => tf.mul(right(a, b, ta, tb), 1.001))).toBeGreaterThan(1e-4);
    expect(await gradientError(tf, (a, b, ta, tb) => tf.mul(right(a, b, ta, tb), NaN))).toBeNaN();
    expect(tf.memory().numTensors).toBe(0);
  });

  test("FOCALDESK_BACKENDS limits it; a name that is none is refused with those that are", async () => {
    process.env.FOCALDESK_BACKENDS = " cpu ";
    expect((await selectBackend()).name).toBe("cpu");
    process.env.FOCALDESK_BACKENDS = "abacus";
    await expect(async () => selectBackend()).rejects.toMatchObject({
      code: "train/engine",
      data: { detail: "FOCALDESK_BACKENDS names “abacus”; known are tensorflow, wasm, cpu" },
    });
  });
});
