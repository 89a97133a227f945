/**
 * @file Runs of a stack do not know of each other: mixed cohorts, dropping, divergence, and no tensor left behind.
 * Writes: checkpoints in a temporary folder.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "#main/training/engines/engine.ts";
import { selectBackend, type Backend } from "#main/training/engines/reference/backend.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import { scoresOf } from "#shared/metrics/from-counts.ts";
import type { Cohort, TrainerRun } from "#shared/wire/trainer-protocol.ts";
import { CLOUDS, cloudData, cohortOf, trainerRun } from "../../../fixtures/training/cohorts.ts";
import { trainHere } from "../../../fixtures/training/in-process.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "focaldesk-stack-"));
const cohort = (runs: TrainerRun[], changes: Partial<Cohort> = {}): Cohort => cohortOf(CLOUDS, folder(), runs, { epochs: 3, ...changes });

/** Softmax and one-vs-rest sigmoid, all axes different, two seeds equal. */
const MIXED: TrainerRun[] = [
  trainerRun(1, { family: "cross-entropy", gamma: 0, strength: 0, seed: 0, learningRate: 0.02 }),
  trainerRun(2, { family: "focal-sigmoid", gamma: 2, strength: null, alpha: 0.25 }),
  trainerRun(3, { family: "focal-softmax", gamma: 0.5, strength: 1, seed: 0 }),
  trainerRun(4, { family: "focal-sigmoid", gamma: 0, strength: null, alpha: null, learningRate: 0.05 }),
  trainerRun(5, { family: "weighted-cross-entropy", gamma: 0, strength: 0.5, learningRate: 0.001 }),
];

