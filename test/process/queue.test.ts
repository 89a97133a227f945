/** Real trainers on a real store: every way a run can end, and that the app lives on. */
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { findResources } from "#main/base/resources.ts";
import { nodeLauncher } from "#main/processes/launch-node.ts";
import type { ToTrainer } from "#shared/wire/trainer-protocol.ts";
import { addSweep, nextEvent, openApp } from "../fixtures/open-app.ts";
import { faults, runsOf, states } from "../fixtures/queue-runs.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { errorInWords } from "../fixtures/in-words.ts";

/** Real trainers, with a list of what was sent to each that was started. */
function watchedLauncher() {
  const started: ToTrainer[][] = [];
  const launch = nodeLauncher(findResources().trainerEntry);
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const launchTrainer = () => {
    const sent: ToTrainer[] = [];
    started.push(sent);
    const trainer = launch();
    return {
      ...trainer,
      send: (message: ToTrainer) => (sent.push(message), trainer.send(message)),
      // Nothing is heard of a trainer before the test is done with one that is still starting.
      onMessage: (listener: (message: unknown) => void) => trainer.onMessage((message) => void released.then(() => listener(message))),
    };
  };
  return { started, launchTrainer, release };
}

describe("a sweep", () => {
  it("trains to the end: every run complete, every epoch stored, no checkpoint left, and it learns", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { trainers: 2 });
    const { sweepId } = await addSweep(app, folder, { training: { epochs: 15, batchSize: 32, learningRate: 0.01 } });
    await app.idle();
    const data = await app.call("compare.get", { sweepId });
    expect(data.sweep.counts).toMatchObject({ complete: 8, failed: 0, waiting: 0 });
    expect(new Set(data.runs.map((run) => `${run.engine} ${run.epoch}`))).toEqual(new Set(["reference 15"]));
    expect(data.runs.every((run) => run.bestEpoch !== null && run.bestEpoch >= 1 && run.bestEpoch <= 15)).toBe(true);
    expect(readdirSync(join(folder, "checkpoints"))).toEqual([]);
    const detail = await app.call("run.get", { id: data.runs[0]!.id });
    expect(detail.epochs.map((e) => e.epoch)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(detail.epochs.at(-1)!.trainLoss).toBeLessThan(detail.epochs[0]!.trainLoss! / 2);
    // Classes 7 standard deviations apart: anything that trains gets nearly all test rows (20 % of 192, 36 and 12: 39, 7 and 3).
    const counts = data.runs[0]!.counts!.last.test;
    expect(counts.reduce((a, b) => a + b, 0)).toBe(49);
    expect(counts[0]! + counts[4]! + counts[8]!).toBeGreaterThan(45);
  });

  it("on the engine that auto takes: the kernel, and the numbers agree with the reference engine", async () => {
    const spec = { training: { epochs: 10, batchSize: 32 }, seeds: [1] };
    const counts: number[][][] = [];
    for (const engine of ["reference", "auto"] as const) {
      const folder = temporaryFolder();
      const app = await openApp(folder, { trainers: 2 });
      const { sweepId } = await addSweep(app, folder, { ...spec, engine });
      await app.idle();
      const { runs } = await app.call("compare.get", { sweepId });
      expect(new Set(runs.map((run) => run.engine))).toEqual(new Set([engine === "auto" ? "wasm" : engine]));
      counts.push(runs.map((run) => run.counts!.last.validation));
      await app.close();
    }
    // 48 rows a matrix: float32 rounding may move a row at the border, not more.
    const moved = counts[0]!.map((matrix, i) => matrix.reduce((sum, n, cell) => sum + Math.abs(n - counts[1]![i]![cell]!), 0) / 2);
    expect(Math.max(...moved)).toBeLessThanOrEqual(1);
  });

  it("that names an engine which is not there fails with the way to install it", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    const { sweepId } = await addSweep(app, folder, { engine: "tensorflow" });
    await app.idle();
    const runs = await runsOf(app, sweepId);
    expect(states(runs)).toEqual({ failed: 8 });
    expect(errorInWords(runs[0]!)).toMatch(/TensorFlow engine is not installed/);
  });

  it("gives the same numbers when it is trained again", async () => {
    const results = [];
    for (let i = 0; i < 2; i++) {
      const folder = temporaryFolder();
      const app = await openApp(folder);
      const { sweepId } = await addSweep(app, folder);
      await app.idle();
      results.push((await app.call("compare.get", { sweepId })).runs.map((run) => run.counts));
      await app.close();
    }
    expect(results[0]![0]).not.toBeNull();
    expect(results[1]).toEqual(results[0]);
  });
});

