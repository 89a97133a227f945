/**
 * @file What a group split is for: 30 patients with 4 rows each, whose measurements tell the patient and nothing of the class.
 * Reads: test/fixtures/cases/C11. Writes: nothing but a temporary folder.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ImportOptions } from "#shared/data/dataset.ts";
import { scoresOf } from "#shared/metrics/from-counts.ts";
import { cohortOf, fileData, trainerRun } from "../fixtures/training/cohorts.ts";
import { startTrainer } from "../fixtures/training/trainer-client.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const PATIENTS = join(import.meta.dirname, "../fixtures/cases/C11/patients.csv");

test("rows split at random know their patients again, rows split by patient do not", async () => {
  const macroF1 = async (more: Partial<ImportOptions>): Promise<number> => {
    const data = await fileData(PATIENTS, "patients", "state", { rules: 2, ignore: ["part"], ...more });
    const found: number[] = [];
    for (const seed of [1, 2]) {
      const runs = [1, 2].map((runId) => trainerRun(runId, { seed: runId, gamma: 0, strength: 0, learningRate: 1e-3 }));
      const cohort = cohortOf({ ...data, split: { ...data.split, seed } }, temporaryFolder(), runs, {
        hidden: [64, 64],
        epochs: 60,
        batchSize: 16,
        engine: "wasm",
      });
      const t = startTrainer();
      try {
        t.send({ type: "train", cohort });
        await t.wait("cohort-finished");
        const last = new Map(t.messages.flatMap((m) => (m.type === "epoch" ? m.results.map((r) => [r.runId, r.test] as const) : [])));
        for (const counts of last.values()) found.push(scoresOf(counts, 2).macroF1!);
      } finally {
        await t.close();
      }
    }
    return found.reduce((sum, f1) => sum + f1, 0) / found.length;
  };
  // At random near 0.85 or above, as the file's maker found; by patient at chance: one class for all rows gives 0.44, guessing by the shares about 0.5.
  expect(await macroF1({})).toBeGreaterThan(0.75);
  expect(await macroF1({ group: "patient" })).toBeLessThan(0.62);
});
