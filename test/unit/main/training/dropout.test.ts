/** @file Dropout: the mask that every engine draws, and the gradient under it against float64. */
import { beforeAll, describe, expect, test } from "vitest";
import { dropBelow, isKept, layerKey, runKey } from "#main/training/engines/dropout.ts";
import type { Architecture, EngineRun } from "#main/training/engines/engine.ts";
import { initialState, layoutOf } from "#main/training/engines/layout.ts";
import { selectBackend, type Backend } from "#main/training/engines/reference/backend.ts";
import { float64Gradient } from "#main/training/engines/verify/float64-gradient.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import { oracleDropout, oracleSgd } from "../../../fixtures/training/oracle-steps.ts";
import { cloudData } from "../../../fixtures/training/cohorts.ts";

const UNITS = 128 * 64;

function mask(seed: number, step: number, layer: number, rate: number): boolean[] {
  const key = layerKey(runKey(seed), step, layer);
  const threshold = dropBelow(rate);
  return Array.from({ length: UNITS }, (_, unit) => isKept(key, unit, threshold));
}

describe("the mask", () => {
  test.each([0.1, 0.25, 0.5, 0.8])("keeps 1 - %d of the units, over steps, layers and seeds", (rate) => {
    let kept = 0;
    const shares: number[] = [];
    for (const seed of [0, 1, 2, 2 ** 40 + 1]) {
      for (const step of [0, 1, 2, 99_999]) {
        for (const layer of [0, 1, 3]) {
          const count = mask(seed, step, layer, rate).filter(Boolean).length;
          kept += count;
          shares.push(count / UNITS);
        }
      }
    }
    // 48 masks of 8192: standard error sqrt(rate (1-rate) / 393216) < 0.0008; five of them, and 4.5 for the worst of the 48 alone.
    expect(Math.abs(kept / (48 * UNITS) - (1 - rate))).toBeLessThan(0.004);
    for (const share of shares) expect(Math.abs(share - (1 - rate))).toBeLessThan(4.5 * Math.sqrt((rate * (1 - rate)) / UNITS));
  });

  test("masks of other steps, layers and seeds agree no more often than independent ones", () => {
    const base = mask(1, 10, 0, 0.5);
    for (const [seed, step, layer] of [
      [1, 11, 0],
      [1, 12, 0],
      [1, 10, 1],
      [1, 10, 2],
      [2, 10, 0],
      [3, 10, 0],
      [1 + 2 ** 32, 10, 0],
      [2, 9, 0],
      [1, 266, 0],
    ] as const) {
      const agree = mask(seed, step, layer, 0.5).filter((bit, unit) => bit === base[unit]).length / UNITS;
      expect(Math.abs(agree - 0.5)).toBeLessThan(4.5 * Math.sqrt(0.25 / UNITS));
    }
  });

  test("neighbours in a row and in a column are independent", () => {
    const bits = mask(5, 3, 1, 0.5);
    for (const distance of [1, 2, 4, 8, 64, 128]) {
      const agree = bits.slice(distance).filter((bit, unit) => bit === bits[unit]).length / (UNITS - distance);
      expect(Math.abs(agree - 0.5)).toBeLessThan(4.5 * Math.sqrt(0.25 / (UNITS - distance)));
    }
  });

  test("rate 0 keeps all, and a mask is the same whenever it is drawn", () => {
    expect(mask(1, 1, 1, 0).every(Boolean)).toBe(true);
    expect(mask(1, 7, 1, 0.3)).toEqual(mask(1, 7, 1, 0.3));
  });
});

describe.each(["cpu", "wasm"] as const)("reference engine on %s", (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await selectBackend([name]);
  });
  const data = cloudData({ rows: 40 });
  const order = Int32Array.from({ length: 40 }, (_, i) => i);
  const architecture: Architecture = { features: 4, hidden: [9, 6], outputs: 3, batchSize: 16, optimizer: { kind: "sgd", momentum: 0 }, dropout: 0.4 };
  const layout = layoutOf(4, [9, 6], 3);
  const run = (seed: number): EngineRun => ({
    loss: { activation: "softmax", gamma: 2, weights: [0.5, 1, 3] },
    learningRate: 0.1,
    seed,
    state: initialState(layout, 3),
  });

  test("follows float64 with the same masks over an epoch with a partial batch", async () => {
    const stack = createReferenceEngine(backend).prepare(architecture, data, [run(8), run(9)]);
    stack.beginEpoch([order, order]);
    await stack.trainSteps(0, 3);
    const states = await stack.readState("now", [0, 1]);
    stack.dispose();
    [8, 9].forEach((seed, k) => {
      const { parameters, lastGradient } = oracleSgd(layout, architecture, data, run(seed), 3);
      const largest = Math.max(...lastGradient.map(Math.abs));
      expect(largest).toBeGreaterThan(0.01);
      states[k]!.m.forEach((g, i) => expect(Math.abs(g - lastGradient[i]!)).toBeLessThan(1e-5 * largest));
      states[k]!.parameters.forEach((p, i) => expect(Math.abs(p - parameters[i]!)).toBeLessThan(1e-6));
    });
    expect(states[0]!.parameters).not.toEqual(states[1]!.parameters);
  });

  test("evaluation drops nothing", async () => {
    const stack = createReferenceEngine(backend).prepare(architecture, data, [run(8)]);
    const plain = createReferenceEngine(backend).prepare({ ...architecture, dropout: 0 }, data, [run(8)]);
    expect(await stack.evaluate("test", 0, 20)).toEqual(await plain.evaluate("test", 0, 20));
    stack.dispose();
    plain.dispose();
  });
});

test("the float64 oracle has the central differences of its loss under a mask", () => {
  const layout = layoutOf(3, [5, 4], 3);
  const parameters = Float64Array.from(initialState(layout, 4).parameters, (p) => p + 0.02);
  const batch = {
    x: [
      [0.3, -1, 2],
      [1.5, 0.2, -0.7],
      [-0.4, 0.9, 0.1],
    ],
    y: [0, 1, 2],
  };
  const dropout = oracleDropout(0.5, 6, 2, [5, 4]);
  const at = (p: ArrayLike<number>): { loss: number; gradient: Float64Array } =>
    float64Gradient(layout, p, batch, { activation: "softmax", gamma: 1, weights: [1, 2, 3] }, dropout);
  const { gradient } = at(parameters);
  expect(gradient.some((g) => Math.abs(g) > 1e-2)).toBe(true);
  const h = 1e-6;
  gradient.forEach((g, i) => {
    const shifted = (by: number): number => at(parameters.map((p, j) => (j === i ? p + by : p))).loss;
    expect(Math.abs((shifted(h) - shifted(-h)) / (2 * h) - g)).toBeLessThan(1e-8);
  });
});
