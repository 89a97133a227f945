/**
 * @file Looking after a database that nobody uses just now: check, copy, put another in its place.
 * Reads: the data folder. Writes: backups; the database, whose predecessor is always kept under another name.
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { AppError, describe } from "#shared/errors/errors.ts";
import { backUp, type Backup } from "./backup.ts";
import { problemsOf } from "./health.ts";
import { listMigrations, migrate, schemaVersion } from "./migrate.ts";
import { DATABASE_FILE, takeOwnership } from "./open.ts";
import { salvage, type SalvageListener, type SavedTable } from "./salvage.ts";

function openThere(path: string): Database.Database {
  if (!existsSync(path)) throw new AppError("store/none", { path });
  try {
    return new Database(path, { readonly: true, fileMustExist: true });
  } catch (error) {
    throw new AppError("store/corrupt", { path, detail: describe(error) }, { cause: error });
  }
}

/** What is wrong with it, each index and reference looked at; empty: nothing. Works beside a running Focaldesk. @throws AppError `store/none`, `store/corrupt`. */
export function checkDatabase(dataDir: string): string[] {
  const db = openThere(join(dataDir, DATABASE_FILE));
  try {
    return problemsOf(db, true);
  } finally {
    db.close();
  }
}

/** Works beside a running Focaldesk. @param now ISO 8601. @throws AppError `store/none`, `store/corrupt`, `store/damaged`: damage is not copied over a good backup's place. */
export async function makeBackup(dataDir: string, now: string): Promise<Backup> {
  const path = join(dataDir, DATABASE_FILE);
  const db = openThere(path);
  try {
    const problem = problemsOf(db, false)[0];
    if (problem !== undefined) throw new AppError("store/damaged", { path, detail: problem });
    return await backUp(db, dataDir, now, "asked");
  } finally {
    db.close();
  }
}

/**
 * Puts a backup in the place of the database.
 * @returns where the database before it is kept; null when there was none.
 * @throws AppError `store/locked`, `store/none`, `store/corrupt`, `store/foreign`, `store/damaged` when the backup itself is; nothing is changed then.
 */
export async function restoreBackup(dataDir: string, from: string, now: string): Promise<string | null> {
  const lock = takeOwnership(dataDir);
  const part = join(dataDir, `${DATABASE_FILE}.part`);
  try {
    const backup = openThere(from);
    try {
      const problem = problemsOf(backup, true)[0];
      if (problem !== undefined) throw new AppError("store/damaged", { path: from, detail: problem });
      if (schemaVersion(backup) === 0) throw new AppError("store/foreign", { path: from });
      // Through SQLite: what is still in the backup's own log comes along.
      rmSync(part, { force: true });
      await backup.backup(part);
    } finally {
      backup.close();
    }
    return replaceDatabase(dataDir, part, now);
  } finally {
    rmSync(part, { force: true });
    lock.close();
  }
}

/**
 * Puts in the place of a damaged database a new one with what can still be read.
 * @returns rows saved and lost for each table, and where the damaged file is kept.
 * @throws AppError `store/locked`, `store/none`, `store/newer`, `store/beyond-salvage` when nothing can be read; nothing is changed then.
 */
export async function salvageDatabase(
  dataDir: string,
  migrationsDir: string,
  now: string,
  tell?: SalvageListener,
): Promise<{ tables: SavedTable[]; kept: string | null }> {
  const lock = takeOwnership(dataDir);
  const part = join(dataDir, `${DATABASE_FILE}.part`);
  try {
    rmSync(part, { force: true });
    const tables = await salvageInto(dataDir, part, migrationsDir, tell);
    return { tables, kept: replaceDatabase(dataDir, part, now) };
  } finally {
    rmSync(part, { force: true });
    lock.close();
  }
}

/**
 * Copies what can be read of a damaged database into another folder; the database itself is only read.
 * @param folder there and empty. @throws AppError `store/none`, `store/corrupt`, `store/newer`, `store/beyond-salvage`.
 */
export function copyReadable(dataDir: string, folder: string, migrationsDir: string, tell?: SalvageListener): Promise<SavedTable[]> {
  return salvageInto(dataDir, join(folder, DATABASE_FILE), migrationsDir, tell);
}

async function salvageInto(dataDir: string, path: string, migrationsDir: string, tell: SalvageListener | undefined): Promise<SavedTable[]> {
  const from = openThere(join(dataDir, DATABASE_FILE));
  const into = new Database(path);
  try {
    migrate(into, migrationsDir);
    refuseNewer(from, migrationsDir);
    const tables = await salvage(from, into, tell);
    if (tables.every(({ saved }) => saved === 0)) throw new AppError("store/beyond-salvage", { path: from.name });
    return tables;
  } finally {
    into.close();
    from.close();
  }
}

/** Tables that this version does not know would be left out without a word. */
function refuseNewer(db: Database.Database, migrationsDir: string): void {
  const known = listMigrations(migrationsDir).length;
  let found: number;
  try {
    found = schemaVersion(db);
  } catch {
    // What tells the version is damaged as well: what is known is saved.
    return;
  }
  if (found > known) throw new AppError("store/newer", { path: db.name, found, known });
}

function replaceDatabase(dataDir: string, part: string, now: string): string | null {
  const path = join(dataDir, DATABASE_FILE);
  const kept = join(dataDir, `focaldesk-before-${now.slice(0, 19).replaceAll(/[-:]/g, "")}.db`);
  const existed = existsSync(path);
  // Its log belongs to it: beside another database SQLite would apply it to that.
  for (const suffix of ["", "-wal", "-shm"]) if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix);
  renameSync(part, path);
  return existed ? kept : null;
}
