/**
 * @file A run that was stopped and goes on is, to the bit, the run that was never stopped; a checkpoint that cannot be used is told.
 * Reads, writes: checkpoints in temporary folders.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readCheckpoint, writeCheckpoint } from "#main/training/child/checkpoint.ts";
import type { Engine } from "#main/training/engines/engine.ts";
import { selectBackend } from "#main/training/engines/reference/backend.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import type { Cohort } from "#shared/wire/trainer-protocol.ts";
import { CLOUDS, cloudData, cohortOf, trainerRun } from "../../../fixtures/training/cohorts.ts";
import { trainHere } from "../../../fixtures/training/in-process.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "focaldesk-checkpoint-"));
const RUNS = [trainerRun(1), trainerRun(2, { family: "focal-sigmoid", strength: null, alpha: 0.3 }), trainerRun(3, { gamma: 0, learningRate: 0.1 })];
const again = RUNS.map((run) => ({ ...run, resume: true }));

describe.each(["cpu", "wasm"] as const)("on %s", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = createReferenceEngine(await selectBackend([name]));
  });

  test.each(["adam", "sgd"] as const)("stopped in mid-epoch and resumed equals uninterrupted, with %s", async (optimizer) => {
    const data = cloudData();
    const whole = await trainHere(cohortOf(CLOUDS, folder(), RUNS, { optimizer }), data, engine);
    const dir = folder();
    const cohort = cohortOf(CLOUDS, dir, RUNS, { optimizer });
    const first = await trainHere(cohort, data, engine, (epochs, control) => {
      if (epochs.includes(2)) control.requestStop(true);
    });
    expect(first.of("cohort-stopped")[0]!.checkpoints).toEqual(RUNS.map(({ runId }) => ({ runId, epoch: 2 })));
    const second = await trainHere({ ...cohort, runs: again }, data, engine);
    expect(second.of("started")[0]!.startEpochs).toEqual(RUNS.map(({ runId }) => ({ runId, epoch: 2 })));
    expect(second.of("started")[0]!.warnings).toEqual([]);
    for (const { runId } of RUNS) {
      const { epochs, ...rest } = second.outcome(runId);
      expect({ epochs: [...first.outcome(runId).epochs, ...epochs], ...rest }).toEqual(whole.outcome(runId));
    }
  });

  test("runs that go on from different epochs train side by side and come out as if alone", async () => {
    const data = cloudData();
    const whole = await trainHere(cohortOf(CLOUDS, folder(), RUNS), data, engine);
    const dir = folder();
    const cohort = cohortOf(CLOUDS, dir, RUNS);
    // Run 1 leaves with epoch 1, run 2 with epoch 3, run 3 starts afresh.
    const first = await trainHere({ ...cohort, runs: RUNS.slice(0, 2) }, data, engine, (epochs, control) => {
      if (epochs.includes(1)) control.requestDrop({ runIds: [1], checkpoint: true });
      if (epochs.includes(3)) control.requestStop(true);
    });
    expect(first.of("cohort-stopped")[0]!.checkpoints).toEqual([{ runId: 2, epoch: 3 }]);
    const second = await trainHere({ ...cohort, runs: again }, data, engine);
    expect(second.of("started")[0]!.startEpochs.map((s) => s.epoch)).toEqual([1, 3, 0]);
    for (const { runId } of RUNS) {
      const { epochs, ...rest } = second.outcome(runId);
      expect({ epochs: [...first.outcome(runId).epochs, ...epochs], ...rest }).toEqual(whole.outcome(runId));
    }
  });

  test("the watchdog of a run that was stopped speaks in the same epoch as that of one that was not", async () => {
    const data = cloudData();
    const runs = [trainerRun(1, { strength: null, options: { weights: { common: 1, middle: 0, rare: 0 } }, learningRate: 0.1 })];
    const settings = { epochs: 8, watchdog: { policy: "stop" as const, patienceEpochs: 4 } };
    const whole = await trainHere(cohortOf(CLOUDS, folder(), runs, settings), data, engine);
    const end = whole.of("run-failed")[0]!;
    expect(end.code).toBe("train/watchdog");
    const dir = folder();
    const cohort = cohortOf(CLOUDS, dir, runs, settings);
    await trainHere(cohort, data, engine, (epochs, control) => {
      if (epochs.includes(3)) control.requestStop(true);
    });
    const second = await trainHere({ ...cohort, runs: runs.map((run) => ({ ...run, resume: true })) }, data, engine);
    expect(second.of("started")[0]!.startEpochs[0]!.epoch).toBe(3);
    expect(second.of("run-failed")).toEqual([end]);
  });

  test("checkpoints by time are those of the last epoch; that of a run that has finished stays until its end is stored", async () => {
    const dir = folder();
    const seen: string[][] = [];
    await trainHere(cohortOf(CLOUDS, dir, RUNS, { checkpointEveryMs: 0, epochs: 3 }), cloudData(), engine, () => seen.push(readdirSync(dir).sort()));
    const all = ["1.ckpt", "2.ckpt", "3.ckpt"];
    expect(seen).toEqual([all, all, all]);
  });
});

describe("a checkpoint that is ahead of the database", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = createReferenceEngine(await selectBackend(["cpu"]));
  });
  const data = cloudData();
  const runs = [trainerRun(1, { strength: null, options: { weights: { common: 1, middle: 0, rare: 0 } }, learningRate: 0.1 })];
  const settings = { epochs: 5, watchdog: { policy: "flag" as const, patienceEpochs: 3 } };
  const goOn = (cohort: Cohort, storedEpochs: number) =>
    trainHere({ ...cohort, runs: runs.map((run) => ({ ...run, resume: true, storedEpochs })) }, data, engine);

  test("carries the results and findings between, and they are said again before it goes on", async () => {
    const whole = await trainHere(cohortOf(CLOUDS, folder(), runs, settings), data, engine);
    expect(whole.of("run-flagged").length).toBeGreaterThan(0);
    const cohort = cohortOf(CLOUDS, folder(), runs, settings);
    const first = await trainHere(cohort, data, engine, (epochs, control) => {
      if (epochs.includes(1)) control.noteStored([{ runId: 1, epoch: 1 }]);
      if (epochs.includes(3)) control.requestStop(true);
    });
    const second = await goOn(cohort, 1);
    expect(second.of("started")[0]!.startEpochs).toEqual([{ runId: 1, epoch: 3 }]);
    const { epochs, ...rest } = second.outcome(1);
    expect({ epochs: [...first.outcome(1).epochs.slice(0, 1), ...epochs], ...rest }).toEqual(whole.outcome(1));
    expect(second.of("run-flagged")).toEqual(whole.of("run-flagged"));
  });

  test("says each finding before the epochs after it: the app counts a finding as stored once a later epoch is", async () => {
    const cohort = cohortOf(CLOUDS, folder(), runs, settings);
    await trainHere(cohort, data, engine, (_, control) => control.noteStored([{ runId: 1, epoch: 1 }]));
    const said = (await goOn(cohort, 1)).messages.flatMap((message) =>
      message.type === "epoch"
        ? [`epochs ${message.results.map(({ epoch }) => epoch).join()}`]
        : message.type === "run-flagged"
          ? [`found in ${message.flag.epoch}`]
          : [],
    );
    expect(said.filter((word, i) => said.indexOf(word) === i)).toEqual(["epochs 2,3", "found in 3", "epochs 4,5", "found in 5"]);
  });

  test("and lacks results between is not used: no epoch may be missing", async () => {
    const cohort = cohortOf(CLOUDS, folder(), runs, settings);
    await trainHere(cohort, data, engine, (epochs, control) => {
      control.noteStored([{ runId: 1, epoch: 2 }]);
      if (epochs.includes(3)) control.requestStop(true);
    });
    expect((await goOn(cohort, 1)).of("started")[0]!.startEpochs).toEqual([{ runId: 1, epoch: 0 }]);
  });

  test("of a run that has ended says its last word again, and nothing is trained", async () => {
    const dir = folder();
    const cohort = cohortOf(CLOUDS, dir, runs, settings);
    const whole = await trainHere(cohort, data, engine, (_, control) => control.noteStored([{ runId: 1, epoch: 3 }]));
    for (const stored of [3, 4, 5]) {
      const second = await goOn(cohort, stored);
      expect(second.messages.map(({ type }) => type).filter((type) => !["run-flagged", "progress"].includes(type))).toEqual(
        stored === 5 ? ["started", "run-finished", "cohort-finished"] : ["started", "epoch", "run-finished", "cohort-finished"],
      );
      expect(second.outcome(1).epochs).toEqual(whole.outcome(1).epochs.slice(stored));
      expect(second.of("run-finished")).toEqual(whole.of("run-finished"));
      expect(second.of("run-flagged").at(-1)).toEqual(whole.of("run-flagged").at(-1));
    }
  });
});

describe("a checkpoint that cannot be used", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = createReferenceEngine(await selectBackend(["cpu"]));
  });

  async function stopped(): Promise<{ cohort: Cohort; path: string }> {
    const dir = folder();
    const cohort = cohortOf(CLOUDS, dir, [RUNS[0]!], { hidden: [] });
    await trainHere(cohort, cloudData(), engine, (_, control) => control.requestStop(true));
    return { cohort: { ...cohort, runs: [again[0]!] }, path: join(dir, "1.ckpt") };
  }
  async function resume(cohort: Cohort): Promise<{ epoch: number; warnings: string[] }> {
    const started = (await trainHere(cohort, cloudData(), engine)).of("started")[0]!;
    return { epoch: started.startEpochs[0]!.epoch, warnings: started.warnings };
  }
  const flip = (path: string, offset: number): void => {
    const bytes = readFileSync(path);
    bytes[offset < 0 ? bytes.length + offset : offset]! ^= 0x10;
    writeFileSync(path, bytes);
  };

  test("one flipped bit of the weights", async () => {
    const { cohort, path } = await stopped();
    flip(path, -5);
    expect(await resume(cohort)).toEqual({
      epoch: 0,
      warnings: ["The checkpoint of run 1 cannot be read (its content is damaged); the run starts again from epoch 0."],
    });
  });
  test("a damaged header", async () => {
    const { cohort, path } = await stopped();
    flip(path, 12);
    expect((await resume(cohort)).warnings[0]).toContain("its content is damaged");
  });
  test.each(["steps", "macroF1", "epoch", "trainMs"])("another digit of “%s” in the header", async (key) => {
    const { cohort, path } = await stopped();
    const text = readFileSync(path, "latin1");
    // The last digit of the number: the header stays valid JSON.
    const at = /\d(?=[,}])/.exec(text.slice(text.indexOf(`"${key}":`)))!.index + text.indexOf(`"${key}":`);
    const bytes = readFileSync(path);
    bytes[at]! ^= 1;
    writeFileSync(path, bytes);
    const { epoch, warnings } = await resume(cohort);
    expect({ epoch, told: warnings[0]?.includes("its content is damaged") }).toEqual({ epoch: 0, told: true });
  });
  test("one of the layout before, which had its digest in the header, is read as it was", async () => {
    const { cohort, path } = await stopped();
    const bytes = readFileSync(path);
    const end = bytes.length - 32;
    const headerEnd = 12 + bytes.readUInt32LE(8);
    const payload = bytes.subarray(headerEnd, end);
    const header = Buffer.from(
      JSON.stringify({ ...JSON.parse(bytes.toString("utf8", 12, headerEnd)), sha256: createHash("sha256").update(payload).digest("hex") }),
    );
    const prefix = Buffer.from("FDCKPT01\0\0\0\0", "latin1");
    prefix.writeUInt32LE(header.length, 8);
    writeFileSync(path, Buffer.concat([prefix, header, payload]));
    expect(await resume(cohort)).toEqual({ epoch: 1, warnings: [] });
  });
  test("a truncated file, an empty file and another kind of file", async () => {
    const { cohort, path } = await stopped();
    const whole = readFileSync(path);
    for (const [bytes, told] of [
      [whole.subarray(0, whole.length - 100), "its content is damaged"],
      [whole.subarray(0, 40), "it is not a checkpoint file"],
      [Buffer.alloc(0), "it is not a checkpoint file"],
      [Buffer.from("not a checkpoint at all"), "it is not a checkpoint file"],
    ] as const) {
      writeFileSync(path, bytes);
      const { epoch, warnings } = await resume(cohort);
      expect({ epoch, told: warnings[0]?.includes(told) }).toEqual({ epoch: 0, told: true });
    }
  });
  test("a checkpoint of other settings: learning rate, model, data", async () => {
    const { cohort, path } = await stopped();
    const bytes = readFileSync(path);
    for (const other of [
      { ...cohort, runs: [{ ...again[0]!, learningRate: 0.5 }] },
      { ...cohort, hidden: [2] },
      { ...cohort, data: { ...CLOUDS, sha256: "1".repeat(64) } },
      { ...cohort, data: { ...CLOUDS, split: { ...CLOUDS.split, seed: 2 } } },
    ]) {
      writeFileSync(path, bytes);
      const { epoch, warnings } = await resume(other);
      expect({ epoch, told: warnings[0]?.includes("it belongs to other settings or other data") }).toEqual({ epoch: 0, told: true });
    }
  });
  test("without one, and with resume unset, a run starts at epoch 0 without a warning", async () => {
    const { cohort } = await stopped();
    expect(await resume({ ...cohort, checkpointDir: folder() })).toEqual({ epoch: 0, warnings: [] });
    expect(await resume({ ...cohort, runs: [RUNS[0]!] })).toEqual({ epoch: 0, warnings: [] });
  });
  test("one made on another backend goes on with a warning", async () => {
    const { cohort } = await stopped();
    const wasm = createReferenceEngine(await selectBackend(["wasm"]));
    const started = (await trainHere(cohort, cloudData(), wasm)).of("started")[0]!;
    await selectBackend(["cpu"]);
    expect(started.startEpochs).toEqual([{ runId: 1, epoch: 1 }]);
    expect(started.warnings).toEqual(["Run 1 was begun on cpu and continues on wasm."]);
  });
});

describe("a folder that cannot be written", () => {
  let engine: Engine;
  let dir: string;
  beforeAll(async () => {
    engine = createReferenceEngine(await selectBackend(["cpu"]));
    // A file where the folder should be.
    dir = join(folder(), "file");
    writeFileSync(dir, "");
  });

  test("ends no training: it goes on to the same result, and says so once", async () => {
    const whole = await trainHere(cohortOf(CLOUDS, folder(), RUNS), cloudData(), engine);
    const record = await trainHere(cohortOf(CLOUDS, dir, RUNS, { checkpointEveryMs: 0 }), cloudData(), engine);
    for (const { runId } of RUNS) expect(record.outcome(runId)).toEqual(whole.outcome(runId));
    expect(record.of("warning").map(({ code, data }) => [code, data["id"]])).toEqual([["checkpoint/write", 1]]);
  });

  test("is no reason to fail at a stop: the cohort stops without checkpoints", async () => {
    const record = await trainHere(cohortOf(CLOUDS, dir, RUNS), cloudData(), engine, (_, control) => control.requestStop(true));
    expect(record.of("cohort-stopped")[0]!.checkpoints).toEqual([]);
    expect(record.of("warning")).toHaveLength(1);
  });
});

test("a checkpoint reads back to what was written, without a best epoch too", async () => {
  const dir = join(folder(), "made", "on", "demand");
  const state = { parameters: Float32Array.of(1, -2.5, 3e-40), m: Float32Array.of(0, 1, 2), v: Float32Array.of(4, 5, 6), steps: 77 };
  const best = { epoch: 2, macroF1: 0.5, validation: Float32Array.of(1, 2), test: Float32Array.of(3) };
  const sizes = { parameters: 3, validation: 2, test: 1 };
  for (const checkpoint of [
    { epoch: 3, trainMs: 12.5, backend: "cpu", state, best },
    { epoch: 3, trainMs: 12.5, backend: "cpu", state, best: null },
  ]) {
    await writeCheckpoint(dir, 5, "print", checkpoint);
    expect(await readCheckpoint(dir, 5, "print", sizes)).toEqual(checkpoint);
  }
  expect(readdirSync(dir)).toEqual(["5.ckpt"]);
  await expect(readCheckpoint(dir, 5, "other", sizes)).rejects.toMatchObject({ code: "checkpoint/unreadable", data: { id: 5 } });
  await expect(readCheckpoint(dir, 5, "print", { ...sizes, parameters: 4 })).rejects.toMatchObject({ code: "checkpoint/unreadable" });
  expect(await readCheckpoint(dir, 6, "print", sizes)).toBeNull();
});
