/** @file Ends of the app while it trained: no run is blamed, and a sweep that gets nowhere waits for its user. */
import { expect, it } from "vitest";
import { recoverOrphans } from "#main/queue/orphans.ts";
import { claimCohort, completeRun, noteStart } from "#main/store/run-rows.ts";
import { listRuns } from "#main/store/run-views.ts";
import { getSweep, setSweepPaused } from "#main/store/sweep-rows.ts";
import { addDataset, addSweepRows, openDatabase } from "../fixtures/open-database.ts";

const LEASE = { owner: "me", now: "2026-01-01T00:00:00.000Z" };

function setUp() {
  const db = openDatabase();
  const datasetId = addDataset(db);
  const sweepId = addSweepRows(db, datasetId);
  /** The app begins with some runs, and is ended. @returns the codes of what is said at the next start. */
  const end = (epoch = 0, runs = 8): string[] => {
    for (const { id } of claimCohort(db, LEASE, sweepId, () => runs)) noteStart(db, id, epoch);
    return recoverOrphans(db).map((told) => told.code);
  };
  const standing = (): string[] => [...new Set(listRuns(db, sweepId, 3).map((run) => `${run.state} ${run.attempts}`))];
  return { db, datasetId, sweepId, end, standing };
}

it("ten ends without a step pause the sweep and say so; no run has lost an attempt, and none has failed", () => {
  const { db, sweepId, end, standing } = setUp();
  for (let i = 0; i < 9; i++) expect(end()).toEqual([]);
  expect([getSweep(db, sweepId).paused, standing()]).toEqual([false, ["waiting 0"]]);
  expect(end()).toEqual(["sweep/app-ended"]);
  expect([getSweep(db, sweepId).paused, standing()]).toEqual([true, ["waiting 0"]]);
  // Resumed by its user it has ten more.
  setSweepPaused(db, sweepId, false);
  for (let i = 0; i < 9; i++) expect(end()).toEqual([]);
  expect(end()).toEqual(["sweep/app-ended"]);
});

it("a run that ends, or goes on from a later epoch, or a sweep that was not in training, begins the count anew", () => {
  for (const step of [
    ({ db, sweepId }: ReturnType<typeof setUp>) => {
      const [run] = claimCohort(db, LEASE, sweepId, () => 1);
      completeRun(db, run!.id, { bestEpoch: 1, trainMs: 1, now: LEASE.now });
    },
    ({ end }: ReturnType<typeof setUp>) => void end(2, 1),
    ({ db }: ReturnType<typeof setUp>) => void recoverOrphans(db),
  ]) {
    const set = setUp();
    for (let i = 0; i < 9; i++) set.end();
    step(set);
    expect(set.end(0, 1)).toEqual([]);
    expect(getSweep(set.db, set.sweepId).paused).toBe(false);
  }
});
