/**
 * @file Milliseconds per training step and run, our engines beside their peers, one thread each: 32-64-64-8, batch 128, Adam.
 * Reads: argv: numbers of runs K (default 1 7 49 245). Writes: tables to stdout. `npm run bench:step`; see bench/README.md.
 *
 * All are measured in turn, round by round, and the median of the rounds is taken: on a busy machine the ratios hold, the digits do not.
 */
import { cpus, loadavg } from "node:os";
import type { PreparedData } from "#main/data/encode/prepared.ts";
import type { Engine, EngineRun } from "#main/training/engines/engine.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { selectBackend } from "#main/training/engines/reference/backend.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import { loadWasmEngine } from "#main/training/child/select-engine.ts";
import { loadTensorflowEngine } from "#main/training/engines/tensorflow/load-engine.ts";
import { describe } from "#shared/errors/errors.ts";
import { createRandom, permutation } from "#shared/numbers/random.ts";
import { fitPeer } from "./peers/tfjs-fit.ts";
import { startTorch } from "./peers/torch-peer.ts";

const ROWS = 4096;
const BATCH = 128;
const HIDDEN = [64, 64];
const [FEATURES, CLASSES] = [32, 8];
const ROUNDS = 7;
/** Aimed at for one measurement. */
const TARGET_MS = 250;

const stacks = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 7, 49, 245];
const random = createRandom(1, "bench");
const part = (rows: number) => ({
  rows,
  x: Float32Array.from({ length: rows * FEATURES }, () => random.gaussian()),
  y: Int32Array.from({ length: rows }, () => random.below(CLASSES)),
});
const classes = Array.from({ length: CLASSES }, (_, c) => `class ${c}`);
const data: PreparedData = {
  features: FEATURES,
  classes,
  train: part(ROWS),
  validation: part(16),
  test: part(16),
  probe: { ...part(16), weights: new Float32Array(16).fill(1) },
  warnings: [],
};
const layout = layoutOf(FEATURES, HIDDEN, CLASSES);

/** @returns milliseconds per step and run. */
type Measure = (runs: number) => Promise<number>;

interface Row {
  readonly name: string;
  /** Numbers of runs it is measured at; null: all. */
  readonly only: readonly number[] | null;
  readonly measure: Measure;
}

function engineMeasure(engine: Engine): Measure {
  const known = new Map<number, () => Promise<number>>();
  return async (size) => {
    let measure = known.get(size);
    if (!measure) {
      const runs = Array.from({ length: size }, (_, k): EngineRun => ({
        loss: { activation: "softmax", gamma: k % 6, weights: classes.map(() => 1) },
        learningRate: 1e-3,
        seed: k,
        state: initialState(layout, k),
      }));
      const architecture = { features: FEATURES, hidden: HIDDEN, outputs: CLASSES, batchSize: BATCH, optimizer: { kind: "adam" } as const };
      const stack = engine.prepare(architecture, data, runs);
      const orders = runs.map((_, k) => permutation(ROWS, createRandom(k, "shuffle", 1)));
      const train = async (steps: number): Promise<number> => {
        stack.beginEpoch(orders);
        const start = performance.now();
        await stack.trainSteps(0, steps);
        await stack.epochLoss();
        return (performance.now() - start) / steps / size;
      };
      // Compiles, then tells how many steps fill a measurement.
      await train(1);
      const one = await train(2);
      measure = () => train(Math.max(2, Math.min(stack.stepsPerEpoch, Math.floor(TARGET_MS / one / size))));
      known.set(size, measure);
    }
    return measure();
  };
}

// As the launchers set it for trainers; the library reads it when it is loaded.
Object.assign(process.env, { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1", TF_CPP_MIN_LOG_LEVEL: "2" });
const skipped: string[] = [];
async function attempt(name: string, make: () => Promise<Measure | string>, only: readonly number[] | null = null): Promise<Row[]> {
  try {
    const measure = await make();
    if (typeof measure !== "string") return [{ name, only, measure }];
    skipped.push(`${name}: ${measure}`);
  } catch (error) {
    skipped.push(`${name}: ${describe(error)}`);
  }
  return [];
}

const torch = await startTorch();
const torchMeasure = (way: "eager" | "vmapped") => async (): Promise<Measure | string> =>
  typeof torch === "string" ? torch : (runs) => torch.measure(way, runs);
const backend = await selectBackend(["wasm"]);
const PEER = "PyTorch eager, fused Adam";
const rows: Row[] = [
  ...(await attempt(PEER, torchMeasure("eager"))),
  ...(await attempt("PyTorch vmap (torch.func)", torchMeasure("vmapped"))),
  ...(await attempt("tensorflow graph", async () => engineMeasure(await loadTensorflowEngine()))),
  ...(await attempt("wasm, relaxed SIMD", async () => engineMeasure(await loadWasmEngine("relaxed")))),
  ...(await attempt("wasm, plain SIMD", async () => engineMeasure(await loadWasmEngine("plain")))),
  ...(await attempt("reference (tfjs wasm)", async () => engineMeasure(createReferenceEngine(backend)), [1, 7, 49])),
  ...(await attempt("tfjs model.fit (tfjs wasm)", async () => fitPeer(backend.tf, data.train.x, data.train.y, FEATURES, CLASSES), [1])),
];

const times = new Map<string, number[]>();
const keyOf = (row: Row, runs: number): string => `${row.name}/${runs}`;
for (let round = 0; round < ROUNDS; round++) {
  for (const runs of stacks) {
    for (const row of rows) {
      if (row.only && !row.only.includes(runs)) continue;
      const key = keyOf(row, runs);
      times.set(key, [...(times.get(key) ?? []), await row.measure(runs)]);
    }
  }
}
if (typeof torch !== "string") torch.close();

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
/** Of the row at K, `choose` of its rounds. */
function table(title: string, cell: (row: Row, runs: number) => string): void {
  console.log(`\n${title}`);
  console.log(["".padEnd(30), ...stacks.map((runs) => `K=${runs}`.padStart(10))].join(""));
  for (const row of rows)
    console.log([row.name.padEnd(30), ...stacks.map((runs) => (times.has(keyOf(row, runs)) ? cell(row, runs) : "-").padStart(10))].join(""));
}
const { model } = cpus()[0]!;
console.log(
  `${cpus().length} x ${model}; Node ${process.versions.node}, V8 ${process.versions.v8}; PyTorch ${typeof torch === "string" ? "absent" : torch.version}; load ${loadavg()[0]!.toFixed(1)}`,
);
table(`ms per step and run, median of ${ROUNDS} rounds`, (row, runs) => median(times.get(keyOf(row, runs))!).toFixed(4));
table("the same, fastest round", (row, runs) => Math.min(...times.get(keyOf(row, runs))!).toFixed(4));
const peer = rows.find((row) => row.name === PEER);
if (peer) {
  // Round by round: what slowed one slowed the other.
  const ratio = (row: Row, runs: number): number => median(times.get(keyOf(peer, runs))!.map((ms, round) => ms / times.get(keyOf(row, runs))![round]!));
  table("times as fast as PyTorch eager, median of the rounds", (row, runs) => ratio(row, runs).toFixed(2));
}
for (const line of skipped) console.log(`not measured: ${line}`);
process.exit(0);
