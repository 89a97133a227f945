/**
 * @file Ctrl+C, termination and a closed terminal as a signal of cancelling, for commands that leave nothing half-done.
 * Reads: signals of the system.
 */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** As shells say it of a command that Ctrl+C ended. */
export const CANCELLED_CODE = 130;

/** The first one cancels; a second one ends the process at once. */
export async function withCancelling<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted && signal !== "SIGHUP") process.exit(CANCELLED_CODE);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
