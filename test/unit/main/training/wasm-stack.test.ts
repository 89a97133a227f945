/**
 * @file On the wasm engine a run's bits depend on the run alone; memory does not grow; the choice of an engine.
 * Writes: checkpoints in a temporary folder.
 */
import { hasKernel } from "#main/training/engines/wasm/loss-image.ts";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { engineGradientError, ENGINE_TOLERANCE } from "#main/training/engines/verify/engine-check.ts";
import type { Architecture, EngineRun, RunState, Stack } from "#main/training/engines/engine.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { loadWasmEngine, selectEngine } from "#main/training/child/select-engine.ts";
import { KERNEL_BUILDS } from "#main/training/engines/wasm/load-kernel.ts";
import { createWasmEngine } from "#main/training/engines/wasm/wasm-engine.ts";
import { createRandom, permutation } from "#shared/numbers/random.ts";
import { CLOUDS, cloudData, cohortOf, trainerRun } from "../../../fixtures/training/cohorts.ts";
import { trainHere } from "../../../fixtures/training/in-process.ts";

const data = cloudData({ rows: 100 });
const layout = layoutOf(4, [9, 6], 3);
const architectures: Architecture[] = [{ kind: "adam" as const }, { kind: "adamw" as const }, { kind: "sgd" as const, momentum: 0.9 }].map(
  (optimizer): Architecture => ({
    features: 4,
    hidden: [9, 6],
    outputs: 3,
    batchSize: 16,
    optimizer,
    dropout: 0.2,
    schedule: { kind: "cosine", warmupEpochs: 1, everyEpochs: 1, factor: 1, finalFraction: 0.1 },
    epochs: 4,
  }),
);

/** Seven runs that differ in everything a stack allows to differ. */
const RUNS: EngineRun[] = Array.from({ length: 7 }, (_, k) => ({
  loss:
    k % 2 === 0
      ? { activation: "softmax", gamma: k / 2, weights: [0.5, 1, 1 + k] }
      : { activation: "sigmoid", gamma: k - 1, positive: 0.1 * k, negative: 1 - 0.1 * k, positiveClass: null },
  learningRate: 0.01 * (k + 1),
  weightDecay: 0.05 * k,
  seed: k % 3,
  state: initialState(layout, k),
}));

const orderOf = (run: EngineRun, epoch: number): Int32Array => permutation(data.train.rows, createRandom(run.seed!, "shuffle", epoch));

/** Trains epochs from..to-1. @param chunk steps per call. */
async function train(stack: Stack, runs: readonly EngineRun[], from: number, to: number, chunk = 1000): Promise<void> {
  for (let epoch = from; epoch < to; epoch++) {
    stack.beginEpoch(runs.map((run) => orderOf(run, epoch)));
    for (let step = 0; step < stack.stepsPerEpoch; step += chunk) await stack.trainSteps(step, Math.min(stack.stepsPerEpoch, step + chunk));
  }
}

const everyState = (stack: Stack): Promise<RunState[]> =>
  stack.readState(
    "now",
    Array.from({ length: stack.size }, (_, k) => k),
  );

describe.each(KERNEL_BUILDS)("%s kernel", (build) => {
  const engine = createWasmEngine(build, 0);

  test.each(architectures)("bits are those of a run alone, in any order, in calls of any length: $optimizer.kind", async (architecture) => {
    const together = engine.prepare(architecture, data, RUNS);
    await train(together, RUNS, 0, 3);
    const states = await everyState(together);
    const losses = (await together.epochLoss()).loss;
    const logits = await together.evaluate("test", 3, 50);

    const backwards = [...RUNS].reverse();
    const reversed = engine.prepare(architecture, data, backwards);
    await train(reversed, backwards, 0, 3, 2);
    expect((await everyState(reversed)).reverse()).toEqual(states);
    expect((await reversed.epochLoss()).loss.reverse()).toEqual(losses);

    for (const [k, run] of RUNS.entries()) {
      const alone = engine.prepare(architecture, data, [run]);
      await train(alone, [run], 0, 3, 1);
      expect(await everyState(alone)).toEqual([states[k]]);
      expect((await alone.epochLoss()).loss).toEqual([losses[k]]);
      expect(await alone.evaluate("test", 3, 50)).toEqual([logits[k]]);
    }
    expect(states[0]!.parameters).not.toEqual(RUNS[0]!.state.parameters);
  });

  test.each(architectures)("a run resumed from a state is bit-equal to one that never stopped: $optimizer.kind", async (architecture) => {
    const whole = engine.prepare(architecture, data, RUNS);
    await train(whole, RUNS, 0, 4);
    const begun = engine.prepare(architecture, data, RUNS);
    await train(begun, RUNS, 0, 2);
    const resumed = (await everyState(begun)).map((state, k): EngineRun => ({ ...RUNS[k]!, state }));
    const rest = engine.prepare(architecture, data, resumed);
    await train(rest, resumed, 2, 4);
    expect(await everyState(rest)).toEqual(await everyState(whole));
  });

  test.each([[[5, 0, 3, 2]], [[6, 1]]])("keeping %j in mid-epoch changes nothing for them, and the start of the epoch can still be read", async (slots) => {
    const [architecture] = architectures;
    const whole = engine.prepare(architecture!, data, RUNS);
    await train(whole, RUNS, 0, 1);
    const atStart = await everyState(whole);
    await train(whole, RUNS, 1, 2);
    const wanted = await whole.readState("now", slots);
    const losses = (await whole.epochLoss()).loss;

    const stack = engine.prepare(architecture!, data, RUNS);
    await train(stack, RUNS, 0, 1);
    stack.beginEpoch(RUNS.map((run) => orderOf(run, 1)));
    await stack.trainSteps(0, 3);
    stack.keep(slots);
    expect(stack.size).toBe(slots.length);
    await stack.trainSteps(3, stack.stepsPerEpoch);
    expect(await everyState(stack)).toEqual(wanted);
    expect(
      await stack.readState(
        "epoch-start",
        slots.map((_, k) => k),
      ),
    ).toEqual(slots.map((k) => atStart[k]));
    expect((await stack.epochLoss()).loss).toEqual(slots.map((k) => losses[k]));
  });

  test("memory is given back when half of the runs have gone, and with the stack", async () => {
    const wide: Architecture = { ...architectures[0]!, hidden: [400, 400] };
    const runs = RUNS.map((run, k) => ({ ...run, state: initialState(layoutOf(4, [400, 400], 3), k) }));
    const stack = engine.prepare(wide, data, runs);
    const before = stack.memoryBytes;
    stack.keep([0, 1, 2]);
    expect(stack.memoryBytes).toBeLessThan(0.6 * before);
    stack.dispose();
    expect(stack.memoryBytes).toBe(0);
  });

  test("1,000 epochs leave the kernel's memory as it is and the process within 40 MB", async () => {
    const tiny = { ...architectures[0]!, epochs: 1100 };
    const stack = engine.prepare(tiny, data, RUNS);
    // The first hundred let V8 compile and its heap settle.
    await train(stack, RUNS, 0, 100);
    const [kernel, process0] = [stack.memoryBytes, process.memoryUsage().rss];
    for (let epoch = 100; epoch < 1100; epoch++) {
      await train(stack, RUNS, epoch, epoch + 1);
      await stack.evaluate("validation", 0, 48);
      await stack.epochLoss();
      if (epoch % 50 === 0) await everyState(stack);
    }
    expect(stack.memoryBytes).toBe(kernel);
    expect(process.memoryUsage().rss - process0).toBeLessThan(40e6);
  });
});

