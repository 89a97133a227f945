/** What a user does to a queue in training: pause, cancel, delete, close. Real trainers on a real store. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addSweep, nextEvent, openApp } from "../fixtures/open-app.ts";
import { faults, heldAtFirst, LONG, runsOf, states } from "../fixtures/queue-runs.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

describe("the user's hand on the queue", () => {
  it("pauses at a checkpoint and resumes to the numbers of an uninterrupted sweep", async () => {
    const uninterrupted = temporaryFolder();
    const spec = { training: { epochs: 40, batchSize: 8 }, seeds: [1] };
    const plain = await openApp(uninterrupted);
    const first = await addSweep(plain, uninterrupted, spec);
    await plain.idle();
    const wanted = (await plain.call("compare.get", { sweepId: first.sweepId })).runs.map((run) => run.counts);
    await plain.close();

    const folder = temporaryFolder();
    const app = await openApp(folder, heldAtFirst());
    const underWay = nextEvent(app, "epochs.added", () => true);
    const { sweepId } = await addSweep(app, folder, spec);
    await underWay;
    await app.call("sweep.pause", { id: sweepId });
    await app.idle();
    const paused = await runsOf(app, sweepId);
    expect(states(paused)).toEqual({ waiting: 4 });
    expect(paused.every((run) => run.attempts === 0)).toBe(true);
    expect(readdirSync(join(folder, "checkpoints"))).toHaveLength(4);
    expect(await app.call("queue.status", {})).toMatchObject({ waiting: 0, running: 0, total: 0, etaMs: null });
    await app.call("sweep.resume", { id: sweepId });
    await app.idle();
    expect((await app.call("compare.get", { sweepId })).runs.map((run) => run.counts)).toEqual(wanted);
  });

  it("cancels one run while the others go on, and keeps it cancelled", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, heldAtFirst());
    const underWay = nextEvent(app, "epochs.added", () => true);
    const { sweepId } = await addSweep(app, folder, { training: { epochs: 60, batchSize: 8 }, seeds: [1] });
    await underWay;
    const [victim, other] = await runsOf(app, sweepId);
    await expect(app.call("run.retry", { id: other!.id })).rejects.toThrow(/is running: it cannot be retried/);
    await app.call("run.cancel", { id: victim!.id });
    expect((await app.call("run.get", { id: victim!.id })).row.state).toBe("cancelled");
    await expect(app.call("run.cancel", { id: victim!.id })).rejects.toThrow(`Run ${victim!.id} is cancelled: it cannot be cancelled.`);
    await app.idle();
    expect(states(await runsOf(app, sweepId))).toEqual({ cancelled: 1, complete: 3 });
    await app.call("run.retry", { id: victim!.id });
    await app.idle();
    const runs = await runsOf(app, sweepId);
    expect(states(runs)).toEqual({ complete: 4 });
    expect(runs[0]!.epoch).toBe(60);
  });

  it("cancels a whole sweep in training and the trainer takes the next one", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, heldAtFirst());
    const underWay = nextEvent(app, "epochs.added", () => true);
    const { sweepId } = await addSweep(app, folder, LONG);
    const next = await addSweep(app, folder, { name: "next", seeds: [1] });
    await underWay;
    await app.call("sweep.cancel", { id: sweepId });
    expect(states(await runsOf(app, sweepId))).toEqual({ cancelled: 4 });
    await app.idle();
    expect(states(await runsOf(app, next.sweepId))).toEqual({ complete: 4 });
  });

  it("deletes a sweep right after cancelling it, and the app lives on", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, heldAtFirst());
    const underWay = nextEvent(app, "epochs.added", () => true);
    const { sweepId } = await addSweep(app, folder, LONG);
    await underWay;
    await app.call("sweep.cancel", { id: sweepId });
    await app.call("sweep.remove", { id: sweepId });
    // The merged news of the cancelled runs comes after the sweep is gone.
    await nextEvent(app, "sweeps.changed", ({ ids }: { ids: number[] }) => ids.includes(sweepId));
    await app.idle();
    expect(await app.call("sweep.list", {})).toEqual([]);
  });

  it("a trainer that does not obey a pause is killed, and its runs are not blamed", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { nextFault: faults({ kind: "hang", afterEpoch: 1 }), limits: { stopMs: 500 } });
    const notices: string[] = [];
    app.subscribe("notice", (notice) => notices.push(notice.message));
    const underWay = nextEvent(app, "epochs.added", () => true);
    const { sweepId } = await addSweep(app, folder);
    await underWay;
    await app.call("sweep.pause", { id: sweepId });
    await app.idle();
    expect((await runsOf(app, sweepId)).map((run) => `${run.state} ${run.attempts} ${run.error}`)).toEqual(new Array(8).fill("waiting 0 null"));
    expect(notices).toEqual(["The trainer gave no sign of life for 0.5 s and was stopped."]);
    await app.call("sweep.resume", { id: sweepId });
    await app.idle();
    expect(states(await runsOf(app, sweepId))).toEqual({ complete: 8 });
  });

  it("pauses the queue, keeps that over a restart, and starts nothing meanwhile", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    await app.call("queue.pause", {});
    const { sweepId } = await addSweep(app, folder);
    await app.idle();
    await app.close();
    const again = await openApp(folder);
    await again.idle();
    expect(await again.call("queue.status", {})).toMatchObject({ paused: true, waiting: 8, running: 0 });
    await again.call("queue.resume", {});
    await again.idle();
    expect(states(await runsOf(again, sweepId))).toEqual({ complete: 8 });
  });

  it("closes in the middle of training: runs wait at their checkpoint and the next start completes them", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, heldAtFirst());
    const underWay = nextEvent(app, "epochs.added", () => true);
    const { sweepId } = await addSweep(app, folder, { training: { epochs: 80, batchSize: 8 }, seeds: [1] });
    await underWay;
    await app.close();
    await expect(app.call("sweep.list", {})).rejects.toThrow("Focaldesk is closing");
    const again = await openApp(folder, { autoTrain: "none" });
    const waiting = await runsOf(again, sweepId);
    expect(states(waiting)).toEqual({ waiting: 4 });
    expect(waiting[0]!.epoch).toBeGreaterThan(0);
    await again.call("sweep.resume", { id: sweepId });
    await again.idle();
    expect((await runsOf(again, sweepId)).every((run) => run.state === "complete" && run.epoch === 80 && run.attempts === 1)).toBe(true);
  });
});
