/** @file Names of configurations among several families of losses. */
import { expect, it } from "vitest";
import { newConfigs } from "#shared/sweep/new-config.ts";
import { planSweep } from "#shared/sweep/plan.ts";
import { configLabel, varyingParams } from "#shared/sweep/config-label.ts";
import { parseSweepSpec, type SweepSpecInput } from "#shared/sweep/spec.ts";

function labels(...losses: SweepSpecInput["losses"]): string[] {
  const spec = parseSweepSpec({ name: "t", dataset: { name: "d" }, losses });
  const configs = newConfigs(spec, planSweep(spec));
  const varying = varyingParams(configs.map((c) => c.params));
  return configs.map((c) => configLabel(c.params, varying));
}

it("a sweep of one family keeps short names, its controls beside it", () => {
  expect(labels({ family: "focal-softmax", gamma: 2, strength: [0, 0.5] })).toEqual(["γ 2 · α off", "γ 2 · α n^−0.5", "cross entropy", "weighted CE · α n^−1"]);
  expect(labels({ family: "focal-sigmoid", gamma: 2 })[0]).toBe("sigmoid · γ 2 · α off");
});

it("among several families every name says its own", () => {
  expect(
    labels({ family: "focal-softmax", gamma: 2 }, { family: "focal-sample-dependent" }, { family: "focal-sigmoid", gamma: 2 }, { family: "ldam" }),
  ).toEqual([
    "focal · γ 2 · α off",
    "FLSD · γ 5 if p < 0.2, else 3",
    "focal · sigmoid · γ 2 · α off",
    "LDAM 0.5 · CB 0.9999 · DRW 0.8",
    "cross entropy",
    "weighted CE · α n^−1",
  ]);
});
