/** @file What to do about a run that failed: the remedy of the watchdog, or the next step of its error. */
import { ERROR_TABLE, type ErrorCode } from "#shared/errors/errors.ts";
import type { RunRow } from "#shared/wire/records.ts";

/** @returns "" when nothing is known. Steps that need the data of the error cannot be told: only its sentence is stored. */
export function remedyOf({ errorCode, error, flags }: Pick<RunRow, "errorCode" | "error" | "flags">): string {
  if (errorCode === null || !(errorCode in ERROR_TABLE)) return "";
  if (errorCode === "train/watchdog") return (flags.find((flag) => error?.includes(flag.text)) ?? flags.at(-1))?.remedy ?? "";
  const { action } = ERROR_TABLE[errorCode as ErrorCode];
  return action.includes("{") ? "" : action;
}

/** What the watchdog found beside what ended the run: its error says that already. */
export function otherFindings({ error, flags }: Pick<RunRow, "error" | "flags">): RunRow["flags"] {
  return flags.filter((flag) => !error?.includes(flag.text));
}
