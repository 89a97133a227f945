/** @file What the watchdog found beside what ended a run: its error says that already. */
import { endingFlag } from "#shared/words/en/run-errors.ts";
import type { RunRow } from "#shared/wire/records.ts";

export function otherFindings({ error, flags }: Pick<RunRow, "error" | "flags">): RunRow["flags"] {
  const ending = error && endingFlag({ error, flags });
  return flags.filter((flag) => flag !== ending);
}
