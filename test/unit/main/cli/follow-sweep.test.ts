/** @file When a command that waits for a sweep stops waiting; the engine is said even where the sweep ended before anybody looked at its trainers. */
import { expect, it } from "vitest";
import type { Connection } from "#main/connection/connection.ts";
import { followSweep, isSettled } from "#main/cli/sweep/follow-sweep.ts";
import type { QueueStatus, SweepSummary } from "#shared/wire/records.ts";

const sweep = (counts: Partial<SweepSummary["counts"]>, paused = false) => ({
  id: 7,
  paused,
  counts: { waiting: 0, running: 0, paused: 0, complete: 0, failed: 0, cancelled: 0, pruned: 0, ...counts },
});
const queue = (paused: boolean, ...sweepIds: (number | null)[]) => ({ paused, trainers: sweepIds.map((sweepId) => ({ sweepId })) as QueueStatus["trainers"] });

it("a sweep is settled when nothing of it waits or runs, whatever else does", () => {
  expect(isSettled(sweep({ complete: 3, failed: 1 }), queue(false, 8, null))).toBe(true);
  expect(isSettled(sweep({ complete: 3, paused: 1 }), queue(false))).toBe(true);
  expect(isSettled(sweep({ waiting: 1 }), queue(false, null))).toBe(false);
  expect(isSettled(sweep({ running: 1 }), queue(false, 7))).toBe(false);
});

it("one that is paused, or whose queue is, when its trainers have brought it to a checkpoint", () => {
  expect(isSettled(sweep({ waiting: 2, running: 1 }, true), queue(false, 8, 7))).toBe(false);
  expect(isSettled(sweep({ waiting: 3 }, true), queue(false, 8, null))).toBe(true);
  expect(isSettled(sweep({ waiting: 2, running: 1 }), queue(true, 7))).toBe(false);
  // A store that refused keeps them as running until somebody resumes the queue.
  expect(isSettled(sweep({ waiting: 2, running: 1 }), queue(true, null))).toBe(true);
});

/** An app whose events come too late for everybody. */
function quickApp(waiting: number): Connection {
  const run = (id: number, finishedAt: string | null, engine: string | null) => ({ id, finishedAt, engine });
  const answers: Record<string, unknown> = {
    "sweep.get": { summary: sweep({ waiting }) },
    "sweep.list": [],
    "queue.status": queue(false),
    "run.list": [run(1, "2026-01-01T00:00:02.000Z", "wasm"), run(2, "2026-01-01T00:00:01.000Z", "reference"), run(3, null, null)],
    "run.get": { provenance: { backend: "simd" } },
  };
  return { subscribe: () => () => {}, call: async (name: string) => answers[name] } as unknown as Connection;
}

it.each([
  [1, "Engine wasm on simd\n"],
  [0, ""],
])("with %s runs to train: %j", async (waiting, said) => {
  const written: string[] = [];
  const how = { start: async () => {}, signal: new AbortController().signal };
  await followSweep(quickApp(waiting), 1, { write: (text) => void written.push(text) }, how);
  expect(written.join("")).toBe(said);
});
