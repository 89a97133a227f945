/** @file The form of a new sweep: late answers never describe another draft, and what was taken out can be put back. */
import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import { ImportOptionsSchema } from "../../../../src-shared/data/dataset.ts";
import type { CommandOutput } from "../../../../src-shared/wire/contract.ts";
import { SweepForms, type SweepForm } from "../../../../src-renderer/views/new-sweep/state/sweep-form.svelte.ts";
import { demoDataset } from "../../../fixtures/demo-import.ts";
import { demoSweep, summaryOf } from "../../../fixtures/demo-data.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const dataset = (id: number) => demoDataset(id, `${id}.csv`, `set ${id}`, ImportOptionsSchema.parse({ delimiter: ";", header: true, label: "tumour" }));
const sweepNamed = (name: string) => demoSweep(1, 1, { name, gammas: [0, 2], strengths: [0], seeds: [1], epochs: 9 });
const preview = (runCount: number): CommandOutput<"sweep.preview"> => ({
  runCount,
  configCount: 1,
  controlsAdded: 0,
  mergedCells: 0,
  warnings: [],
  forecastMs: 1,
  forecastBasis: "estimate",
  diskBytes: 1,
  trainCounts: [1],
});
const PAUSE_MS = 200;

/** A form that holds a sample. */
async function filled() {
  const all = fakeWindow();
  const form = all.window.kept(SweepForms).of(dataset(1));
  all.app.one("sweep.sample").answer({ ...sweepNamed("sample").spec });
  await settled();
  return { ...all, form };
}
/** What the view does after each change. */
function edit(form: SweepForm, epochs: string): void {
  form.draft!.epochs = epochs;
  form.changed();
}

describe("the preview", () => {
  it("is asked for once, a moment after the last change", async () => {
    const { app, form } = await filled();
    edit(form, "3");
    vi.advanceTimersByTime(PAUSE_MS - 1);
    edit(form, "30");
    vi.advanceTimersByTime(PAUSE_MS - 1);
    expect(app.held("sweep.preview")).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(app.one("sweep.preview").input.spec.training.epochs).toBe(30);
    expect(form.stale).toBe(true);
    app.one("sweep.preview").answer(preview(2));
    await settled();
    expect([form.preview?.runCount, form.stale]).toEqual([2, false]);
  });

  it("of the draft before a change never passes for that of the draft after it", async () => {
    const { app, form } = await filled();
    edit(form, "3");
    vi.advanceTimersByTime(PAUSE_MS);
    edit(form, "30");
    app.one("sweep.preview").answer(preview(1));
    await settled();
    expect([form.preview, form.stale]).toEqual([null, true]);
    vi.advanceTimersByTime(PAUSE_MS);
    app.one("sweep.preview").answer(preview(2));
    await settled();
    expect([form.preview?.runCount, form.stale]).toEqual([2, false]);
  });

  it("stays out of date where the change cannot be read as a sweep", async () => {
    const { app, form } = await filled();
    edit(form, "3");
    vi.advanceTimersByTime(PAUSE_MS);
    edit(form, "many");
    app.one("sweep.preview").refuse(new AppError("app/internal", { detail: "of the draft before" }));
    await settled();
    vi.advanceTimersByTime(10 * PAUSE_MS);
    expect(form.reading?.spec ?? null).toBeNull();
    expect([form.problem, form.stale, app.held("sweep.preview").length]).toEqual([null, true, 0]);
  });

  it("may be answered in any order: the last question counts", async () => {
    const { app, form } = await filled();
    edit(form, "3");
    vi.advanceTimersByTime(PAUSE_MS);
    edit(form, "4");
    vi.advanceTimersByTime(PAUSE_MS);
    const [before, after] = app.held("sweep.preview");
    after!.answer(preview(4));
    before!.answer(preview(3));
    await settled();
    expect(form.preview?.runCount).toBe(4);
  });
});

