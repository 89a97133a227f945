/** @file The window stays on its own page and on a screen. Writes: temporary files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { externalTarget, isAppUrl } from "#main/transport/address.ts";
import { CONTENT_SECURITY_POLICY } from "#main/shell/security.ts";
import { openWindow } from "#main/shell/window.ts";
import { placeWindow, readWindowState, writeWindowState } from "#main/shell/window-state.ts";
import { app, BrowserWindow, dialog } from "../../../fixtures/electron-stub.ts";

let folder: string;
let gone: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "focaldesk-shell-"));
  BrowserWindow.opened = [];
  dialog.shown = [];
  gone = [];
});
afterEach(() => {
  app.removeAllListeners();
  rmSync(folder, { recursive: true });
});

function open(state?: string): { window: BrowserWindow; external: string[]; quits: () => number; stateFile: string } {
  const stateFile = join(folder, "window.json");
  if (state !== undefined) writeFileSync(stateFile, state);
  const external: string[] = [];
  let quits = 0;
  openWindow({
    preload: "/preload.cjs",
    stateFile,
    openExternal: (address) => external.push(address),
    quit: () => (quits += 1),
    gone: (reason) => gone.push(reason),
  });
  return { window: BrowserWindow.opened[0]!, external, quits: () => quits, stateFile };
}

const screenFull = { x: 0, y: 0, width: 1920, height: 1040 };

describe("addresses", () => {
  it("knows the app's page from its look-alikes", () => {
    const addresses = [
      "focaldesk://app/",
      "focaldesk://app/#/data",
      "focaldesk://app.evil/",
      "focaldesk://user@evil/",
      "file:///app/",
      "https://app/",
      "about:blank",
      "nonsense",
    ];
    expect(addresses.map(isAppUrl)).toEqual([true, true, false, false, false, false, false, false]);
  });

  it("lets only plain https addresses out", () => {
    const addresses = [
      "https://arxiv.org/abs/1708.02002",
      "http://arxiv.org/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "https://arxiv.org@evil.example/",
      "smb://host/share",
      "",
    ];
    expect(addresses.map(externalTarget)).toEqual(["https://arxiv.org/abs/1708.02002", null, null, null, null, null, null]);
  });
});

describe("window", () => {
  it("opens sandboxed, isolated, without Node, on the app's own page", () => {
    const { window } = open();
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      preload: "/preload.cjs",
    });
    expect(window.webContents.getURL()).toBe("focaldesk://app/");
  });

  it.each(["will-navigate", "will-frame-navigate", "will-redirect"])("blocks %s to anywhere but its own page", (event) => {
    const { window, external } = open();
    const blocked = ["https://example.org/", "file:///etc/passwd", "focaldesk://app/#/queue"].filter((url) => {
      let prevented = false;
      window.webContents.emit(event, { url, preventDefault: () => (prevented = true) });
      return prevented;
    });
    expect(blocked).toEqual(["https://example.org/", "file:///etc/passwd"]);
    expect(external).toEqual([]);
  });

  it("opens no second window; an https link goes to the browser, anything else nowhere", () => {
    const { window, external } = open();
    const answers = ["https://example.org/a", "file:///etc/passwd", "focaldesk://app/"].map((url) => window.webContents.windowOpenHandler!({ url }).action);
    expect(answers).toEqual(["deny", "deny", "deny"]);
    expect(external).toEqual(["https://example.org/a"]);
  });

  it("attaches no webview and grants no permission but copying text from its own page", () => {
    const { window } = open();
    let prevented = false;
    window.webContents.emit("will-attach-webview", { preventDefault: () => (prevented = true) });
    expect(prevented).toBe(true);
    const { checkHandler, requestHandler } = window.webContents.session;
    const asked = (permission: string): boolean => {
      let answer = true;
      requestHandler!(window.webContents, permission, (granted) => (answer = granted));
      return answer;
    };
    expect(["media", "geolocation", "notifications", "clipboard-read", "openExternal", "clipboard-sanitized-write"].map(asked)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(checkHandler!(null, "clipboard-sanitized-write", "https://example.org")).toBe(false);
    expect(checkHandler!(null, "media", "focaldesk://app/")).toBe(false);
  });

  it("offers a reload when the page crashed, and reloads", async () => {
    const { window, quits } = open();
    dialog.answer = { response: 0 };
    window.webContents.emit("render-process-gone", {}, { reason: "crashed" });
    await expect.poll(() => window.webContents.reloads).toBe(1);
    expect(dialog.shown).toMatchObject([{ message: "The window stopped working (crashed).", buttons: ["Reload", "Quit"] }]);
    expect(gone).toEqual(["crashed"]);
    dialog.answer = { response: 1 };
    window.webContents.emit("render-process-gone", {}, { reason: "oom" });
    await expect.poll(quits).toBe(1);
    window.webContents.emit("render-process-gone", {}, { reason: "clean-exit" });
    expect(dialog.shown).toHaveLength(2);
  });

  it("keeps its place when it is closed and when the app quits", () => {
    const { window, stateFile } = open();
    window.emit("close");
    expect(readWindowState(stateFile)).toEqual({ bounds: { x: 5, y: 6, width: 1000, height: 700 }, maximized: false });
    window.bounds = { x: 50, y: 60, width: 1100, height: 800 };
    app.emit("before-quit", {});
    expect(readWindowState(stateFile).bounds).toEqual({ x: 50, y: 60, width: 1100, height: 800 });
    window.emit("closed");
    window.bounds = { x: 1, y: 1, width: 1, height: 1 };
    app.emit("before-quit", {});
    expect(readWindowState(stateFile).bounds!.x).toBe(50);
  });
});

describe("window state", () => {
  it.each(["", "{", "[]", '{"bounds":{"x":"a"}}', '{"bounds":{"x":0,"y":0,"width":-5,"height":1},"maximized":false}'])(
    "falls back to the default for the file %j",
    (text) => {
      const { window } = open(text);
      // 1280 x 840 centred on 1920 x 1040.
      expect(window.options).toMatchObject({ x: 320, y: 100, width: 1280, height: 840 });
    },
  );

  it("writes what it reads, and leaves no temporary file", () => {
    const file = join(folder, "deep", "window.json");
    const state = { bounds: { x: -100, y: 20, width: 1000, height: 700 }, maximized: true };
    expect(writeWindowState(file, state)).toBe(true);
    expect(readWindowState(file)).toEqual(state);
    expect(() => readFileSync(`${file}.new`)).toThrow();
  });

  it("says that it could not write instead of throwing", () => {
    writeFileSync(join(folder, "taken"), "");
    expect(writeWindowState(join(folder, "taken", "window.json"), { bounds: null, maximized: false })).toBe(false);
  });

  it("opens where it was, also on a second screen and partly outside", () => {
    const left = { x: -1280, y: 0, width: 1280, height: 984 };
    const bounds = { x: -1200, y: 40, width: 1000, height: 700 };
    expect(placeWindow({ bounds, maximized: false }, [screenFull, left])).toEqual(bounds);
    expect(placeWindow({ bounds: { ...bounds, x: 1700 }, maximized: false }, [screenFull])).toEqual({ ...bounds, x: 1700 });
  });

  it.each([
    ["the second screen is gone", { x: -1200, y: 40, width: 1000, height: 700 }],
    ["its title bar is above the screen", { x: 100, y: -60, width: 1000, height: 700 }],
    ["only a sliver is left", { x: 1900, y: 40, width: 1000, height: 700 }],
    ["it is below the screen", { x: 100, y: 1030, width: 1000, height: 700 }],
  ])("centres when %s", (_why, bounds) => {
    expect(placeWindow({ bounds, maximized: false }, [screenFull])).toEqual({ x: 460, y: 170, width: 1000, height: 700 });
  });

  it("is never larger than the screen it is centred on", () => {
    expect(placeWindow({ bounds: null, maximized: false }, [{ x: 10, y: 20, width: 1000, height: 600 }])).toEqual({ x: 10, y: 20, width: 1000, height: 600 });
  });
});

it("answers with a policy that runs no inline script and loads nothing from elsewhere", () => {
  const rules = new Map(CONTENT_SECURITY_POLICY.split("; ").map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1)]));
  expect(rules.get("default-src")).toEqual(["'none'"]);
  expect(rules.get("script-src")).toEqual(["'self'"]);
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|https?:|\*/);
});