describe.each(["cpu", "wasm"] as const)("on %s", (name) => {
  let backend: Backend;
  let engine: Engine;
  beforeAll(async () => {
    backend = await selectBackend([name]);
    engine = createReferenceEngine(backend);
  });

  test.each(["adam", "sgd"] as const)("five mixed runs give bit for bit what each gives alone, with %s", async (optimizer) => {
    const data = cloudData();
    const together = await trainHere(cohort(MIXED, { optimizer }), data, engine);
    for (const run of MIXED) {
      const alone = await trainHere(cohort([run], { optimizer }), data, engine);
      expect(alone.outcome(run.runId).scores).not.toBeNull();
      expect(together.outcome(run.runId)).toEqual(alone.outcome(run.runId));
    }
  });

  test("dropping a run in mid-epoch changes nothing for the others", async () => {
    const data = cloudData();
    const all = await trainHere(cohort(MIXED), data, engine);
    const four = await trainHere(cohort(MIXED), data, engine, (epochs, control) => {
      if (epochs.includes(1)) control.requestDrop({ runIds: [2], checkpoint: false });
    });
    expect(four.outcome(2).epochs).toHaveLength(1);
    expect(four.of("cohort-finished")).toHaveLength(1);
    for (const runId of [1, 3, 4, 5]) expect(four.outcome(runId)).toEqual(all.outcome(runId));
  });

  test("a run that diverges is reported with its loss and leaves the others as they are", async () => {
    const data = cloudData();
    const wild = trainerRun(9, { family: "cross-entropy", gamma: 0, strength: 0, learningRate: 1e30 });
    const before = backend.tf.memory().numTensors;
    const mixed = await trainHere(cohort([MIXED[0]!, wild, MIXED[2]!], { optimizer: "sgd" }), data, engine);
    const calm = await trainHere(cohort([MIXED[0]!, MIXED[2]!], { optimizer: "sgd" }), data, engine);
    const failed = mixed.of("run-failed");
    expect(failed.map(({ runId, code, data: told }) => ({ runId, code, epoch: told.epoch, rate: told.learningRate }))).toEqual([
      { runId: 9, code: "train/diverged", epoch: 1, rate: 1e30 },
    ]);
    const [last] = mixed.outcome(9).epochs;
    expect(Number.isFinite(last!.trainLoss)).toBe(false);
    expect(mixed.messages.findIndex((m) => m.type === "epoch")).toBeLessThan(mixed.messages.indexOf(failed[0]!));
    for (const runId of [1, 3]) expect(mixed.outcome(runId)).toEqual(calm.outcome(runId));
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  test("the number of tensors is the same after every epoch, and 0 more after the cohort", async () => {
    for (const optimizer of ["adam", "sgd"] as const) {
      const before = backend.tf.memory().numTensors;
      const counts: number[] = [];
      const checkpointEveryMs = 0;
      await trainHere(cohort(MIXED, { optimizer, epochs: 5, checkpointEveryMs }), cloudData(), engine, () => counts.push(backend.tf.memory().numTensors));
      expect(new Set(counts.slice(0, -1)).size).toBe(1);
      expect(backend.tf.memory().numTensors).toBe(before);
    }
  });

  test("a stop in mid-epoch frees every tensor too", async () => {
    const before = backend.tf.memory().numTensors;
    const record = await trainHere(cohort(MIXED), cloudData(), engine, (_, control) => control.requestStop(true));
    expect(record.of("cohort-stopped").map((m) => m.checkpoints)).toEqual([MIXED.map((run) => ({ runId: run.runId, epoch: 1 }))]);
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  test("binary sigmoid: one output, the named class is the positive one, and alpha moves its recall", async () => {
    const data = cloudData({ classes: 2, rows: 240 });
    const runs = [
      trainerRun(1, { family: "focal-sigmoid", gamma: 0, strength: null, alpha: 0.99, positiveClass: "common" }),
      trainerRun(2, { family: "focal-sigmoid", gamma: 0, strength: null, alpha: 0.01, positiveClass: "common" }),
      trainerRun(3, { family: "focal-sigmoid", gamma: 0, strength: null, alpha: 0.99, positiveClass: "middle" }),
      // The rarest class is the default: class 1.
      trainerRun(4, { family: "focal-sigmoid", gamma: 0, strength: null, alpha: 0.99, seed: 3 }),
    ];
    const record = await trainHere(cohort(runs, { data: { ...CLOUDS, classes: ["common", "middle"] }, hidden: [] }), data, engine);
    const predictedCommon = runs.map(({ runId }) => {
      const [cc, , mc] = record.outcome(runId).epochs.at(-1)!.test;
      return cc! + mc!;
    });
    expect(predictedCommon[0]).toBeGreaterThan(predictedCommon[1]! + 20);
    expect(predictedCommon[0]).toBeGreaterThan(predictedCommon[2]! + 20);
    expect(record.outcome(4).epochs.map((e) => e.test)).toEqual(record.outcome(3).epochs.map((e) => e.test));
    const sets = record.of("run-finished")[0]!.scores;
    expect(sets.map(({ which, split, outputs, logits }) => [which, split, outputs, logits.length])).toEqual([
      ["best", "validation", 1, 48],
      ["best", "test", 1, 60],
      ["last", "validation", 1, 48],
      ["last", "test", 1, 60],
    ]);
  });

  test("scores, counts and best epoch agree: counts are the arg max of the scores, the best is the first highest macro F1", async () => {
    const data = cloudData();
    const record = await trainHere(cohort([MIXED[2]!], { epochs: 6 }), data, engine);
    const { epochs, bestEpoch } = record.outcome(3);
    const f1 = epochs.map((e) => scoresOf(e.validation, 3).macroF1!);
    expect(bestEpoch).toBe(f1.indexOf(Math.max(...f1)) + 1);
    for (const set of record.of("run-finished")[0]!.scores) {
      const counts = Array.from({ length: 9 }, () => 0);
      data[set.split].y.forEach((label, row) => {
        const z = [...set.logits.subarray(row * 3, row * 3 + 3)];
        counts[label * 3 + z.indexOf(Math.max(...z))]!++;
      });
      expect(counts).toEqual(epochs[set.epoch - 1]![set.split]);
    }
  });
});
