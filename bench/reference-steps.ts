/**
 * @file Milliseconds per step and run of the reference engine on each backend: 10-64-64-5, batch 128, K stacked runs.
 * Reads: argv: backend names (default all). Writes: a table to stdout.
 * The product's constants that rest on it: the matMul of each backend (backend.ts) and the cohort size for `reference`.
 */
import type { EngineRun } from "#main/training/engines/engine.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { BACKENDS, selectBackend, type BackendName } from "#main/training/engines/reference/backend.ts";
import { batchedMatMul, loopedMatMul } from "#main/training/engines/reference/matmul.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import { describe } from "#shared/errors/errors.ts";
import { createRandom, permutation } from "#shared/numbers/random.ts";

const ROWS = 3328;
const FEATURES = 10;
const CLASSES = ["a", "b", "c", "d", "e"];
const STACKS = [1, 8, 16, 49];

const random = createRandom(1, "bench");
const part = (rows: number) => ({
  rows,
  x: Float32Array.from({ length: rows * FEATURES }, () => random.gaussian()),
  y: Int32Array.from({ length: rows }, () => random.below(CLASSES.length)),
});
const data = {
  features: FEATURES,
  classes: CLASSES,
  train: part(ROWS),
  validation: part(16),
  test: part(16),
  probe: { ...part(16), weights: new Float32Array(16).fill(1) },
  warnings: [],
};
const layout = layoutOf(FEATURES, [64, 64], CLASSES.length);
const architecture = { features: FEATURES, hidden: [64, 64], outputs: CLASSES.length, batchSize: 128, optimizer: { kind: "adam" } as const };

for (const name of process.argv.length > 2 ? (process.argv.slice(2) as BackendName[]) : BACKENDS) {
  for (const [label, matMul] of [
    ["batched", batchedMatMul],
    ["looped", loopedMatMul],
  ] as const) {
    try {
      const backend = await selectBackend([name]);
      const engine = createReferenceEngine({ ...backend, matMul: matMul(backend.tf) });
      const cells: string[] = [];
      for (const size of STACKS) {
        const runs = Array.from({ length: size }, (_, k): EngineRun => ({
          loss: { activation: "softmax", gamma: k % 5, weights: [1, 1, 1, 1, 1] },
          learningRate: 1e-3,
          state: initialState(layout, k),
        }));
        const stack = engine.prepare(architecture, data, runs);
        stack.beginEpoch(runs.map((_, k) => permutation(ROWS, createRandom(k, "shuffle", 1))));
        // The first steps run unoptimised JavaScript; only on cpu are they too slow to wait for.
        for (let warm = 0; warm < (name === "cpu" ? 1 : Math.max(1, Math.floor(100 / size))); warm++) await stack.trainSteps(0, 2);
        await stack.epochLoss();
        const steps = name === "cpu" ? Math.max(2, Math.floor(24 / size)) : Math.max(4, Math.min(24, Math.floor(200 / size)));
        const start = performance.now();
        await stack.trainSteps(2, 2 + steps);
        await stack.epochLoss();
        cells.push(`K=${size} ${((performance.now() - start) / steps / size).toFixed(2)}`);
        stack.dispose();
      }
      console.log(`${name} ${label}: ${cells.join("  ")} ms per step and run`);
    } catch (error) {
      console.log(`${name}: ${describe(error)}`);
      break;
    }
  }
}
