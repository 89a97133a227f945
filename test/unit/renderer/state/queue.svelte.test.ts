/** @file The queue as the window shows it: events outrun answers, trainers are merged one by one, refusals are said. */
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import type { QueueStatus, TrainerStatus } from "../../../../src-shared/wire/records.ts";
import { canDo } from "../../../../src-renderer/state/queue.svelte.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const trainer = (id: number, epoch = 0): TrainerStatus => ({
  id,
  state: "training",
  engine: "reference",
  backend: null,
  sweepId: 1,
  runIds: [1],
  epoch,
  epochs: 9,
  step: 0,
  stepsPerEpoch: 4,
  msPerStep: null,
});
const status = (change: Partial<QueueStatus> = {}): QueueStatus => ({
  paused: false,
  waiting: 0,
  running: 0,
  done: 0,
  total: 0,
  etaMs: null,
  trainers: [],
  ...change,
});

describe("the queue", () => {
  it("does not go back to an answer that was asked for before an event", async () => {
    const { app, window } = fakeWindow();
    app.emit("queue.changed", status({ running: 1 }));
    app.one("queue.status").answer(status({ waiting: 1 }));
    await settled();
    expect(window.queue.status).toMatchObject({ waiting: 0, running: 1 });
  });

  it("shows the answer to its last question, in whatever order answers come", async () => {
    const { app, window } = fakeWindow();
    void window.queue.refresh();
    const [first, second] = app.held("queue.status");
    second!.answer(status({ waiting: 2 }));
    first!.answer(status({ waiting: 1 }));
    await settled();
    expect(window.queue.status?.waiting).toBe(2);
  });

  it("keeps a refusal only until it is answered", async () => {
    const { app, window } = fakeWindow();
    app.one("queue.status").refuse(new AppError("app/internal", { detail: "test" }));
    await settled();
    expect(window.queue.error?.code).toBe("app/internal");
    void window.queue.refresh();
    app.one("queue.status").answer(status());
    await settled();
    expect(window.queue.error).toBeNull();
  });

  it("a late refusal says nothing of a status that an event has brought", async () => {
    const { app, window } = fakeWindow();
    app.emit("queue.changed", status({ running: 1 }));
    app.one("queue.status").refuse(new AppError("app/internal", { detail: "test" }));
    await settled();
    expect(window.queue.error).toBeNull();
    expect(window.queue.status?.running).toBe(1);
  });

  it("puts the progress of one trainer in its place and leaves the others", () => {
    const { app, window } = fakeWindow();
    app.emit("trainer.progress", trainer(1));
    expect(window.queue.status).toBeNull();
    app.emit("queue.changed", status({ trainers: [trainer(1), trainer(2)] }));
    app.emit("trainer.progress", trainer(1, 3));
    app.emit("trainer.progress", trainer(3, 1));
    expect(window.queue.status?.trainers.map(({ id, epoch }) => [id, epoch])).toEqual([
      [1, 3],
      [2, 0],
      [3, 1],
    ]);
  });

  it("asks again when the connection is back", async () => {
    const { app, window } = fakeWindow();
    app.one("queue.status").answer(status({ running: 1 }));
    await settled();
    app.lose();
    app.connect();
    app.one("queue.status").answer(status({ done: 4, total: 4 }));
    await settled();
    expect(window.queue.status).toMatchObject({ running: 0, done: 4 });
  });

  it("changes nothing by itself when it is paused: the event does, and a refusal is told", async () => {
    const { app, window } = fakeWindow();
    app.one("queue.status").answer(status());
    await settled();
    void window.queue.setPaused(true);
    expect(window.queue.status?.paused).toBe(false);
    app.one("queue.pause").refuse(new AppError("app/internal", { detail: "no" }));
    await settled();
    expect(window.queue.status?.paused).toBe(false);
    expect(window.notices.list).toHaveLength(1);
    void window.queue.setPaused(false);
    app.one("queue.resume").answer({});
    app.emit("queue.changed", status({ paused: true }));
    expect(window.queue.status?.paused).toBe(true);
  });

  it("tries each run by itself and tells the first refusal once", async () => {
    const { app, window } = fakeWindow();
    void window.queue.runs("cancel", [1, 2, 3]);
    const [first, second, third] = app.held("run.cancel");
    third!.refuse(new AppError("run/not-found", { what: "run", id: 3 }));
    second!.refuse(new AppError("run/not-found", { what: "run", id: 2 }));
    first!.answer({});
    await settled();
    expect(window.notices.list.map((n) => n.message)).toEqual([new AppError("run/not-found", { what: "run", id: 2 }).message]);
    await Promise.resolve(app.answers("sweep.retry", () => ({ retried: 2 })));
    await window.queue.sweep("retry", 1);
    expect(window.notices.list).toHaveLength(1);
  });

  it("offers what the state of a run allows", () => {
    expect((["waiting", "running", "paused", "complete", "failed", "cancelled"] as const).map((state) => canDo("cancel", state))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect([canDo("resume", "paused"), canDo("resume", "running"), canDo("retry", "failed"), canDo("pause", "complete")]).toEqual([true, false, true, false]);
  });
});
