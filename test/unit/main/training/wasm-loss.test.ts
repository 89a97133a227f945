/**
 * @file The kernel's elementary functions and losses against float64 and the published vectors, in both builds.
 * A loss is reached as training reaches it: one linear layer that passes its inputs on as logits.
 */
import { describe, expect, test } from "vitest";
import type { Stack } from "#main/training/engines/engine.ts";
import type { RunLoss } from "#shared/loss/run-loss.ts";
import { instantiateKernel, KERNEL_BUILDS } from "#main/training/engines/wasm/load-kernel.ts";
import { createWasmEngine } from "#main/training/engines/wasm/wasm-engine.ts";
import { classWeights, focalSigmoid } from "#shared/loss/focal.ts";
import { BATCH, C1, C2_SIX_CELLS, C3_COUNTS, C3_MEAN, SIGMOID, SOFTMAX } from "../../../fixtures/training/loss-vectors.ts";
import { ofRows, passThrough } from "../../../fixtures/training/pass-through.ts";

/** Below it float32 has no normal numbers; there 0 is right too. */
const SMALLEST = 1.2e-38;

function expectFloat32(actual: number, wanted: number): void {
  if (Math.abs(wanted) < SMALLEST) expect(Math.abs(actual)).toBeLessThanOrEqual(SMALLEST);
  else expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(1e-5 * Math.abs(wanted));
}

/** Loss and gradient by the logits of one row, for each run. */
const ofRow = (stack: Stack, row: number, outputs: number) => ofRows(stack, [row], outputs);

describe.each(KERNEL_BUILDS)("%s kernel", (build) => {
  const engine = createWasmEngine(build, 0);
  /** Largest relative error over the samples, of which there must be a multiple of 4. */
  function worst(kind: number, samples: readonly number[], exact: (x: number) => number): number {
    const kernel = instantiateKernel(build);
    kernel.memory.grow(4);
    const address = Math.ceil(kernel.heapBase / 64) * 64;
    const values = new Float32Array(kernel.memory.buffer, address, samples.length);
    values.set(samples);
    const inputs = [...values];
    kernel.apply(kind, address, samples.length);
    return inputs.reduce((max, x, i) => {
      const wanted = exact(x);
      return Math.max(max, wanted === 0 ? Math.abs(values[i]!) : Math.abs(values[i]! / wanted - 1));
    }, 0);
  }
  const steps = (from: number, to: number): number[] => Array.from({ length: 40_000 }, (_, i) => from + ((to - from) * i) / 39_999);

  // One unit in the last place is 1.2e-7 at most.
  test("exp over its range, and 0 below it", () => {
    expect(worst(0, steps(-87.2, 0), Math.exp)).toBeLessThan(1.5e-7);
    expect(worst(0, steps(-1, 0), Math.exp)).toBeLessThan(1.5e-7);
    expect(worst(0, [-88, -1e4, -3e38, -Infinity], () => 0)).toBe(0);
  });
  test("log over magnitudes, and close to 1", () => {
    expect(
      worst(
        1,
        steps(-80, 80).map((e) => Math.exp(e)),
        Math.log,
      ),
    ).toBeLessThan(1.5e-7);
    expect(worst(1, steps(1.0001, 3), Math.log)).toBeLessThan(1.5e-7);
  });
  test("log1p from the smallest numbers to 1", () => {
    expect(worst(2, steps(0, 1), Math.log1p)).toBeLessThan(2e-7);
    expect(
      worst(
        2,
        steps(-80, 0).map((e) => Math.min(1, Math.exp(e))),
        Math.log1p,
      ),
    ).toBeLessThan(2e-7);
  });
  test("NaN stays NaN in each", () => {
    for (const kind of [0, 1, 2]) expect(worst(kind, [NaN, NaN, NaN, NaN], () => 1)).toBeNaN();
  });

  test.each(SOFTMAX)("softmax vector $id", async (v) => {
    const weights = v.logits.map((_, c) => (c === v.target ? v.weight : 99));
    const stack = passThrough(engine, [v.logits], [v.target], [{ activation: "softmax", gamma: v.gamma, weights }], 1);
    const [{ value, gradient }] = (await ofRow(stack, 0, v.logits.length)) as [{ value: number; gradient: number[] }];
    expectFloat32(value, v.loss);
    gradient.forEach((g, j) => expectFloat32(g, v.gradient[j]!));
  });

  test.each(SIGMOID)("sigmoid vector $id, whichever class is the positive one", async (v) => {
    for (const positiveClass of [0, 1]) {
      const loss: RunLoss = { activation: "sigmoid", gamma: v.gamma, positive: v.alpha ?? 1, negative: v.alpha === null ? 1 : 1 - v.alpha, positiveClass };
      const stack = passThrough(engine, [[v.logit]], [v.positive ? positiveClass : 1 - positiveClass], [loss], 1);
      const [{ value, gradient }] = (await ofRow(stack, 0, 1)) as [{ value: number; gradient: number[] }];
      expectFloat32(value, v.loss);
      expectFloat32(gradient[0]!, v.gradient);
    }
  });

  test("C1, C2 and C3 in one stack of softmax and sigmoid runs", async () => {
    const losses: RunLoss[] = [
      { activation: "softmax", gamma: 2, weights: [0.25, 0.25, 0.25] },
      { activation: "sigmoid", gamma: 2, positive: 0.25, negative: 0.75, positiveClass: null },
      { activation: "softmax", gamma: 2, weights: classWeights(C3_COUNTS, 1) },
    ];
    const stack = passThrough(engine, BATCH.logits, BATCH.targets, losses, 2);
    const order = Int32Array.of(0, 1);
    stack.beginEpoch(losses.map(() => order));
    await stack.trainSteps(0, 1);
    const { loss } = await stack.epochLoss();
    expectFloat32(loss[0]!, C1);
    // The kernel adds up the classes and divides by the rows; the vector is the mean of the six cells.
    expectFloat32(loss[1]! / 3, C2_SIX_CELLS);
    expectFloat32(loss[2]!, C3_MEAN);
  });

  test("every margin from -1e4 to 1e4 at every gamma, value and slope", async () => {
    const sizes = Array.from({ length: 150 }, (_, i) => Math.fround(1e-4 * 1e8 ** (i / 149)));
    const margins = [0, ...sizes, ...sizes.map((m) => -m)];
    const gammas = [0, 0.5, 1, 2, 5];
    const losses = gammas.map((gamma): RunLoss => ({ activation: "sigmoid", gamma, positive: 1, negative: 1, positiveClass: 1 }));
    const stack = passThrough(
      engine,
      margins.map((m) => [m]),
      margins.map(() => 1),
      losses,
      1,
    );
    for (const [row, margin] of margins.entries()) {
      (await ofRow(stack, row, 1)).forEach(({ value, gradient }, k) => {
        const exact = focalSigmoid(margin, true, gammas[k]!, null);
        // A product that ends below the smallest normal number may have been lost on the way.
        expectFloat32(value, exact.loss);
        expectFloat32(gradient[0]!, exact.gradient);
      });
    }
  });
});
