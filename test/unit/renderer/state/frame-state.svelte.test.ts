/** @file What the frame of the window shows: notices, the app's own words about itself, the address. */
import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import type { CommandOutput, EventPayload } from "../../../../src-shared/wire/contract.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

class Kept {
  readonly of: unknown;
  constructor(window: unknown) {
    this.of = window;
  }
}

const info = (version: string): CommandOutput<"app.info"> => ({
  version,
  host: "server",
  canPickFiles: false,
  dataDir: "/data",
  logFile: "/data/focaldesk.log",
  platform: "linux",
  freeBytes: null,
  schemaVersion: 6,
});
const told = (message: string, severity: EventPayload<"notice">["severity"] = "warning"): EventPayload<"notice"> => ({
  code: "train/crashed",
  data: {},
  message,
  action: "Look.",
  severity,
});

describe("notices", () => {
  it("are one where the app says the same of other runs, with how often", () => {
    const { app, window } = fakeWindow();
    app.emit("notice", told("Run 1 stopped."));
    app.emit("notice", told("Run 22 stopped."));
    app.emit("notice", told("The disk is full."));
    expect(window.notices.list.map((n) => [n.message, n.times])).toEqual([
      ["Run 22 stopped.", 2],
      ["The disk is full.", 1],
    ]);
  });

  it("keep numbers apart in answers to what the user did, and never merge into one that can be undone", () => {
    const { app, window } = fakeWindow();
    const undo = vi.fn();
    window.notices.info("Removed loss 1.", { label: "Undo", run: undo });
    window.notices.info("Removed loss 2.", { label: "Undo", run: undo });
    app.emit("notice", told("Removed loss 1."));
    expect(window.notices.list.map((n) => [n.message, n.times])).toEqual([
      ["Removed loss 1.", 1],
      ["Removed loss 2.", 1],
      ["Removed loss 1.", 1],
    ]);
    window.notices.list[0]!.button!.run();
    expect(undo).toHaveBeenCalledOnce();
  });

  it("of information go by themselves, of errors when they are closed", () => {
    const { window } = fakeWindow();
    window.notices.info("Saved.");
    window.notices.fail(new AppError("run/not-found", { what: "run", id: 7 }));
    vi.advanceTimersByTime(60_000);
    expect(window.notices.list.map((n) => n.severity)).toEqual(["error"]);
    expect(window.notices.list[0]!.action).not.toBe("");
    window.notices.close(window.notices.list[0]!.id);
    expect(window.notices.list).toEqual([]);
  });

  it("are never more than fit, the latest ones", () => {
    const { app, window } = fakeWindow();
    for (const letter of "abcdef") app.emit("notice", told(`Trainer ${letter} crashed.`, "error"));
    expect(window.notices.list.map((n) => n.message.charAt(8)).join("")).toBe("cdef");
    window.notices.fail(new Error("odd"));
    expect(window.notices.list.at(-1)).toMatchObject({ severity: "error", message: "odd" });
  });
});

describe("what the app says of itself", () => {
  it("is asked at the start and again after a lost connection, and stays meanwhile", async () => {
    const { app, window } = fakeWindow();
    app.one("app.info").answer(info("1.0.0"));
    await settled();
    app.lose();
    await settled();
    expect(window.appInfo.value?.version).toBe("1.0.0");
    app.connect();
    app.one("app.info").lose();
    await settled();
    expect(window.appInfo.value?.version).toBe("1.0.0");
  });

  it("is that of the last question: a late answer of the app before an update is dropped", async () => {
    const { app, window } = fakeWindow();
    void window.appInfo.refresh();
    const [before, after] = app.held("app.info");
    after!.answer(info("1.1.0"));
    before!.answer(info("1.0.0"));
    await settled();
    expect(window.appInfo.value?.version).toBe("1.1.0");
  });
});

describe("the address", () => {
  it("leads on only where nobody has gone elsewhere meanwhile", () => {
    const { window } = fakeWindow({ hash: "#/sweeps/new/3" });
    expect(window.route.current).toEqual({ view: "new-sweep", datasetId: 3 });
    const leadTo = window.route.fromHere();
    window.route.current = { view: "queue" };
    leadTo({ view: "sweeps" });
    expect(location.hash).toBe("#/sweeps/new/3");
    window.route.fromHere()({ view: "sweeps" });
    expect(location.hash).toBe("#/sweeps");
  });
});

describe("what a view keeps", () => {
  it("is one of its kind in one window, and another in another", () => {
    const { window } = fakeWindow();
    expect(window.kept(Kept)).toBe(window.kept(Kept));
    expect(window.kept(Kept).of).toBe(window);
    expect(fakeWindow().window.kept(Kept)).not.toBe(window.kept(Kept));
    expect([...window.context.values()]).toEqual([window]);
  });
});
