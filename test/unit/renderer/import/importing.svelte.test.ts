/** @file The import of one file: late answers to an earlier look are dropped, a refusal leaves something to choose, remedies can be undone. */
import { describe, expect, it, vi } from "vitest";
import { ImportOptionsSchema } from "../../../../src-shared/data/dataset.ts";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import { ImportState } from "../../../../src-renderer/views/import/state/importing.svelte.ts";
import { ImportCheck } from "../../../../src-renderer/views/import/state/check.svelte.ts";
import { demoDataset, demoInspection, demoProfile } from "../../../fixtures/demo-import.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const options = ImportOptionsSchema.parse({ delimiter: ";", header: true, label: "class" });
const PAUSE_MS = 200;

describe("the look at a file", () => {
  it("shows its columns and proposes a label", async () => {
    const { app, window } = fakeWindow();
    const importing = window.kept(ImportState);
    void importing.path("/data/wine.csv");
    expect([importing.step, importing.fileName]).toEqual(["inspecting", "wine.csv"]);
    app.one("dataset.inspect").answer(demoInspection("wine.csv", {}));
    await settled();
    expect(importing.step).toBe("choosing");
    expect(importing.draft.label).toBe(demoInspection("wine.csv", {}).suggestedLabel);
    expect(importing.options?.label).toBe(importing.draft.label);
    expect(importing.found).toEqual(importing.inspection?.options);
  });

  it("asks once more for the last of several choices, and shows nothing of those before it", async () => {
    const { app, window } = fakeWindow();
    const importing = window.kept(ImportState);
    void importing.path("/data/wine.csv");
    void importing.read({ delimiter: "," });
    void importing.read({ delimiter: "|" });
    app.one("dataset.inspect").answer(demoInspection("wine.csv", {}));
    await settled();
    expect([importing.inspection, importing.step]).toEqual([null, "inspecting"]);
    expect(app.one("dataset.inspect").input.options).toEqual({ delimiter: "|" });
    app.one("dataset.inspect").answer(demoInspection("wine.csv", { delimiter: "|" }));
    await settled();
    expect(importing.inspection?.options.delimiter).toBe("|");
    expect(app.countOf("dataset.inspect")).toBe(2);
  });

  it("at a file that was left for another one says nothing of the other", async () => {
    const { app, window } = fakeWindow();
    const importing = window.kept(ImportState);
    void importing.path("/data/first.csv");
    void importing.path("/data/second.csv");
    const [first, second] = app.held("dataset.inspect");
    second!.answer(demoInspection("second.csv", {}));
    await settled();
    first!.refuse(new AppError("data/not-found", { path: "first.csv", detail: "there is no such file" }));
    await settled();
    expect([importing.inspection?.fileName, importing.error, importing.step]).toEqual(["second.csv", null, "choosing"]);
  });

  it("that is given up says nothing any more", async () => {
    const { app, window } = fakeWindow();
    const importing = window.kept(ImportState);
    void importing.path("/data/wine.csv");
    importing.cancel();
    app.one("dataset.inspect").answer(demoInspection("wine.csv", {}));
    await settled();
    expect([importing.step, importing.inspection]).toEqual(["none", null]);
  });

  it("leaves the lines of a file that cannot be read as a table, and nothing of one that is not there", async () => {
    const { app, window } = fakeWindow();
    const importing = window.kept(ImportState);
    void importing.path("/data/broken.csv");
    app.one("dataset.inspect").refuse(new AppError("data/ragged", { line: 5, file: "broken.csv", found: 4, expected: 11, text: "1;2;3;4" }));
    await settled();
    app.one("dataset.lines").answer({ first: 1, lines: ["a;b"] });
    await settled();
    expect([importing.step, importing.error?.code, importing.lines]).toEqual(["choosing", "data/ragged", ["a;b"]]);

    void importing.path("/data/gone.csv");
    app.one("dataset.inspect").refuse(new AppError("data/not-found", { path: "gone.csv", detail: "there is no such file" }));
    await settled();
    expect([importing.step, importing.error?.code, importing.lines]).toEqual(["none", "data/not-found", []]);
    expect(app.countOf("dataset.lines")).toBe(1);
  });
});

describe("choices of an import", () => {
  it("that remedy a finding can be undone", async () => {
    const { app, window } = fakeWindow();
    const importing = window.kept(ImportState);
    void importing.path("/data/wine.csv");
    app.one("dataset.inspect").answer(demoInspection("wine.csv", {}));
    await settled();
    const before = importing.draft;
    const remedy = { does: "exclude", columns: ["acidity"] } as const;
    importing.apply(remedy);
    expect(importing.done).toEqual([remedy]);
    expect(importing.draft).not.toEqual(before);
    importing.undo(remedy);
    expect(importing.done).toEqual([]);
    expect(importing.draft).toEqual(before);
  });

  it("stay where the import is refused", async () => {
    const { app, window } = fakeWindow();
    const importing = window.kept(ImportState);
    void importing.path("/data/wine.csv");
    app.one("dataset.inspect").answer(demoInspection("wine.csv", {}));
    await settled();
    importing.change({ name: "mine" });
    const stored = importing.store();
    expect(importing.step).toBe("storing");
    app.lose();
    expect(await stored).toBeNull();
    expect([importing.step, importing.error?.code, importing.draft.name]).toEqual(["choosing", "host/unreachable", "mine"]);
  });

  it("lead to a data set that is known to have been there", async () => {
    const { app, window } = fakeWindow();
    const there = demoDataset(3, "wine.csv", "wine", options);
    app.answers("dataset.list", () => [there]);
    await settled();
    const importing = window.kept(ImportState);
    void importing.path("/data/wine.csv");
    app.one("dataset.inspect").answer(demoInspection("wine.csv", {}));
    await settled();
    importing.change({ name: "other name" });
    const stored = importing.store();
    app.one("dataset.import").answer(there);
    expect((await stored)?.id).toBe(3);
    expect(importing.known).toMatchObject({ id: 3, name: "other name" });
    expect(importing.step).toBe("none");
  });
});

describe("the dry import", () => {
  it("is asked for a moment after the last change, one at a time; an answer to an earlier one is dropped", async () => {
    const { app } = fakeWindow();
    const check = new ImportCheck(app);
    check.ask({ path: "a" }, options);
    vi.advanceTimersByTime(PAUSE_MS - 1);
    check.ask({ path: "b" }, options);
    vi.advanceTimersByTime(PAUSE_MS);
    check.ask({ path: "c" }, options);
    vi.advanceTimersByTime(PAUSE_MS);
    expect(app.one("dataset.check").input.source).toEqual({ path: "b" });
    app.one("dataset.check").answer(demoProfile("b.csv", options));
    await settled();
    expect([check.profile, check.busy]).toEqual([null, true]);
    expect(app.one("dataset.check").input.source).toEqual({ path: "c" });
    app.one("dataset.check").refuse(new AppError("data/not-found", { path: "c", detail: "there is no such file" }));
    await settled();
    expect([check.profile, check.busy, check.error?.code]).toEqual([null, false, "data/not-found"]);
  });

  it("says nothing after it was cleared", async () => {
    const { app } = fakeWindow();
    const check = new ImportCheck(app);
    check.ask({ path: "a" }, options);
    vi.advanceTimersByTime(PAUSE_MS);
    check.clear();
    app.one("dataset.check").answer(demoProfile("a.csv", options));
    await settled();
    expect([check.profile, check.busy, check.error]).toEqual([null, false, null]);
  });
});
