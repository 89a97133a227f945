/**
 * @file The identity of a data file: SHA-256 of its bytes.
 * Reads: the file, in chunks. Writes: nothing.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { AppError, describe } from "#shared/errors.ts";

/** @returns 64 lower-case hex digits. @throws AppError `data/not-found` when the file cannot be read. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  } catch (thrown) {
    throw new AppError("data/not-found", { path, detail: describe(thrown) }, { cause: thrown });
  }
  return hash.digest("hex");
}