describe("what the form is filled with", () => {
  it("is not replaced by a sample that was asked for before a file was opened", async () => {
    const { app, window } = fakeWindow();
    const form = window.kept(SweepForms).of(dataset(1));
    form.open({ spec: sweepNamed("from a file").spec, replacedAlphas: [] });
    app.one("sweep.sample").answer(sweepNamed("sample").spec);
    await settled();
    expect(form.draft?.name).toBe("from a file");
  });

  it("has a free name", async () => {
    const { app, window } = fakeWindow();
    app.one("sweep.list").answer([summaryOf(sweepNamed("sample"))]);
    await settled();
    const form = window.kept(SweepForms).of(dataset(1));
    app.one("sweep.sample").answer(sweepNamed("sample").spec);
    await settled();
    expect(form.draft?.name).not.toBe("sample");
    expect(form.draft?.name).toContain("sample");
  });

  it("comes back after a reset and after a loss was taken out", async () => {
    const { app, form } = await filled();
    form.draft!.name = "mine";
    const wasReset = form.reset();
    app.one("sweep.sample").answer(sweepNamed("sample").spec);
    const before = await wasReset;
    expect(form.draft?.name).toBe("sample");
    form.draft = before;
    expect(form.draft?.name).toBe("mine");

    form.addLoss("cross-entropy");
    const losses = form.draft!.losses.map((loss) => loss.key);
    const without = form.removeLoss(losses[0]!);
    expect(form.draft!.losses.map((loss) => loss.key)).toEqual(losses.slice(1));
    form.draft = without;
    expect(form.draft!.losses.map((loss) => loss.key)).toEqual(losses);
  });

  it("survives a refused sample, which is told and undoes nothing", async () => {
    const { app, form } = await filled();
    form.draft!.name = "mine";
    const wasReset = form.reset();
    app.one("sweep.sample").refuse(new AppError("app/internal", { detail: "no" }));
    await wasReset;
    expect([form.draft?.name, form.problem?.code]).toEqual(["mine", "app/internal"]);
  });

  it("is kept over a reload of the window, for each data set by itself", async () => {
    const { window, form } = await filled();
    edit(form, "77");
    expect(window.kept(SweepForms).of(dataset(1))).toBe(form);
    expect(new SweepForms(window).of(dataset(1)).draft?.epochs).toBe("77");
    expect(window.kept(SweepForms).of(dataset(2)).draft).toBeNull();
  });
});

describe("a new sweep", () => {
  it("is there in the list when the form is done, and the next has another name", async () => {
    const { app, form } = await filled();
    app.answers("sweep.list", () => [summaryOf(sweepNamed("sample"))]);
    const created = form.create(true);
    expect(app.one("sweep.create").input).toMatchObject({ datasetId: 1, start: true, spec: { name: "sample" } });
    app.one("sweep.create").answer({ sweepId: 8, runCount: 2 });
    expect(await created).toBe(8);
    expect(form.draft?.name).not.toBe("sample");
  });

  it("that is refused leaves the form as it was, with the reason", async () => {
    const { app, form } = await filled();
    const created = form.create(false);
    app.lose();
    expect(await created).toBeNull();
    expect([form.problem?.code, form.draft?.name]).toEqual(["host/unreachable", "sample"]);
  });

  it("is not made while the file names another data set", async () => {
    const { app, window, form } = await filled();
    form.open({ spec: sweepNamed("elsewhere").spec, replacedAlphas: [] }, "wine", [2]);
    expect(form.ready).toBeNull();
    expect(await form.create(true)).toBeNull();
    expect(app.countOf("sweep.create")).toBe(0);
    const other = window.kept(SweepForms).of(dataset(2));
    form.useData(other);
    expect(other.draft).toMatchObject({ name: "elsewhere", namedElsewhere: "" });
    expect(other.ready?.name).toBe("elsewhere");
  });
});
