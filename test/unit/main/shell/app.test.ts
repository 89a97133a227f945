/** @file Start, protocol, menu, dialogs, trainers and the order of quitting of the Electron shell. Reads: temporary files. Writes: temporary files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defaultDataDir } from "#main/base/default-data-dir.ts";
import { fileOfAddress, serveRenderer } from "#main/shell/app-protocol.ts";
import { chooseFile } from "#main/shell/dialogs.ts";
import { menuTemplate } from "#main/shell/menu.ts";
import { orderlyQuit } from "#main/shell/quit.ts";
import { CONTENT_SECURITY_POLICY } from "#main/shell/security.ts";
import { electronLauncher } from "#main/processes/launch-electron.ts";
import { app, BrowserWindow, dialog, ipcMain, Menu, powerMonitor, protocol, shell } from "../../../fixtures/electron-stub.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "focaldesk-shell-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("orderly quit", () => {
  function begin(close: () => Promise<void>, limitMs?: number): { request: () => boolean; exits: number[]; reports: unknown[] } {
    const exits: number[] = [];
    const reports: unknown[] = [];
    const listener = orderlyQuit({
      close,
      exit: (code) => exits.push(code),
      report: (error) => reports.push(error),
      ...(limitMs === undefined ? {} : { limitMs }),
    });
    return { request: () => ((held) => (listener({ preventDefault: () => (held = true) }), held))(false), exits, reports };
  }

  it("waits for the checkpoint, then ends with 0", async () => {
    let finish = (): void => {};
    const quit = begin(() => new Promise((resolve) => (finish = resolve)));
    expect(quit.request()).toBe(true);
    await Promise.resolve();
    expect(quit.exits).toEqual([]);
    finish();
    await expect.poll(() => quit.exits).toEqual([0]);
  });

  it("ends at once with 1 on a second request, and only once", async () => {
    let finish = (): void => {};
    const quit = begin(() => new Promise((resolve) => (finish = resolve)));
    quit.request();
    quit.request();
    expect(quit.exits).toEqual([1]);
    finish();
    await new Promise(setImmediate);
    quit.request();
    expect(quit.exits).toEqual([1]);
  });

  it("ends with 1 after ten seconds when the checkpoint never comes", () => {
    vi.useFakeTimers();
    try {
      const quit = begin(() => new Promise(() => {}));
      quit.request();
      vi.advanceTimersByTime(9_999);
      expect(quit.exits).toEqual([]);
      vi.advanceTimersByTime(1);
      expect(quit.exits).toEqual([1]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("ends with 1 and reports when closing fails", async () => {
    const quit = begin(() => Promise.reject(new Error("disk full")));
    quit.request();
    await expect.poll(() => quit.exits).toEqual([1]);
    expect(quit.reports).toEqual([new Error("disk full")]);
  });
});

describe("the app's scheme", () => {
  it.each([
    "focaldesk://app/../secret.html",
    "focaldesk://app/%2e%2e%2fsecret.html",
    "focaldesk://app/..%2f..%2fsecret.html",
    "focaldesk://app/a%00.html",
    "focaldesk://app/%zz",
    "focaldesk://other/index.html",
    "https://app/index.html",
  ])("finds no file outside its folder for %s", (address) => {
    const file = fileOfAddress(join(folder, "window"), address);
    expect(file === null || file.startsWith(join(folder, "window"))).toBe(true);
    if (!address.includes("/../")) expect(file).toBeNull();
  });

  it("serves the page and its parts with type and policy, and nothing else", async () => {
    const window = join(folder, "window");
    mkdirSync(join(window, "assets"), { recursive: true });
    writeFileSync(join(window, "index.html"), "<p>hello</p>");
    writeFileSync(join(window, "assets", "a b.js"), "1");
    writeFileSync(join(window, ".built"), "");
    writeFileSync(join(folder, "secret.html"), "secret");
    const serve = serveRenderer(window);
    const get = async (path: string, method = "GET"): Promise<unknown[]> => {
      const response = await serve(new Request(`focaldesk://app/${path}`, { method }));
      expect(response.headers.get("content-security-policy")).toBe(CONTENT_SECURITY_POLICY);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      return [response.status, response.headers.get("content-type"), await response.text()];
    };
    expect(await get("#/queue")).toEqual([200, "text/html; charset=utf-8", "<p>hello</p>"]);
    expect(await get("assets/a%20b.js")).toEqual([200, "text/javascript; charset=utf-8", "1"]);
    expect(await get("index.html", "HEAD")).toEqual([200, "text/html; charset=utf-8", ""]);
    expect((await get(".built"))[0]).toBe(404);
    expect((await get("missing.html"))[0]).toBe(404);
    expect((await get("%2e%2e%2fsecret.html"))[0]).toBe(404);
    expect((await get("", "POST"))[0]).toBe(405);
  });
});

describe("menu", () => {
  type Item = { label?: string; role?: string; submenu?: Item[]; click?: () => void };
  const flat = (items: Item[]): Item[] => items.flatMap((item) => [item, ...flat(item.submenu ?? [])]);

  it("leads to the window's places, and offers reload in development only", () => {
    const went: string[] = [];
    const make = (platform: NodeJS.Platform, development: boolean): Item[] =>
      flat(
        menuTemplate(platform, development, {
          go: (route) => went.push(route),
          openDataFolder: () => went.push("folder"),
          showLog: () => went.push("log"),
          openLink: (link) => went.push(link),
        }) as Item[],
      );
    const items = make("linux", false);
    for (const item of items) item.click?.();
    expect(went).toEqual([
      "#/data",
      "#/sweeps/new",
      "#/compare",
      "folder",
      "#/settings",
      "#/data",
      "#/sweeps",
      "#/queue",
      "#/compare",
      "log",
      "https://arxiv.org/abs/1708.02002",
    ]);
    const roles = (platform: NodeJS.Platform, development: boolean): string[] => make(platform, development).flatMap((item) => item.role ?? []);
    expect(roles("linux", false)).toEqual(["quit", "editMenu", "resetZoom", "zoomIn", "zoomOut", "togglefullscreen", "windowMenu", "help"]);
    expect(roles("win32", true)).toContain("reload");
    expect(roles("darwin", false)[0]).toBe("appMenu");
    expect(make("darwin", false).filter((item) => item.label === "Settings")).toHaveLength(1);
  });
});

describe("dialogs", () => {
  it("returns the chosen path, and null when the dialog was closed", async () => {
    const window = new BrowserWindow({ webPreferences: {} }) as never;
    dialog.shown = [];
    dialog.answer = { canceled: false, filePaths: ["/home/ada/table.csv"] };
    expect(await chooseFile(window, "open-data")).toBe("/home/ada/table.csv");
    dialog.answer = { canceled: true, filePaths: [] };
    expect(await chooseFile(window, "open-sweep")).toBeNull();
    dialog.answer = { canceled: false, filePath: "/home/ada/out.md" };
    expect(await chooseFile(window, "save-table", "sweep.md")).toBe("/home/ada/out.md");
    dialog.answer = { canceled: true, filePath: "" };
    expect(await chooseFile(window, "save-sweep", "a.sweep.json")).toBeNull();
    // The dialog adds the ending of the first filter, so that of the suggested name leads.
    expect(dialog.shown[2]).toMatchObject({
      defaultPath: "sweep.md",
      filters: [
        { extensions: ["md"] },
        { extensions: ["csv"] },
        { extensions: ["tsv"] },
        { extensions: ["json"] },
        { extensions: ["html"] },
        { extensions: ["tex"] },
        { extensions: ["*"] },
      ],
    });
  });
});

describe("trainer launcher", () => {
  const launch = electronLauncher(join(import.meta.dirname, "../../../fixtures/echo-child.mjs"));

  it("passes messages both ways and names the exit code and the last line of stderr", async () => {
    const child = launch();
    const got: unknown[] = [];
    const reasons: string[] = [];
    child.onMessage((message) => got.push(message));
    child.onExit((reason) => reasons.push(reason));
    child.send({ type: "stop", checkpoint: true });
    await expect.poll(() => got).toEqual([{ echo: { type: "stop", checkpoint: true }, threads: "1" }]);
    child.send({ type: "shutdown" });
    await expect.poll(() => reasons).toEqual(["exit code 13: out of paper"]);
    // Late calls to a process that is gone are harmless.
    child.send({ type: "shutdown" });
    child.kill();
  });

  it("kills for good", async () => {
    const child = launch();
    const reasons: string[] = [];
    child.onExit((reason) => reasons.push(reason));
    child.kill();
    await expect.poll(() => reasons).toHaveLength(1);
    expect(() => process.kill(child.pid!, 0)).toThrow();
  });

  it("tells a kill from outside from a crash, each of the process that it befell", async () => {
    const ends: Record<string, string> = {};
    const [killed, crashed, living] = ["killed", "crashed", "living"].map((name) => {
      const child = launch();
      child.onExit((reason, cause) => (ends[name] = `${reason}, ${cause}`));
      return child;
    });
    await vi.waitFor(() => expect(living!.pid).toBeDefined());
    process.kill(killed!.pid!, "SIGTERM");
    process.kill(crashed!.pid!, "SIGSEGV");
    await vi.waitFor(() => expect(ends).toEqual({ killed: "signal SIGTERM, outside", crashed: "signal SIGSEGV, itself" }));
    living!.send({ type: "shutdown" });
    await vi.waitFor(() => expect(ends["living"]).toBe("exit code 13: out of paper, itself"));
  });
});

describe("start", () => {
  it("prepares before ready, opens one window, comes forward for a second start, and quits after the checkpoint", async () => {
    const closed: string[] = [];
    const listened: number[] = [];
    const options: { dataDir: string; migrationsDir: string; host: { kind: string; watchPower(listenFirst: () => void): () => void } }[] = [];
    let finish = (): void => {};
    vi.doMock("#main/app/app.ts", () => ({
      createApp: async (given: (typeof options)[number]) => {
        options.push(given);
        given.host.watchPower(() => listened.push(closed.length));
        return {
          call: async () => ({}),
          subscribe: () => () => {},
          close: () => new Promise<void>((resolve) => (closed.push("asked"), (finish = resolve))),
        };
      },
    }));
    app.removeAllListeners();
    app.calls = [];
    app.exits = [];
    app.userData = folder;
    app.switches = { "data-dir": join(folder, "data") };
    BrowserWindow.opened = [];
    const before = process.listenerCount("SIGINT");
    await import("#main/main.ts");
    await expect.poll(() => BrowserWindow.opened.length).toBe(1);

    expect(app.calls).toEqual(["enableSandbox", "registerSchemes", "whenReady"]);
    expect(protocol.schemes).toMatchObject([{ scheme: "focaldesk", privileges: { standard: true, secure: true } }]);
    expect(protocol.schemes[0]!.privileges).not.toHaveProperty("bypassCSP");
    expect(protocol.handlers.has("focaldesk")).toBe(true);
    expect(options).toMatchObject([
      { dataDir: join(folder, "data"), migrationsDir: join(import.meta.dirname, "../../../../migrations"), host: { kind: "electron" } },
    ]);
    expect(ipcMain.handlers.has("focaldesk:call")).toBe(true);
    expect(Menu.template.length).toBeGreaterThan(3);

    const window = BrowserWindow.opened[0]!;
    app.emit("second-instance");
    expect(BrowserWindow.opened).toHaveLength(1);
    expect(window.calls).toEqual(["show", "focus"]);
    const file = Menu.template[0]!.submenu as { label: string; click(): void }[];
    file.find((item) => item.label === "Open Data")!.click();
    expect(window.webContents.scripts).toEqual(['location.hash = "#/data"; undefined']);

    powerMonitor.emit("suspend");
    powerMonitor.emit("resume");
    expect(listened).toEqual([0, 0]);
    const help = Menu.template.at(-1)!.submenu as { label: string; click(): void }[];
    help.find((item) => item.label === "Show Log")!.click();
    expect(shell.opened).toEqual([join(folder, "data", "focaldesk.log")]);

    window.emit("closed");
    app.emit("window-all-closed");
    expect(closed).toEqual(["asked"]);
    expect(app.exits).toEqual([]);
    app.emit("second-instance");
    expect(BrowserWindow.opened).toHaveLength(1);
    finish();
    await expect.poll(() => app.exits).toEqual([0]);
    expect(process.listenerCount("SIGINT")).toBe(before + 1);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
      process
        .listeners(signal as "SIGINT")
        .slice(-1)
        .forEach((listener) => process.off(signal, listener));
  });
});

it("puts the data where each system keeps such things", () => {
  expect(defaultDataDir({}, "linux", "/home/ada")).toBe("/home/ada/.local/share/focaldesk");
  expect(defaultDataDir({ XDG_DATA_HOME: "/data" }, "linux", "/home/ada")).toBe("/data/focaldesk");
  expect(defaultDataDir({ XDG_DATA_HOME: "relative" }, "linux", "/home/ada")).toBe("/home/ada/.local/share/focaldesk");
  expect(defaultDataDir({}, "darwin", "/Users/ada")).toBe("/Users/ada/Library/Application Support/Focaldesk/data");
  expect(defaultDataDir({ APPDATA: "C:\\Users\\ada\\AppData\\Roaming" }, "win32", "C:\\Users\\ada")).toBe("C:\\Users\\ada\\AppData\\Roaming\\Focaldesk\\data");
});
