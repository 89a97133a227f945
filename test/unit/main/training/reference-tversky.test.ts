/** @file Focal Tversky of the reference engine against float64: runs stacked, short last steps, margins at the ends. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Engine, EngineRun } from "#main/training/engines/engine.ts";
import { selectBackend } from "#main/training/engines/reference/backend.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import { batchLoss } from "#shared/loss/batch-loss.ts";
import type { TverskyLoss } from "#shared/loss/run-loss.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { passThrough } from "../../../fixtures/training/pass-through.ts";

const tversky = (alpha: number, gamma: number): TverskyLoss => ({ activation: "softmax", tversky: { alpha, gamma } });
const LOSSES = [tversky(0.7, 4 / 3), tversky(0.5, 1), tversky(0.2, 3), tversky(1, 2), tversky(0, 2)];

/** The gradient of the weights of a layer that passes its inputs on: x' dL/dz, which no sum over rows hides. */
function exactStep(loss: TverskyLoss, x: readonly (readonly number[])[], y: readonly number[]): { value: number; gradient: number[] } {
  const { loss: value, gradient } = batchLoss(loss, x, y);
  const outputs = x[0]!.length;
  const weights = Array.from({ length: outputs * outputs }, (_, at) =>
    x.reduce((sum, row, i) => sum + row[Math.floor(at / outputs)]! * gradient[i]![at % outputs]!, 0),
  );
  const biases = Array.from({ length: outputs }, (_, j) => gradient.reduce((sum, row) => sum + row[j]!, 0));
  return { value, gradient: [...weights, ...biases] };
}

describe.each([["cpu"], ["wasm"]] as const)("on the backend %s", (backend) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = createReferenceEngine(await selectBackend([backend]));
  });

  async function steps(x: readonly (readonly number[])[], y: readonly number[], batchSize: number) {
    const stack = passThrough(engine, x, y, LOSSES, batchSize);
    const slots = [...LOSSES.keys()];
    const order = Int32Array.from(x, (_, i) => i);
    stack.beginEpoch(slots.map(() => order));
    const found: Float32Array[][] = [];
    for (let step = 0; step * batchSize < x.length; step++) {
      await stack.trainSteps(step, step + 1);
      found.push((await stack.readState("now", slots)).map((state: EngineRun["state"]) => state.m));
    }
    const { loss } = await stack.epochLoss();
    stack.dispose();
    return { found, loss };
  }

  it.each([0.5, 3, 10])("has the value and the gradient of float64 in every step, the short last one too, at a spread of %f", async (spread) => {
    const random = createRandom(8, "test");
    const x = Array.from({ length: 22 }, () => Array.from({ length: 4 }, () => Math.fround(spread * random.gaussian())));
    // The last class has no rows in most steps.
    const y = x.map((_, i) => (i === 9 ? 3 : i % 3));
    const { found, loss } = await steps(x, y, 8);
    LOSSES.forEach((setting, k) => {
      let sum = 0;
      found.forEach((gradients, step) => {
        const rows = [step * 8, Math.min(22, step * 8 + 8)] as const;
        const exact = exactStep(setting, x.slice(...rows), y.slice(...rows));
        const largest = Math.max(...exact.gradient.map(Math.abs));
        exact.gradient.forEach((g, i) => expect(Math.abs(gradients[k]![i]! - g) / largest).toBeLessThan(1e-5));
        sum += exact.value * (rows[1] - rows[0]);
      });
      expect(Math.abs(loss[k]! / (sum / 22) - 1)).toBeLessThan(1e-5);
    });
  });

  it("is finite where every row is right or wrong by any margin, and falls to nothing where all are right", async () => {
    for (const margin of [20, 60, 90, 200, 1e4])
      for (const turn of [0, 1]) {
        const x = [0, 1, 2].map((label) => [0, 1, 2].map((c) => (c === label ? margin : 0)));
        const y = [0, 1, 2].map((label) => (label + turn) % 3);
        const { found, loss } = await steps(x, y, 3);
        LOSSES.forEach((setting, k) => {
          const exact = batchLoss(setting, x, y);
          expect(Math.abs(loss[k]! - exact.loss)).toBeLessThan(1e-5);
          expect([...found[0]![k]!].every(Number.isFinite)).toBe(true);
          if (turn === 0 && margin >= 90) expect(Math.max(...found[0]![k]!.map(Math.abs))).toBeLessThan(1e-3);
        });
      }
  });
});
