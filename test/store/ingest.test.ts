/** @file Epochs on their way from a trainer to the store: order, what is told, what a refusing store keeps. Real SQLite. */
import { expect, it, onTestFinished, vi } from "vitest";
import { Ingest } from "#main/ingest/ingest.ts";
import { claimCohort } from "#main/store/run-rows.ts";
import type { EpochResult } from "#shared/wire/trainer-protocol.ts";
import { addDataset, addSweepRows, openDatabase } from "../fixtures/open-database.ts";

const COUNTS = [3, 1, 0, 0, 2, 0, 1, 0, 0];
const epochOf = (runId: number, epoch: number): EpochResult => ({ runId, epoch, trainLoss: 1 / epoch, validation: COUNTS, test: COUNTS });

function setUp() {
  const db = openDatabase();
  const sweepId = addSweepRows(db, addDataset(db));
  const runs = claimCohort(db, { owner: "me", now: "x" }, sweepId, () => 8).map((run) => run.id);
  const told: [number, number][][] = [];
  let wake = (): void => {};
  const failures: unknown[] = [];
  const ingest = new Ingest(
    db,
    (_, results) => {
      told.push(results.map((r) => [r.runId, r.epoch]));
      wake();
    },
    (error) => {
      failures.push(error);
      wake();
    },
    0,
  );
  const stored = (runId: number): number[] => db.prepare("SELECT epoch FROM epoch_metric WHERE run_id = ? ORDER BY epoch").pluck().all(runId) as number[];
  const next = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  return { db, sweepId, runs, ingest, told, failures, stored, next };
}

it("stores what came, in order, and tells it once per turn, not once per transaction", async () => {
  const { db, sweepId, runs, ingest, told, stored, next } = setUp();
  const epochs = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  // Every look at the clock takes 2 ms, and a turn is over after 6: two transactions.
  let clock = 0;
  const watch = vi.spyOn(performance, "now").mockImplementation(() => (clock += 2));
  onTestFinished(() => watch.mockRestore());
  const came = epochs.flatMap((epoch) => runs.map((id) => epochOf(id, epoch)));
  ingest.add(sweepId, came.slice(0, 8));
  ingest.add(sweepId, came.slice(8));
  while (told.flat().length < 80) await next();
  expect(told.flat()).toEqual(came.map((r) => [r.runId, r.epoch]));
  // 80 results are 20 transactions of 4.
  expect(told).toHaveLength(10);
  for (const id of runs) expect(stored(id)).toEqual(epochs);
  expect(db.prepare("SELECT DISTINCT epoch FROM run").pluck().all()).toEqual([10]);
});

it("before a run is completed its own results are stored, and those of others go on waiting in their order", () => {
  const { sweepId, runs, ingest, told, stored } = setUp();
  const [a, b] = runs as [number, number];
  ingest.add(sweepId, [epochOf(a, 1), epochOf(b, 1), epochOf(a, 2), epochOf(b, 2)]);
  ingest.flush([b]);
  expect([stored(a), stored(b)]).toEqual([[], [1, 2]]);
  ingest.flush();
  expect([stored(a), stored(b)]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  ingest.flush();
  expect(told).toEqual([
    [
      [b, 1],
      [b, 2],
    ],
    [
      [a, 1],
      [a, 2],
    ],
  ]);
});

it("what a refusing store did not take is kept for the next flush, and nothing of it is told", async () => {
  const { db, sweepId, runs, ingest, told, failures, stored, next } = setUp();
  db.exec("CREATE TRIGGER full BEFORE INSERT ON epoch_metric WHEN new.epoch = 2 BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");
  const [a] = runs as [number];
  ingest.add(
    sweepId,
    [1, 2, 3, 4, 5].map((epoch) => epochOf(a, epoch)),
  );
  await next();
  expect(failures.map(String)).toEqual(["SqliteError: database or disk is full"]);
  expect(() => ingest.flush()).toThrow("database or disk is full");
  expect([told, stored(a)]).toEqual([[], []]);
  db.exec("DROP TRIGGER full");
  ingest.flush();
  expect(stored(a)).toEqual([1, 2, 3, 4, 5]);
});
