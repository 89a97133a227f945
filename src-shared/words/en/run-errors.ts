/** @file English: why a run failed, and what to do about it. Reads: errors and findings of runs. */
import { AppError, ERROR_TABLE, type ErrorCode } from "../../errors/errors.ts";
import type { RunError } from "../../wire/run-error.ts";
import type { RunFlag } from "../../wire/run-flags.ts";
import { remedyOfFlag, sayFlag } from "./run-flags.ts";

interface Failed {
  readonly error: RunError;
  readonly flags: readonly RunFlag[];
}

/** The finding for which the watchdog ended the run. */
export const endingFlag = ({ error, flags }: Failed): RunFlag | undefined =>
  error.code === "train/watchdog"
    ? (flags.find(({ kind, classIndex }) => kind === error.data["kind"] && classIndex === (error.data["classIndex"] ?? null)) ??
      (error.data["kind"] === undefined ? flags.at(-1) : undefined))
    : undefined;

const known = ({ code, data }: RunError): AppError | null => (code in ERROR_TABLE ? new AppError(code as ErrorCode, data) : null);

export function sayRunError(failed: Failed): string {
  const { error } = failed;
  if (error.kept !== null) return error.kept;
  const flag = endingFlag(failed);
  const message = known(error)?.message ?? error.code;
  return flag ? `${message} ${sayFlag(flag)}` : message;
}

/** @returns "" when nothing is known. */
export function remedyOfRunError(failed: Failed): string {
  const { error } = failed;
  const flag = endingFlag(failed);
  if (flag) return remedyOfFlag(flag);
  const action = known(error)?.action ?? "";
  // What an earlier version did not keep cannot be told.
  return error.kept !== null && ERROR_TABLE[error.code as ErrorCode]?.action.includes("{") ? "" : action;
}
