/** @file Live curves: history once and a few at a time, then points; no epoch twice, none lost between the two. */
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import type { RunDetail } from "../../../../src-shared/wire/records.ts";
import { CurvesState } from "../../../../src-renderer/views/queue/curves.svelte.ts";
import { demoSweep, detailOf } from "../../../fixtures/demo-data.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const sweep = demoSweep(1, 1, { name: "two", gammas: [0, 1, 2, 3, 4, 5], strengths: [0], seeds: [1], epochs: 9 });
const at = (epoch: number, index = 0): RunDetail => detailOf(sweep, { ...sweep.runs[index]!, epoch, state: "running" });
const ID = sweep.runs[0]!.id;
const point = (epoch: number, trainLoss = epoch, runId = ID) => ({ runId, epoch, trainLoss, validationMacroF1: 0.5, validationRecalls: [0.1, 0.2] });

describe("live curves", () => {
  it("begin with the history and go on with points, once a frame", async () => {
    const { app, window, frame } = fakeWindow();
    const curves = window.kept(CurvesState);
    curves.watch([ID]);
    expect(curves.of(ID).epochs).toEqual([]);
    expect(curves.pending).toBe(1);
    app.one("run.get").answer(at(2));
    await settled();
    expect(curves.pending).toBe(0);
    expect(curves.of(ID).epochs).toEqual([1, 2]);
    app.emit("epochs.added", { sweepId: 1, points: [point(3)] });
    app.emit("epochs.added", { sweepId: 1, points: [point(4)] });
    expect(curves.of(ID).epochs).toEqual([1, 2]);
    frame();
    expect(curves.of(ID).epochs).toEqual([1, 2, 3, 4]);
    expect(curves.of(ID).loss.slice(2)).toEqual([3, 4]);
    expect(curves.of(ID).recalls.at(-1)).toEqual([0.1, 0.2]);
  });

  it("have the points that came before their history, none of them twice", async () => {
    const { app, window, frame } = fakeWindow();
    const curves = window.kept(CurvesState);
    curves.watch([ID]);
    app.emit("epochs.added", { sweepId: 1, points: [point(2, 20), point(3, 30)] });
    frame();
    app.one("run.get").answer(at(2));
    await settled();
    expect(curves.of(ID).epochs).toEqual([1, 2, 3]);
    expect(curves.of(ID).loss.slice(1)).toEqual([20, 30]);
  });

  it("start over when the run does", async () => {
    const { app, window, frame } = fakeWindow();
    const curves = window.kept(CurvesState);
    curves.watch([ID]);
    app.one("run.get").answer(at(5));
    await settled();
    app.emit("epochs.added", { sweepId: 1, points: [point(1, 7)] });
    frame();
    expect(curves.of(ID)).toMatchObject({ epochs: [1], loss: [7] });
  });

  it("are asked for four at a time, and only once", async () => {
    const { app, window } = fakeWindow();
    const curves = window.kept(CurvesState);
    const ids = sweep.runs.map((run) => run.id);
    curves.watch(ids);
    curves.watch(ids);
    expect(app.held("run.get").map(({ input }) => input.id)).toEqual(ids.slice(0, 4));
    expect(curves.pending).toBe(ids.length);
    app.held("run.get")[2]!.answer(at(1, 2));
    await settled();
    expect(app.held("run.get").map(({ input }) => input.id)).toEqual([ids[0], ids[1], ids[3], ids[4]]);
  });

  it("of a run that is gone stay empty, and may be asked for again", async () => {
    const { app, window } = fakeWindow();
    const curves = window.kept(CurvesState);
    curves.watch([ID]);
    app.one("run.get").refuse(new AppError("run/not-found", { what: "run", id: ID }));
    await settled();
    expect(curves.of(ID).epochs).toEqual([]);
    curves.watch([ID]);
    app.one("run.get").answer(at(1));
    await settled();
    expect(curves.of(ID).epochs).toEqual([1]);
  });

  it("are asked for again after a reconnect, and an answer from before it takes nothing away", async () => {
    const { app, window, frame } = fakeWindow();
    const curves = window.kept(CurvesState);
    curves.watch([ID]);
    app.connect();
    const [before, after] = app.held("run.get");
    after!.answer(at(4));
    await settled();
    app.emit("epochs.added", { sweepId: 1, points: [point(5)] });
    frame();
    before!.answer(at(1));
    await settled();
    expect(curves.of(ID).epochs).toEqual([1, 2, 3, 4, 5]);
  });

  it("take no points of runs that nobody looks at", () => {
    const { app, window, frame } = fakeWindow();
    const curves = window.kept(CurvesState);
    app.emit("epochs.added", { sweepId: 1, points: [point(1)] });
    frame();
    expect(curves.of(ID).epochs).toEqual([]);
  });
});
