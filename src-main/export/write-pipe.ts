/**
 * @file Writes through a named pipe without ever being held by it: nobody may read it, or its reader may stop.
 * Reads: portions of bytes. Writes: the pipe.
 */
import { closeSync, constants, openSync } from "node:fs";
import { Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";

export interface PipeWait {
  /** Nobody reads the pipe yet. Called once. */
  readonly waiting: () => void;
  /** Ends the wait, and a write that its reader does not take. */
  readonly signal: AbortSignal;
}

const AGAIN_MS = 100;

/** @param how absent: a pipe without a reader is refused. @throws Error in words for the end of a sentence, or of the system. */
export async function writePipe(path: string, portions: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, how?: PipeWait): Promise<void> {
  const fd = await openForReader(path, how);
  let socket: Socket;
  try {
    socket = new Socket({ fd, readable: false, writable: true });
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  const stop = (): void => void socket.destroy(interruption());
  how?.signal.addEventListener("abort", stop, { once: true });
  try {
    await pipeline(Readable.from(portions, { objectMode: false }), socket);
  } finally {
    how?.signal.removeEventListener("abort", stop);
  }
}

const interruption = (): Error => new Error("its reader had not taken all of it when the command was interrupted");

/** A blocking open would hold a thread that no signal reaches, and with it the end of the process. */
async function openForReader(path: string, how: PipeWait | undefined): Promise<number> {
  for (let tries = 0; ; tries++) {
    if (how?.signal.aborted) throw new Error("nobody read it when the command was interrupted");
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENXIO") throw error;
      if (!how) throw new Error("nobody reads that pipe", { cause: error });
      if (tries === 0) how.waiting();
      // An abort only ends the wait early.
      await wait(AGAIN_MS, undefined, { signal: how.signal }).catch(() => undefined);
    }
  }
}
