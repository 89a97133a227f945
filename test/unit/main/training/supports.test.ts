/** @file What an engine says that it trains, it trains: every loss family on the engines that are everywhere. Reads, writes: a temporary folder. */
import { describe, expect, it } from "vitest";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import { selectBackend } from "#main/training/engines/reference/backend.ts";
import { loadWasmEngine } from "#main/training/child/select-engine.ts";
import { hasGraph } from "#main/training/engines/tensorflow/loss-settings.ts";
import { hasKernel } from "#main/training/engines/wasm/loss-image.ts";
import { lossFamily } from "#shared/loss/registry.ts";
import { LOSS_FAMILIES } from "#shared/loss/names.ts";
import { needOf, supports } from "#shared/model/supports.ts";
import { runLoss } from "#shared/loss/run-loss.ts";
import { planSweep } from "#shared/sweep/plan.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import { CLOUDS, cloudData, cohortOf, trainerRun } from "../../../fixtures/training/cohorts.ts";
import { trainHere } from "../../../fixtures/training/in-process.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const ENGINES = { wasm: () => loadWasmEngine(), reference: async () => createReferenceEngine(await selectBackend(["cpu"])) };

describe.each(["wasm", "reference"] as const)("the engine “%s”", (name) => {
  it.each(LOSS_FAMILIES)("trains %s or does not, as it says", async (family) => {
    const reason = supports(name, needOf({ losses: [{ family }] }));
    const spec = parseSweepSpec({
      name: "s",
      dataset: { name: "d" },
      losses: [lossFamily(family).hasGamma ? { family, gamma: 2 } : { family }] as never,
      controls: false,
      seeds: [1],
    });
    const [{ params }] = planSweep(spec).configs as [ReturnType<typeof planSweep>["configs"][number]];
    const run = trainerRun(1, { ...params, learningRate: 0.02 });
    const training = trainHere(cohortOf(CLOUDS, temporaryFolder(), [run], { epochs: 6 }), cloudData(), await ENGINES[name]());
    if (reason) {
      await expect(training).rejects.toMatchObject({ code: "engine/unsupported", data: reason });
      return;
    }
    const record = await training;
    const losses = record.outcome(1).epochs.map(({ trainLoss }) => trainLoss);
    expect(losses).toHaveLength(6);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    expect(record.of("run-finished")).toHaveLength(1);
  });
});

it("of the graph and the kernel, the tables of formulas say the same as the list of what they train", () => {
  for (const family of LOSS_FAMILIES) {
    const need = needOf({ losses: [{ family }] });
    const loss = runLoss({ family, gamma: 0, strength: 0, alpha: null, positiveClass: null }, ["a", "b", "c"], [3, 2, 1]);
    expect([hasGraph(loss), hasKernel(loss)], family).toEqual([supports("tensorflow", need) === null, supports("wasm", need) === null]);
  }
});
