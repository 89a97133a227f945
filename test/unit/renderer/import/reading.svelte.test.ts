/** @file A reading by the app: its own progress and nobody else's, ended by the next one or by the user; and what an import does with that. */
import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import { ImportState } from "../../../../src-renderer/views/import/state/importing.svelte.ts";
import { Reading } from "../../../../src-renderer/views/import/state/reading.svelte.ts";
import { demoDataset, demoInspection } from "../../../fixtures/demo-import.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

type App = ReturnType<typeof fakeWindow>["app"];
const cancelled = new AppError("data/cancelled", { file: "wine.csv" });
const inspect = (app: App, reading: Reading, path: string) =>
  reading.run((name) => app.call("dataset.inspect", { source: { path }, reading: name })).catch((error: unknown) => error);
const nameOf = (app: App, index = 0): string => app.held("dataset.inspect")[index]!.input.reading!;

describe("a reading", () => {
  it("tells how far it is, until it ends", async () => {
    const { app } = fakeWindow();
    const reading = new Reading(app);
    const ended = inspect(app, reading, "a");
    const name = nameOf(app);
    expect(reading.progress).toBeNull();
    app.emit("dataset.reading", { reading: "of another window", bytes: 5, total: 10 });
    expect(reading.progress).toBeNull();
    app.emit("dataset.reading", { reading: name, bytes: 1, total: 10 });
    expect(reading.progress).toEqual({ bytes: 1, total: 10 });
    app.one("dataset.inspect").answer(demoInspection("a", {}));
    await ended;
    expect(reading.progress).toBeNull();
    app.emit("dataset.reading", { reading: name, bytes: 2, total: 10 });
    expect(reading.progress).toBeNull();
    expect(app.countOf("dataset.cancel")).toBe(0);
  });

  it("ends the one before it, whose late words and end are not its own", async () => {
    const { app } = fakeWindow();
    const reading = new Reading(app);
    const first = inspect(app, reading, "a");
    void inspect(app, reading, "b");
    expect(app.one("dataset.cancel").input).toEqual({ reading: nameOf(app) });
    app.emit("dataset.reading", { reading: nameOf(app, 1), bytes: 1, total: 10 });
    app.emit("dataset.reading", { reading: nameOf(app), bytes: 9, total: 10 });
    expect(reading.progress).toEqual({ bytes: 1, total: 10 });
    app.held("dataset.inspect")[0]!.refuse(cancelled);
    expect(await first).toMatchObject({ code: "data/cancelled" });
    expect(reading.progress).toEqual({ bytes: 1, total: 10 });
    reading.cancel();
    reading.cancel();
    expect([reading.progress, app.countOf("dataset.cancel")]).toEqual([null, 2]);
  });

  it("that nobody can be told to end is given up all the same", async () => {
    const { app } = fakeWindow();
    const reading = new Reading(app);
    const ended = inspect(app, reading, "a");
    reading.cancel();
    app.lose();
    expect(await ended).toMatchObject({ code: "host/unreachable" });
    expect(reading.progress).toBeNull();
  });
});

/** An import with everything chosen. */
async function chosen() {
  const { app, window } = fakeWindow();
  app.answers("dataset.list", () => []);
  const importing = window.kept(ImportState);
  void importing.path("/data/wine.csv");
  app.one("dataset.inspect").answer(demoInspection("wine.csv", {}));
  await settled();
  return { app, importing };
}

describe("an import that is ended", () => {
  it("leaves its form open and says so until something is changed; it is no error", async () => {
    const { app, importing } = await chosen();
    const stored = importing.store();
    const name = app.one("dataset.import").input.reading!;
    app.emit("dataset.reading", { reading: name, bytes: 4, total: 8 });
    expect(importing.reading.progress).toEqual({ bytes: 4, total: 8 });
    importing.stop();
    expect(app.one("dataset.cancel").input).toEqual({ reading: name });
    app.one("dataset.import").refuse(cancelled);
    expect(await stored).toBeNull();
    expect([importing.step, importing.stopped, importing.error, importing.reading.progress]).toEqual(["choosing", true, null, null]);
    importing.change({ name: "mine" });
    expect(importing.stopped).toBe(false);
  });

  it("by another file touches nothing of that, even where it was stored in time", async () => {
    const { app, importing } = await chosen();
    const options = importing.options!;
    const stored = importing.store();
    void importing.path("/data/second.csv");
    app.one("dataset.import").answer(demoDataset(3, "wine.csv", "wine", options));
    expect(await stored).toBeNull();
    app.one("dataset.inspect").answer(demoInspection("second.csv", {}));
    await settled();
    expect([importing.step, importing.fileName, importing.known]).toEqual(["choosing", "second.csv", null]);
  });
});

/** In Node there is none. Of letters alone. */
class FakeFileReader {
  result = "";
  error: Error | null = null;
  onload = (): void => {};
  onerror = (): void => {};
  readAsDataURL(part: Blob): void {
    void part.text().then((text) => {
      this.result = `data:;base64,${btoa(text)}`;
      this.onload();
    });
  }
}

describe("a file that was sent", () => {
  it("is discarded when its import is given up, and kept when it was stored", async () => {
    const { app, window } = fakeWindow();
    vi.stubGlobal("FileReader", FakeFileReader);
    app.answers("upload.begin", ({ fileName }) => ({ uploadId: `of ${fileName}` }));
    app.answers("upload.append", ({ base64 }) => ({ receivedBytes: atob(base64).length }));
    app.answers("dataset.list", () => []);
    const importing = window.kept(ImportState);
    void importing.file(new File(["a;b\n"], "wine.csv"));
    await vi.waitFor(() => app.one("dataset.inspect"));
    expect([importing.sentBytes, app.one("dataset.inspect").input.source]).toEqual([4, { uploadId: "of wine.csv" }]);
    importing.cancel();
    expect(app.one("upload.discard").input).toEqual({ uploadId: "of wine.csv" });
    app.one("upload.discard").answer({});
    app.one("dataset.inspect").refuse(cancelled);
    await settled();
    expect([importing.step, importing.error]).toEqual(["none", null]);

    void importing.file(new File(["a;b\n"], "wine.csv"));
    await vi.waitFor(() => app.one("dataset.inspect"));
    app.one("dataset.inspect").answer(demoInspection("wine.csv", {}));
    await settled();
    const stored = importing.store();
    app.one("dataset.import").answer(demoDataset(3, "wine.csv", "wine", importing.options!));
    expect((await stored)?.id).toBe(3);
    expect([importing.step, app.countOf("upload.discard")]).toEqual(["none", 1]);
  });
});
