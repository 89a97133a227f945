/** @file What ends the measuring of stored runs. */
import { e, type Entry } from "./error-entry.ts";

export const MEASURING_ERRORS = {
  "measure/ended": e(
    "The process that measures stored runs has ended ({reason}).",
    "What is measured stays; measure again for the rest. If it happens again, report it with {log}.",
  ),
} as const satisfies Record<string, Entry>;
