/**
 * @file The TensorFlow engine: gradients and trajectories against PyTorch and float64, sameness bit for bit, recovery, no growth.
 * Reads: test/fixtures/training. Writes: checkpoints in a temporary folder; the TensorFlow library in the engine's folder, once.
 */
import { hasGraph } from "#main/training/engines/tensorflow/loss-settings.ts";
import { readdirSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { pickProbe } from "#main/data/encode/probe.ts";
import type { Architecture, Engine, EngineRun, RunState, Stack } from "#main/training/engines/engine.ts";
import { engineGradientError } from "#main/training/engines/verify/engine-check.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { selectBackend } from "#main/training/engines/reference/backend.ts";
import { float64Gradient } from "#main/training/engines/verify/float64-gradient.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import type { StackOptions } from "#main/training/engines/tensorflow/stack.ts";
import { runTool } from "#main/engine-install/run-tool.ts";
import { createTensorflowEngine } from "#main/training/engines/tensorflow/tensorflow-engine.ts";
import { createRandom, permutation } from "#shared/numbers/random.ts";
import type { Cohort, TrainerRun } from "#shared/wire/trainer-protocol.ts";
import { CLOUDS, cloudData, cohortOf, trainerRun } from "../../../fixtures/training/cohorts.ts";
import { trainHere } from "../../../fixtures/training/in-process.ts";
import { oracleSgd } from "../../../fixtures/training/oracle-steps.ts";
import { tensorflowForTests } from "../../../fixtures/training/tensorflow.ts";
import { batchSize, rows, steps, torchCases } from "../../../fixtures/training/torch-fixture.ts";

const { native, reason } = await tensorflowForTests();
const engineOf = (options: Partial<StackOptions> = {}): Engine => createTensorflowEngine(native!, 0, options);
const gap = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);
const ordered = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

/** 40 rows, batch 16: the last step of an epoch has 8. Widths that no vector unit divides. */
const data = cloudData({ rows: 40 });
const ARCHITECTURE: Architecture = { features: 4, hidden: [13, 7], outputs: 3, batchSize: 16, optimizer: { kind: "adam" } };
const layout = layoutOf(4, [13, 7], 3);

/** Both families, every setting different, resumed runs among fresh ones. */
function mixedRuns(count: number, architecture = ARCHITECTURE): EngineRun[] {
  const size = layoutOf(architecture.features, architecture.hidden, architecture.outputs);
  return Array.from({ length: count }, (_, k) => ({
    loss:
      k % 3 === 1
        ? { activation: "sigmoid", gamma: k % 4, positive: 0.25, negative: 0.75, positiveClass: null }
        : { activation: "softmax", gamma: [0, 0.5, 2][k % 3]!, weights: [0.4, 1, 3] },
    learningRate: 0.01 * (1 + (k % 5)),
    weightDecay: 0.01 * (k % 4),
    seed: k,
    state: { ...initialState(size, k), steps: k % 4 === 3 ? 30 : 0 },
  }));
}

/** Trains whole epochs; each run has its own order. */
async function trainEpochs(stack: Stack, seeds: readonly number[], epochs: readonly number[], call = Infinity): Promise<void> {
  for (const epoch of epochs) {
    stack.beginEpoch(seeds.map((seed) => permutation(data.train.rows, createRandom(seed, "shuffle", epoch))));
    for (let s = 0; s < stack.stepsPerEpoch; s += call) await stack.trainSteps(s, Math.min(stack.stepsPerEpoch, s + call));
  }
}

async function outcome(stack: Stack): Promise<{ states: RunState[]; loss: unknown; logits: Float32Array[] }> {
  const slots = Array.from({ length: stack.size }, (_, k) => k);
  return { states: await stack.readState("now", slots), loss: await stack.epochLoss(), logits: await stack.evaluate("test", 3, 50) };
}

/** Three epochs of `count` mixed runs. */
async function trained(engine: Engine, count: number, architecture = ARCHITECTURE, only?: number): Promise<Awaited<ReturnType<typeof outcome>>> {
  const runs = mixedRuns(count, architecture).filter((_, k) => only === undefined || k === only);
  const stack = engine.prepare(architecture, data, runs);
  await trainEpochs(
    stack,
    runs.map((r) => r.seed!),
    [1, 2, 3],
  );
  const result = await outcome(stack);
  stack.dispose();
  return result;
}

