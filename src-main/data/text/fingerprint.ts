/**
 * @file The identity of a data file: SHA-256 of its bytes.
 * Reads: the file, in chunks.
 */
import { createHash } from "node:crypto";
import { chunksOfFile } from "./file-bytes.ts";

/** Hashing is quick: larger chunks than those of a table. */
const CHUNK_BYTES = 1 << 20;

/** @returns 64 lower-case hex digits. @throws AppError `data/not-found` when the file cannot be read. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunksOfFile(path, CHUNK_BYTES)) hash.update(chunk);
  return hash.digest("hex");
}
