/**
 * @file Errors of runs as versions until schema 6 stored them: a code and a sentence.
 * Reads: their sentences. Those of the error table are read by its words as they are now; what these no longer say stays in its own words.
 */
import { ERROR_TABLE, type ErrorCode } from "../errors/errors.ts";
import type { ErrorData } from "../errors/error-data.ts";
import { reading } from "./sentence-pattern.ts";

interface Told {
  readonly code: string;
  readonly data: ErrorData;
}

/** Sentences that had the code of another failure. */
const OWN: readonly (readonly [was: string, template: string, is: ErrorCode])[] = [
  ["train/failed", "The trainer ended without a result for this run.", "train/no-result"],
  ["train/crashed", "Focaldesk ended {attempts#} times while it trained this run.", "train/ended-with-app"],
];

/** @returns null for a sentence that is not known. */
export function errorFromWords(code: string, text: string): Told | null {
  for (const [was, template, is] of OWN) {
    const data = was === code ? reading(template)(text) : null;
    if (data) return { code: is, data };
  }
  const data = code in ERROR_TABLE ? reading(ERROR_TABLE[code as ErrorCode].sentence)(text) : null;
  return data && { code, data };
}
