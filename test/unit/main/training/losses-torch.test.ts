/**
 * @file Every loss on every engine against PyTorch: the loss of each step, and parameters along the way, deferred re-weighting included.
 * Reads: test/fixtures/training/torch-losses.json.
 */
import { beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "#main/training/engines/engine.ts";
import { enginesUnderTest } from "../../../fixtures/training/engines.ts";
import { batchSize, epochs, kept, rows, torchLossCases } from "../../../fixtures/training/torch-losses.ts";

const identity = Int32Array.from({ length: rows }, (_, i) => i);
const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);

describe.each(await enginesUnderTest())("$name", ({ missing, load }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (missing === null) engine = await load();
  });

  test.skipIf(missing !== null).each(torchLossCases)(`follows PyTorch for ${epochs} epochs: $name`, async (c) => {
    const stack = engine.prepare(c.architecture, c.data, [c.run]);
    let done = 0;
    let start: Float32Array = c.run.state.parameters;
    for (let epoch = 0; epoch < epochs; epoch++) {
      stack.beginEpoch([identity]);
      const { later } = c.run.loss;
      if (later?.fromEpoch === epoch) stack.reweight(0, later.weights);
      let [lossSum, seen] = [0, 0];
      for (let step = 0; step < stack.stepsPerEpoch; step++) {
        await stack.trainSteps(step, step + 1);
        const taken = Math.min(batchSize, rows - seen);
        lossSum += c.losses[done]! * taken;
        seen += taken;
        done++;
        // Relative: reductions and scales move the loss over two decades. 2e-6 is what float32 leaves after a sum of ten rows.
        const { loss, finite } = await stack.epochLoss();
        expect(Math.abs(loss[0]! / (lossSum / seen) - 1)).toBeLessThan(1e-5);
        expect(finite).toEqual([true]);
        const known = kept.indexOf(done);
        if (known < 0) continue;
        const [state] = await stack.readState("now", [0]);
        expect(largestGap(state!.parameters, c.parameters[known]!)).toBeLessThan(1e-5);
        // Every look finds the parameters elsewhere than at the one before.
        expect(largestGap(state!.parameters, start)).toBeGreaterThan(1e-4);
        start = state!.parameters;
      }
    }
    stack.dispose();
  });
});
