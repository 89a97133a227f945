/**
 * @file A file that can be read twice, from what a command line names: a file, `-`, a pipe.
 * Reads: standard input or the path. Writes: a temporary copy of what is no plain file, which is removed again.
 */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { AppError, describe } from "#shared/errors/errors.ts";

export interface PlainInput {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
}

/** Calls `use` with a plain file. @param operand `-` is standard input. @throws AppError `data/not-found` and what `use` throws. */
export async function withPlainInput<Result>(operand: string, use: (input: PlainInput) => Promise<Result>): Promise<Result> {
  const path = resolve(operand);
  const found = operand === "-" ? null : await stat(path).catch(() => null);
  // What is not there, or is a folder, is refused by the reader in its own words.
  if (operand !== "-" && (!found || found.isFile() || found.isDirectory())) return use({ path, name: basename(path) });
  const folder = await mkdtemp(join(tmpdir(), "focaldesk-input-"));
  try {
    const name = operand === "-" ? "standard input" : basename(path);
    const copy = join(folder, name);
    try {
      await pipeline(operand === "-" ? process.stdin : createReadStream(path), createWriteStream(copy));
    } catch (error) {
      throw new AppError("data/not-found", { path: operand, detail: describe(error) }, { cause: error });
    }
    return await use({ path: copy, name });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
