/**
 * @file The real trainer process: trains a file end to end, stops, goes on, drops, and tells every failure.
 * Reads: a CSV in a temporary folder. Writes: checkpoints beside it. Ends every process it starts.
 */
import { appendFileSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Cohort, CohortData, FromTrainer } from "#shared/wire/trainer-protocol.ts";
import { cloudFile, cohortOf, trainerRun } from "../fixtures/training/cohorts.ts";
import { startTrainer, type TrainerClient } from "../fixtures/training/trainer-client.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "focaldesk-trainer-"));
const RUNS = [
  trainerRun(1),
  trainerRun(2, { family: "cross-entropy", gamma: 0, strength: 0 }),
  trainerRun(3, { family: "focal-sigmoid", strength: null, alpha: 0.25 }),
];

let data: CohortData;
beforeAll(async () => {
  data = await cloudFile(folder());
});

const open: TrainerClient[] = [];
function trainer(environment?: Record<string, string>): TrainerClient {
  const client = startTrainer(environment);
  open.push(client);
  return client;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});

const cohort = (changes: Partial<Cohort> = {}): Cohort => cohortOf(data, folder(), RUNS, changes);
/** A cohort of so many epochs, held from here on, ends only by what the test does to it, however late that comes. */
const ENDLESS = 10_000;
const fault = { kind: "hold-each", afterEpoch: 9_000 } as const;

const epochsOf = (messages: FromTrainer[], runId: number) => messages.flatMap((m) => (m.type === "epoch" ? m.results.filter((r) => r.runId === runId) : []));
const finishedOf = (messages: FromTrainer[], runId: number) => {
  const finished = messages.find((m) => m.type === "run-finished" && m.runId === runId);
  return finished?.type === "run-finished" ? { bestEpoch: finished.bestEpoch, scores: finished.scores } : null;
};