describe("a trainer that dies", () => {
  it("once: its runs are tried again, the user is told, and the results are complete", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { nextFault: faults({ kind: "crash", afterEpoch: 1 }) });
    const notices: string[] = [];
    app.subscribe("notice", (notice) => notices.push(notice.message));
    const { sweepId } = await addSweep(app, folder);
    await app.idle();
    const runs = await runsOf(app, sweepId);
    expect(states(runs)).toEqual({ complete: 8 });
    expect(runs.map((run) => run.attempts)).toEqual(new Array(8).fill(2));
    expect(notices).toEqual(["The trainer process ended unexpectedly (exit code 13) while it trained 8 runs."]);
  });

  it("every time: its runs fail with the reason after three attempts; a retry gets three more", async () => {
    const folder = temporaryFolder();
    const fault = { kind: "crash", afterEpoch: 1 } as const;
    const app = await openApp(folder, { nextFault: faults(fault, fault, fault) });
    const { sweepId } = await addSweep(app, folder);
    await app.idle();
    const runs = await runsOf(app, sweepId);
    expect(states(runs)).toEqual({ failed: 8 });
    expect(runs[0]).toMatchObject({ attempts: 3, error: { code: "train/crashed", data: { reason: "exit code 13" } } });
    expect(await app.call("sweep.retry", { id: sweepId })).toEqual({ retried: 8 });
    await app.idle();
    expect(states(await runsOf(app, sweepId))).toEqual({ complete: 8 });
  });

  it("by hanging: it is killed after the silence limit and its runs are tried again", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { nextFault: faults({ kind: "hang", afterEpoch: 2 }), limits: { silenceMs: 6_000 } });
    const notices: string[] = [];
    app.subscribe("notice", (notice) => notices.push(notice.message));
    const { sweepId } = await addSweep(app, folder);
    await app.idle();
    expect(states(await runsOf(app, sweepId))).toEqual({ complete: 8 });
    expect(notices).toEqual(["The trainer gave no sign of life for 6 s and was stopped."]);
  });

  it("at the start: the runs fail with the reason, and the app still answers", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { launchTrainer: nodeLauncher(join(folder, "no-such-trainer.js")) });
    const { sweepId } = await addSweep(app, folder);
    await app.idle();
    const runs = await runsOf(app, sweepId);
    expect(states(runs)).toEqual({ failed: 8 });
    expect(errorInWords(runs[0]!)).toMatch(/^The trainer process could not start: exit code 1/);
    expect((await app.call("queue.status", {})).running).toBe(0);
  });

  it("an exception inside fails the cohort at once, without a second try", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { nextFault: faults({ kind: "throw", afterEpoch: 1 }) });
    const { sweepId } = await addSweep(app, folder);
    await app.idle();
    const failed = (await runsOf(app, sweepId)).filter((run) => run.state === "failed");
    expect(failed).toHaveLength(8);
    expect(failed[0]!.attempts).toBe(1);
    expect(errorInWords(failed[0]!)).toContain("injected fault");
  });

  it("a data file that changed on disk is refused by name", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    const { sweepId, datasetId } = await addSweep(app, folder, {}, false);
    const { appendFileSync } = await import("node:fs");
    const stored = readdirSync(join(folder, "datasets"))[0]!;
    appendFileSync(join(folder, "datasets", stored), "1,1,a\n");
    await app.call("sweep.resume", { id: sweepId });
    await app.idle();
    const runs = await runsOf(app, sweepId);
    expect(states(runs)).toEqual({ failed: 8 });
    expect(runs[0]!.error?.code).toBe("data/changed");
    expect(errorInWords(runs[0]!)).toContain("The stored copy of data set “small” is gone or damaged");
    expect((await app.call("dataset.get", { id: datasetId })).name).toBe("small");
  });
});

