/** @file Whole runs: one question for each at a time, asked again as they grow for as long as somebody looks. */
import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import type { RunDetail } from "../../../../src-shared/wire/records.ts";
import type { RunState } from "../../../../src-shared/wire/run-state.ts";
import { RunDetailsState } from "../../../../src-renderer/views/run-parts/run-details.svelte.ts";
import { demoSweep, detailOf, rowOf } from "../../../fixtures/demo-data.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const sweep = demoSweep(1, 1, { name: "two", gammas: [0, 1, 2, 3, 4, 5], strengths: [0], seeds: [1], epochs: 9 });
const run = sweep.runs[0]!;
const at = (epoch: number, state: RunState = "running"): RunDetail => detailOf(sweep, { ...run, epoch, state });
const point = (epoch: number) => ({ sweepId: 1, points: [{ runId: run.id, epoch, trainLoss: 1, validationMacroF1: 0.5, validationRecalls: [] }] });

describe("a run that is looked at", () => {
  it("is asked for again as it grows, at most once a second", async () => {
    const { app, window } = fakeWindow();
    const details = window.kept(RunDetailsState);
    details.watch([run.id]);
    app.one("run.get").answer(at(1));
    await settled();
    for (const epoch of [2, 3, 4]) app.emit("epochs.added", point(epoch));
    expect(app.held("run.get")).toEqual([]);
    vi.advanceTimersByTime(1_000);
    app.one("run.get").answer(at(4));
    await settled();
    expect(details.of(run.id)?.row.epoch).toBe(4);
    expect(app.countOf("run.get")).toBe(2);
  });

  it("has one question out at a time: an earlier answer never takes the place of a later one", async () => {
    const { app, window } = fakeWindow();
    const details = window.kept(RunDetailsState);
    details.watch([run.id]);
    details.retry(run.id);
    details.retry(run.id);
    app.one("run.get").answer(at(1));
    await settled();
    app.one("run.get").answer(at(2));
    await settled();
    expect(details.of(run.id)?.row.epoch).toBe(2);
    expect(app.countOf("run.get")).toBe(2);
  });

  it("is followed until the last of two that look at it is gone", async () => {
    const { app, window } = fakeWindow();
    app.answers("run.get", () => at(1));
    const details = window.kept(RunDetailsState);
    const inspector = details.watch([run.id]);
    const page = details.watch([run.id]);
    await settled();
    inspector();
    const asked = app.countOf("run.get");
    app.emit("epochs.added", point(2));
    vi.advanceTimersByTime(1_000);
    expect(app.countOf("run.get")).toBe(asked + 1);
    page();
    app.emit("epochs.added", point(3));
    vi.advanceTimersByTime(5_000);
    expect(app.countOf("run.get")).toBe(asked + 1);
    expect(details.of(run.id)).not.toBeNull();
  });

  it("is asked for when its state changes, not when it is as known, and not at all once it is complete", async () => {
    const { app, window } = fakeWindow();
    const details = window.kept(RunDetailsState);
    details.watch([run.id]);
    app.one("run.get").answer(at(3));
    await settled();
    vi.advanceTimersByTime(2_000);
    app.emit("runs.changed", { sweepId: 1, runs: [rowOf(sweep, { ...run, epoch: 3, state: "running" })] });
    vi.advanceTimersByTime(2_000);
    expect(app.held("run.get")).toEqual([]);
    app.emit("runs.changed", { sweepId: 1, runs: [rowOf(sweep, { ...run, epoch: 9, state: "complete" })] });
    vi.advanceTimersByTime(1);
    app.one("run.get").answer(at(9, "complete"));
    await settled();
    details.watch([run.id]);
    expect(app.held("run.get")).toEqual([]);
  });

  it("says why it is not there until it is, and is asked for after a lost connection", async () => {
    const { app, window } = fakeWindow();
    const details = window.kept(RunDetailsState);
    details.watch([run.id]);
    app.lose();
    await settled();
    expect(details.errorOf(run.id)?.code).toBe("host/unreachable");
    app.connect();
    vi.advanceTimersByTime(1_000);
    app.one("run.get").answer(at(2));
    await settled();
    expect(details.errorOf(run.id)).toBeNull();
    expect(details.of(run.id)?.row.epoch).toBe(2);
    details.retry(run.id);
    app.one("run.get").refuse(new AppError("run/not-found", { what: "run", id: run.id }));
    await settled();
    expect(details.errorOf(run.id)?.code).toBe("run/not-found");
  });

  it("waits its turn behind four others", async () => {
    const { app, window } = fakeWindow();
    const ids = sweep.runs.map(({ id }) => id);
    window.kept(RunDetailsState).watch(ids);
    expect(app.held("run.get").map(({ input }) => input.id)).toEqual(ids.slice(0, 4));
    app.held("run.get")[0]!.answer(at(1));
    await settled();
    expect(app.held("run.get").map(({ input }) => input.id)).toEqual(ids.slice(1, 5));
  });
});
