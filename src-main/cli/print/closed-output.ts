/**
 * @file What happens when nobody takes the output any more: a reader that has enough ends nothing and is no error, a full disk is one.
 * Reads: errors of the output streams. Writes: the exit code.
 */
import { AppError, describe } from "#shared/errors/errors.ts";

/** The reader went away, the terminal closed. */
const GONE = ["EPIPE", "EIO", "ERR_STREAM_DESTROYED"];

/** Without listeners an error of a stream would end the process with a stack trace, in the middle of training. */
export function outliveClosedOutput(): void {
  let failure: AppError | null = null;
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (!GONE.includes(error.code ?? "")) failure = new AppError("export/write", { path: "Standard output", detail: describe(error) }, { cause: error });
  });
  // Not before: a command may have said it itself, with what helps.
  process.once("exit", () => {
    if (!failure || process.exitCode) return;
    process.exitCode = 1;
    process.stderr.write(`${failure.message}\n`);
  });
}
