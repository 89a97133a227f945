/** @file What a cohort says of its runs, where the network's outputs are not what is stored. Reads, writes: nothing that lasts. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { selectBackend } from "#main/training/engines/reference/backend.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import type { TrainerRun } from "#shared/wire/trainer-protocol.ts";
import { CLOUDS, cloudData, cohortOf, trainerRun } from "../../../fixtures/training/cohorts.ts";
import { trainHere } from "../../../fixtures/training/in-process.ts";

const train = async (runs: TrainerRun[], epochs: number) =>
  trainHere(
    cohortOf(CLOUDS, mkdtempSync(join(tmpdir(), "focaldesk-scores-")), runs, { epochs }),
    cloudData(),
    createReferenceEngine(await selectBackend(["cpu"])),
  );

it("scores of a normalised head are its cosines times the scale of the loss: their softmax is the run's probability", async () => {
  const ldam = (runId: number, scale: number): TrainerRun =>
    trainerRun(runId, { seed: 1, family: "ldam", gamma: 0, strength: 0, learningRate: 1e-30, options: { maxMargin: 0.5, scale } });
  const record = await train([ldam(1, 1), ldam(2, 30)], 1);
  const [cosines, scores] = [1, 2].map(
    (id) =>
      record
        .of("run-finished")
        .find((m) => m.runId === id)!
        .scores.find((s) => s.split === "test")!.logits,
  );
  expect(Math.max(...cosines!)).toBeLessThanOrEqual(1 + 1e-6);
  expect(Math.max(...cosines!)).toBeGreaterThan(0.5);
  // One rounding of float32.
  scores!.forEach((score, i) => expect(Math.abs(score - 30 * cosines![i]!)).toBeLessThanOrEqual(30 * 2 ** -23));
});

it("deferred weights: until the switch epochs are those of a run without weights, to the bit; after it they are not", async () => {
  const run = (runId: number, options: TrainerRun["options"]): TrainerRun => trainerRun(runId, { seed: 1, gamma: 0, strength: 1, options });
  const plain = trainerRun(1, { seed: 1, gamma: 0, strength: 0 });
  const record = await train([plain, run(2, { reweightFrom: 0.5 })], 4);
  const [without, deferred] = [1, 2].map((id) => record.outcome(id).epochs.map(({ trainLoss, anatomy }) => ({ trainLoss, anatomy })));
  expect(deferred!.slice(0, 2)).toEqual(without!.slice(0, 2));
  expect(deferred![2]).not.toEqual(without![2]);
});
