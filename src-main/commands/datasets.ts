/**
 * @file Imports tables: a copy in the data folder, of it a profile and a fingerprint, one row in the store.
 * Reads: a file of the user. Writes: <dataDir>/datasets/<sha256>.<ending>, table dataset.
 */
import { rm } from "node:fs/promises";
import { basename, extname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { canonicalOptions, type Dataset, type ImportOptions, type Profile } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import type { ReadingAnswer } from "../table-readers/protocol.ts";
import { readForImport } from "../table-readers/tasks.ts";
import { deleteDataset, findDataset, getDataset, insertDataset, isStored, listDatasets, type StoredDataset } from "../store/dataset-rows.ts";
import type { WriteDb } from "../store/open.ts";
import { copyIsWhole, pathOfCopy, type TableCopy, takeCopy } from "./table-copies.ts";

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
  // First of all: the file may be written to meanwhile.
  const copy = await takeCopy(dataDir, input.path, input.fileName);
  try {
    return await importCopy(db, dataDir, { ...input, options }, copy, now, read, signal);
  } finally {
    await copy.drop();
  }
}

async function importCopy(
  db: WriteDb,
  dataDir: string,
  { name, fileName, options }: Input,
  copy: TableCopy,
  now: string,
  read: ReadTable,
  signal: AbortSignal | undefined,
): Promise<Dataset> {
  const { profile, sha256, sizeBytes } = await read({ path: copy.path, fileName, options });
  const earlier = findEarlierReading(db, sha256, options, profile);
  // What is to be known of the file is found now; versions before findings did not store any.
  const known = findDataset(db, sha256, options) ?? (earlier && { ...earlier, profile: { ...earlier.profile, findings: profile.findings } });
  if (known) {
    // A copy that was deleted or damaged comes back with the file it was made of.
    if (!(await copyIsWhole(dataDir, known))) await copy.keepAs(known.storedFile);
    return known;
  }
  if (signal?.aborted) throw new AppError("data/cancelled", { file: fileName });
  const ending = extname(fileName)
    .toLowerCase()
    .replace(/[^.a-z0-9]/g, "");
  const storedFile = sha256 + ending;
  await copy.keepAs(storedFile);
  // The same import may have been asked for twice at once; from here on nothing waits.
  const first = findDataset(db, sha256, options);
  if (first) return first;
  try {
    const id = insertDataset(db, {
      name: name ?? basename(fileName, extname(fileName)),
      fileName,
      storedFile,
      sha256,
      sizeBytes,
      options,
      profile,
      createdAt: now,
    });
    return getDataset(db, id);
  } catch (error) {
    // The disk is full or the database held: a copy that no row names would stay for ever.
    if (!isStored(db, storedFile)) await rm(pathOfCopy(dataDir, storedFile), { force: true });
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

export async function removeDataset(db: WriteDb, dataDir: string, id: number): Promise<void> {
  const orphan = deleteDataset(db, id);
  if (orphan) await rm(pathOfCopy(dataDir, orphan), { force: true });
}
