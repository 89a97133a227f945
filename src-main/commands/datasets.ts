/**
 * @file Imports tables: profile, fingerprint, a copy in the data folder, one row in the store.
 * Reads: a file of the user. Writes: <dataDir>/datasets/<sha256>.<ending> (temporary name first), table dataset.
 */
import { randomUUID } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { chmod, copyFile, rename, rm } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { canonicalOptions, type Dataset, type ImportOptions, type Profile } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import type { ReadingAnswer } from "../table-readers/protocol.ts";
import { readForImport } from "../table-readers/tasks.ts";
import { sha256OfFile } from "../data/text/fingerprint.ts";
import { deleteDataset, findDataset, getDataset, insertDataset, isStored, listDatasets, type StoredDataset } from "../store/dataset-rows.ts";
import type { WriteDb } from "../store/open.ts";

interface Input {
  readonly path: string;
  readonly fileName: string;
  readonly name: string | undefined;
  readonly options: ImportOptions;
}

/** Profile and fingerprint of a table, wherever it is read. */
type ReadTable = (file: { path: string; fileName: string; options: ImportOptions }) => Promise<ReadingAnswer<"import">>;

/**
 * The same file read in the same way is imported once. Nothing is stored when it throws.
 * @param signal ends it as long as nothing is stored. @throws AppError of data/*.
 */
export async function importDataset(
  db: WriteDb,
  dataDir: string,
  input: Input,
  now: string,
  read: ReadTable = readForImport,
  signal?: AbortSignal,
): Promise<Dataset> {
  const options = canonicalOptions({ ...input.options, rules: 2 });
  const { profile, sha256, sizeBytes } = await read({ path: input.path, fileName: input.fileName, options });
  const earlier = findEarlierReading(db, sha256, options, profile);
  // What is to be known of the file is found now; versions before findings did not store any.
  const known = findDataset(db, sha256, options) ?? (earlier && { ...earlier, profile: { ...earlier.profile, findings: profile.findings } });
  if (known) {
    await mendCopy(dataDir, known, input.path);
    return known;
  }
  const storedFile =
    sha256 +
    extname(input.fileName)
      .toLowerCase()
      .replace(/[^.a-z0-9]/g, "");
  await storeCopy(input.path, join(dataDir, "datasets", storedFile), () => {
    if (signal?.aborted) throw new AppError("data/cancelled", { file: input.fileName });
  });
  // The same import may have been asked for twice at once; from here on nothing waits.
  const first = findDataset(db, sha256, options);
  if (first) return first;
  const name = input.name ?? basename(input.fileName, extname(input.fileName));
  try {
    const id = insertDataset(db, { name, fileName: input.fileName, storedFile, sha256, sizeBytes, options, profile, createdAt: now });
    return getDataset(db, id);
  } catch (error) {
    // The disk is full or the database held: a copy that no row names would stay for ever.
    if (!isStored(db, storedFile)) await rm(join(dataDir, "datasets", storedFile), { force: true });
    throw error;
  }
}

/**
 * The data set of an earlier version that holds the same: judged by the rules of that time, its table reads as it does now. The oldest, because
 * what differs between several is the order of a list.
 */
function findEarlierReading(db: WriteDb, sha256: string, options: ImportOptions, profile: Profile): StoredDataset | undefined {
  // What those versions could not say.
  if ((options.merge ?? options.group ?? options.numbers ?? options.labelMissing) !== undefined) return undefined;
  const sameNames = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((name) => b.includes(name));
  const readsEqual = (d: StoredDataset): boolean =>
    d.options.rules === undefined &&
    d.options.label === options.label &&
    d.options.missing === options.missing &&
    sameNames(d.options.ignore, options.ignore) &&
    sameNames(d.options.categorical, options.categorical) &&
    isDeepStrictEqual(
      [d.profile.rows, d.profile.droppedRows, d.profile.columns, d.profile.classes],
      [profile.rows, profile.droppedRows, profile.columns, profile.classes],
    );
  return listDatasets(db)
    .filter((d) => d.sha256 === sha256 && readsEqual(d))
    .at(-1);
}

/** Whether the stored copy is still the file that was imported. */
export async function copyIsWhole(dataDir: string, dataset: Pick<StoredDataset, "storedFile" | "sha256">): Promise<boolean> {
  const sha256 = await sha256OfFile(join(dataDir, "datasets", dataset.storedFile)).catch(() => null);
  return sha256 === dataset.sha256;
}

/** A copy that was deleted or damaged comes back with the file it was made of. */
async function mendCopy(dataDir: string, dataset: StoredDataset, from: string): Promise<void> {
  if (!(await copyIsWhole(dataDir, dataset))) await storeCopy(from, join(dataDir, "datasets", dataset.storedFile));
}

const PART = ".part";

/** @param check throws when the copy is not wanted any more. */
async function storeCopy(from: string, to: string, check: () => void = () => {}): Promise<void> {
  const temporary = `${to}.${randomUUID()}${PART}`;
  try {
    await copyFile(from, temporary);
    // A copy has the mode of the original; this one is for the owner of the data folder. Not every file system has modes.
    await chmod(temporary, 0o600).catch(() => {});
    check();
    await rename(temporary, to);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Copies that a kill of the app left half-written. To be called by the one process that owns the folder, before any import. */
export function removeHalfCopies(dataDir: string): void {
  const folder = join(dataDir, "datasets");
  for (const name of readdirSync(folder)) if (name.endsWith(PART)) rmSync(join(folder, name), { force: true });
}

export async function removeDataset(db: WriteDb, dataDir: string, id: number): Promise<void> {
  const orphan = deleteDataset(db, id);
  if (orphan) await rm(join(dataDir, "datasets", orphan), { force: true });
}
