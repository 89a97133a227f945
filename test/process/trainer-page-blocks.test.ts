/**
 * @file A real, imbalanced table is learned: page-blocks, through the real trainer process.
 * Reads: examples/data/page-blocks.csv. Writes: nothing but a temporary folder.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { classMetrics, scoresOf } from "#shared/metrics/from-counts.ts";
import { cohortOf, fileData, trainerRun } from "../fixtures/training/cohorts.ts";
import { startTrainer } from "../fixtures/training/trainer-client.ts";

const PAGE_BLOCKS = fileURLToPath(new URL("../../examples/data/page-blocks.csv", import.meta.url));

test("page-blocks is learned as PyTorch learns it, and weights trade the common class for the rare ones", async () => {
  const data = await fileData(PAGE_BLOCKS, "page-blocks", "Class");
  const cells = [
    { gamma: 0, strength: 0 },
    { gamma: 5, strength: 1 },
  ];
  const seeds = [1, 2, 3];
  const runs = cells.flatMap((cell, c) => seeds.map((seed) => trainerRun(10 * c + seed, { ...cell, seed, learningRate: 1e-3 })));
  const t = startTrainer();
  try {
    t.send({ type: "train", cohort: cohortOf(data, mkdtempSync(join(tmpdir(), "focaldesk-blocks-")), runs, { hidden: [64, 64], epochs: 20, batchSize: 128 }) });
    await t.wait("cohort-finished");
    const last = new Map(t.messages.flatMap((m) => (m.type === "epoch" ? m.results.map((r) => [r.runId, r.test] as const) : [])));
    const meanOf = (cell: number, value: (counts: number[]) => number): number =>
      seeds.reduce((sum, seed) => sum + value(last.get(10 * cell + seed)!), 0) / seeds.length;
    const macroF1 = (counts: number[]): number => scoresOf(counts, 5).macroF1!;
    const recall = (c: number) => (counts: number[]) => classMetrics(counts, 5)[c]!.recall!;

    // Predicting the common class always: accuracy 0.898, macro F1 0.189.
    // PyTorch on the same split, 10 seeds, last epoch (bench/oracle): macro F1 0.774 +- 0.058 and 0.716 +- 0.027. Four standard errors of 3 seeds.
    expect(Math.abs(meanOf(0, macroF1) - 0.774)).toBeLessThan(4 * (0.058 / Math.sqrt(3)));
    expect(Math.abs(meanOf(1, macroF1) - 0.716)).toBeLessThan(4 * (0.027 / Math.sqrt(3)));
    // Recall of the common class 0.987 +- 0.002 against 0.914 +- 0.014, of class 3 (28 rows in all) 0.33 +- 0.26 against 0.88 +- 0.16.
    expect(meanOf(0, recall(0))).toBeGreaterThan(meanOf(1, recall(0)) + 0.03);
    expect(meanOf(1, recall(2))).toBeGreaterThan(meanOf(0, recall(2)));
  } finally {
    await t.close();
  }
});
