/**
 * @file Whole networks under every loss on every engine: gradients against float64, the float64 oracle against central differences, and
 * the bits of a run, which depend on nothing but the run.
 * Writes: checkpoints in a temporary folder.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Architecture, Engine, EngineRun, Stack } from "#main/training/engines/engine.ts";
import { initialState, layoutOf, type Layout } from "#main/training/engines/layout.ts";
import { float64Gradient, float64Logits } from "#main/training/engines/verify/float64-gradient.ts";
import { createRandom, permutation } from "#shared/numbers/random.ts";
import type { TrainerRun } from "#shared/wire/trainer-protocol.ts";
import { CLOUDS, cloudData, cohortOf, trainerRun } from "../../../fixtures/training/cohorts.ts";
import { enginesUnderTest } from "../../../fixtures/training/engines.ts";
import { trainHere } from "../../../fixtures/training/in-process.ts";
import { type LossCase, LOSS_STACKS, SOFTMAX_TERMS } from "../../../fixtures/training/loss-cases.ts";
import { oracleSgd } from "../../../fixtures/training/oracle-steps.ts";

const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);
const ordered = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

interface Group {
  readonly name: string;
  readonly outputs: 1 | 3;
  readonly cases: readonly LossCase[];
  readonly normalizedHead?: boolean;
}
const GROUPS: readonly Group[] = [...LOSS_STACKS, { name: "softmax-terms on a normalised head", outputs: 3, cases: SOFTMAX_TERMS, normalizedHead: true }];

/** One of every kernel. */
const KERNELS = GROUPS.filter(({ name }) => ["softmax-terms on a normalised head", "sigmoid-terms with one output", "sigmoid-soft"].includes(name));

/** Biases off 0, so that no unit starts at its corner; those of a normalised head stay 0. */
function stateOf(layout: Layout, seed: number, normalizedHead = false) {
  const state = initialState(layout, seed);
  const random = createRandom(seed, "test");
  for (const layer of layout.layers.slice(0, normalizedHead ? -1 : undefined))
    for (let o = 0; o < layer.outputs; o++) state.parameters[layer.biases + o] = 0.1 * random.gaussian();
  return state;
}

describe("the float64 oracle has the central differences of its own loss", () => {
  test.each(GROUPS.flatMap(({ cases, ...group }) => cases.map((c) => ({ ...group, ...c, title: `${group.name}: ${c.name}` }))))(
    "$title",
    ({ outputs, loss, normalizedHead }) => {
      const layout = layoutOf(3, [5, 4], outputs);
      const random = createRandom(3, "test");
      const parameters = Float64Array.from(stateOf(layout, 4, normalizedHead).parameters);
      const batch = {
        x: Array.from({ length: 6 }, () => [random.gaussian(), random.gaussian(), random.gaussian()]),
        y: Array.from({ length: 6 }, (_, i) => i % Math.max(2, outputs)),
      };
      const { gradient } = float64Gradient(layout, parameters, batch, loss, null, normalizedHead);
      const largest = Math.max(...gradient.map(Math.abs));
      expect(largest).toBeGreaterThan(1e-3);
      const h = 1e-6;
      for (let i = 0; i < layout.size; i++) {
        const at = (shift: number): number => {
          const moved = parameters.map((p, j) => (j === i ? p + shift : p));
          return float64Gradient(layout, moved, batch, loss, null, normalizedHead).loss;
        };
        // Error of the difference: h^2 / 6 times the third derivative, which grows with the cube of a scale, plus 1e-16 / h.
        expect(Math.abs((at(h) - at(-h)) / (2 * h) - gradient[i]!)).toBeLessThan(1e-7 * Math.max(1, largest));
      }
    },
  );
});

const SHAPES = [
  { name: "no hidden layer", hidden: [], rows: 21, batchSize: 8, dropout: 0 },
  { name: "two layers of odd width, dropout", hidden: [13, 7], rows: 21, batchSize: 16, dropout: 0.3 },
  { name: "a step of several blocks", hidden: [5], rows: 610, batchSize: 599, dropout: 0 },
];

/** Of `runs`, at a rate that moves them. */
async function epochs(stack: Stack, seeds: readonly number[], numbers: readonly number[], rows: number): Promise<void> {
  for (const epoch of numbers) {
    stack.beginEpoch(seeds.map((seed) => permutation(rows, createRandom(seed, "shuffle", epoch))));
    await stack.trainSteps(0, stack.stepsPerEpoch);
  }
}

