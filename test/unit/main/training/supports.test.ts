/** @file What an engine says that it trains, it trains: every loss family on the engines that are everywhere. Reads, writes: a temporary folder. */
import { describe, expect, it } from "vitest";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import { selectBackend } from "#main/training/engines/reference/backend.ts";
import { loadWasmEngine } from "#main/training/child/select-engine.ts";
import { lossFamily } from "#shared/loss/registry.ts";
import { LOSS_FAMILIES } from "#shared/loss/names.ts";
import { needOf, supports } from "#shared/model/supports.ts";
import { planSweep } from "#shared/sweep/plan.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import type { CohortData } from "#shared/wire/trainer-protocol.ts";
import { cloudData, cohortOf, trainerRun } from "../../../fixtures/training/cohorts.ts";
import { trainHere } from "../../../fixtures/training/in-process.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const SOURCE: CohortData = {
  name: "clouds",
  path: "clouds.csv",
  sha256: "0".repeat(64),
  options: { delimiter: ",", header: true, label: "kind", missing: "median", ignore: [], categorical: [] },
  columns: [],
  labelIndex: 4,
  classes: ["common", "middle", "rare"],
  split: { train: 0.6, validation: 0.2, test: 0.2, seed: 1 },
};
const ENGINES = { wasm: () => loadWasmEngine(), reference: async () => createReferenceEngine(await selectBackend(["cpu"])) };

describe.each(["wasm", "reference"] as const)("the engine “%s”", (name) => {
  it.each(LOSS_FAMILIES)("trains %s, as it says", async (family) => {
    expect(supports(name, needOf({ losses: [{ family }] }))).toBeNull();
    const spec = parseSweepSpec({
      name: "s",
      dataset: { name: "d" },
      losses: [lossFamily(family).hasGamma ? { family, gamma: 2 } : { family }] as never,
      controls: false,
      seeds: [1],
    });
    const [{ params }] = planSweep(spec).configs as [ReturnType<typeof planSweep>["configs"][number]];
    const run = trainerRun(1, { ...params, learningRate: 0.02 });
    const record = await trainHere(cohortOf(SOURCE, temporaryFolder(), [run], { epochs: 6 }), cloudData(), await ENGINES[name]());
    const losses = record.outcome(1).epochs.map(({ trainLoss }) => trainLoss);
    expect(losses).toHaveLength(6);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    expect(record.of("run-finished")).toHaveLength(1);
  });
});
