/** @file Writes a file whole or not at all. Reads: text. Writes: a temporary file beside the target, then a rename. */
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppError, describe } from "#shared/errors.ts";

/** @returns bytes written. @throws AppError `export/write`; an earlier file at the path is then untouched. */
export async function writeFileWhole(path: string, text: string): Promise<number> {
  // Same folder: a rename across file systems is a copy, which can stop half-way.
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    const file = await open(temporary, "w");
    try {
      await file.writeFile(text, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return Buffer.byteLength(text);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new AppError("export/write", { path, detail: describe(error) }, { cause: error });
  }
}
