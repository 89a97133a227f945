/**
 * @file Gradients, optimisers and dropout of the wasm engine, in both builds, against PyTorch and float64.
 * Reads: test/fixtures/training/torch-trajectories.json.
 */
import { describe, expect, test } from "vitest";
import type { PreparedData } from "#main/data/encode/prepared.ts";
import type { Architecture, EngineRun } from "#main/training/engines/engine.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import type { RunLoss } from "#shared/loss/run-loss.ts";
import { KERNEL_BUILDS } from "#main/training/engines/wasm/load-kernel.ts";
import { createWasmEngine } from "#main/training/engines/wasm/wasm-engine.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { cloudData } from "../../../fixtures/training/cohorts.ts";
import { oracleSgd } from "../../../fixtures/training/oracle-steps.ts";
import { batchSize, rows, steps, torchCases } from "../../../fixtures/training/torch-fixture.ts";

const ordered = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);
const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);

/** Softmax and one-vs-rest runs at every gamma of the grid; biases off 0, so that no unit starts at its corner. */
function runsOf(architecture: Architecture, data: PreparedData, learningRate: number): EngineRun[] {
  const layout = layoutOf(architecture.features, architecture.hidden, architecture.outputs);
  const random = createRandom(5, "test");
  const binary = data.classes.length === 2;
  const losses = [0, 0.5, 1, 2, 3, 5].flatMap((gamma): RunLoss[] => [
    ...(architecture.outputs === 1 ? [] : [{ activation: "softmax" as const, gamma, weights: data.classes.map((_, c) => 0.4 + c) }]),
    ...(binary && architecture.outputs > 1
      ? []
      : [{ activation: "sigmoid" as const, gamma, positive: 0.25, negative: 0.75, positiveClass: binary ? (gamma > 1 ? 0 : 1) : null }]),
  ]);
  return losses.map((loss, k) => {
    const state = initialState(layout, k);
    for (const layer of layout.layers) for (let o = 0; o < layer.outputs; o++) state.parameters[layer.biases + o] = 0.1 * random.gaussian();
    return { loss, learningRate, seed: k, state };
  });
}

const plainSgd = { kind: "sgd", momentum: 0 } as const;
const shapes: { name: string; features: number; hidden: number[]; classes: number; outputs?: number; rows: number; batchSize: number; dropout?: number }[] = [
  { name: "no hidden layer, batch 1", features: 5, hidden: [], classes: 3, rows: 3, batchSize: 1 },
  { name: "one layer of odd width, a partial batch", features: 4, hidden: [7], classes: 3, rows: 21, batchSize: 8 },
  { name: "two layers, five classes", features: 3, hidden: [13, 5], classes: 5, rows: 26, batchSize: 16 },
  { name: "three layers, one wider than a packed panel", features: 9, hidden: [6, 131, 3], classes: 4, rows: 11, batchSize: 11 },
  { name: "four layers", features: 2, hidden: [6, 5, 11, 2], classes: 3, rows: 19, batchSize: 10 },
  { name: "a width whose rows are kept apart", features: 3, hidden: [128], classes: 3, rows: 20, batchSize: 20 },
  { name: "more inputs than a panel is deep", features: 1030, hidden: [9], classes: 3, rows: 6, batchSize: 4 },
  { name: "a batch in three blocks", features: 3, hidden: [5], classes: 3, rows: 600, batchSize: 599 },
  { name: "one output", features: 4, hidden: [6], classes: 2, outputs: 1, rows: 9, batchSize: 4 },
  { name: "two classes by softmax", features: 4, hidden: [3], classes: 2, rows: 9, batchSize: 4 },
  { name: "nine classes", features: 4, hidden: [6], classes: 9, rows: 20, batchSize: 7 },
  { name: "dropout in two layers of odd width", features: 4, hidden: [9, 6], classes: 3, rows: 40, batchSize: 16, dropout: 0.4 },
  { name: "dropout in a batch of blocks", features: 4, hidden: [5], classes: 3, rows: 300, batchSize: 300, dropout: 0.2 },
];

function dataOf({ features, classes, rows: count }: (typeof shapes)[number]): PreparedData {
  const random = createRandom(2, "test");
  const part = {
    rows: count,
    x: Float32Array.from({ length: count * features }, () => random.gaussian()),
    y: Int32Array.from({ length: count }, (_, i) => i % classes),
  };
  const probe = { ...part, weights: new Float32Array(count).fill(1) };
  return { features, classes: Array.from({ length: classes }, (_, c) => `class ${c}`), train: part, validation: part, test: part, probe, warnings: [] };
}

