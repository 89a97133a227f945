/** @file How a call is answered across a boundary, and what becomes of the answer on the other side. Reads: answers. */
import { fromWire, type WireError } from "../errors/errors.ts";

/** text: JSON of the value. */
export type Answer = { ok: true; value: unknown } | { ok: true; text: string } | { ok: false; error: WireError };

/** Both sides are of one version and the app parses what comes in, so answers are trusted here. @throws AppError the app's refusal. */
export function settle(answer: Answer): unknown {
  if (answer.ok) return "text" in answer ? JSON.parse(answer.text) : answer.value;
  throw fromWire(answer.error);
}
