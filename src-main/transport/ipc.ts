/**
 * @file The contract over Electron's IPC: checks who calls, passes the command on, answers with the value or a plain error.
 * Reads: calls of the window. Writes: events to the window.
 */
import { type IpcMainInvokeEvent, ipcMain, type WebContents } from "electron";
import { COMMANDS, type CommandName, type CommandOutput, type EventName, type EventPayload, EVENTS } from "#shared/wire/contract.ts";
import { AppError, toWire, type WireError } from "#shared/errors/errors.ts";
import type { Answer as AppAnswer } from "../app/app.ts";
import { isAppUrl } from "./address.ts";
import { CALL_CHANNEL, EVENT_CHANNEL } from "./channels.ts";
import { HeldNotices } from "./held-notices.ts";
import { refusePaths } from "./named-paths.ts";

/** What the transport needs of the app; `answer` parses the input and rejects with an AppError. */
interface Core {
  answer(name: CommandName, input: unknown): Promise<AppAnswer>;
  subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}

/** json: UTF-8, which the page parses; this process hands it on. */
type Answer = { ok: true; value: unknown } | { ok: true; json: Uint8Array } | { ok: false; error: WireError };

/** @throws AppError `access/sender` unless the top frame of the app's own window, showing the app's own page, is calling. */
function checkSender(event: IpcMainInvokeEvent, contents: WebContents | null): void {
  const frame = event.senderFrame;
  // A null frame has navigated away or is gone: whoever asked is not there any more.
  if (contents === null || event.sender !== contents || frame === null || frame !== contents.mainFrame || !isAppUrl(frame.url))
    throw new AppError("access/sender");
}

/**
 * @param window the contents that may call and that get events; null while no window is open.
 * @returns a function that ends the transport: later calls find no handler.
 */
export function serveIpc(core: Core, window: () => WebContents | null): () => void {
  /** What the user chose in a dialog of this start. */
  const chosen = new Set<string>();
  const held = new HeldNotices();
  /** The page that has called: one that is still loading has no listeners yet. */
  let listens: WebContents | null = null;
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, input: unknown): Promise<Answer> => {
    try {
      const contents = window();
      checkSender(event, contents);
      if (listens !== contents) for (const notice of held.take()) contents?.send(EVENT_CHANNEL, "notice", notice);
      listens = contents;
      if (typeof name !== "string" || !Object.hasOwn(COMMANDS, name)) throw new AppError("input/unknown-command", { command: String(name) });
      refusePaths(name, input, (path) => chosen.has(path));
      const found = await core.answer(name as CommandName, input);
      if ("json" in found) return { ok: true, json: await found.json.whole() };
      const { value } = found;
      if (name === "host.chooseFile") {
        const { path } = value as CommandOutput<"host.chooseFile">;
        if (path !== null) chosen.add(path);
      }
      return { ok: true, value };
    } catch (error) {
      return { ok: false, error: toWire(error) };
    }
  });
  // Every event goes to the one window there is; each comes at most ten times a second, and the preload drops those nobody listens to.
  const ends = (Object.keys(EVENTS) as EventName[]).map((name) =>
    core.subscribe(name, (payload) => {
      const contents = window();
      if (name === "notice" && (contents === null || contents !== listens)) held.add(payload as EventPayload<"notice">);
      else if (contents !== null && !contents.isDestroyed()) contents.send(EVENT_CHANNEL, name, payload);
    }),
  );
  return () => {
    ipcMain.removeHandler(CALL_CHANNEL);
    for (const end of ends) end();
  };
}