describe("a cohort", () => {
  test("trains from the file to the scores, in the order the protocol promises", async () => {
    const t = trainer();
    const ready = await t.wait("ready");
    expect({ engine: ready.engine, right: ready.gradientError < 1e-4 }).toEqual({ engine: "wasm", right: true });
    t.send({ type: "train", cohort: cohort() });
    await t.wait("cohort-finished");

    const types = t.messages.map((m) => m.type);
    expect(types.slice(0, 3)).toEqual(["ready", "started", "progress"]);
    expect(types.at(-1)).toBe("cohort-finished");
    expect(types.filter((type) => type === "run-finished")).toHaveLength(3);
    expect(types.lastIndexOf("epoch")).toBeLessThan(types.indexOf("run-finished"));
    const started = await t.wait("started");
    // 600 rows of 8 : 3 : 1, of which 60 % train, in batches of 32.
    expect(started).toMatchObject({ trainCounts: [240, 90, 30], stepsPerEpoch: 12, startEpochs: RUNS.map(({ runId }) => ({ runId, epoch: 0 })), warnings: [] });
    for (const { runId } of RUNS) {
      const epochs = epochsOf(t.messages, runId);
      expect(epochs.map((e) => e.epoch)).toEqual([1, 2, 3, 4, 5]);
      expect(epochs.at(-1)!.trainLoss).toBeLessThan(epochs[0]!.trainLoss);
      for (const { validation, test: onTest } of epochs) {
        for (const counts of [validation, onTest]) expect([0, 3, 6].map((row) => counts[row]! + counts[row + 1]! + counts[row + 2]!)).toEqual([80, 30, 10]);
      }
      expect(finishedOf(t.messages, runId)!.scores.map(({ logits }) => logits.length)).toEqual([360, 360, 360, 360]);
    }
    t.send({ type: "shutdown" });
    expect(await t.exit).toEqual({ code: 0, signal: null });
  });

  test("a second cohort trains in the same process; one sent while busy is refused and the first goes on", async () => {
    const t = trainer();
    t.send({ type: "train", cohort: cohort() });
    t.send({ type: "train", cohort: cohort({ cohortId: "eager" }) });
    expect(await t.wait("cohort-failed")).toMatchObject({ cohortId: "eager", code: "train/failed" });
    await t.wait("cohort-finished", (m) => m.cohortId === "c1");
    t.send({ type: "train", cohort: cohort({ cohortId: "c2" }) });
    await t.wait("cohort-finished", (m) => m.cohortId === "c2");
    const of = (id: string) => t.messages.flatMap((m) => (m.type === "epoch" && m.cohortId === id ? m.results : []));
    expect(of("c2")).toEqual(of("c1"));
  });

  test("stopped with checkpoint, it goes on in another process to the same results as uninterrupted", async () => {
    const whole = trainer();
    whole.send({ type: "train", cohort: cohort({ epochs: 40 }) });
    await whole.wait("cohort-finished");

    const interrupted = cohort({ epochs: 40 });
    const first = trainer();
    first.send({ type: "train", cohort: interrupted, fault: { kind: "hold", afterEpoch: 20 } });
    await first.wait("epoch", (m) => m.results[0]!.epoch === 2);
    first.send({ type: "stop", checkpoint: true });
    const { checkpoints } = await first.wait("cohort-stopped");
    const at = checkpoints[0]!.epoch;
    expect(checkpoints).toEqual(RUNS.map(({ runId }) => ({ runId, epoch: at })));
    expect(at).toBeGreaterThanOrEqual(2);
    expect(first.messages.at(-1)!.type).toBe("cohort-stopped");

    const second = trainer();
    second.send({ type: "train", cohort: { ...interrupted, runs: RUNS.map((run) => ({ ...run, resume: true })) } });
    await second.wait("cohort-finished");
    expect((await second.wait("started")).startEpochs).toEqual(checkpoints);
    for (const { runId } of RUNS) {
      expect([...epochsOf(first.messages, runId), ...epochsOf(second.messages, runId)]).toEqual(epochsOf(whole.messages, runId));
      expect(finishedOf(second.messages, runId)).toEqual(finishedOf(whole.messages, runId));
    }
  });

  test("stopped without checkpoint, it leaves no file", async () => {
    const t = trainer();
    const endless = cohort({ epochs: ENDLESS });
    t.send({ type: "train", cohort: endless, fault });
    await t.wait("epoch");
    t.send({ type: "stop", checkpoint: false });
    expect((await t.wait("cohort-stopped")).checkpoints).toEqual([]);
    for (const { runId } of RUNS) expect(existsSync(join(endless.checkpointDir, `${runId}.ckpt`))).toBe(false);
  });

  test("a dropped run is trained no further, the others finish; dropping all of them finishes the cohort", async () => {
    const t = trainer();
    const endless = cohort({ epochs: ENDLESS });
    t.send({ type: "train", cohort: endless, fault });
    await t.wait("epoch");
    t.send({ type: "drop", runIds: [2], checkpoint: true });
    const smaller = await t.wait("progress", (m) => m.runs === 2);
    const after = t.messages.slice(t.messages.indexOf(smaller));
    await t.wait("epoch", (m) => !m.results.some((r) => r.runId === 2));
    expect(epochsOf(after, 2)).toEqual([]);
    expect(existsSync(join(endless.checkpointDir, "2.ckpt"))).toBe(true);
    t.send({ type: "drop", runIds: [1, 3], checkpoint: false });
    await t.wait("cohort-finished");
    expect(existsSync(join(endless.checkpointDir, "1.ckpt"))).toBe(false);
  });
});

test("held by a fault, it shows that it is alive and trains no further until it is asked", async () => {
  const t = trainer();
  t.send({ type: "train", cohort: cohort(), fault: { kind: "hold-each", afterEpoch: 2 } });
  await t.wait("epoch", (m) => m.results[0]!.epoch === 2);
  const held = t.messages.length;
  await t.wait("progress", (m) => t.messages.indexOf(m) > held + 2);
  expect(new Set(t.messages.slice(held).map((m) => m.type))).toEqual(new Set(["progress"]));
  t.send({ type: "drop", runIds: [1], checkpoint: false });
  await t.wait("epoch", (m) => m.results[0]!.epoch === 3);
  t.send({ type: "stop", checkpoint: false });
  await t.wait("cohort-stopped");
  expect(epochsOf(t.messages, 2).map((e) => e.epoch)).toEqual([1, 2, 3]);
});

