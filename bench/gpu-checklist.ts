/**
 * @file What someone with an NVIDIA GPU runs and sends back: does the graph engine work there, how fast is it, what may be promised.
 * Reads: argv: --runs 49,245,1000 (numbers of runs), --no-speed (only what is right or wrong). Writes: a report to stdout; exit code 1 when a
 * point that must hold does not. Install first: `npm run engine:tensorflow`. Without a GPU the same points are checked on the processor.
 */
import { spawnSync } from "node:child_process";
import { arch, cpus, platform, release } from "node:os";
import { parseArgs } from "node:util";
import { pickProbe } from "#main/data/encode/probe.ts";
import type { Engine, EngineRun, RunState } from "#main/training/engines/engine.ts";
import { engineGradientError } from "#main/training/engines/verify/engine-check.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { engineHome, readInstalled } from "#main/engine-install/engine-home.ts";
import { hasGraph } from "#main/training/engines/tensorflow/loss-settings.ts";
import { loadNative } from "#main/training/engines/tensorflow/native.ts";
import { createTensorflowEngine } from "#main/training/engines/tensorflow/tensorflow-engine.ts";
import { AppError, describe } from "#shared/errors/errors.ts";
import { createRandom, permutation } from "#shared/numbers/random.ts";
import { groupedConvolution } from "./peers/grouped-convolution.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "49,245,1000" }, "no-speed": { type: "boolean", default: false } } });
const [ROWS, FEATURES, CLASSES] = [4096, 32, 8];
const HIDDEN = [64, 64];
let failed = false;

function say(point: string, text: string): void {
  console.log(`${point.padEnd(34)} ${text}`);
}

/** A point that must hold. */
async function must(point: string, check: () => Promise<string>): Promise<void> {
  try {
    say(point, `ok    ${await check()}`);
  } catch (error) {
    failed = true;
    say(point, `FAILS ${describe(error)}`);
  }
}

/** A point whose answer is wanted, whatever it is. */
async function ask(point: string, check: () => Promise<string>): Promise<void> {
  try {
    say(point, await check());
  } catch (error) {
    say(point, `no: ${describe(error).split("\n")[0]!.slice(0, 200)}`);
  }
}

const random = createRandom(1, "bench");
const part = (rows: number) => ({
  rows,
  x: Float32Array.from({ length: rows * FEATURES }, () => random.gaussian()),
  y: Int32Array.from({ length: rows }, () => random.below(CLASSES)),
});
const train = part(ROWS);
const probe = pickProbe(train, FEATURES, CLASSES);
const data = { features: FEATURES, classes: [..."abcdefgh"], train, validation: part(64), test: part(64), probe, warnings: [] };
const layout = layoutOf(FEATURES, HIDDEN, CLASSES);
const architecture = { features: FEATURES, hidden: HIDDEN, outputs: CLASSES, batchSize: 128, optimizer: { kind: "adam" } as const };
const runsOf = (count: number): EngineRun[] =>
  Array.from({ length: count }, (_, k) => ({
    loss: { activation: "softmax", gamma: k % 6, weights: data.classes.map(() => 1) },
    learningRate: 1e-3,
    seed: k,
    state: initialState(layout, k),
  }));
const ordersOf = (count: number): Int32Array[] => Array.from({ length: count }, (_, k) => permutation(ROWS, createRandom(k % 5, "shuffle", 1)));

/** States of the first 7 of `count` runs after 64 steps. */
async function statesAfter(engine: Engine, count: number): Promise<RunState[]> {
  const stack = engine.prepare(architecture, data, runsOf(count));
  for (let epoch = 0; epoch < 2; epoch++) {
    stack.beginEpoch(ordersOf(count));
    await stack.trainSteps(0, 32);
  }
  const states = await stack.readState("now", [0, 1, 2, 3, 4, 5, 6].slice(0, count));
  stack.dispose();
  return states;
}

const largestGap = (a: readonly RunState[], b: readonly RunState[]): number =>
  a.reduce((worst, state, k) => state.parameters.reduce((max, p, i) => Math.max(max, Math.abs(p - b[k]!.parameters[i]!)), worst), 0);

