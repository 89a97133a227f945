/**
 * @file Waits while a sweep trains, wherever it does, and shows how far it is.
 * Reads: events and states of the app. Writes: progress to standard error.
 */
import type { QueueStatus, RunRow, SweepSummary } from "#shared/wire/records.ts";
import type { Connection } from "../../connection/connection.ts";
import type { Output } from "../print/output.ts";
import { LookingAgain } from "./looking-again.ts";
import { engineLine, Progress, trainedOn } from "../print/terminal.ts";

/** Whether nothing more happens to a sweep until somebody does something. */
export function isSettled({ id, counts, paused }: Pick<SweepSummary, "id" | "counts" | "paused">, queue: Pick<QueueStatus, "paused" | "trainers">): boolean {
  if (counts.waiting + counts.running === 0) return true;
  // What was stopped is brought to a checkpoint first.
  return (paused || queue.paused) && queue.trainers.every(({ sweepId }) => sweepId !== id);
}

interface Following {
  /** Sets it going: what follows from it is waited for. */
  readonly start: () => Promise<unknown>;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** The engine is always said, at the latest at the end. @returns the sweep and the queue as they are when the sweep is settled, or the signal came. @throws AppError when the app is gone. */
export async function followSweep(
  app: Connection,
  sweepId: number,
  err: Output,
  { start, signal }: Following,
): Promise<{ sweep: SweepSummary | undefined; queue: QueueStatus }> {
  const progress = new Progress(process.stderr, () => performance.now());
  let named = false;
  const looking = new LookingAgain();
  const { wake } = looking;
  const { counts } = (await app.call("sweep.get", { id: sweepId })).summary;
  const trains = counts.waiting + counts.paused + counts.running > 0;
  signal.addEventListener("abort", wake);
  const ends = [
    app.subscribe("queue.changed", (status) => {
      const text = named ? null : engineLine(status, sweepId);
      if (text) err.write(`${text}\n`);
      named ||= text !== null;
      wake();
    }),
    app.subscribe("sweeps.changed", ({ ids }) => ids.includes(sweepId) && wake()),
    app.subscribe("notice", (notice) => {
      progress.end();
      err.write(`${notice.message} ${notice.action}\n`);
    }),
  ];
  try {
    await start();
    for (;;) {
      const look = looking.begin();
      const queue = await app.call("queue.status", {});
      const sweep = (await app.call("sweep.list", {})).find(({ id }) => id === sweepId);
      if (sweep) progress.show(sweep);
      const isOver = signal.aborted || sweep === undefined || isSettled(sweep, queue);
      if (!isOver) {
        await look.wait();
        continue;
      }
      look.leave();
      if (!named && trains && !signal.aborted) await nameEngine(app, sweepId, err);
      return { sweep, queue };
    }
  } finally {
    signal.removeEventListener("abort", wake);
    for (const end of ends) end();
    progress.end();
  }
}

/** What ended before its trainers were looked at is named from what they left. */
async function nameEngine(app: Connection, sweepId: number, err: Output): Promise<void> {
  const last = (await app.call("run.list", { sweepId }))
    .filter((run) => run.engine !== null && run.finishedAt !== null)
    .reduce<RunRow | null>((a, b) => (a === null || a.finishedAt! <= b.finishedAt! ? b : a), null);
  if (last?.engine) err.write(`${trainedOn(last.engine, (await app.call("run.get", { id: last.id })).provenance.backend)}\n`);
}
