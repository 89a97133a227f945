/**
 * @file Opens the window: sandboxed, on its own page only, where it was last time.
 * Reads: window.json. Writes: window.json.
 */
import { app, BrowserWindow, dialog, screen } from "electron";
import { APP_URL } from "../transport/address.ts";
import { guardContents, guardSession } from "./security.ts";
import { MIN_SIZE, placeWindow, readWindowState, writeWindowState } from "./window-state.ts";

interface WindowOptions {
  readonly preload: string;
  readonly stateFile: string;
  readonly openExternal: (address: string) => void;
  /** The user gave up on a crashed page. */
  readonly quit: () => void;
  /** The page crashed. */
  readonly gone: (reason: string, exitCode: number) => void;
}

/** @returns the window, loading the app's page; it shows itself once there is something to see. */
export function openWindow({ preload, stateFile, openExternal, quit, gone }: WindowOptions): BrowserWindow {
  const state = readWindowState(stateFile);
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== main.id);
  const window = new BrowserWindow({
    ...placeWindow(
      state,
      [main, ...others].map((display) => display.workArea),
    ),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: "Focaldesk",
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false, navigateOnDragDrop: false, spellcheck: false },
  });
  guardSession(window.webContents.session);
  guardContents(window.webContents, openExternal);
  window.once("ready-to-show", () => {
    if (state.maximized) window.maximize();
    window.show();
  });
  const remember = (): void => {
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };
  window.on("close", remember);
  // An orderly quit ends the process with the window still open: no `close` comes.
  app.on("before-quit", remember);
  window.on("closed", () => app.off("before-quit", remember));
  window.webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
    if (reason === "clean-exit" || window.isDestroyed()) return;
    gone(reason, exitCode);
    const question = dialog.showMessageBox(window, {
      type: "error",
      message: `The window stopped working (${reason}).`,
      detail: "Training goes on and no result is lost. Reload the window, or quit; quitting writes a checkpoint first.",
      buttons: ["Reload", "Quit"],
      defaultId: 0,
      cancelId: 0,
    });
    void question.then(({ response }) => {
      if (response === 1) quit();
      else if (!window.isDestroyed()) window.webContents.reload();
    });
  });
  void window.loadURL(APP_URL);
  return window;
}
