/**
 * @file The longer losses of the wasm kernel, in both builds: rows of any setting and whole networks against float64.
 * PyTorch's trajectories on every engine: training-losses-torch.test.ts.
 */
import { describe, expect, test } from "vitest";
import type { PreparedData } from "#main/data/encode/prepared.ts";
import type { Architecture, EngineRun } from "#main/training/engines/engine.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { float64Logits } from "#main/training/engines/verify/float64-gradient.ts";
import { KERNEL_BUILDS } from "#main/training/engines/wasm/load-kernel.ts";
import { createWasmEngine } from "#main/training/engines/wasm/wasm-engine.ts";
import { sigmoid } from "#shared/loss/focal.ts";
import { createRandom, type Random } from "#shared/numbers/random.ts";
import { rowLoss } from "#shared/loss/row-loss.ts";
import type { RowwiseLoss, SigmoidLoss, SoftmaxLoss } from "#shared/loss/run-loss.ts";
import { LOSS_STACKS, SOFTMAX_TERMS } from "../../../fixtures/training/loss-cases.ts";
import { oracleSgd } from "../../../fixtures/training/oracle-steps.ts";
import { ofRows, passThrough } from "../../../fixtures/training/pass-through.ts";

const largestOf = (values: ArrayLike<number>): number => Array.from(values).reduce((max, v) => Math.max(max, Math.abs(v)), 0);
const gap = (a: ArrayLike<number>, b: ArrayLike<number>): number => largestOf(Array.from(a, (v, i) => v - b[i]!));
const ordered = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);
const between = (random: Random, low: number, high: number): number => low + (high - low) * random.next();
const oneOf = <T>(random: Random, values: readonly T[]): T => values[random.below(values.length)]!;
const GAMMAS = [0, 0.3, 1, 2, 5, 10];

function drawSoftmax(random: Random, classes: number, smoothing: number): SoftmaxLoss {
  const perClass = (low: number, high: number): number[] => Array.from({ length: classes }, () => between(random, low, high));
  return {
    activation: "softmax",
    gamma: oneOf(random, GAMMAS),
    weights: perClass(-3, 3).map(Math.exp),
    terms: {
      gammaHard: oneOf(random, GAMMAS),
      hardMargin: random.below(2) ? between(random, -3, 3) : -1e30,
      poly: oneOf(random, [0, 2, -0.5]),
      smoothing,
      scale: oneOf(random, [1, 4, 30]),
      shift: perClass(-7, 0),
      margins: perClass(0, 0.5),
    },
  };
}

function drawSigmoid(random: Random, outputs: number, clip: number, smoothing: number): SigmoidLoss {
  const positive = between(random, 0.05, 0.95);
  const rowWeights = Array.from({ length: Math.max(2, outputs) }, () => Math.exp(between(random, -3, 3)));
  const [gamma, gammaNegative, poly] = [oneOf(random, GAMMAS), oneOf(random, GAMMAS), oneOf(random, [0, 2, -0.5])];
  const terms = { gammaNegative, clip, poly, smoothing, rowWeights, reduction: "row-mean" } as const;
  return { activation: "sigmoid", gamma, positive, negative: 1 - positive, positiveClass: outputs === 1 ? 1 : null, terms };
}

/**
 * Size of the parts that smoothed targets take from each other: close to the optimum of a row its gradient is a small difference of
 * them, of which float32 keeps the digits of the parts. 0 where nothing is smoothed.
 */
function partsOf(loss: RowwiseLoss, logits: readonly number[], label: number): number {
  const smoothing = loss.terms?.smoothing ?? 0;
  if (smoothing === 0) return 0;
  const classes = logits.length;
  if (loss.activation === "softmax") {
    const terms = { ...loss.terms!, smoothing: 0, margins: logits.map(() => 0) };
    const lowered = logits.map((z, j) => (j === label ? z - loss.terms!.margins[j]! : z));
    return Math.max(
      ...logits.map((_, c) => (smoothing / classes + (c === label ? 1 - smoothing : 0)) * largestOf(rowLoss({ ...loss, terms }, lowered, c).gradient)),
    );
  }
  const { positive, negative, gamma, positiveClass, terms } = loss;
  const parts = logits.map((x, j) => {
    const target = (label === (positiveClass ?? j) ? 1 - smoothing : 0) + smoothing / 2;
    const [p, rest] = [sigmoid(x), sigmoid(-x)];
    const weight = positive * target + negative * (1 - target);
    return weight * (p * (1 - target) + rest * target) ** gamma * Math.abs(p - target);
  });
  return terms!.rowWeights[label]! * Math.max(...parts);
}

