import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { planSweep } from "#shared/config.ts";
import { configLabel } from "#shared/config-label.ts";
import { parseSweepSpec, type SweepSpecInput } from "#shared/sweep-spec.ts";

const plan = (change: Partial<SweepSpecInput>) =>
  planSweep(parseSweepSpec({ name: "t", dataset: { name: "d" }, losses: [{ family: "cross-entropy" }], ...change }));
const labels = (p: ReturnType<typeof plan>): string[] => p.configs.map((c) => configLabel(c.params));

describe("the plan of a sweep", () => {
  it("makes the grid of the example: 49 cells, both controls among them", () => {
    const spec = parseSweepSpec(JSON.parse(readFileSync("examples/page-blocks.sweep.json", "utf8")));
    const p = planSweep(spec);
    expect(p.configs).toHaveLength(49);
    expect(p.seeds).toEqual([1]);
    expect(p.configs.filter((c) => c.isControl).map((c) => c.params)).toEqual([
      { family: "cross-entropy", gamma: 0, strength: 0, alpha: null, positiveClass: null, learningRate: 0.001, weightDecay: 0 },
      { family: "weighted-cross-entropy", gamma: 0, strength: 1, alpha: null, positiveClass: null, learningRate: 0.001, weightDecay: 0 },
    ]);
    expect(p.configs.every((c) => c.isCell)).toBe(true);
  });

  it("adds the controls at every learning rate, unless they are taken out", () => {
    const losses: SweepSpecInput["losses"] = [{ family: "focal-softmax", gamma: 2 }];
    const training = { learningRate: [0.01, 0.001] };
    expect(labels(plan({ losses, training }))).toEqual([
      "γ 2 · α off",
      "γ 2 · α off",
      "cross entropy",
      "cross entropy",
      "weighted CE · α n^−1",
      "weighted CE · α n^−1",
    ]);
    expect(labels(plan({ losses, training, controls: false }))).toEqual(["γ 2 · α off", "γ 2 · α off"]);
  });

  it("merges cells that train the same loss and counts them", () => {
    const p = plan({
      losses: [{ family: "focal-softmax", gamma: [0, 0], strength: [0, 1] }, { family: "weighted-cross-entropy", strength: [1] }, { family: "cross-entropy" }],
    });
    expect(labels(p)).toEqual(["cross entropy", "weighted CE · α n^−1"]);
    expect(p.mergedCells).toBe(2);
  });

  it("keeps sigmoid cells apart from softmax ones, alpha off from every alpha", () => {
    const p = plan({ losses: [{ family: "focal-sigmoid", gamma: [0, 2], alpha: ["off", 0.25] }], controls: false });
    expect(labels(p)).toEqual(["sigmoid · γ 0 · α off", "sigmoid · γ 0 · α 0.25", "sigmoid · γ 2 · α off", "sigmoid · γ 2 · α 0.25"]);
  });

  it.each([
    [{ losses: [{ family: "focal-softmax", gamma: -1 }] }, "“losses.0.gamma” of the sweep is not valid: gamma is -1"],
    [{ losses: [{ family: "focal-softmax", gamma: 1, strength: 1.5 }] }, "strength is 1.5, it must be from 0 to 1"],
    [{ losses: [{ family: "focal-sigmoid", gamma: 1, alpha: 1 }] }, "alpha is 1, it must be from 0.01 to 0.99"],
    [{ training: { weightDecay: 0.01 } }, "adam has none; choose the optimizer adamw or sgd"],
    [{ training: { optimizer: "adamw", weightDecay: -1 } }, "the weight decay is -1, it must be from 0 to 10"],
    [{ training: { learningRate: 0 } }, "the learning rate is 0, it must be above 0"],
    [{ seeds: [1.5] }, "the seed is 1.5, it must be a whole number"],
    [
      { losses: [{ family: "focal-softmax", gamma: { from: 0, to: 100, step: 0.02 } }], seeds: { from: 1, to: 100, step: 1 } },
      "has 500200 runs; at most 100000",
    ],
  ] as [Partial<SweepSpecInput>, string][])("refuses %j", (change, sentence) => {
    expect(() => plan(change)).toThrow(sentence);
  });

  it("names the place of a value of the wrong kind", () => {
    expect(() => parseSweepSpec({ name: "t", dataset: {}, losses: [{ family: "focal", gamma: 1 }] })).toThrow(/“losses\.0\.family”/);
    expect(() => parseSweepSpec({ name: "t", dataset: {}, losses: [{ family: "cross-entropy" }], trainning: {} })).toThrow(/trainning/);
    expect(() => parseSweepSpec({ name: "t", dataset: {}, losses: [{ family: "cross-entropy" }], split: { train: 0.5, validation: 0.2, test: 0.2 } })).toThrow(
      "The split 0.5 / 0.2 / 0.2 does not add up to 1.",
    );
  });
});