describe.skipIf(!native)(`tensorflow engine${reason ? ` (skipped: ${reason})` : ""}`, () => {
  test("proves itself like every engine", async () => {
    expect(await engineGradientError(engineOf(), hasGraph)).toBeLessThan(2e-6);
  });

  test.each(torchCases)(`follows PyTorch for ${steps} steps: $name`, async (c) => {
    const stack = engineOf().prepare(c.architecture, c.data, [c.run]);
    for (let done = 0; done < steps;) {
      const step = done % stack.stepsPerEpoch;
      if (step === 0) stack.beginEpoch([ordered(rows)]);
      const count = Math.min(stack.stepsPerEpoch - step, steps - done);
      await stack.trainSteps(step, step + count);
      done += count;
      if (done === stack.stepsPerEpoch) {
        const [a, b, last] = c.losses;
        expect((await stack.epochLoss()).loss[0]).toBeCloseTo((batchSize * a! + batchSize * b! + 4 * last!) / rows, 5);
      }
    }
    const [state] = await stack.readState("now", [0]);
    stack.dispose();
    expect(state!.steps).toBe(steps);
    expect(gap(state!.parameters, c.run.state.parameters)).toBeGreaterThan(0.01);
    expect(gap(state!.parameters, c.final)).toBeLessThan(1e-5);
  });

  test.each([{ hidden: [] }, { hidden: [13, 7] }, { hidden: [9, 8, 7, 6] }, { hidden: [129] }])(
    "has the float64 gradient with hidden layers $hidden",
    async ({ hidden }) => {
      const architecture: Architecture = { ...ARCHITECTURE, hidden, optimizer: { kind: "sgd", momentum: 0 } };
      const sizes = layoutOf(4, hidden, 3);
      const runs = mixedRuns(5, architecture).map((run) => ({ ...run, weightDecay: 0 }));
      const stack = engineOf().prepare(architecture, data, runs);
      stack.beginEpoch(runs.map(() => ordered(40)));
      await stack.trainSteps(0, 1);
      const states = await stack.readState("now", [0, 1, 2, 3, 4]);
      stack.dispose();
      const batch = { x: Array.from({ length: 16 }, (_, row) => [...data.train.x.subarray(row * 4, row * 4 + 4)]), y: [...data.train.y.subarray(0, 16)] };
      runs.forEach(({ loss, state }, k) => {
        const { gradient } = float64Gradient(sizes, state.parameters, batch, loss);
        const largest = Math.max(...gradient.map(Math.abs));
        expect(largest).toBeGreaterThan(1e-3);
        expect(gap(states[k]!.m, gradient)).toBeLessThan(1e-5 * largest);
      });
    },
  );

  test("draws the masks of dropout.ts and follows float64 under them over an epoch with a partial batch", async () => {
    const architecture: Architecture = { ...ARCHITECTURE, dropout: 0.4, optimizer: { kind: "sgd", momentum: 0 } };
    const runs = [8, 2 ** 40 + 9].map((seed): EngineRun => ({ ...mixedRuns(1)[0]!, weightDecay: 0, learningRate: 0.1, seed }));
    const stack = engineOf().prepare(architecture, data, runs);
    stack.beginEpoch([ordered(40), ordered(40)]);
    await stack.trainSteps(0, 3);
    const states = await stack.readState("now", [0, 1]);
    const { loss } = await stack.epochLoss();
    stack.dispose();
    runs.forEach((run, k) => {
      const exact = oracleSgd(layout, architecture, data, run, 3);
      expect(gap(states[k]!.parameters, exact.parameters)).toBeLessThan(1e-6);
      expect(gap(states[k]!.m, exact.lastGradient)).toBeLessThan(1e-5 * Math.max(...exact.lastGradient.map(Math.abs)));
      expect(loss[k]).toBeCloseTo(exact.loss, 5);
    });
    expect(states[0]!.parameters).not.toEqual(states[1]!.parameters);
  });

  const schedule = { kind: "cosine", warmupEpochs: 1, everyEpochs: 1, factor: 1, finalFraction: 0.1 } as const;
  const variants: [string, Architecture][] = [
    ["adam", ARCHITECTURE],
    ["adamw with a cosine schedule", { ...ARCHITECTURE, optimizer: { kind: "adamw" }, schedule, epochs: 3 }],
    // 13 rows fill no vectors of the processor.
    ["sgd with momentum and dropout, batch 13", { ...ARCHITECTURE, batchSize: 13, optimizer: { kind: "sgd", momentum: 0.9 }, dropout: 0.3 }],
  ];

  describe.each(variants)("with %s", (_, architecture) => {
    let together: Awaited<ReturnType<typeof trained>>;
    beforeAll(async () => {
      together = await trained(engineOf({ chunk: 64 }), 9, architecture);
    });

    test("gives what the reference engine gives", async () => {
      const reference = await trained(createReferenceEngine(await selectBackend(["cpu"])), 9, architecture);
      together.states.forEach((state, k) => expect(gap(state.parameters, reference.states[k]!.parameters)).toBeLessThan(1e-5));
      together.logits.forEach((logits, k) => expect(gap(logits, reference.logits[k]!)).toBeLessThan(1e-4));
    });

    test("gives each run the same bits beside any neighbours and in any call size", async () => {
      for (const chunk of [1, 2, 4]) expect(await trained(engineOf({ chunk }), 9, architecture)).toEqual(together);
      for (const k of [0, 1, 3, 8]) expect((await trained(engineOf(), 9, architecture, k)).states[0]).toEqual(together.states[k]);
      const many = await trained(engineOf({ chunk: 64 }), 49, architecture);
      expect(many.states.slice(0, 9)).toEqual(together.states);
      expect(many.logits.slice(0, 9)).toEqual(together.logits);
    });

    test("gives the same bits however the steps are cut into calls, and when it goes on from a state that was read", async () => {
      const runs = mixedRuns(9, architecture);
      const seeds = runs.map((r) => r.seed!);
      const first = engineOf().prepare(architecture, data, runs);
      await trainEpochs(first, seeds, [1], 1);
      const states = await first.readState("now", [...seeds.keys()]);
      first.dispose();
      const second = engineOf().prepare(
        architecture,
        data,
        runs.map((run, k) => ({ ...run, state: states[k]! })),
      );
      await trainEpochs(second, seeds, [2, 3], 2);
      expect(await second.readState("epoch-start", [0])).not.toEqual(await second.readState("now", [0]));
      expect(await outcome(second)).toEqual(together);
      second.dispose();
    });
  });

  test("wide layers give the same bits too: 64 units, batch 128, 1, 7 and 49 runs", async () => {
    const wide: Architecture = { features: 32, hidden: [64, 64], outputs: 8, batchSize: 128, optimizer: { kind: "adam" } };
    const random = createRandom(1, "wide");
    const part = (count: number) => ({
      rows: count,
      x: Float32Array.from({ length: count * 32 }, () => random.gaussian()),
      y: Int32Array.from({ length: count }, () => random.below(8)),
    });
    const train = part(300);
    const wideData = { features: 32, classes: [..."abcdefgh"], train, validation: part(9), test: part(9), probe: pickProbe(train, 32, 8), warnings: [] };
    const states = async (count: number): Promise<RunState[]> => {
      const runs = Array.from({ length: count }, (_, k): EngineRun => ({
        loss: { activation: "softmax", gamma: k % 5, weights: [1, 1, 1, 1, 1, 1, 1, 1] },
        learningRate: 1e-3,
        state: initialState(layoutOf(32, [64, 64], 8), k),
      }));
      const stack = engineOf({ chunk: 64 }).prepare(wide, wideData, runs);
      for (let epoch = 0; epoch < 3; epoch++) {
        stack.beginEpoch(runs.map((_, k) => permutation(300, createRandom(k, "shuffle", epoch))));
        await stack.trainSteps(0, 3);
      }
      const all = await stack.readState("now", [...runs.keys()]);
      stack.dispose();
      return all;
    };
    const many = await states(49);
    for (const count of [1, 7]) expect(await states(count)).toEqual(many.slice(0, count));
  });

  const cohort = (runs: TrainerRun[], changes: Partial<Cohort> = {}): Cohort =>
    cohortOf(CLOUDS, mkdtempSync(join(tmpdir(), "focaldesk-tf-")), runs, { epochs: 3, ...changes });
  const MIXED = [
    trainerRun(1, { family: "cross-entropy", gamma: 0, strength: 0, seed: 0, learningRate: 0.02 }),
    trainerRun(2, { family: "focal-sigmoid", gamma: 2, strength: null, alpha: 0.25 }),
    trainerRun(3, { family: "focal-softmax", gamma: 0.5, strength: 1, seed: 0 }),
    trainerRun(4, { family: "focal-sigmoid", gamma: 0, strength: null, alpha: null, learningRate: 0.05 }),
  ];

  test("a run dropped in mid-cohort and a run that diverges leave the others as they are", async () => {
    const clouds = cloudData();
    const all = await trainHere(cohort(MIXED), clouds, engineOf());
    const wild = trainerRun(9, { family: "cross-entropy", gamma: 0, strength: 0, learningRate: 1e30 });
    const rest = await trainHere(cohort([MIXED[3]!, wild, ...MIXED.slice(0, 3)]), clouds, engineOf(), (epochs, control) => {
      if (epochs.includes(1)) control.requestDrop({ runIds: [2], checkpoint: false });
    });
    expect(rest.of("run-failed").map((m) => [m.runId, m.code])).toEqual([[9, "train/diverged"]]);
    expect(rest.outcome(2).epochs).toHaveLength(1);
    for (const runId of [1, 3, 4]) {
      expect(rest.outcome(runId).scores).not.toBeNull();
      expect(rest.outcome(runId)).toEqual(all.outcome(runId));
    }
  });

  test("binary sigmoid: one output, and the named class is the positive one", async () => {
    const clouds = cloudData({ classes: 2, rows: 240 });
    const runs = [0.99, 0.01].map((alpha, i) => trainerRun(i + 1, { family: "focal-sigmoid", gamma: 0, strength: null, alpha, positiveClass: "common" }));
    const record = await trainHere(cohort(runs, { data: { ...CLOUDS, classes: ["common", "middle"] }, hidden: [] }), clouds, engineOf());
    const [much, little] = runs.map(({ runId }) => {
      const [cc, , mc] = record.outcome(runId).epochs.at(-1)!.test;
      return cc! + mc!;
    });
    expect(much).toBeGreaterThan(little! + 20);
  });

  test("a device without memory: calls are halved, the epoch is computed again, and no bit differs", async () => {
    const expected = await trained(engineOf(), 9);
    const calls: number[] = [];
    const engine = engineOf({
      chunk: 64,
      beforeCall(signature, runs) {
        calls.push(runs);
        // The first chunk of a call succeeds before the second fails: what it did must not stay.
        if (signature.startsWith("train") && runs > 2 && calls.length > 3) throw new Error("OOM when allocating tensor with shape[6,128,64]");
      },
    });
    expect(await trained(engine, 9)).toEqual(expected);
    expect(Math.max(...calls.slice(0, 3))).toBeGreaterThan(2);
    expect(Math.max(...calls.slice(-6))).toBeLessThan(3);
  });

  test("a device without memory for one run is a refusal with the next step", async () => {
    const engine = engineOf({
      beforeCall() {
        throw new Error("RESOURCE_EXHAUSTED: failed to allocate");
      },
    });
    await expect(trained(engine, 2)).rejects.toMatchObject({ code: "train/failed", message: expect.stringContaining("no memory for one run") });
  });

  test("an error that is no lack of memory is passed on as it is", async () => {
    let calls = 0;
    const engine = engineOf({
      beforeCall() {
        calls++;
        throw new Error("INTERNAL: cuBLAS failed");
      },
    });
    await expect(trained(engine, 2)).rejects.toThrow("cuBLAS failed");
    expect(calls).toBe(1);
  });

  test("1,000 epochs leave no tensor, no open file and at most 24 MB behind", async () => {
    const { tf } = native!;
    const files = (): number => readdirSync("/proc/self/fd").length;
    const stack = engineOf().prepare(ARCHITECTURE, data, mixedRuns(9));
    const orders = Array.from({ length: 9 }, () => ordered(40));
    const epochs = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        stack.beginEpoch(orders);
        await stack.trainSteps(0, 3);
        await stack.evaluate("test", 0, 60);
        await stack.epochLoss();
      }
    };
    // The allocator and the compiler of the runtime settle first.
    await epochs(200);
    const before = { tensors: tf.memory().numTensors, files: process.platform === "linux" ? files() : 0, bytes: process.memoryUsage.rss() };
    await epochs(1000);
    expect(tf.memory().numTensors).toBe(before.tensors);
    if (process.platform === "linux") expect(files()).toBe(before.files);
    expect(process.memoryUsage.rss() - before.bytes).toBeLessThan(24e6);
    stack.dispose();
  });
});

test.skipIf(!native)("the GPU check list runs where no GPU is: graph, repeatability, neighbours, XLA and grouped convolution are answered", async () => {
  const script = join(import.meta.dirname, "../../../../bench/gpu-checklist.ts");
  const { code, stdout } = await runTool(process.execPath, ["--disable-warning=ExperimentalWarning", script, "--no-speed"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^graph written by us loads and is right +ok/m);
  expect(stdout).toMatch(/^the same again gives the same bits +ok/m);
  expect(stdout).toMatch(/^bits do not depend on neighbours +largest difference.*7 runs: \d/m);
  expect(stdout).toMatch(/^XLA +\S/m);
  expect(stdout).toMatch(/^grouped convolution +\S/m);
});