async function speed(engine: Engine, count: number): Promise<string> {
  const stack = engine.prepare(architecture, data, runsOf(count));
  stack.beginEpoch(ordersOf(count));
  const begin = performance.now();
  await stack.trainSteps(0, 2);
  const first = performance.now() - begin;
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await stack.trainSteps(0, 32);
    times.push((performance.now() - start) / 32 / count);
  }
  stack.dispose();
  return `${times.toSorted((a, b) => a - b)[2]!.toFixed(4)} ms per step and run (first call ${first.toFixed(0)} ms)`;
}

const smi = spawnSync("nvidia-smi", ["--query-gpu=name,driver_version,memory.total,memory.used", "--format=csv,noheader"], { encoding: "utf8" });
say("system", `${platform()} ${release()} ${arch()}, Node ${process.versions.node}, ${cpus()[0]?.model ?? "?"}`);
say("nvidia-smi", smi.status === 0 ? smi.stdout.trim() : "not there");

const installed = await readInstalled(engineHome());
if (!installed) throw new AppError("engine/missing", { path: engineHome() });
const native = loadNative(installed.binding);
say("library", `TensorFlow ${native.libraryVersion} from ${installed.source}; GPU in use: ${native.usesGpu ? "yes" : "no"}`);
const plain = createTensorflowEngine(native, 0);
const compiled = createTensorflowEngine(native, 0, { xla: true });

await must("graph written by us loads and is right", async () => {
  const error = await engineGradientError(plain, hasGraph);
  if (!(error < 1e-5)) throw new Error(`largest relative error of a gradient ${error}`);
  return `largest relative error of a gradient ${error.toExponential(1)}`;
});
await must("the same again gives the same bits", async () => {
  const gap = largestGap(await statesAfter(plain, 7), await statesAfter(plain, 7));
  if (gap !== 0) throw new Error(`weights differ by ${gap}`);
  return "64 steps, 7 runs";
});
await ask("bits do not depend on neighbours", async () => {
  const alone = await statesAfter(plain, 1);
  const gaps = [];
  for (const count of [7, 49]) gaps.push(`${count} runs: ${largestGap(alone, await statesAfter(plain, count))}`);
  return `largest difference of a weight to the run alone, 64 steps: ${gaps.join(", ")}`;
});
await ask("XLA", async () => `largest relative error of a gradient ${(await engineGradientError(compiled, hasGraph)).toExponential(1)}`);
await ask("grouped convolution", async () => groupedConvolution(native));

if (!values["no-speed"]) {
  for (const count of values.runs.split(",").map(Number)) {
    await ask(`plain graph, ${count} runs`, () => speed(plain, count));
    await ask(`XLA, ${count} runs`, () => speed(compiled, count));
    if (native.usesGpu) {
      const memory = spawnSync("nvidia-smi", ["--query-compute-apps=pid,used_memory", "--format=csv,noheader"], { encoding: "utf8" });
      say(`GPU memory after ${count} runs`, memory.stdout.trim().replaceAll("\n", "; "));
    }
  }
  // State that crossed the bus with every call would cost with every call: many short calls then take much longer than few long ones.
  await ask("state stays on the device", async () => {
    const count = 49;
    const stack = plain.prepare(architecture, data, runsOf(count));
    stack.beginEpoch(ordersOf(count));
    await stack.trainSteps(0, 32);
    const timed = async (call: number): Promise<number> => {
      const start = performance.now();
      for (let s = 0; s < 32; s += call) await stack.trainSteps(s, s + call);
      return performance.now() - start;
    };
    const [one, many] = [await timed(32), await timed(1)];
    stack.dispose();
    const megabytes = (3 * 4 * count * layout.size) / 1e6;
    return `32 steps in one call ${one.toFixed(1)} ms, in 32 calls ${many.toFixed(1)} ms: ${((many - one) / 31).toFixed(2)} ms per call; the state is ${megabytes.toFixed(1)} MB`;
  });
}
process.exitCode = failed ? 1 : 0;
