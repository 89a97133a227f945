/**
 * @file Waiting for another program that holds the database, without holding up this one.
 * Reads: the clock. Writes: nothing itself.
 *
 * SQLite's own waiting blocks the process, and with it the window. So it is told to wait hardly at all, and whoever writes tries again from the
 * event loop.
 */
import { setTimeout as pause } from "node:timers/promises";
import { systemFailure } from "#shared/errors/system-failure.ts";

/** How long a write is tried while another program holds the database. */
export const PATIENCE_MS = 5_000;
/** Between two tries. */
export const RETRY_MS = 100;

/** Whether a failure, or its cause, is that another program holds the database. */
export function heldByAnother(error: unknown): boolean {
  if (systemFailure(error)?.code === "store/busy") return true;
  return error instanceof Error && error.cause !== undefined && heldByAnother(error.cause);
}

/**
 * Does something that writes; again while another program holds the database. It must leave nothing behind when it throws.
 * @throws what it throws, at the latest after `patienceMs`.
 */
export async function patiently<T>(write: () => T | Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!heldByAnother(error) || performance.now() >= until) throw error;
      await pause(RETRY_MS);
    }
  }
}