describe.each(KERNEL_BUILDS)("wasm engine, %s kernel", (build) => {
  const engine = createWasmEngine(build, 0);

  test.each(torchCases)(`follows PyTorch for ${steps} steps: $name`, async (c) => {
    const stack = engine.prepare(c.architecture, c.data, [c.run]);
    for (let done = 0; done < steps;) {
      if (done % stack.stepsPerEpoch === 0) stack.beginEpoch([ordered(rows)]);
      const step = done % stack.stepsPerEpoch;
      await stack.trainSteps(step, step + 1);
      done++;
      if (done === stack.stepsPerEpoch) {
        const [a, b, last] = c.losses;
        expect((await stack.epochLoss()).loss[0]).toBeCloseTo((batchSize * a! + batchSize * b! + (rows - 2 * batchSize) * last!) / rows, 5);
      }
    }
    const [state] = await stack.readState("now", [0]);
    expect(state!.steps).toBe(steps);
    expect(largestGap(state!.parameters, c.run.state.parameters)).toBeGreaterThan(0.01);
    expect(largestGap(state!.parameters, c.final)).toBeLessThan(1e-5);
  });

  test.each(shapes)("gradient and loss of every step against float64, gamma 0 to 5: $name", async (shape) => {
    const data = dataOf(shape);
    const { features, hidden, classes, outputs = classes, batchSize: batch, dropout } = shape;
    const architecture: Architecture = { features, hidden, outputs, batchSize: batch, optimizer: plainSgd, dropout };
    const layout = layoutOf(features, hidden, outputs);
    // The rate is 0: every gradient is taken at the same weights, so that no error is carried from step to step.
    const runs = runsOf(architecture, data, 0);
    const stack = engine.prepare(architecture, data, runs);
    const slots = runs.map((_, k) => k);
    stack.beginEpoch(runs.map(() => ordered(data.train.rows)));
    for (let step = 0; step < stack.stepsPerEpoch; step++) {
      await stack.trainSteps(step, step + 1);
      const states = await stack.readState("now", slots);
      const { loss } = await stack.epochLoss();
      runs.forEach((run, k) => {
        const exact = oracleSgd(layout, architecture, data, run, step + 1);
        const largest = Math.max(...exact.lastGradient.map(Math.abs));
        expect(largest).toBeGreaterThan(1e-4);
        expect(largestGap(states[k]!.m, exact.lastGradient)).toBeLessThan(1e-5 * largest);
        expect(Math.abs(loss[k]! / exact.loss - 1)).toBeLessThan(1e-5);
      });
    }
  });

  test.each(shapes)("logits against float64, without dropout: $name", async (shape) => {
    const data = dataOf(shape);
    const { features, hidden, classes, outputs = classes, batchSize: batch, dropout } = shape;
    const architecture: Architecture = { features, hidden, outputs, batchSize: batch, optimizer: plainSgd, dropout };
    const [run] = runsOf(architecture, data, 0);
    const stack = engine.prepare(architecture, data, [run!]);
    const layout = layoutOf(features, hidden, outputs);
    const [first, last] = [1, data.test.rows];
    const [logits] = await stack.evaluate("test", first, last);
    expect(logits).toHaveLength((last - first) * outputs);
    const p = run!.state.parameters;
    let worst = 0;
    for (let row = first; row < last; row++) {
      let values: number[] = [...data.test.x.subarray(row * features, (row + 1) * features)];
      layout.layers.forEach((layer, i) => {
        values = Array.from({ length: layer.outputs }, (_, o) => {
          const z = values.reduce((sum, v, j) => sum + v * p[layer.weights + j * layer.outputs + o]!, p[layer.biases + o]!);
          return i < layout.layers.length - 1 ? Math.max(z, 0) : z;
        });
      });
      values.forEach((z, o) => (worst = Math.max(worst, Math.abs(z - logits![(row - first) * outputs + o]!) / (1 + Math.abs(z)))));
    }
    expect(worst).toBeLessThan(5e-6);
  });

  test("a run that diverges is told apart and leaves its neighbours as they are", async () => {
    const data = cloudData();
    const architecture: Architecture = { features: 4, hidden: [8], outputs: 3, batchSize: 32, optimizer: { kind: "sgd", momentum: 0.9 } };
    const [first, second] = runsOf(architecture, data, 0.01);
    const order = ordered(data.train.rows);
    const outcome = async (runs: readonly EngineRun[]) => {
      const stack = engine.prepare(architecture, data, runs);
      stack.beginEpoch(runs.map(() => order));
      await stack.trainSteps(0, stack.stepsPerEpoch);
      return { ...(await stack.epochLoss()), states: await stack.readState("now", [0, runs.length - 1]) };
    };
    const mixed = await outcome([first!, { ...second!, learningRate: 1e30 }, second!]);
    const calm = await outcome([first!, second!]);
    expect(mixed.finite).toEqual([true, false, true]);
    expect(mixed.loss[1]).not.toBeLessThan(Infinity);
    expect(mixed.states).toEqual(calm.states);
    expect([mixed.loss[0], mixed.loss[2]]).toEqual(calm.loss);
  });
});
