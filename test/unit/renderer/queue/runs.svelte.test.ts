/** @file Rows of the queue: one list for each sweep, events merged frame by frame, none lost to an answer that is older. */
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import type { RunRow } from "../../../../src-shared/wire/records.ts";
import { RunsState } from "../../../../src-renderer/views/queue/runs.svelte.ts";
import { demoSweep, rowOf } from "../../../fixtures/demo-data.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const sweep = demoSweep(1, 1, { name: "two", gammas: [0, 2], strengths: [0], seeds: [1], epochs: 9 });
const row = (id: number, change: Partial<RunRow> = {}): RunRow => ({ ...rowOf(sweep, sweep.runs[0]!), id, ...change });
const shown = (rows: readonly RunRow[] | null) => rows?.map(({ id, state, epoch }) => `${id} ${state} ${epoch}`);

describe("runs of a sweep", () => {
  it("are asked for once, however often a view asks", async () => {
    const { app, window } = fakeWindow();
    const runs = window.kept(RunsState);
    runs.watch(1);
    runs.watch(1);
    expect(runs.of(1)).toBeNull();
    app.one("run.list").answer([row(1), row(2)]);
    await settled();
    expect(shown(runs.of(1))).toEqual(["1 waiting 0", "2 waiting 0"]);
  });

  it("take all events of a frame at once: the last of each run, new ones in their places, other sweeps left alone", async () => {
    const { app, window, frame } = fakeWindow();
    const runs = window.kept(RunsState);
    runs.watch(1);
    app.one("run.list").answer([row(1), row(3)]);
    await settled();
    app.emit("runs.changed", { sweepId: 1, runs: [row(3, { epoch: 1 }), row(1, { state: "running" })] });
    app.emit("runs.changed", { sweepId: 1, runs: [row(3, { epoch: 2 }), row(2)] });
    app.emit("runs.changed", { sweepId: 2, runs: [row(9)] });
    expect(shown(runs.of(1))).toEqual(["1 waiting 0", "3 waiting 0"]);
    frame();
    expect(shown(runs.of(1))).toEqual(["1 running 0", "2 waiting 0", "3 waiting 2"]);
    expect(runs.of(2)).toBeNull();
  });

  it("keep what an event said while they were asked for, the first time and after a reconnect", async () => {
    const { app, window, frame } = fakeWindow();
    const runs = window.kept(RunsState);
    runs.watch(1);
    app.emit("runs.changed", { sweepId: 1, runs: [row(1, { state: "complete", epoch: 9 })] });
    frame();
    app.one("run.list").answer([row(1, { state: "running", epoch: 8 }), row(2)]);
    await settled();
    expect(shown(runs.of(1))).toEqual(["1 complete 9", "2 waiting 0"]);

    app.lose();
    app.connect();
    app.emit("runs.changed", { sweepId: 1, runs: [row(2, { state: "failed", epoch: 3 })] });
    frame();
    app.one("run.list").answer([row(1, { state: "complete", epoch: 9 }), row(2, { state: "running", epoch: 2 })]);
    await settled();
    expect(shown(runs.of(1))).toEqual(["1 complete 9", "2 failed 3"]);
  });

  it("show the answer to the last question, in whatever order answers come", async () => {
    const { app, window } = fakeWindow();
    const runs = window.kept(RunsState);
    runs.watch(1);
    app.connect();
    const [before, after] = app.held("run.list");
    after!.answer([row(1, { epoch: 5 })]);
    before!.refuse(new AppError("app/internal", { detail: "late" }));
    await settled();
    expect(shown(runs.of(1))).toEqual(["1 waiting 5"]);
    expect(runs.error).toBeNull();
  });

  it("say why they are not there, and may be asked for again", async () => {
    const { app, window } = fakeWindow();
    const runs = window.kept(RunsState);
    runs.watch(1);
    app.one("run.list").refuse(new AppError("run/not-found", { what: "sweep", id: 1 }));
    await settled();
    expect(runs.error?.code).toBe("run/not-found");
    runs.watch(1);
    app.one("run.list").answer([row(1)]);
    await settled();
    expect(runs.error).toBeNull();
    expect(runs.of(1)).toHaveLength(1);
  });
});