const DRAWN: { name: string; outputs: number; draw: (random: Random) => RowwiseLoss }[] = [
  ...[2, 3, 9].flatMap((outputs) => [
    { name: `softmax-terms, ${outputs} classes`, outputs, draw: (random: Random) => drawSoftmax(random, outputs, 0) },
    {
      name: `softmax-terms with smoothing, ${outputs} classes`,
      outputs,
      draw: (random: Random) => drawSoftmax(random, outputs, oneOf(random, [0.01, 0.1, 0.5])),
    },
  ]),
  ...[1, 3, 6].flatMap((outputs) => [
    { name: `sigmoid-terms, ${outputs} output(s)`, outputs, draw: (random: Random) => drawSigmoid(random, outputs, 0, 0) },
    { name: `clipped, ${outputs} output(s)`, outputs, draw: (random: Random) => drawSigmoid(random, outputs, oneOf(random, [0.001, 0.05, 0.2]), 0) },
    { name: `sigmoid-soft, ${outputs} output(s)`, outputs, draw: (random: Random) => drawSigmoid(random, outputs, 0, oneOf(random, [0.01, 0.1, 0.5])) },
  ]),
];

interface Shape {
  readonly name: string;
  readonly hidden: readonly number[];
  readonly rows: number;
  readonly batchSize: number;
  readonly features?: number;
  readonly dropout?: number;
}
const SHAPES: Shape[] = [
  { name: "no hidden layer, batch 1", hidden: [], rows: 4, batchSize: 1 },
  { name: "two layers of odd width, a partial batch", hidden: [13, 7], rows: 21, batchSize: 8 },
  { name: "a width whose rows are kept apart", hidden: [128], rows: 20, batchSize: 20 },
  { name: "a batch in three blocks", hidden: [5], rows: 600, batchSize: 599 },
  { name: "dropout in a batch of blocks", hidden: [9, 6], rows: 300, batchSize: 300, dropout: 0.3 },
];

function dataOf({ rows, features = 4 }: Shape, classes: number): PreparedData {
  const random = createRandom(2, "test");
  const x = Float32Array.from({ length: rows * features }, () => random.gaussian());
  // Uneven, so that a count of positive targets differs from block to block.
  const part = { rows, x, y: Int32Array.from({ length: rows }, (_, i) => (i % 7 < 4 || i > 0.8 * rows ? 0 : i % classes)) };
  const probe = { ...part, weights: new Float32Array(rows).fill(1) };
  return { features, classes: Array.from({ length: classes }, (_, c) => `class ${c}`), train: part, validation: part, test: part, probe, warnings: [] };
}