describe("a trainer that is still starting", () => {
  it("keeps its process when its work is taken back and given again", async () => {
    const folder = temporaryFolder();
    const { started, launchTrainer, release } = watchedLauncher();
    const app = await openApp(folder, { launchTrainer });
    const { sweepId } = await addSweep(app, folder);
    await app.call("sweep.pause", { id: sweepId });
    await app.idle();
    await app.call("sweep.resume", { id: sweepId });
    release();
    await app.idle();
    expect(states(await runsOf(app, sweepId))).toEqual({ complete: 8 });
    expect(started).toHaveLength(1);
  });

  it("that was started ahead of its work is the one that does it; closing ends those that were not needed, and none starts after that", async () => {
    const folder = temporaryFolder();
    const { started, launchTrainer, release } = watchedLauncher();
    const app = await openApp(folder, { launchTrainer, trainers: 2 });
    await app.call("queue.warmUp", {});
    await app.call("queue.warmUp", {});
    expect(started).toHaveLength(2);
    const { sweepId } = await addSweep(app, folder, { losses: [{ family: "cross-entropy" }], controls: false, seeds: [1] });
    release();
    await app.idle();
    expect(states(await runsOf(app, sweepId))).toEqual({ complete: 1 });
    await app.close();
    await expect(app.call("queue.warmUp", {})).rejects.toMatchObject({ code: "app/closing" });
    const orders = started.map((sent) => sent.map((message) => message.type).filter((type) => type !== "stored"));
    expect(orders).toEqual([["train", "shutdown"], ["shutdown"]]);
  });

  it("is not sent the runs that were cancelled meanwhile", async () => {
    const folder = temporaryFolder();
    const { started, launchTrainer, release } = watchedLauncher();
    const app = await openApp(folder, { launchTrainer });
    const { sweepId } = await addSweep(app, folder);
    const [victim, ...others] = await runsOf(app, sweepId);
    await app.call("run.cancel", { id: victim!.id });
    release();
    await app.idle();
    const cohorts = started.flat().flatMap((message) => (message.type === "train" ? [message.cohort] : []));
    expect(cohorts.map((cohort) => cohort.runs.map((run) => run.runId))).toEqual([others.map((run) => run.id)]);
    expect(states(await runsOf(app, sweepId))).toEqual({ cancelled: 1, complete: 7 });
  });

  it.skipIf(process.platform === "win32")("or reads a table for longer than the silence limit is not taken for hung", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { limits: { silenceMs: 3_000 } });
    const { sweepId } = await addSweep(app, folder, {}, false);
    // Up before it has work: what is measured is the silence of one that reads, not of one that loads.
    const ready = nextEvent(app, "trainer.progress", ({ state }: { state: string }) => state === "ready");
    await app.call("queue.warmUp", {});
    await ready;
    // A pipe gives its bytes when the test says so.
    const stored = join(folder, "datasets", readdirSync(join(folder, "datasets"))[0]!);
    rmSync(stored);
    execFileSync("mkfifo", [stored]);
    let signs = 0;
    const alive = nextEvent(app, "trainer.progress", ({ state }: { state: string }) => state === "training" && ++signs > 16);
    await app.call("sweep.resume", { id: sweepId });
    await alive;
    await (await open(stored, "w")).close();
    await app.idle();
    const runs = await runsOf(app, sweepId);
    expect(runs.map((run) => `${run.state} ${run.error?.code} ${run.attempts}`)).toEqual(new Array(8).fill("failed data/changed 1"));
  });
});

describe("a store that cannot be written", () => {
  it("pauses training and says so; when it can be written again, every run is completed without a gap", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    const { sweepId } = await addSweep(app, folder, {}, false);
    // As SQLite does on a full disk: every write of an epoch fails, and reading goes on.
    const other = new Database(join(folder, "focaldesk.db"));
    other.exec("CREATE TRIGGER full BEFORE INSERT ON epoch_metric BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");
    const notices: string[] = [];
    app.subscribe("notice", (notice) => notices.push(notice.message));
    await app.call("sweep.resume", { id: sweepId });
    await app.idle();
    expect(notices).toEqual(["The database refused to store results (database or disk is full), so training was paused."]);
    expect((await app.call("queue.status", {})).paused).toBe(true);
    await expect(app.call("queue.resume", {})).rejects.toThrow("database or disk is full");
    other.exec("DROP TRIGGER full");
    other.close();
    await app.call("queue.resume", {});
    await app.idle();
    expect((await runsOf(app, sweepId)).map((run) => `${run.state} ${run.epoch} ${run.attempts}`)).toEqual(new Array(8).fill("complete 3 1"));
    for (const run of await runsOf(app, sweepId)) expect((await app.call("run.get", { id: run.id })).epochs.map((e) => e.epoch)).toEqual([1, 2, 3]);
  });
});
