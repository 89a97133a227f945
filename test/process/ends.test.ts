/** The last word of a run and its commit: whatever comes between them, the run is not trained again. Real trainers, a real store. */
import { fork } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import type { App, AppOptions } from "#main/app/app.ts";
import { findResources } from "#main/base/resources.ts";
import { nodeLauncher } from "#main/processes/launch-node.ts";
import type { Fault } from "#shared/wire/trainer-protocol.ts";
import { addSweep, nextEvent, openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const SPEC = { training: { epochs: 30, batchSize: 16 }, seeds: [1] };
const EPOCHS = Array.from({ length: 30 }, (_, i) => i + 1);

/** Real trainers, and from which epoch each run was trained on by them. */
function watchStarts(): { starts: { runId: number; epoch: number }[]; launchTrainer: AppOptions["launchTrainer"] } {
  const starts: { runId: number; epoch: number }[] = [];
  const launch = nodeLauncher(findResources().trainerEntry);
  const launchTrainer = () => {
    const trainer = launch();
    trainer.onMessage((raw) => {
      const message = raw as { type: string; startEpochs: typeof starts };
      if (message.type === "started") starts.push(...message.startEpochs);
    });
    return trainer;
  };
  return { starts, launchTrainer };
}

/** Everything of a sweep that must not depend on what happened to it. */
async function results(app: App, sweepId: number): Promise<unknown> {
  const runs = await app.call("run.list", { sweepId });
  const measures = await app.call("compare.measures", { sweepId, at: "best", split: "test", classes: true });
  const details = await Promise.all(runs.map(({ id }) => app.call("run.get", { id })));
  return {
    measures,
    runs: details.map(({ row, ...rest }) => ({
      state: row.state,
      best: row.bestEpoch,
      flags: row.flags,
      settled: row.settled,
      rest: { ...rest, provenance: null },
    })),
  };
}

async function train(): Promise<unknown> {
  const folder = temporaryFolder();
  const app = await openApp(folder);
  const { sweepId } = await addSweep(app, folder, SPEC);
  await app.idle();
  return results(app, sweepId);
}
let whole: Promise<unknown> | undefined;
/** Trained once for all tests. */
const undisturbed = (): Promise<unknown> => (whole ??= train());

function refuse(folder: string): () => void {
  const other = new Database(join(folder, "focaldesk.db"));
  other.exec("CREATE TRIGGER full BEFORE UPDATE OF best_epoch ON run BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");
  return () => {
    other.exec("DROP TRIGGER full");
    other.close();
  };
}

describe("a run that has said its last word", () => {
  it("to an app that is killed before the commit is finished by the next start, without training", async () => {
    const wanted = await undisturbed();
    const folder = temporaryFolder();
    const first = await openApp(folder, { autoTrain: "none" });
    const { sweepId } = await addSweep(first, folder, SPEC);
    await first.close();
    const child = fork("test/fixtures/app-child.ts", [folder, "", "run-finished"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    expect(await new Promise((resolve) => child.on("exit", (_, signal) => resolve(signal)))).toBe("SIGKILL");

    const { starts, launchTrainer } = watchStarts();
    const app = await openApp(folder, { launchTrainer });
    await app.idle();
    expect(starts.map(({ epoch }) => epoch)).toEqual([30, 30, 30, 30]);
    expect(await results(app, sweepId)).toEqual(wanted);
    expect(readdirSync(join(folder, "checkpoints"))).toEqual([]);
  });

  it("to a store that refuses it keeps its result, and is complete once the store takes it", async () => {
    const wanted = await undisturbed();
    const folder = temporaryFolder();
    const { starts, launchTrainer } = watchStarts();
    const app = await openApp(folder, { launchTrainer });
    const { sweepId } = await addSweep(app, folder, SPEC, false);
    const notices: string[] = [];
    app.subscribe("notice", ({ code }) => notices.push(code));
    const accept = refuse(folder);
    await app.call("sweep.resume", { id: sweepId });
    await app.idle();
    expect(notices).toEqual(["store/failed"]);
    expect((await app.call("run.list", { sweepId })).some(({ state }) => state === "complete")).toBe(false);
    accept();
    await app.call("queue.resume", {});
    await app.idle();
    expect(starts.map(({ epoch }) => epoch).filter((epoch) => epoch !== 30)).toEqual([0, 0, 0, 0]);
    expect(await results(app, sweepId)).toEqual(wanted);
  });

  it("to a store that refuses it until the app ends keeps its result for the next start", async () => {
    const wanted = await undisturbed();
    const folder = temporaryFolder();
    const first = await openApp(folder);
    const { sweepId } = await addSweep(first, folder, SPEC, false);
    const accept = refuse(folder);
    const halted = nextEvent(first, "notice", () => true);
    await first.call("sweep.resume", { id: sweepId });
    await halted;
    await first.close();
    accept();

    const { starts, launchTrainer } = watchStarts();
    const app = await openApp(folder, { launchTrainer, autoTrain: "none" });
    await app.call("sweep.resume", { id: sweepId });
    await app.idle();
    expect(starts.map(({ epoch }) => epoch)).toEqual([30, 30, 30, 30]);
    expect(await results(app, sweepId)).toEqual(wanted);
  });

  it("leaves no checkpoint behind, nor does one that a kill left beside a complete run stay", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    const { sweepId } = await addSweep(app, folder, SPEC);
    await app.idle();
    expect(readdirSync(join(folder, "checkpoints"))).toEqual([]);
    const [run] = await app.call("run.list", { sweepId });
    await app.close();
    const { writeFileSync } = await import("node:fs");
    for (const name of [`${run!.id}.ckpt`, "7.ckpt.tmp", "7.ckpt.12.tmp", "notes.txt"]) writeFileSync(join(folder, "checkpoints", name), "");
    await openApp(folder);
    expect(readdirSync(join(folder, "checkpoints"))).toEqual(["notes.txt"]);
  });
});

describe("a database that another program holds for a moment", () => {
  /** In this very process: a wait that blocked it would never end. */
  function hold(folder: string): () => void {
    const other = new Database(join(folder, "focaldesk.db"));
    other.exec("BEGIN IMMEDIATE");
    return () => {
      other.exec("ROLLBACK");
      other.close();
    };
  }

  it("delays what the user asked for, and nothing else waits meanwhile", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    const { sweepId } = await addSweep(app, folder, {}, false);
    const release = hold(folder);
    const renamed = app.call("sweep.rename", { id: sweepId, name: "later" });
    expect((await app.call("sweep.list", {}))[0]!.name).toBe("small");
    release();
    await renamed;
    expect((await app.call("sweep.list", {}))[0]!.name).toBe("later");
  });

  it("delays results; training goes on, and no word of it reaches the user", async () => {
    const wanted = await undisturbed();
    const folder = temporaryFolder();
    // Held shortly before its end, so that it is at work while the database is held, however late that comes.
    const faults: Fault[] = [{ kind: "hold", afterEpoch: 28 }];
    const app = await openApp(folder, { nextFault: () => faults.pop() });
    const { sweepId } = await addSweep(app, folder, SPEC, false);
    const notices: string[] = [];
    app.subscribe("notice", ({ code }) => notices.push(code));
    const underWay = nextEvent(app, "epochs.added", () => true);
    await app.call("sweep.resume", { id: sweepId });
    await underWay;
    const release = hold(folder);
    let heard = 0;
    await nextEvent(app, "trainer.progress", () => ++heard > 2);
    release();
    // Asked for something, the held trainer goes on.
    await app.call("sweep.pause", { id: sweepId });
    await app.call("sweep.resume", { id: sweepId });
    await app.idle();
    expect(notices).toEqual([]);
    expect(await results(app, sweepId)).toEqual(wanted);
    expect((await app.call("run.get", { id: 1 })).epochs.map(({ epoch }) => epoch)).toEqual(EPOCHS);
  });
});
