/**
 * @file Records keyed by names that people choose: a column may be called “constructor”, which every object has.
 * Reads: records and input.
 */
import { AppError } from "../errors/errors.ts";

/** @returns what a record holds under a name, and nothing of what all objects hold. */
export function ownValue<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The one name that no record can be trusted with: schemas and assignments drop it without a word. */
const LOST = "__proto__";

export function isLostName(name: string): boolean {
  return name === LOST;
}

/** @throws AppError `input/invalid` where such a name is a key, however deep. */
export function refuseLostNames(input: unknown): void {
  if (typeof input !== "object" || input === null || ArrayBuffer.isView(input)) return;
  if (Object.hasOwn(input, LOST)) throw lostName();
  for (const value of Object.values(input)) refuseLostNames(value);
}

export function lostName(): AppError {
  return new AppError("input/invalid", { what: `“${LOST}”`, detail: "nothing can be set for a class or column of this name; rename it in the file" });
}
