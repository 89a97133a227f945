/**
 * @file Looks at every engine of this machine: does it load, is it right, how fast is a step.
 * Reads: made-up data of the asked shape.
 */
import { ENGINE_NAMES, type EngineName, type EngineReport, type EngineShape } from "#shared/wire/engines.ts";
import { toWire } from "#shared/errors/errors.ts";
import { createRandom, permutation } from "#shared/numbers/random.ts";
import type { PreparedData } from "../../data/encode/prepared.ts";
import type { Engine, EngineRun } from "../engines/engine.ts";
import { initialState, layoutOf } from "../engines/layout.ts";
import { selectEngine } from "./select-engine.ts";

/** Stacked runs of the measurement: enough that stacking shows, few enough for a second. */
const RUNS = 16;
const STEPS = 8;
/** The reference engine needs 20 ms a step and run on its slowest backend: time, not a count, ends the measurement. */
const MEASURE_MS = 300;

/** @returns one report per engine, in the order of ENGINE_NAMES. Never throws: what fails says why in its report. */
export async function surveyEngines(shape: EngineShape): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const name of ENGINE_NAMES) reports.push(await surveyEngine(name, shape));
  return reports;
}

async function surveyEngine(name: EngineName, shape: EngineShape): Promise<EngineReport> {
  try {
    const start = performance.now();
    const engine = await selectEngine(name);
    const startMs = performance.now() - start;
    const { backend, version, threads, gradientError } = engine;
    return {
      name,
      state: "ready",
      backend,
      version,
      threads,
      gradientError,
      msPerStepRun: await measure(engine, shape),
      runs: RUNS,
      startMs,
      reason: null,
      action: null,
    };
  } catch (error) {
    const { code, message, action } = toWire(error);
    const nothing = { backend: null, version: null, threads: null, gradientError: null, msPerStepRun: null, runs: null, startMs: null };
    return { name, state: code === "engine/missing" ? "missing" : "failed", ...nothing, reason: message, action };
  }
}

async function measure(engine: Engine, shape: EngineShape): Promise<number> {
  const { features, hidden, outputs, batchSize } = shape;
  const classes = Math.max(2, outputs);
  const random = createRandom(1, "survey");
  const part = (rows: number) => ({
    rows,
    x: Float32Array.from({ length: rows * features }, () => random.gaussian()),
    y: Int32Array.from({ length: rows }, (_, i) => i % classes),
  });
  const data: PreparedData = {
    features,
    classes: Array.from({ length: classes }, (_, c) => String(c)),
    train: part(batchSize * STEPS),
    validation: part(classes),
    test: part(classes),
    probe: { ...part(classes), weights: new Float32Array(classes).fill(1) },
    warnings: [],
  };
  const layout = layoutOf(features, hidden, outputs);
  const loss = (k: number): EngineRun["loss"] =>
    outputs === 1
      ? { activation: "sigmoid", gamma: k % 5, positive: 0.25, negative: 0.75, positiveClass: 1 }
      : { activation: "softmax", gamma: k % 5, weights: new Array<number>(classes).fill(1) };
  const runs = Array.from({ length: RUNS }, (_, k): EngineRun => ({ loss: loss(k), learningRate: 1e-3, seed: k, state: initialState(layout, k) }));
  const stack = engine.prepare({ features, hidden, outputs, batchSize, optimizer: { kind: "adam" } }, data, runs);
  try {
    const orders = runs.map((_, k) => permutation(data.train.rows, createRandom(k, "shuffle", 1)));
    // The first epoch pays for compilation.
    stack.beginEpoch(orders);
    await stack.trainSteps(0, 2);
    await stack.epochLoss();
    // The best round: other programs can only make a round slower, and a busy moment must not choose the engine for months.
    let best = Infinity;
    const end = performance.now() + MEASURE_MS;
    do {
      const start = performance.now();
      stack.beginEpoch(orders);
      await stack.trainSteps(0, STEPS);
      await stack.epochLoss();
      best = Math.min(best, performance.now() - start);
    } while (performance.now() < end);
    return best / STEPS / RUNS;
  } finally {
    stack.dispose();
  }
}
