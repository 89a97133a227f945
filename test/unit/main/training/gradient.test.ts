/**
 * @file Gradients and optimiser steps of whole networks against PyTorch autograd (float64) and central differences.
 * Reads: test/fixtures/training/torch-trajectories.json.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { selectBackend, type Backend } from "#main/training/engines/reference/backend.ts";
import { float64Gradient } from "#main/training/engines/verify/float64-gradient.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import type { RunLoss } from "#shared/loss/run-loss.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { batchSize, rows, steps, torchCases, type TorchCase } from "../../../fixtures/training/torch-fixture.ts";

const identity = Int32Array.from({ length: rows }, (_, i) => i);
const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);

function firstBatch({ data, architecture }: TorchCase): { x: number[][]; y: number[] } {
  const d = architecture.features;
  return {
    x: Array.from({ length: batchSize }, (_, i) => [...data.train.x.subarray(i * d, (i + 1) * d)]),
    y: [...data.train.y.subarray(0, batchSize)],
  };
}

describe("the float64 oracle", () => {
  test.each(torchCases)("has PyTorch's gradient: $name", (c) => {
    const layout = layoutOf(c.architecture.features, c.architecture.hidden, c.architecture.outputs);
    const { loss, gradient } = float64Gradient(layout, c.run.state.parameters, firstBatch(c), c.run.loss);
    expect(loss).toBeCloseTo(c.losses[0]!, 9);
    // The fixture keeps 10 significant digits.
    expect(largestGap(gradient, c.gradient)).toBeLessThan(1e-9);
  });

  const losses: RunLoss[] = [0, 0.5, 1, 2, 5].flatMap((gamma): RunLoss[] => [
    { activation: "softmax", gamma, weights: [0.4, 1, 3] },
    { activation: "sigmoid", gamma, positive: 0.25, negative: 0.75, positiveClass: null },
  ]);
  test.each(losses)("has the central differences of its own loss: $activation, gamma $gamma, four hidden layers", (loss) => {
    const layout = layoutOf(3, [5, 4, 4, 3], 3);
    const random = createRandom(3, "test");
    const parameters = Float64Array.from(initialState(layout, 4).parameters, (p) => p + 0.05 * random.gaussian());
    const batch = { x: Array.from({ length: 6 }, () => [random.gaussian(), random.gaussian(), random.gaussian()]), y: [0, 1, 2, 0, 1, 2] };
    const { gradient } = float64Gradient(layout, parameters, batch, loss);
    expect(gradient.some((g) => Math.abs(g) > 1e-3)).toBe(true);
    const h = 1e-6;
    for (let i = 0; i < layout.size; i++) {
      const at = (shift: number): number =>
        float64Gradient(
          layout,
          parameters.map((p, j) => (j === i ? p + shift : p)),
          batch,
          loss,
        ).loss;
      // Error of the difference: h^2 / 6 times the third derivative, plus 1e-16 / h.
      expect(Math.abs((at(h) - at(-h)) / (2 * h) - gradient[i]!)).toBeLessThan(1e-8);
    }
  });
});

describe.each(["cpu", "wasm"] as const)("reference engine on %s", (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await selectBackend([name]);
  });

  test.each(torchCases)(`follows PyTorch for ${steps} steps: $name`, async (c) => {
    const stack = createReferenceEngine(backend).prepare(c.architecture, c.data, [c.run]);
    for (let done = 0; done < steps;) {
      if (done % stack.stepsPerEpoch === 0) stack.beginEpoch([identity]);
      const step = done % stack.stepsPerEpoch;
      await stack.trainSteps(step, step + 1);
      done++;
      if (done === stack.stepsPerEpoch) {
        // Sample mean over the epoch; the last batch of the 24 rows has 4.
        const [a, b, last] = c.losses;
        expect((await stack.epochLoss()).loss[0]).toBeCloseTo((10 * a! + 10 * b! + 4 * last!) / 24, 5);
      }
    }
    const [state] = await stack.readState("now", [0]);
    stack.dispose();
    expect(state!.steps).toBe(steps);
    expect(largestGap(state!.parameters, c.run.state.parameters)).toBeGreaterThan(0.01);
    expect(largestGap(state!.parameters, c.final)).toBeLessThan(1e-5);
  });

  test.each(torchCases.filter((c) => c.architecture.optimizer.kind === "sgd"))("has PyTorch's gradient in its first buffer: $name", async (c) => {
    const stack = createReferenceEngine(backend).prepare(c.architecture, c.data, [c.run]);
    stack.beginEpoch([identity]);
    await stack.trainSteps(0, 1);
    const [state] = await stack.readState("now", [0]);
    stack.dispose();
    // Weight decay is part of what the buffer gathers; PyTorch's own gradient is without it.
    const decay = c.run.weightDecay ?? 0;
    expect(
      largestGap(
        state!.m,
        c.gradient.map((g, i) => g + decay * c.run.state.parameters[i]!),
      ),
    ).toBeLessThan(1e-6);
  });
});
