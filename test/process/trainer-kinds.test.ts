/** @file Every kind of trainer against the suite of all, and failures as trainers name them, up to the row of the run. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findResources } from "#main/base/resources.ts";
import { nodeLauncher } from "#main/processes/launch-node.ts";
import { TRAINER_KINDS } from "#main/trainers/registry.ts";
import { RUN_FAILURES } from "#shared/errors/failure-codes.ts";
import { TRAINER_KIND_IDS } from "#shared/sweep/trainer-kinds.ts";
import { addSweep, openApp } from "../fixtures/open-app.ts";
import { runsOf } from "../fixtures/queue-runs.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { cloudFile, cohortOf, trainerRun } from "../fixtures/training/cohorts.ts";
import { trainerKindSuite } from "../fixtures/trainer-kind-suite.ts";
import { errorInWords } from "../fixtures/in-words.ts";

const FAILING = join(import.meta.dirname, "../fixtures/failing-trainer.mjs");

for (const id of TRAINER_KIND_IDS)
  trainerKindSuite({
    kind: TRAINER_KINDS[id],
    launch: nodeLauncher(findResources().trainerEntry),
    cohort: async () => {
      const folder = temporaryFolder();
      return cohortOf(await cloudFile(folder), folder, [trainerRun(1), trainerRun(2)]);
    },
  });

describe("what a trainer says of a failure arrives in the row of the run as it was said", () => {
  it("of one run: every code that there is", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { launchTrainer: nodeLauncher(FAILING, { FAIL_RUNS: RUN_FAILURES.join(",") }) });
    const { sweepId } = await addSweep(app, folder);
    await app.idle();
    const runs = await runsOf(app, sweepId);
    expect(runs.map((run) => [run.state, run.error?.code])).toEqual(runs.map((_, i) => ["failed", RUN_FAILURES[i % RUN_FAILURES.length]]));
  });

  it.each(["data/changed", "engine/unavailable", "split/empty", "sweep/invalid", "checkpoint/write"])("of a whole cohort: %s", async (code) => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { launchTrainer: nodeLauncher(FAILING, { FAIL_COHORT: code }) });
    const { sweepId } = await addSweep(app, folder);
    await app.idle();
    expect(new Set((await runsOf(app, sweepId)).map((run) => `${run.state} ${run.error?.code} ${run.attempts}`))).toEqual(new Set([`failed ${code} 1`]));
  });

  it("a code that nobody knows is a fault of the trainer, which is said, and no code of another failure", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { launchTrainer: nodeLauncher(FAILING, { FAIL_RUNS: "train/no-such" }) });
    const { sweepId } = await addSweep(app, folder);
    await app.idle();
    const runs = await runsOf(app, sweepId);
    expect(new Set(runs.map((run) => run.error?.code))).toEqual(new Set(["train/failed"]));
    expect(errorInWords(runs[0]!)).toMatch(/a message of the trainer is not valid/);
  });
});
