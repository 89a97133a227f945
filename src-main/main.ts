/**
 * @file The Electron entry: one window on the app, its menu and dialogs, and the order of quitting. It holds no domain.
 * Reads: --data-dir. Writes: nothing itself.
 */
import { join, resolve } from "node:path";

import { app, type BrowserWindow, dialog, Menu, protocol, shell } from "electron";
import { AppError, describe } from "#shared/errors/errors.ts";
import type { App } from "./app/app.ts";
import { TableReaders } from "./table-readers/table-readers.ts";
import { defaultDataDir } from "./base/default-data-dir.ts";
import { Log } from "./log/log.ts";
import { openOrRescue } from "./rescue/rescue.ts";
import { keepToOwner } from "./base/owner-only.ts";
import { findResources } from "./base/resources.ts";
import { APP_SCHEME, externalTarget } from "./transport/address.ts";
import { serveRenderer } from "./shell/app-protocol.ts";
import { chooseFile } from "./shell/dialogs.ts";
import { menuTemplate } from "./shell/menu.ts";
import { orderlyQuit } from "./shell/quit.ts";
import { watchPower } from "./shell/power.ts";
import { openWindow } from "./shell/window.ts";
import { electronLauncher } from "./processes/launch-electron.ts";
import { openCommandDoor } from "./transport/command-door.ts";
import { serveIpc } from "./transport/ipc.ts";

const resources = findResources();
const dataDir = resolve(app.commandLine.getSwitchValue("data-dir") || defaultDataDir());
const log = new Log(dataDir, () => new Date().toISOString());
let window: BrowserWindow | null = null;
let core: App | null = null;

function openExternal(address: string): void {
  const target = externalTarget(address);
  if (target !== null) void shell.openExternal(target);
}

function showWindow(): BrowserWindow {
  if (window === null) {
    const opened = openWindow({
      preload: join(resources.root, "dist", "main", "preload.cjs"),
      stateFile: join(app.getPath("userData"), "window.json"),
      openExternal,
      quit: () => app.quit(),
      gone: (reason, exitCode) => log.write("window died", { reason, exitCode }),
    });
    opened.on("closed", () => {
      window = null;
    });
    window = opened;
  } else {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }
  return window;
}

/** Routes are constants of the menu; JSON.stringify keeps them data all the same. */
function go(route: string): void {
  void showWindow().webContents.executeJavaScript(`location.hash = ${JSON.stringify(route)}; undefined`);
}

async function start(): Promise<void> {
  await app.whenReady();
  protocol.handle(APP_SCHEME, serveRenderer(resources.renderer));
  try {
    core = await openOrRescue(dataDir, (folder) => ({
      dataDir: folder,
      migrationsDir: resources.migrations,
      examplesDir: resources.examples,
      readerEntry: resources.readerEntry,
      launchTrainer: electronLauncher(resources.trainerEntry),
      tables: new TableReaders(electronLauncher(resources.tableEntry, undefined, "Focaldesk table reader")),
      host: {
        kind: "electron",
        chooseFile: (purpose, suggestedName) => chooseFile(showWindow(), purpose, suggestedName),
        watchPower: (listenFirst) =>
          watchPower((event) => {
            log.write(event === "suspend" ? "the machine goes to sleep" : "the machine woke");
            listenFirst();
          }),
      },
    }));
  } catch (error) {
    dialog.showErrorBox("Focaldesk could not start", error instanceof AppError ? `${error.message}\n\n${error.action}` : describe(error));
    app.exit(1);
    return;
  }
  const opened = core;
  serveIpc(opened, () => window?.webContents ?? null);
  const door = openCommandDoor(opened, dataDir, (detail) => log.write("door for commands", { detail }));
  app.on(
    "before-quit",
    orderlyQuit({
      close: async () => {
        core = null;
        await Promise.all([opened.close(), door.then((open) => open.close())]);
      },
      exit: (code) => app.exit(code),
      report: (error) => {
        log.failure("did not close in order", error);
        console.error(`Focaldesk did not close in order: ${describe(error)}`);
      },
    }),
  );
  // A terminal's Ctrl+C and the system's shutdown quit in the same order.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => app.quit());
  const menu = menuTemplate(process.platform, !app.isPackaged, {
    go,
    openDataFolder: () => void shell.openPath(dataDir),
    showLog: () => void shell.openPath(log.path),
    openLink: openExternal,
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  showWindow();
}

keepToOwner();
// Both must happen before `ready`.
app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);

// The window of the first start comes forward; a second one would fight for the database.
if (app.requestSingleInstanceLock()) {
  // No window before the app is there, and none any more once it closes: its page would have nobody to ask.
  const comeForward = (): void => void (core !== null && showWindow());
  app.on("second-instance", comeForward);
  app.on("activate", comeForward);
  app.on("window-all-closed", () => {
    // On macOS an app without a window goes on; elsewhere closing the window is the way to quit.
    if (process.platform !== "darwin") app.quit();
  });
  void start();
} else {
  process.stdout.write("Focaldesk is already running; its window comes forward.\n");
  app.quit();
}
