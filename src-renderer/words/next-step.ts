/** @file What the user of the window can do about an error. Reads: words. */
import type { AppError } from "#shared/errors/errors.ts";
import { words } from "./index.ts";

export function nextStep(error: AppError): string {
  const own = words.errorActions[error.code];
  return typeof own === "function" ? own(error.data) : (own ?? error.action);
}
