/** @file Runs that are paused one by one keep every epoch they were trained. Real trainers. Reads, writes: temporary folders. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { addSweep, nextEvent, openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

/** Epoch of each checkpoint by run: its header is JSON after 12 bytes. */
function checkpoints(folder: string): Map<number, number> {
  const found = readdirSync(join(folder, "checkpoints")).map((name): [number, number] => {
    const bytes = readFileSync(join(folder, "checkpoints", name));
    const header = JSON.parse(bytes.toString("utf8", 12, 12 + bytes.readUInt32LE(8))) as { runId: number; epoch: number };
    return [header.runId, header.epoch];
  });
  return new Map(found);
}

it("a checkpoint is never ahead of the stored epochs, which would cost the run all of them", async () => {
  const folder = temporaryFolder();
  // Held near its end: no run is over before the last pause, however late that comes.
  const app = await openApp(folder, { nextFault: () => ({ kind: "hold-each", afterEpoch: 8_000 }) });
  const underWay = nextEvent(app, "epochs.added", () => true);
  // Epochs of a millisecond: some are always under way between the wish and the trainer that hears of it.
  const { sweepId } = await addSweep(app, folder, { training: { epochs: 9_000, batchSize: 240 }, seeds: [1], engine: "wasm" });
  await underWay;
  for (const run of await app.call("run.list", { sweepId })) await app.call("run.pause", { id: run.id });
  await app.idle();
  const paused = await app.call("run.list", { sweepId });
  expect(paused.map((run) => run.state)).toEqual(["paused", "paused", "paused", "paused"]);
  const kept = checkpoints(folder);
  expect(paused.map((run) => run.epoch)).toEqual(paused.map((run) => kept.get(run.id)));
  for (const { id, epoch } of paused)
    expect((await app.call("run.get", { id })).epochs.map((e) => e.epoch)).toEqual(Array.from({ length: epoch }, (_, i) => i + 1));
});