describe.each(await enginesUnderTest())("$name", ({ missing, load, name: engineName }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (missing === null) engine = await load();
  });
  const here = test.skipIf(missing !== null);

  here.each(GROUPS.flatMap((group) => SHAPES.map((shape) => ({ ...group, ...shape, title: `${group.name}, ${shape.name}` }))))(
    "every step's gradient and loss against float64: $title",
    async ({ outputs, cases, normalizedHead, hidden, rows, batchSize, dropout }) => {
      // A step of 599 rows takes tfjs's scalar loops seconds for all cases; blocks are the affair of other engines.
      const chosen = rows > 100 && engineName.startsWith("reference") ? cases.slice(-2) : cases;
      const data = cloudData({ rows, classes: outputs === 1 ? 2 : 3 });
      const architecture: Architecture = { features: 4, hidden, outputs, batchSize, optimizer: { kind: "sgd", momentum: 0 }, dropout, normalizedHead };
      const layout = layoutOf(4, hidden, outputs);
      // The rate is 0: every gradient is taken at the same weights, so that no error is carried from step to step.
      const runs = chosen.map(({ loss }, k): EngineRun => ({ loss, learningRate: 0, seed: k, state: stateOf(layout, k, normalizedHead) }));
      const stack = engine.prepare(architecture, data, runs);
      const slots = runs.map((_, k) => k);
      stack.beginEpoch(runs.map(() => ordered(rows)));
      for (let step = 0; step < stack.stepsPerEpoch; step++) {
        await stack.trainSteps(step, step + 1);
        const states = await stack.readState("now", slots);
        const { loss } = await stack.epochLoss();
        runs.forEach((run, k) => {
          const exact = oracleSgd(layout, architecture, data, run, step + 1);
          const largest = Math.max(...exact.lastGradient.map(Math.abs));
          expect(largest, chosen[k]!.name).toBeGreaterThan(1e-5);
          expect(largestGap(states[k]!.m, exact.lastGradient), chosen[k]!.name).toBeLessThan(1e-5 * largest);
          expect(Math.abs(loss[k]! / exact.loss - 1), chosen[k]!.name).toBeLessThan(1e-5);
        });
      }
      stack.dispose();
    },
  );

  here("evaluates the probe, and cosines under a normalised head", async () => {
    const data = cloudData({ rows: 40 });
    for (const normalizedHead of [false, true]) {
      const layout = layoutOf(4, [7], 3);
      const run: EngineRun = { loss: SOFTMAX_TERMS[3]!.loss, learningRate: 0.1, state: stateOf(layout, 2, normalizedHead) };
      const stack = engine.prepare({ features: 4, hidden: [7], outputs: 3, batchSize: 16, optimizer: { kind: "adam" }, normalizedHead }, data, [run]);
      const [logits] = await stack.evaluate("probe", 5, data.probe.rows);
      stack.dispose();
      const rows = Array.from({ length: data.probe.rows - 5 }, (_, i) => [...data.probe.x.subarray((i + 5) * 4, (i + 6) * 4)]);
      const exact = rows.flatMap((row) => float64Logits(layout, run.state.parameters, row, normalizedHead));
      expect(logits).toHaveLength(exact.length);
      expect(largestGap(logits!, exact)).toBeLessThan(5e-6);
      expect(exact.every((z) => Math.abs(z) <= 1)).toBe(normalizedHead);
    }
  });

  here("the biases of a normalised head stay 0, and AdamW shrinks its weights", async () => {
    const data = cloudData({ rows: 40 });
    const layout = layoutOf(4, [7], 3);
    const run: EngineRun = { loss: SOFTMAX_TERMS[3]!.loss, learningRate: 0.05, weightDecay: 0.5, state: initialState(layout, 2) };
    const stack = engine.prepare({ features: 4, hidden: [7], outputs: 3, batchSize: 16, optimizer: { kind: "adamw" }, normalizedHead: true }, data, [run]);
    await epochs(stack, [1], [1, 2, 3], 40);
    const [state] = await stack.readState("now", [0]);
    stack.dispose();
    const head = layout.layers[1]!;
    expect([...state!.parameters.subarray(head.biases)]).toEqual([0, 0, 0]);
    expect(largestGap(state!.parameters.subarray(head.weights, head.biases), run.state.parameters.subarray(head.weights, head.biases))).toBeGreaterThan(0.01);
  });

  here.each(KERNELS)("a run's bits are the same alone, in company, in another order and after others have left: $name", async (group) => {
    const { outputs, cases, normalizedHead } = group;
    const data = cloudData({ rows: 40, classes: outputs === 1 ? 2 : 3 });
    const architecture: Architecture = { features: 4, hidden: [13], outputs, batchSize: 16, optimizer: { kind: "adam" }, dropout: 0.2, normalizedHead };
    const layout = layoutOf(4, [13], outputs);
    const runs = cases.map(({ loss }, k): EngineRun => ({ loss, learningRate: 0.02, seed: k, state: stateOf(layout, k, normalizedHead) }));
    const after = async (slots: readonly number[], keep?: readonly number[]) => {
      const stack = engine.prepare(
        architecture,
        data,
        slots.map((k) => runs[k]!),
      );
      await epochs(stack, slots, [1], data.train.rows);
      const kept = keep ?? slots;
      if (keep) stack.keep(keep.map((k) => slots.indexOf(k)));
      await epochs(stack, kept, [2], data.train.rows);
      const result = {
        states: await stack.readState(
          "now",
          kept.map((_, i) => i),
        ),
        loss: await stack.epochLoss(),
        logits: await stack.evaluate("test", 3, 50),
      };
      stack.dispose();
      return new Map(kept.map((k, i) => [k, { state: result.states[i], loss: result.loss.loss[i], logits: result.logits[i] }]));
    };
    const all = cases.map((_, k) => k);
    const together = await after(all);
    const [first, second] = [all[1]!, all.at(-1)!];
    expect(await after([first])).toEqual(new Map([[first, together.get(first)]]));
    const reversed = await after([...all].reverse());
    for (const k of all) expect(reversed.get(k)).toEqual(together.get(k));
    expect(await after(all, [second, first])).toEqual(
      new Map([
        [second, together.get(second)],
        [first, together.get(first)],
      ]),
    );
  });

  const deferred: TrainerRun[] = [
    trainerRun(1, { family: "ldam", gamma: 0, strength: null, options: { maxMargin: 0.5, scale: 10, beta: 0.99, reweightFrom: 0.5 } }),
    trainerRun(2, { family: "ldam", gamma: 0, strength: null, options: { maxMargin: 0.3, scale: 20, beta: 0.9, reweightFrom: 0.7 } }),
    trainerRun(3, { family: "ldam", gamma: 0, strength: null, options: { maxMargin: 0.3, scale: 20, beta: 0.9 } }),
  ];
  const balanced: TrainerRun[] = [
    trainerRun(4, { family: "focal-sigmoid", gamma: 1, strength: null, options: { beta: 0.99, reweightFrom: 0.5, reduction: "foreground" } }),
    trainerRun(5, { family: "asymmetric", gamma: 1, strength: null, options: { gammaNegative: 4, clip: 0.05, beta: 0.99, reweightFrom: 0.3 } }),
  ];
  here.each([
    { name: "LDAM", runs: deferred },
    { name: "sigmoid", runs: balanced },
  ])("a run that stops before or after its weights change goes on with the same bits, alone too: $name", async ({ runs }) => {
    const data = cloudData();
    const folder = (): string => mkdtempSync(join(tmpdir(), "focaldesk-losses-"));
    const changes = { epochs: 6, hidden: [8], dropout: 0.2 };
    const whole = await trainHere(cohortOf(CLOUDS, folder(), runs, changes), data, engine);
    for (const stopAfter of [2, 4]) {
      const dir = folder();
      const before = await trainHere(cohortOf(CLOUDS, dir, runs, changes), data, engine, (done, control) => {
        if (done.includes(stopAfter)) control.requestStop(true);
      });
      expect(before.of("cohort-stopped")).toHaveLength(1);
      const resumed = runs.map((run) => ({ ...run, resume: true, storedEpochs: stopAfter }));
      for (const part of [resumed.slice(0, 1), resumed.slice(1)]) {
        const rest = await trainHere(cohortOf(CLOUDS, dir, part, changes), data, engine);
        for (const { runId } of part) {
          const { epochs: told, bestEpoch, scores } = rest.outcome(runId);
          const wanted = whole.outcome(runId);
          expect({ told, bestEpoch, scores }).toEqual({ told: wanted.epochs.slice(stopAfter), bestEpoch: wanted.bestEpoch, scores: wanted.scores });
        }
      }
    }
    // The change of weights is to be seen: without it the run comes out otherwise.
    const never = runs.map((run) => {
      const { reweightFrom: _from, beta: _beta, ...options } = run.options;
      return { ...run, options };
    });
    const plain = await trainHere(cohortOf(CLOUDS, folder(), never, changes), data, engine);
    const losses = (record: typeof whole): number[] => record.outcome(runs[0]!.runId).epochs.map((e) => e.trainLoss!);
    expect(losses(plain).slice(0, 3)).toEqual(losses(whole).slice(0, 3));
    expect(losses(plain)[3]).not.toBeCloseTo(losses(whole)[3]!, 4);
  });
});
