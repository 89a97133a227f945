/**
 * @file Who ended a trainer: itself (a crash, its memory) or somebody outside (a signal of a user or of the system); or it never began.
 * Reads: the counters of Linux for processes killed for want of memory.
 *
 * Only a death of its own says something about the run in training; the others use up none of its attempts.
 */
import { readFileSync } from "node:fs";

/** "unstarted": the system started no process, for want of memory, processes or file handles. */
export type DeathCause = "itself" | "outside" | "unstarted";

/** Nobody sends these to a process that is well; the processor and the C library do. */
const OWN_SIGNALS: ReadonlySet<string> = new Set(["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT", "SIGTRAP", "SIGSYS", "SIGXCPU", "SIGXFSZ"]);
const MEMORY_FILES = ["/sys/fs/cgroup/memory.events", "/proc/vmstat"];

/** Processes that the system has killed for want of memory so far; null where no counter can be read (no Linux). */
export function memoryKills(read: (path: string) => string = (path) => readFileSync(path, "latin1")): number | null {
  let total: number | null = null;
  for (const path of MEMORY_FILES) {
    try {
      const count = /^oom_kill (\d+)$/m.exec(read(path));
      if (count) total = (total ?? 0) + Number(count[1]);
    } catch {
      // Another system, or a container without it: the other file may do.
    }
  }
  return total;
}

/**
 * @param signal that ended the process; null for an exit by itself.
 * @param killsBefore {@link memoryKills} when the process was started. @param killsNow the same after its end.
 */
export function causeOfDeath(signal: string | null, killsBefore: number | null, killsNow: number | null): DeathCause {
  if (signal === null || OWN_SIGNALS.has(signal)) return "itself";
  // SIGKILL is also what a process gets that needs more memory than there is.
  return signal === "SIGKILL" && (killsNow ?? 0) > (killsBefore ?? 0) ? "itself" : "outside";
}
