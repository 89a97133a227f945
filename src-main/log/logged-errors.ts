/** @file Which errors belong in the log, with which of their data, and the path of the log in their advice. Reads: errors. Writes: the log. */
import { AppError, asAppError, systemError } from "#shared/errors/errors.ts";
import type { Log } from "./log.ts";

/** Codes whose data name files, processes and settings. Others may hold values of a table: of those only the code is written. */
const TOLD = /^(?:app|checkpoint|disk|engine|export|host|store|train)\//;
const UNTOLD = ["train/watchdog"];

/** Those that ask for a report. */
const REPORTED = ["app/internal", "measure/ended", "train/crashed"];

/** The same error, naming the log where its advice is to report it. */
export function withLog(error: AppError, log: Pick<Log, "path">): AppError {
  if (!REPORTED.includes(error.code) || "log" in error.data) return error;
  return new AppError(error.code, { ...error.data, log: log.path }, { cause: error.cause ?? error });
}

export function logNotice(log: Log, error: AppError): void {
  const { code, severity, data } = error;
  log.write(`notice ${code}`, { severity, ...(TOLD.test(code) && !UNTOLD.includes(code) ? data : {}) });
}

/** What a command of the window, the browser or the line ended with: written where it is a fault of the program or of the system. */
export function logFailure(log: Log, command: string, thrown: unknown): AppError {
  const known = thrown instanceof AppError ? thrown : systemError(thrown);
  if (known === null || known.code === "app/internal") log.failure("unexpected error", thrown, { command });
  else if (/^(?:app|disk|store)\//.test(known.code)) log.write(`refused ${known.code}`, { command, ...known.data });
  return withLog(asAppError(thrown), log);
}
