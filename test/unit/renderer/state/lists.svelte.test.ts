/** @file Lists of the app that stay true: one question at a time, whatever comes meanwhile; refused changes leave them as they are. */
import { describe, expect, it } from "vitest";
import { ImportOptionsSchema } from "../../../../src-shared/data/dataset.ts";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import { demoDataset } from "../../../fixtures/demo-import.ts";
import { demoSweep, summaryOf } from "../../../fixtures/demo-data.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const sweepNamed = (id: number, name: string) => summaryOf(demoSweep(id, id * 100, { name, gammas: [0, 2], strengths: [0], seeds: [1], epochs: 3 }));
const dataset = (id: number) => demoDataset(id, `${id}.csv`, `set ${id}`, ImportOptionsSchema.parse({ delimiter: ";", header: true, label: "tumour" }));

describe("the list of sweeps", () => {
  it("is null until the first answer, then newest first", async () => {
    const { app, window } = fakeWindow();
    expect(window.sweeps.items).toBeNull();
    app.one("sweep.list").answer([sweepNamed(1, "old"), sweepNamed(2, "new")]);
    await settled();
    expect(window.sweeps.items?.map((s) => s.name)).toEqual(["new", "old"]);
    expect(window.sweeps.byId(1)?.name).toBe("old");
    expect(window.sweeps.byId(3)).toBeNull();
    expect(window.sweeps.byId(null)).toBeNull();
  });

  it("asks once more, not ten times, for ten events during a question, and shows the later answer", async () => {
    const { app, window } = fakeWindow();
    for (let i = 0; i < 10; i++) app.emit("sweeps.changed", { ids: [1] });
    expect(app.countOf("sweep.list")).toBe(1);
    app.one("sweep.list").answer([sweepNamed(1, "before")]);
    await settled();
    app.one("sweep.list").answer([sweepNamed(1, "after")]);
    await settled();
    expect(app.countOf("sweep.list")).toBe(2);
    expect(window.sweeps.items?.map((s) => s.name)).toEqual(["after"]);
  });

  it("keeps what it has over a lost connection, says why, and asks again after it", async () => {
    const { app, window } = fakeWindow();
    app.one("sweep.list").answer([sweepNamed(1, "kept")]);
    await settled();
    app.emit("sweeps.changed", { ids: [1] });
    app.lose();
    await settled();
    expect(window.connection.status).toBe("lost");
    expect(window.sweeps.error?.code).toBe("host/unreachable");
    expect(window.sweeps.items?.map((s) => s.name)).toEqual(["kept"]);
    app.connect();
    app.one("sweep.list").answer([sweepNamed(1, "changed meanwhile")]);
    await settled();
    expect(window.connection.status).toBe("open");
    expect(window.sweeps.error).toBeNull();
    expect(window.sweeps.items?.map((s) => s.name)).toEqual(["changed meanwhile"]);
  });

  it("shows a new name only when the app has taken it; a refused one leaves the old and reaches the caller", async () => {
    const { app, window } = fakeWindow();
    app.one("sweep.list").answer([sweepNamed(1, "first")]);
    await settled();
    const refused = window.sweeps.rename(1, "second");
    app.one("sweep.rename").refuse(new AppError("run/not-found", { what: "sweep", id: 1 }));
    await expect(refused).rejects.toMatchObject({ code: "run/not-found" });
    expect(window.sweeps.items?.map((s) => s.name)).toEqual(["first"]);
    expect(app.countOf("sweep.list")).toBe(1);

    let isDone = false;
    const taken = window.sweeps.rename(1, "third").then(() => (isDone = true));
    app.one("sweep.rename").answer({});
    await settled();
    expect(isDone).toBe(false);
    app.one("sweep.list").answer([sweepNamed(1, "third")]);
    await taken;
    expect(window.sweeps.items?.map((s) => s.name)).toEqual(["third"]);
  });

  it("pauses and resumes by the name of the command", async () => {
    const { app, window } = fakeWindow();
    app.answers("sweep.list", () => []);
    app.answers("sweep.pause", () => ({}));
    app.answers("sweep.resume", () => ({}));
    app.answers("sweep.remove", () => ({}));
    await window.sweeps.setPaused(1, true);
    await window.sweeps.setPaused(1, false);
    await window.sweeps.remove(1);
    expect(app.calls.filter((name) => name !== "sweep.list" && name.startsWith("sweep."))).toEqual(["sweep.pause", "sweep.resume", "sweep.remove"]);
  });

  it("asks nothing where the page has no token", async () => {
    const { app, window } = fakeWindow({ status: "no-token" });
    await settled();
    expect(app.calls).toEqual([]);
    expect(window.sweeps.items).toBeNull();
    expect(window.connection.status).toBe("no-token");
  });
});

describe("the list of data sets", () => {
  it("is there with the new data set when an import of the sample ends", async () => {
    const { app, window } = fakeWindow();
    app.one("dataset.list").answer([]);
    await settled();
    const sample = dataset(4);
    const imported = window.datasets.importSample();
    app.one("dataset.importSample").answer(sample);
    await settled();
    app.one("dataset.list").answer([dataset(2), sample]);
    expect((await imported).id).toBe(4);
    expect(window.datasets.items?.map((d) => d.id)).toEqual([4, 2]);
  });

  it("asks again when sweeps change: rows of a data set cannot be deleted while a sweep needs them", async () => {
    const { app, window } = fakeWindow();
    app.one("dataset.list").answer([]);
    await settled();
    app.emit("sweeps.changed", { ids: [] });
    app.one("dataset.list").answer([dataset(1)]);
    await settled();
    app.answers("dataset.remove", () => ({}));
    app.answers("dataset.rename", () => ({}));
    app.answers("dataset.list", () => []);
    await window.datasets.rename(1, "b");
    await window.datasets.remove(1);
    expect(window.datasets.items).toEqual([]);
  });
});
