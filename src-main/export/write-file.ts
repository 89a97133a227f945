/**
 * @file Writes a file whole or not at all, and writes through what is no plain file (a pipe, a device).
 * Reads: bytes. Writes: a temporary file beside the target, then a rename.
 */
import { randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { access, chmod, chown, copyFile, type FileHandle, open, readlink, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { AppError, describe } from "#shared/errors/errors.ts";
import { modeOfResult } from "../base/owner-only.ts";
import { refuseOwnFile } from "./own-files.ts";
import type { Bytes } from "./format.ts";
import { type PipeWait, writePipe } from "./write-pipe.ts";

const refuse = (path: string, error: unknown): AppError => new AppError("export/write", { path, detail: describe(error) }, { cause: error });
const temporaryOf = (target: string): string => join(dirname(target), `.${basename(target)}.${randomUUID()}.part`);
const statOf = (path: string): Promise<Stats | null> =>
  stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });

/** Links are kept: what they lead to is written, also where that is not there yet. */
async function targetOf(path: string): Promise<string> {
  let target = resolve(path);
  for (let links = 0; links < 40; links++) {
    const next = await readlink(target).catch(() => null);
    if (next === null) return target;
    target = resolve(dirname(target), next);
  }
  return target;
}

/**
 * Whether a file could be written there, as far as that can be known beforehand. Leaves everything as it is.
 * @throws AppError `export/write`.
 */
export async function tryTarget(path: string): Promise<void> {
  try {
    const there = await statOf(path);
    if (there?.isDirectory()) throw new AppError("export/write", { path, detail: "it is a folder" });
    // The system lets an administrator write it all the same: who protected it did not mean that.
    if (there?.isFile() && (there.mode & 0o222) === 0) throw new AppError("export/write", { path, detail: "it is read-only" });
    if (there) await access(path, constants.W_OK);
    // Opening a pipe would wake its reader.
    if (there && !there.isFile()) return;
    const target = await targetOf(path);
    refuseOwnFile(target);
    const temporary = temporaryOf(target);
    await (await open(temporary, "w")).close();
    await rm(temporary, { force: true });
  } catch (error) {
    throw error instanceof AppError ? error : refuse(path, error);
  }
}

/** What is written, counted; an abort ends it between two portions. */
class Written {
  bytes = 0;
  readonly #of: Bytes;
  readonly #signal: AbortSignal | undefined;

  constructor(of: Bytes, signal: AbortSignal | undefined) {
    this.#of = of;
    this.#signal = signal;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for await (const portion of this.#of) {
      if (this.#signal?.aborted) throw new Error("the command was interrupted");
      this.bytes += portion.length;
      yield portion;
    }
    if (this.#signal?.aborted) throw new Error("the command was interrupted");
  }
}

/**
 * @param bytes made as they are written. @param wait for a named pipe that nobody reads yet; an abort of its signal ends any write.
 * @returns bytes written. @throws AppError `export/write`, and what making the bytes throws; an earlier file at the path is then untouched.
 */
export async function writeFileWhole(path: string, bytes: Bytes, wait?: PipeWait): Promise<number> {
  try {
    const there = await statOf(path);
    // A pipe has words of its own for its end.
    const written = new Written(bytes, there?.isFIFO() ? undefined : wait?.signal);
    if (there?.isFIFO()) await writePipe(path, written, wait);
    else if (there && !there.isFile()) await writeThrough(path, written);
    else await replace(await targetOf(path), written, there);
    return written.bytes;
  } catch (error) {
    throw error instanceof AppError ? error : refuse(path, error);
  }
}

async function writeThrough(path: string, bytes: Written): Promise<void> {
  const file = await open(path, constants.O_WRONLY);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
}

async function replace(target: string, bytes: Written, there: Stats | null): Promise<void> {
  refuseOwnFile(target);
  // Same folder: a rename across file systems is a copy, which can stop half-way.
  const temporary = temporaryOf(target);
  try {
    await writeSynced(await open(temporary, "w"), bytes);
    if (there === null) {
      const mode = modeOfResult();
      if (mode !== null) await chmod(temporary, mode).catch(() => {});
      return await rename(temporary, target);
    }
    await chmod(temporary, there.mode & 0o7777);
    // One file under several names: a rename would part them.
    if (there.nlink > 1) return await copyFile(temporary, target);
    if (process.getuid?.() === 0) await chown(temporary, there.uid, there.gid);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeSynced(file: FileHandle, bytes: Written): Promise<void> {
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
