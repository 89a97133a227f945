/** @file Trains one sweep to its end, and says meanwhile how far it is and what trains it. Reads: events of the app. Writes: stderr. */
import type { RunRow } from "#shared/wire/records.ts";
import type { App } from "../../app/app.ts";
import type { Output } from "../print/output.ts";
import { engineLine, Progress, trainedOn } from "../print/terminal.ts";

/** Until nothing of the sweep is left to train, with progress on stderr. The engine is always said, at the latest at the end. */
export async function train(app: App, sweepId: number, err: Output): Promise<void> {
  const progress = new Progress(process.stderr, () => performance.now());
  let named = false;
  const trains = (await app.call("sweep.get", { id: sweepId })).summary.counts.waiting > 0;
  const ends = [
    app.subscribe("queue.changed", (status) => {
      const text = named ? null : engineLine(status);
      if (text) err.write(`${text}\n`);
      named ||= text !== null;
    }),
    app.subscribe("notice", (notice) => {
      progress.end();
      err.write(`${notice.message} ${notice.action}\n`);
    }),
  ];
  const show = async (): Promise<void> => {
    const sweep = (await app.call("sweep.list", {})).find((s) => s.id === sweepId);
    if (sweep) progress.show(sweep);
  };
  // Closing refuses calls: a last redraw that comes too late is not worth a word.
  const timer = setInterval(() => void show().catch(() => {}), 250);
  try {
    app.trainOnly(sweepId);
    await app.idle();
    if (!named && trains) await nameEngine(app, sweepId, err);
  } finally {
    clearInterval(timer);
    for (const end of ends) end();
    await show().catch(() => {});
    progress.end();
  }
}

/** What ended before its trainers were looked at is named from what they left. */
async function nameEngine(app: App, sweepId: number, err: Output): Promise<void> {
  const last = (await app.call("run.list", { sweepId }))
    .filter((run) => run.engine !== null && run.finishedAt !== null)
    .reduce<RunRow | null>((a, b) => (a === null || a.finishedAt! <= b.finishedAt! ? b : a), null);
  if (last?.engine) err.write(`${trainedOn(last.engine, (await app.call("run.get", { id: last.id })).provenance.backend)}\n`);
}
