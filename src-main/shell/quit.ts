/**
 * @file The order of quitting: the app first writes the trainers' checkpoints, then the process ends.
 * Reads: quit requests.
 */

interface QuitOptions {
  /** Stops the trainers and closes the store; settles when their checkpoints are written. */
  readonly close: () => Promise<void>;
  /** Ends the process at once, without another quit request. */
  readonly exit: (code: number) => void;
  /** Told about a close that failed; the process ends all the same. */
  readonly report: (error: unknown) => void;
  /** Milliseconds after which the process ends without waiting any longer. */
  readonly limitMs?: number;
}

/** A checkpoint of a large cohort takes well under a second; a trainer that needs longer than this hangs. */
const QUIT_LIMIT_MS = 10_000;

/**
 * @returns the listener for `before-quit`. The first request starts the orderly end and is held back; a second one, or the time limit, ends
 * the process with code 1, since checkpoints may be missing.
 */
export function orderlyQuit({ close, exit, report, limitMs = QUIT_LIMIT_MS }: QuitOptions): (event: { preventDefault(): void }) => void {
  let state: "open" | "closing" | "ended" = "open";
  const end = (code: number): void => {
    if (state === "ended") return;
    state = "ended";
    exit(code);
  };
  return (event) => {
    event.preventDefault();
    if (state !== "open") return end(1);
    state = "closing";
    const limit = setTimeout(() => end(1), limitMs);
    close()
      .then(
        () => 0,
        (error: unknown) => (report(error), 1),
      )
      .then((code) => (clearTimeout(limit), end(code)));
  };
}
