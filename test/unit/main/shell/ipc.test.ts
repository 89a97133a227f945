/** @file The IPC transport refuses strangers; the preload passes calls and events and nothing else. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serveIpc } from "#main/transport/ipc.ts";
import { AppError } from "#shared/errors/errors.ts";
import { BrowserWindow, contextBridge, ipcMain, ipcRenderer } from "../../../fixtures/electron-stub.ts";
import { Parts } from "#main/reads/parts.ts";

function inParts(texts: readonly string[]): Parts {
  const parts = new Parts();
  for (const text of texts) parts.add(Buffer.from(text));
  parts.end(null);
  return parts;
}

type Reply = { ok: boolean; value?: unknown; json?: Uint8Array; text?: string; error?: { code: string; data: unknown; message: string } };

describe("IPC transport", () => {
  let window: BrowserWindow;
  let asked: unknown[][];
  let emit: (name: string, payload: unknown) => void;
  let end: () => void;
  let open: boolean;

  beforeEach(async () => {
    window = new BrowserWindow({ webPreferences: {} });
    await window.loadURL("focaldesk://app/");
    asked = [];
    open = true;
    const listeners = new Map<string, (payload: unknown) => void>();
    emit = (name, payload) => listeners.get(name)?.(payload);
    end = serveIpc(
      {
        async answer(name, input) {
          asked.push([name, input]);
          if (name === "dataset.get") throw new AppError("run/not-found", { what: "data set", id: 7 });
          if (name === "queue.pause") throw new RangeError("boom");
          if (name === "host.chooseFile") return { value: { path: "/home/ada/table.csv" } };
          if (name === "compare.get") return { json: inParts(['{"runs":["γ', ' 2"]}']) };
          return { value: { fine: true } };
        },
        subscribe(name, listener) {
          listeners.set(name, listener as (payload: unknown) => void);
          return () => listeners.delete(name);
        },
      },
      () => (open ? (window.webContents as never) : null),
    );
  });
  afterEach(() => end());

  const call = (event: object, name: unknown, input: unknown = {}): Promise<Reply> =>
    ipcMain.handlers.get("focaldesk:call")!(...([event, name, input] as never[])) as Promise<Reply>;
  const own = (): object => ({ sender: window.webContents, senderFrame: window.webContents.mainFrame });

  it("answers its own window with the value", async () => {
    expect(await call(own(), "dataset.list", { a: 1 })).toEqual({ ok: true, value: { fine: true } });
    expect(asked).toEqual([["dataset.list", { a: 1 }]]);
  });

  it("hands on what is JSON already as its bytes, which the preload makes a text of", async () => {
    const reply = await call(own(), "compare.get", { sweepId: 1 });
    expect(Buffer.from(reply.json!).toString("utf8")).toBe('{"runs":["γ 2"]}');
  });

  it("answers a failure with code, data and sentence", async () => {
    expect(await call(own(), "dataset.get", { id: 7 })).toMatchObject({
      ok: false,
      error: { code: "run/not-found", data: { what: "data set", id: 7 }, message: "There is no data set with id 7." },
    });
    expect(await call(own(), "queue.pause")).toMatchObject({ ok: false, error: { code: "app/internal", data: { detail: "boom" } } });
  });

  it.each(["no.such", "toString", "__proto__", 5])("refuses the unknown command %j", async (name) => {
    expect(await call(own(), name)).toMatchObject({ ok: false, error: { code: "input/unknown-command" } });
    expect(asked).toEqual([]);
  });

  it.each<[string, () => object]>([
    ["another window", () => ({ sender: new BrowserWindow({ webPreferences: {} }).webContents, senderFrame: window.webContents.mainFrame })],
    ["a frame inside the page", () => ({ sender: window.webContents, senderFrame: { url: "focaldesk://app/" } })],
    ["a frame that is gone", () => ({ sender: window.webContents, senderFrame: null })],
    ["its own window on a foreign page", () => ((window.webContents.mainFrame.url = "https://example.org/"), own())],
    ["a window when none is open", () => ((open = false), own())],
  ])("refuses %s with access/sender and does not run the command", async (_who, event) => {
    expect(await call(event(), "dataset.list")).toMatchObject({ ok: false, error: { code: "access/sender" } });
    expect(asked).toEqual([]);
  });

  it("takes no path that no dialog gave, and those that one gave", async () => {
    for (const [name, input] of [
      ["sweep.writeFile", { path: "/home/ada/focaldesk.db", spec: {} }],
      ["export.write", { path: "/etc/passwd" }],
      ["dataset.inspect", { source: { path: "/etc/shadow" } }],
    ] as const)
      expect(await call(own(), name, input)).toMatchObject({ ok: false, error: { code: "access/path" } });
    expect(asked).toEqual([]);
    await call(own(), "host.chooseFile", { purpose: "open-data" });
    expect(await call(own(), "dataset.inspect", { source: { path: "/home/ada/table.csv" } })).toMatchObject({ ok: true });
    expect(await call(own(), "dataset.inspect", { source: { path: "/home/ada/other.csv" } })).toMatchObject({ ok: false });
  });

  it("holds notices until the page has called: one that still loads has no listeners", async () => {
    const notice = (code: string): object => ({ code, data: {}, message: "", action: "", severity: "info" });
    emit("notice", notice("app/first"));
    emit("notice", notice("app/second"));
    expect(window.webContents.sent).toEqual([]);
    await call(own(), "dataset.list");
    emit("notice", notice("app/third"));
    await call(own(), "dataset.list");
    expect(window.webContents.sent.map(([, , payload]) => (payload as { code: string }).code)).toEqual(["app/first", "app/second", "app/third"]);
  });

  it("sends events to the window while it is open, and none after the end", () => {
    emit("sweeps.changed", { ids: [3] });
    open = false;
    emit("sweeps.changed", { ids: [4] });
    open = true;
    end();
    emit("sweeps.changed", { ids: [5] });
    expect(window.webContents.sent).toEqual([["focaldesk:event", "sweeps.changed", { ids: [3] }]]);
    expect(ipcMain.handlers.size).toBe(0);
  });
});

describe("preload", () => {
  it("exposes call and subscribe and nothing else, and both work", async () => {
    await import("#main/preload.ts");
    expect(Object.keys(contextBridge.exposed)).toEqual(["focaldesk"]);
    const bridge = contextBridge.exposed["focaldesk"] as unknown as {
      call(name: string, input: unknown): Promise<Reply>;
      subscribe(name: string, listener: (payload: unknown) => void): () => void;
    };
    expect(Object.keys(bridge).sort()).toEqual(["call", "subscribe"]);

    ipcRenderer.reply = async () => ({ ok: true, value: 5 });
    expect(await bridge.call("app.info", { a: 1 })).toEqual({ ok: true, value: 5 });
    expect(ipcRenderer.invoked).toEqual([["focaldesk:call", "app.info", { a: 1 }]]);
    ipcRenderer.reply = async () => ({ ok: true, json: Buffer.from('{"γ":[2]}') });
    expect(await bridge.call("compare.get", { sweepId: 1 })).toEqual({ ok: true, text: '{"γ":[2]}' });
    ipcRenderer.reply = async () => Promise.reject(new Error("No handler registered"));
    expect(await bridge.call("app.info", {})).toMatchObject({ ok: false, error: { code: "app/internal", data: { detail: "No handler registered" } } });

    const got: unknown[] = [];
    const listener = (payload: unknown): void => void got.push(payload);
    const endFirst = bridge.subscribe("notice", listener);
    const endSecond = bridge.subscribe("notice", listener);
    // The Electron event object, which could reach back into the main side, is never handed to the page.
    ipcRenderer.emit("focaldesk:event", { sender: "secret" }, "notice", 1);
    ipcRenderer.emit("focaldesk:event", { sender: "secret" }, "queue.changed", 2);
    endFirst();
    ipcRenderer.emit("focaldesk:event", {}, "notice", 3);
    endSecond();
    ipcRenderer.emit("focaldesk:event", {}, "notice", 4);
    expect(got).toEqual([1, 1, 3]);
  });
});