describe("failures", () => {
  test("a crash ends the process with its code; the last checkpoint is whole and the next process goes on from it", async () => {
    const crashing = cohort({ checkpointEveryMs: 0 });
    const t = trainer();
    t.send({ type: "train", cohort: crashing, fault: { kind: "crash", afterEpoch: 3 } });
    expect(await t.exit).toEqual({ code: 13, signal: null });
    expect(epochsOf(t.messages, 1).map((e) => e.epoch)).toEqual([1, 2, 3]);
    const next = trainer();
    next.send({ type: "train", cohort: { ...crashing, runs: RUNS.map((run) => ({ ...run, resume: true })) } });
    await next.wait("cohort-finished");
    expect(epochsOf(next.messages, 1).map((e) => e.epoch)).toEqual([4, 5]);
  });

  test("a hang is silent, answers nothing, and can be killed", async () => {
    const t = trainer();
    t.send({ type: "train", cohort: cohort({ epochs: ENDLESS }), fault: { kind: "hang", afterEpoch: 2 } });
    await t.wait("epoch", (m) => m.results[0]!.epoch === 2);
    t.send({ type: "stop", checkpoint: true });
    t.child.kill("SIGKILL");
    expect(await t.exit).toEqual({ code: null, signal: "SIGKILL" });
    expect(t.messages.some((m) => m.type === "cohort-stopped")).toBe(false);
    expect(epochsOf(t.messages, 1)).toHaveLength(2);
  });

  test("an exception fails its cohort with the reason, and the process trains the next one", async () => {
    const t = trainer();
    t.send({ type: "train", cohort: cohort(), fault: { kind: "throw", afterEpoch: 1 } });
    expect(await t.wait("cohort-failed")).toMatchObject({ cohortId: "c1", code: "app/internal", data: { detail: "injected fault" } });
    t.send({ type: "train", cohort: cohort({ cohortId: "c2" }) });
    await t.wait("cohort-finished", (m) => m.cohortId === "c2");
  });

  test("a file that changed since its import is refused by name", async () => {
    const changed = await cloudFile(folder());
    appendFileSync(changed.path, "1,2,3,4,rare\n");
    const t = trainer();
    t.send({ type: "train", cohort: cohortOf(changed, folder(), RUNS) });
    expect(await t.wait("cohort-failed")).toMatchObject({ cohortId: "c1", code: "data/changed", data: { name: "clouds" } });
  });

  test("an unknown positive class is refused with the classes there are", async () => {
    const two = await cloudFile(folder(), { classes: 2 });
    const t = trainer();
    const run = trainerRun(1, { family: "focal-sigmoid", strength: null, alpha: 0.25, positiveClass: "purple" });
    t.send({ type: "train", cohort: cohortOf(two, folder(), [run]) });
    expect(await t.wait("cohort-failed")).toMatchObject({ code: "sweep/positive-class", data: { name: "purple", classes: "common, middle" } });
  });

  test("what is no message is answered with the field that is wrong, and training goes on", async () => {
    const t = trainer();
    t.send({ type: "train", cohort: cohort() });
    t.sendRaw({ type: "dance" });
    expect(await t.wait("cohort-failed", (m) => m.cohortId === "")).toMatchObject({ code: "input/invalid" });
    t.sendRaw({ type: "train", cohort: { ...cohort({ cohortId: "bad" }), epochs: "many" } });
    const refused = await t.wait("cohort-failed", (m) => m.cohortId === "bad");
    expect({ code: refused.code, names: String(refused.data.what).includes("cohort.epochs") }).toEqual({ code: "input/invalid", names: true });
    await t.wait("cohort-finished", (m) => m.cohortId === "c1");
  });

  test("when no backend is right the reason is told and the process ends without `ready`", async () => {
    const t = trainer({ FOCALDESK_BACKENDS: "tensorflow,abacus" });
    expect(await t.exit).toEqual({ code: 1, signal: null });
    expect(t.messages).toMatchObject([{ type: "cohort-failed", cohortId: "", code: "train/engine" }]);
  });

  test("when the parent has gone the process ends by itself, in mid-training", async () => {
    const t = trainer();
    t.send({ type: "train", cohort: cohort({ epochs: ENDLESS }), fault });
    await t.wait("epoch");
    t.child.disconnect();
    expect(await t.exit).toEqual({ code: 0, signal: null });
  });

  test("shutdown in mid-training ends the cohort first", async () => {
    const t = trainer();
    t.send({ type: "train", cohort: cohort({ epochs: ENDLESS }), fault });
    await t.wait("epoch");
    t.send({ type: "shutdown" });
    expect(await t.exit).toEqual({ code: 0, signal: null });
    expect(t.messages.at(-1)).toMatchObject({ type: "cohort-stopped", checkpoints: [] });
  });
});
