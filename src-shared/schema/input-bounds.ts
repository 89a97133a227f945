/**
 * @file How large and how deep JSON may be before anything looks at what it says: a schema takes time and stack for every value.
 * Reads: decoded JSON.
 */
import { AppError } from "../errors/errors.ts";

/** A sweep is seven deep. */
const DEPTH = 64;
/** Entries of one list or object: the runs that one sweep may have. */
const ENTRIES = 100_000;
/** All values together. */
const VALUES = 250_000;

const refusal = (detail: string): AppError => new AppError("input/invalid", { what: "The input", detail });

/** Walks without recursion: what is a million lists deep must not end in a full stack. @throws AppError `input/invalid`. */
export function refuseUnboundedInput(input: unknown): void {
  let level: unknown[] = [input];
  let values = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH) throw refusal(`lists and objects stand more than ${DEPTH} deep in each other`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) continue;
      const entries: unknown[] = Array.isArray(value) ? value : Object.values(value);
      if (entries.length > ENTRIES)
        throw refusal(`${Array.isArray(value) ? "a list" : "an object"} has ${entries.length} entries, at most ${ENTRIES} are read`);
      values += entries.length;
      if (values > VALUES) throw refusal(`it has more than ${VALUES} values`);
      for (const entry of entries) if (typeof entry === "object" && entry !== null) next.push(entry);
    }
    level = next;
  }
}
