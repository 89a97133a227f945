/** @file What is wrong in a sweep, as the error that a user meets. Reads: complaints about a sweep. */
import { AppError } from "../../errors/errors.ts";
import type { Complaint } from "../../schema/issues.ts";

/** @returns `sweep/unknown-key` naming key and likely meaning, or `sweep/invalid` naming place, value and what is allowed. */
export function sweepRefusal({ path, detail, unknown }: Complaint): AppError {
  const place = path.length === 0 ? null : `“${path.join(".")}”`;
  if (!unknown) return new AppError("sweep/invalid", { where: place ?? "The top level", detail });
  const { key, family, guess, settings } = unknown;
  return new AppError("sweep/unknown-key", {
    key,
    owner: family === null ? (place ?? "a sweep") : `${family} (${place})`,
    guess: guess === "" ? "." : guess.endsWith("?") ? guess : `${guess}.`,
    settings: settings.length === 0 ? "none" : settings.join(", "),
  });
}
