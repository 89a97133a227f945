/**
 * @file What Electron tells of the end of a utility process, as a reason and a cause.
 *
 * The process itself tells a number alone, which does not say whether it is an exit code or a signal. The app's event tells the rest, and only of
 * processes that were killed, crashed or never began.
 */
import { constants } from "node:os";
import { causeOfDeath, type DeathCause } from "./death.ts";

/** Of the app's event `child-process-gone`. */
export interface Gone {
  readonly reason: string;
  /** The status of waitpid on POSIX, the exit code on Windows; of a launch that failed the error of the system. */
  readonly exitCode: number;
}

const SIGNAL_BITS = 0x7f;

/**
 * @param code that the process told.
 * @param gone null: the app told nothing, so it exited by itself. @param kills processes killed for want of memory before it began, and now.
 */
export function electronDeath(code: number, gone: Gone | null, kills: { before: number | null; now: number | null }): { reason: string; cause: DeathCause } {
  if (gone === null) return { reason: `exit code ${code}`, cause: "itself" };
  switch (gone.reason) {
    case "launch-failed":
      return { reason: `the system started no process (error ${gone.exitCode})`, cause: "unstarted" };
    case "oom":
    case "memory-eviction":
      return { reason: "out of memory", cause: "itself" };
    case "killed": {
      const signal = signalOf(gone.exitCode);
      // Windows has no signals: whoever ends a process there is another one.
      if (signal === null) return { reason: `killed (code ${gone.exitCode})`, cause: "outside" };
      return { reason: `signal ${signal}`, cause: causeOfDeath(signal, kills.before, kills.now) };
    }
    default: {
      const signal = signalOf(gone.exitCode);
      return { reason: signal === null ? `${gone.reason} (code ${gone.exitCode})` : `signal ${signal}`, cause: "itself" };
    }
  }
}

function signalOf(status: number): string | null {
  if (process.platform === "win32") return null;
  return Object.entries(constants.signals).find(([, number]) => number === (status & SIGNAL_BITS))?.[0] ?? null;
}
