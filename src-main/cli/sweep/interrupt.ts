/** @file Ctrl+C while a sweep trains: it stops at a checkpoint, in this process or in the one that has the data folder. Reads: signals of the system. */
import type { Output } from "../print/output.ts";

export interface Interrupt {
  readonly signal: AbortSignal;
  stopListening(): void;
}

/**
 * First Ctrl+C: stop at a checkpoint. Second: now; the runs then continue from their last checkpoint or from the start.
 * @param stop called at the first one.
 */
export function onInterrupt(err: Output, stop: () => void): Interrupt {
  const stopping = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const listener = (signal: NodeJS.Signals): void => {
    if (stopping.signal.aborted) {
      // A terminal that closes may say so more than once.
      if (signal !== "SIGHUP") process.exit(130);
      return;
    }
    stopping.abort();
    err.write("\nStopping at a checkpoint; once more stops at once. The same command continues.\n");
    stop();
  };
  for (const signal of signals) process.on(signal, listener);
  return {
    signal: stopping.signal,
    stopListening() {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
