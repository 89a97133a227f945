/**
 * @file Copies of tables in the data folder: taken before anything is read, so that what is profiled, fingerprinted and kept are the same bytes.
 * Reads: a file of the user. Writes: <dataDir>/datasets, under a temporary name first.
 */
import { randomUUID } from "node:crypto";
import { constants, readdirSync, rmSync } from "node:fs";
import { chmod, copyFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#shared/errors/errors.ts";
import { sizeOfFile } from "../data/text/file-bytes.ts";
import { TABLE_LIMITS } from "../data/table/scan-table.ts";
import { sha256OfFile } from "../data/text/fingerprint.ts";
import type { StoredDataset } from "../store/dataset-rows.ts";

const PART = ".part";

/** A copy without a name yet. */
export interface TableCopy {
  readonly path: string;
  keepAs(storedFile: string): Promise<void>;
  /** Removes it, unless it was kept. */
  drop(): Promise<void>;
}

export const pathOfCopy = (dataDir: string, storedFile: string): string => join(dataDir, "datasets", storedFile);

/**
 * @param fileName what messages call it. @param copy tests give another.
 * @throws AppError `data/not-found`, `data/being-written`; what the file system throws where it cannot write. Nothing is left then.
 */
export async function takeCopy(dataDir: string, from: string, fileName: string, copy: typeof copyFile = copyFile): Promise<TableCopy> {
  const path = pathOfCopy(dataDir, `${randomUUID()}${PART}`);
  const drop = (): Promise<void> => rm(path, { force: true });
  await sizeOfFile(from, fileName, TABLE_LIMITS.maxBytes);
  try {
    const before = await stat(from);
    await copy(from, path, constants.COPYFILE_FICLONE);
    const after = await stat(from);
    if (before.size !== after.size || before.mtimeMs !== after.mtimeMs) throw new AppError("data/being-written", { file: fileName });
    // A copy has the mode of the original; this one is for the owner of the data folder. Not every file system has modes.
    await chmod(path, 0o600).catch(() => {});
  } catch (error) {
    await drop();
    throw error;
  }
  return { path, keepAs: (storedFile) => rename(path, pathOfCopy(dataDir, storedFile)), drop };
}

/** Whether the stored copy is still the file that was imported. */
export async function copyIsWhole(dataDir: string, dataset: Pick<StoredDataset, "storedFile" | "sha256">): Promise<boolean> {
  const sha256 = await sha256OfFile(pathOfCopy(dataDir, dataset.storedFile)).catch(() => null);
  return sha256 === dataset.sha256;
}

/** Copies that a kill of the app left. To be called by the one process that owns the folder, before any import. */
export function removeHalfCopies(dataDir: string): void {
  const folder = join(dataDir, "datasets");
  for (const name of readdirSync(folder)) if (name.endsWith(PART)) rmSync(join(folder, name), { force: true });
}
