/**
 * @file The line to the parent, whichever host started this process: Electron's utilityProcess or Node's child_process.
 * Reads: messages. Writes: messages. Does not import electron: a utility process finds its port on `process`.
 */
import { setTimeout } from "node:timers/promises";
import { AppError } from "#shared/errors/errors.ts";
import type { FromTrainer } from "#shared/wire/trainer-protocol.ts";

export interface ParentPort<Message> {
  post(message: Message): void;
  /** Settles when everything posted has left this process. */
  flush(): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
  /** The parent has gone: nobody will read what is posted. */
  onGone(listener: () => void): void;
}

interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: unknown }) => void): void;
}

/** Electron's port tells nothing of delivery; a process that exits at once loses its last message. */
const ELECTRON_FLUSH_MS = 50;

/** @throws AppError `train/start` when the process was started by hand. */
export function connectParent<Message = FromTrainer>(): ParentPort<Message> {
  const electron = (process as { parentPort?: ElectronPort }).parentPort;
  if (electron) {
    return {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Electron, not a window
      post: (message) => electron.postMessage(message),
      flush: () => setTimeout(ELECTRON_FLUSH_MS),
      onMessage: (listener) => electron.on("message", (event) => listener(event.data)),
      // Chromium ends utility processes with the browser process.
      onGone: () => {},
    };
  }
  const send = process.send?.bind(process);
  if (!send) throw new AppError("train/start", { reason: "it is started by the app and has no parent here" });
  let sent: Promise<void> = Promise.resolve();
  return {
    post(message) {
      // A failed send means that the parent has gone; onGone ends the process.
      sent = new Promise((resolve) => send(message, undefined, undefined, () => resolve()));
    },
    flush: () => sent,
    onMessage: (listener) => void process.on("message", listener),
    onGone: (listener) => void process.on("disconnect", listener),
  };
}