describe("through the epoch loop", () => {
  const cohort = (checkpointDir: string, resume: boolean) =>
    cohortOf(
      CLOUDS,
      checkpointDir,
      [trainerRun(1, { resume, storedEpochs: 9 }), trainerRun(2, { resume, storedEpochs: 9, family: "focal-sigmoid", strength: null, alpha: 0.25 })],
      {
        optimizer: "adamw",
        dropout: 0.1,
        epochs: 6,
      },
    );
  const folder = (): string => mkdtempSync(join(tmpdir(), "focaldesk-wasm-"));

  test("stopped with checkpoints and resumed equals uninterrupted, and `started` names the engine", async () => {
    const engine = await loadWasmEngine();
    const whole = await trainHere(cohort(folder(), false), data, engine);
    const kept = folder();
    const first = await trainHere(cohort(kept, false), data, engine, (epochs, control) => {
      if (epochs.includes(3)) control.requestStop(true);
    });
    const second = await trainHere(cohort(kept, true), data, engine);
    expect(second.of("started")[0]).toMatchObject({ warnings: [], engine: "wasm", backend: engine.backend, version: engine.version, threads: 1 });
    for (const runId of [1, 2]) {
      expect([...first.outcome(runId).epochs, ...second.outcome(runId).epochs]).toEqual(whole.outcome(runId).epochs);
      expect(second.outcome(runId).scores).toEqual(whole.outcome(runId).scores);
    }
  });
});

describe("the choice of an engine", () => {
  const kept = process.env.FOCALDESK_BACKENDS;
  afterEach(() => {
    if (kept === undefined) delete process.env.FOCALDESK_BACKENDS;
    else process.env.FOCALDESK_BACKENDS = kept;
  });

  test("both kernels pass the self-check; one that is a little wrong, or gives NaN, does not", async () => {
    for (const build of KERNEL_BUILDS) {
      const engine = await loadWasmEngine(build);
      expect(engine.gradientError).toBeGreaterThan(0);
      expect(engine.gradientError).toBeLessThan(2e-6);
      const bent = (factor: number) => ({
        prepare: (...args: Parameters<typeof engine.prepare>): Stack => {
          const stack = engine.prepare(...args);
          const readState = async (at: "now" | "epoch-start", slots: readonly number[]): Promise<RunState[]> =>
            (await stack.readState(at, slots)).map((state) => ({ ...state, m: state.m.map((g) => g * factor) }));
          return new Proxy(stack, { get: (target, key) => (key === "readState" ? readState : Reflect.get(target, key, target).bind(target)) });
        },
      });
      expect(await engineGradientError(bent(1.0001), hasKernel)).toBeGreaterThan(ENGINE_TOLERANCE);
      expect(await engineGradientError(bent(NaN), hasKernel)).toBeNaN();
    }
  });

  test("auto is wasm; a named engine is what it says; tfjs backends in the environment ask for the reference", async () => {
    delete process.env.FOCALDESK_BACKENDS;
    expect((await selectEngine("auto")).name).toBe("wasm");
    expect((await selectEngine("wasm")).name).toBe("wasm");
    process.env.FOCALDESK_BACKENDS = "cpu";
    const reference = await selectEngine("auto");
    expect([reference.name, reference.backend]).toEqual(["reference", "cpu"]);
    expect(await selectEngine("reference")).toBe(reference);
  });
});