describe.each(KERNEL_BUILDS)("%s kernel", (build) => {
  const engine = createWasmEngine(build, 0);

  test.each(DRAWN)("rows of any setting, gamma 0 to 10, margins to 30 and beyond: $name", async ({ outputs, draw }) => {
    const random = createRandom(11, "test");
    const losses = Array.from({ length: 24 }, () => draw(random));
    const x = Array.from({ length: 150 }, (_, row) => Array.from({ length: outputs }, () => Math.fround(between(random, -1, 1) * [1, 10, 30][row % 3]!)));
    const y = x.map(() => random.below(Math.max(2, outputs)));
    const stack = passThrough(engine, x, y, losses, 1);
    let worst = { error: 0, where: "" };
    for (const [row, logits] of x.entries()) {
      (await ofRows(stack, [row], outputs)).forEach(({ value, gradient }, k) => {
        const loss = losses[k]!;
        const exact = rowLoss(loss, logits, y[row]!);
        const largest = largestOf(exact.gradient) + 0.5 * partsOf(loss, logits, y[row]!);
        // Below 1e-36 factors of a product are not normal float32 numbers.
        const errors = gradient.map((g, j) => Math.abs(g - exact.gradient[j]!) / Math.max(1e-5 * Math.abs(exact.gradient[j]!), 1e-6 * largest, 1e-36));
        const error = Math.max(Math.abs(value - exact.loss) / (1e-5 * exact.loss + 1e-36), ...errors);
        if (!(error <= worst.error)) worst = { error, where: `${JSON.stringify(loss)} at ${logits.join(", ")}, label ${y[row]}` };
      });
    }
    expect(worst.error, worst.where).toBeLessThan(1);
    expect(worst.error).toBeGreaterThan(0);
  });

  test("just above the clip the lowered probability has all its digits", async () => {
    const clip = 0.05;
    const corner = Math.log(clip / (1 - clip));
    const x = [1e-5, 1e-4, 1e-3, 1e-2, 0.1].map((d) => [Math.fround(corner + d)]);
    const losses = [0, 0.5, 4].map((gammaNegative): RowwiseLoss => {
      const terms = { gammaNegative, clip, poly: 0, smoothing: 0, rowWeights: [1, 1], reduction: "row-mean" } as const;
      return { activation: "sigmoid", gamma: 1, positive: 1, negative: 1, positiveClass: 1, terms };
    });
    const stack = passThrough(engine, [...x, [Math.fround(corner - 1e-5)]], [0, 0, 0, 0, 0, 0], losses, 1);
    for (const [row, [logit]] of x.entries()) {
      (await ofRows(stack, [row], 1)).forEach(({ value, gradient }, k) => {
        const exact = rowLoss(losses[k]!, [logit!], 0);
        expect(Math.abs(value / exact.loss - 1)).toBeLessThan(1e-5);
        expect(Math.abs(gradient[0]! / exact.gradient[0]! - 1)).toBeLessThan(1e-5);
      });
    }
    expect(await ofRows(stack, [5], 1)).toEqual(losses.map(() => ({ value: 0, gradient: [0] })));
  });

  describe.each(LOSS_STACKS)("$name", ({ outputs, cases }) => {
    const classes = outputs === 1 ? 2 : outputs;

    test("an impossible logit is told: NaN in a row is NaN in its loss", async () => {
      const row = Array.from({ length: outputs }, (_, j) => (j === 0 ? NaN : 1));
      const losses = cases.map((c) => c.loss);
      const stack = passThrough(engine, [row], [0], losses, 1);
      for (const { value } of await ofRows(stack, [0], outputs)) expect(value).toBeNaN();
    });

    test.each([
      ...SHAPES.map((shape) => ({ ...shape, normalizedHead: false })),
      ...(cases === SOFTMAX_TERMS ? SHAPES.map((shape) => ({ ...shape, name: `normalised head, ${shape.name}`, normalizedHead: true })) : []),
      ...(cases === SOFTMAX_TERMS ? [{ name: "normalised head on five inputs", hidden: [], features: 5, rows: 9, batchSize: 4, normalizedHead: true }] : []),
    ])("gradient and loss of every step, and cosines or logits, against float64: $name", async (shape) => {
      const data = dataOf(shape, classes);
      const { hidden, batchSize, dropout, normalizedHead } = shape;
      const architecture: Architecture = {
        features: data.features,
        hidden,
        outputs,
        batchSize,
        optimizer: { kind: "sgd", momentum: 0 },
        ...(dropout && { dropout }),
        normalizedHead,
      };
      const layout = layoutOf(data.features, hidden, outputs);
      const random = createRandom(5, "test");
      const runs = cases.map(({ loss }, k): EngineRun => {
        const state = initialState(layout, k);
        const layers = normalizedHead ? layout.layers.slice(0, -1) : layout.layers;
        for (const layer of layers) for (let o = 0; o < layer.outputs; o++) state.parameters[layer.biases + o] = 0.1 * random.gaussian();
        return { loss, learningRate: 0, seed: k, state };
      });
      const stack = engine.prepare(architecture, data, runs);
      const seen = runs.map(() => 0);
      stack.beginEpoch(runs.map(() => ordered(data.train.rows)));
      for (let step = 0; step < stack.stepsPerEpoch; step++) {
        await stack.trainSteps(step, step + 1);
        const states = await stack.readState("now", [...runs.keys()]);
        const { loss } = await stack.epochLoss();
        runs.forEach((run, k) => {
          const exact = oracleSgd(layout, architecture, data, run, step + 1);
          const largest = largestOf(exact.lastGradient);
          seen[k] = Math.max(seen[k]!, largest);
          expect(gap(states[k]!.m, exact.lastGradient), cases[k]!.name).toBeLessThanOrEqual(1e-5 * largest);
          expect(Math.abs(loss[k]! - exact.loss), cases[k]!.name).toBeLessThanOrEqual(1e-5 * exact.loss);
        });
      }
      // Single rows may lie below the clip, or at hidden units that are all off; not every one.
      expect(Math.min(...seen)).toBeGreaterThan(1e-5);
      const logits = await stack.evaluate("probe", 1, data.probe.rows);
      runs.forEach((run, k) => {
        for (let row = 1; row < data.probe.rows; row++) {
          const x = [...data.probe.x.subarray(row * data.features, (row + 1) * data.features)];
          const wanted = float64Logits(layout, run.state.parameters, x, normalizedHead);
          expect(gap(logits[k]!.subarray((row - 1) * outputs, row * outputs), wanted)).toBeLessThan(5e-6 * (1 + largestOf(wanted)));
        }
      });
      stack.dispose();
    });
  });
});
