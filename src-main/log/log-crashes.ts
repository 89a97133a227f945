/** @file The last words of this process: an exception that nobody caught is in the log before it ends. Writes: the log. */
import type { Log } from "./log.ts";

/** Changes nothing about the end itself. @returns what takes the listener off. */
export function logCrashes(log: Log): () => void {
  const listen = (error: Error, origin: string): void => log.failure("the process ends", error, { origin });
  process.on("uncaughtExceptionMonitor", listen);
  return () => void process.off("uncaughtExceptionMonitor", listen);
}
