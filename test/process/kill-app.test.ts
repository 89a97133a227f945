/** kill -9 of the whole app in mid-sweep: nothing finished is trained again, everything else completes, nothing is left behind. */
import { type ChildProcess, fork } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Fault } from "#shared/wire/trainer-protocol.ts";
import { addSweep, openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

interface Told {
  readonly complete: number[];
  readonly epochs: number[];
  /** Of a trainer that was just started. */
  readonly trainerPid?: number;
}

/** The app in a process of its own. @param fromCohort the first one that its trainers get with the fault. */
function startApp(args: readonly string[], fault: Fault, fromCohort = 1): ChildProcess {
  const child = fork("test/fixtures/app-child.ts", args, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: ["--import", "./test/fixtures/inject-fault.mjs"],
    env: { ...process.env, FAULT: JSON.stringify(fault), FAULT_FROM: String(fromCohort) },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Runs the app in a child until a message satisfies `when`, then kills it with SIGKILL. */
async function runAndKill(child: ChildProcess, when: (told: Told) => boolean): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.on("message", (told: Told) => {
      if (when(told)) child.kill("SIGKILL");
    });
    child.on("exit", (_code, signal) => (signal === "SIGKILL" ? resolve() : reject(new Error(`the app ended by itself (${signal})`))));
  });
}

/** A zombie counts: in a container nobody may be there to collect it. */
function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && / Z /.test(readFileSync(stat, "utf8"));
}

function read<T>(folder: string, sql: string): T[] {
  const db = new Database(join(folder, "focaldesk.db"), { readonly: true });
  const rows = db.prepare(sql).all() as T[];
  db.close();
  return rows;
}

describe("a nap of the machine", () => {
  it("longer than the limit of silence: the trainer is not taken for hung and no run is tried twice", async () => {
    const folder = temporaryFolder();
    const first = await openApp(folder);
    await first.call("queue.pause", {});
    const { sweepId } = await addSweep(first, folder, { training: { epochs: 10, batchSize: 32 }, seeds: [1] });
    await first.call("queue.resume", {});
    await first.close();
    // The trainer falls asleep after its second epoch; the app is put to sleep when it has told of that one.
    const child = startApp([folder, "5000"], { kind: "nap", afterEpoch: 2 });
    const notices: string[] = [];
    let naps = 0;
    let trainerPid = 0;
    await new Promise<void>((resolve) => {
      child.on("message", (told: Told & { notice?: string }) => {
        if (told.notice) notices.push(told.notice);
        trainerPid = told.trainerPid ?? trainerPid;
        if (naps === 0 && told.epochs.some((epoch) => epoch > 1)) {
          naps++;
          child.kill("SIGSTOP");
          // The length of the nap is the fault itself: longer than the limit. The app wakes first and hears nothing yet.
          setTimeout(() => child.kill("SIGCONT"), 6000);
          setTimeout(() => process.kill(trainerPid, "SIGCONT"), 6200);
        }
        if (told.complete.length > 0 && naps > 0 && read<{ n: number }>(folder, "SELECT count(*) AS n FROM run WHERE state <> 'complete'")[0]!.n === 0)
          resolve();
      });
    });
    expect(notices).toEqual([]);
    expect(naps).toBe(1);
    expect(read(folder, `SELECT DISTINCT state, attempts FROM run WHERE sweep_id = ${sweepId}`)).toEqual([{ state: "complete", attempts: 1 }]);
  });
});

describe("kill -9 of the app", () => {
  it("in mid-sweep: the next start continues the same cells and no finished run is trained twice", async () => {
    const spec = {
      training: { epochs: 12, batchSize: 16 },
      losses: [
        { family: "focal-softmax" as const, gamma: [0, 0.5, 1, 2, 3, 4, 5], strength: [0, 0.5, 1] },
        // Of another kind, so a cohort of their own.
        { family: "focal-sigmoid" as const, gamma: [1, 2], alpha: 0.25 },
      ],
      seeds: [1],
    };
    const wholeFolder = temporaryFolder();
    const whole = await openApp(wholeFolder, { trainers: 2 });
    const wanted = await addSweep(whole, wholeFolder, spec);
    await whole.idle();
    const uninterrupted = (await whole.call("compare.get", { sweepId: wanted.sweepId })).runs.map((run) => run.counts?.best);
    await whole.close();

    const folder = temporaryFolder();
    const first = await openApp(folder, { autoTrain: "none" });
    const { sweepId, runCount } = await addSweep(first, folder, spec);
    expect(runCount).toBe(23);
    await first.close();

    // The second cohort is held: some runs are complete and some are not, however late the kill comes.
    await runAndKill(startApp([folder], { kind: "hold-each", afterEpoch: 5 }, 2), (told) => told.complete.length > 0);
    const done = read<{ id: number; finished_at: string }>(folder, "SELECT id, finished_at FROM run WHERE state = 'complete' ORDER BY id");
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(runCount);
    expect(read<{ n: number }>(folder, "SELECT count(*) AS n FROM run WHERE state = 'waiting' OR state = 'running'")[0]!.n).toBe(runCount - done.length);

    // A second kill in the middle of what is left.
    await runAndKill(startApp([folder], { kind: "hold-each", afterEpoch: 6 }), (told) => told.epochs.some((epoch) => epoch > 5));

    const last = await openApp(folder);
    await last.idle();
    const data = await last.call("compare.get", { sweepId });
    expect(data.sweep.counts).toMatchObject({ complete: runCount, failed: 0, waiting: 0, running: 0 });
    const kept = new Map(done.map((run) => [run.id, run.finished_at]));
    for (const run of data.runs) if (kept.has(run.id)) expect(run.finishedAt).toBe(kept.get(run.id));
    expect(read(folder, "SELECT run_id FROM epoch_metric GROUP BY run_id HAVING count(*) <> 12")).toEqual([]);
    expect(data.runs.map((run) => run.counts?.best)).toEqual(uninterrupted);
  });

  it("takes its trainers with it", async () => {
    const folder = temporaryFolder();
    const first = await openApp(folder, { autoTrain: "none" });
    await addSweep(first, folder, { training: { epochs: 10_000, batchSize: 8 }, seeds: [1] });
    await first.close();
    const trainers: number[] = [];
    await runAndKill(startApp([folder], { kind: "hold-each", afterEpoch: 1 }), (told) => {
      if (told.trainerPid !== undefined) trainers.push(told.trainerPid);
      return told.epochs.some((epoch) => epoch > 0);
    });
    // They hold no lock on the folder and must not go on writing checkpoints for an app that is gone.
    expect(trainers).toHaveLength(1);
    await vi.waitFor(() => expect(hasEnded(trainers[0]!)).toBe(true), { timeout: 60_000 });
    const again = await openApp(folder, { autoTrain: "none" });
    expect((await again.call("queue.status", {})).waiting).toBe(4);
  });
});
