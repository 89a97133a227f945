/**
 * @file Opens the one SQLite file of a data folder.
 * Reads and writes: <dataDir>/focaldesk.db and <dataDir>/owner.db (the lock).
 */
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { AppError, describe, type ErrorCode, systemError } from "#shared/errors/errors.ts";
import { counted } from "#shared/text/counted.ts";
import { copyBeforeMigration } from "./backup.ts";
import { endedUncleanly, networkFileSystem, problemsOf, strandedTables } from "./health.ts";
import { closeToOthers } from "./private-folder.ts";
import { listMigrations, migrate, schemaVersion } from "./migrate.ts";
import { PATIENCE_MS } from "./patience.ts";

/** A handle for queries; a function that takes it cannot be one that changes data by accident of its signature. */
export type ReadDb = Database.Database & { readonly __read: never };
export type WriteDb = ReadDb & { readonly __write: never };

export const DATABASE_FILE = "focaldesk.db";
/** Up to this size a reader looks whether the file is whole: about a second. */
const CHECKED_BYTES = 512 * 2 ** 20;
/** How long a statement waits for another program to let go of the database, in a process that has nothing else to do. */
const BUSY_MS = PATIENCE_MS;
/** The same where a window is to be drawn meanwhile: whoever writes tries again (patience.ts). */
const OPEN_BUSY_MS = 20;

/** What kind of program owns the folder. */
type OwnerKind = "electron" | "server" | "cli";

export interface Store {
  readonly db: WriteDb;
  /** There was a database before this start. */
  readonly existed: boolean;
  close(): void;
}

/**
 * Opens for writing, migrated, as the only owner of the folder.
 * @throws AppError `store/folder`, `store/locked*`, `store/lock-damaged`, `store/vanished`, `store/damaged`, `store/corrupt`, `store/newer`,
 * `store/migration`, and what {@link systemError} makes of SQLite's.
 */
export function openStore(dataDir: string, migrationsDir: string, busyMs = BUSY_MS, host: OwnerKind = "cli"): Store {
  try {
    mkdirSync(join(dataDir, "datasets"), { recursive: true });
    mkdirSync(join(dataDir, "checkpoints"), { recursive: true });
  } catch (error) {
    throw new AppError("store/folder", { path: dataDir, detail: describe(error) }, { cause: error });
  }
  const lock = takeOwnership(dataDir, host);
  closeToOthers(dataDir);
  let db: Database.Database | undefined;
  const close = (): void => {
    db?.close();
    lock.close();
  };
  try {
    const path = join(dataDir, DATABASE_FILE);
    const existed = existsSync(path) && statSync(path).size > 0;
    const stranded = existed ? 0 : strandedTables(dataDir);
    if (stranded > 0) throw new AppError("store/vanished", { path: dataDir, tables: counted(stranded, "imported table") });
    const unclean = endedUncleanly(path);
    db = openFile(path, busyMs);
    const problem = unclean ? problemsOf(db, false)[0] : undefined;
    if (problem !== undefined) throw new AppError("store/damaged", { path, detail: problem });
    bringUpToDate(db, dataDir, migrationsDir);
    db.pragma(`busy_timeout = ${Math.min(busyMs, OPEN_BUSY_MS)}`);
    return { db: db as WriteDb, existed, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Every step of the schema is one transaction; the copy is for what is wrong with a step that succeeds. */
function bringUpToDate(db: Database.Database, dataDir: string, migrationsDir: string): void {
  const found = schemaVersion(db);
  if (found > 0 && found < listMigrations(migrationsDir).length) {
    try {
      copyBeforeMigration(db, dataDir, found + 1);
    } catch (error) {
      throw systemError(error, dataDir) ?? error;
    }
  }
  migrate(db, migrationsDir);
}

/**
 * Opens beside a running owner, for `list` and `export`: under WAL a reader sees the last finished transaction and holds nobody up.
 * @throws AppError `store/none` where no database is, `store/damaged`, `store/corrupt`, `store/unreadable`, `store/newer`, `store/older`.
 */
export function openReadOnly(dataDir: string, migrationsDir: string, busyMs = BUSY_MS): { db: ReadDb; close(): void } {
  const path = join(dataDir, DATABASE_FILE);
  if (!existsSync(path)) throw new AppError("store/none", { path: dataDir });
  let db: Database.Database | undefined;
  let found: number;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: busyMs });
    // The first question is what reads the file: what is no database shows here.
    found = schemaVersion(db);
  } catch (error) {
    db?.close();
    const known = systemError(error, dataDir);
    if (known && ["store/busy", "store/full", "store/io"].includes(known.code)) throw known;
    throw new AppError(known?.code === "store/corrupt" ? known.code : "store/unreadable", { path, detail: describe(error) }, { cause: error });
  }
  const known = listMigrations(migrationsDir).length;
  const opened = db;
  // Some damage shows as rows that are not there, which would be a wrong table in silence.
  const problem = statSync(path).size <= CHECKED_BYTES ? problemsOf(opened, false)[0] : undefined;
  if (problem !== undefined) {
    opened.close();
    throw new AppError("store/damaged", { path, detail: problem });
  }
  if (found === known) return { db: opened as unknown as ReadDb, close: () => opened.close() };
  opened.close();
  throw new AppError(found > known ? "store/newer" : "store/older", { path, found, known });
}

export const hasWriteAheadLog = (db: ReadDb): boolean => db.pragma("journal_mode", { simple: true }) === "wal";

/** Another connection beside the one of {@link openStore}, in a thread of the same process. @throws AppError as {@link openStore} does. */
export function openReader(dataDir: string, busyMs = BUSY_MS): { db: ReadDb; close(): void } {
  try {
    const db = new Database(join(dataDir, DATABASE_FILE), { readonly: true, fileMustExist: true, timeout: busyMs });
    return { db: db as unknown as ReadDb, close: () => db.close() };
  } catch (error) {
    throw systemError(error, dataDir) ?? error;
  }
}

function openFile(path: string, busyMs: number): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: busyMs });
    // NORMAL under WAL survives a kill of the app; a power cut may lose the last transaction, never the file.
    db.pragma(`journal_mode = ${networkFileSystem(path) === null ? "WAL" : "DELETE"}`);
    db.pragma("synchronous = NORMAL");
    db.pragma("foreign_keys = ON");
    return db;
  } catch (error) {
    db?.close();
    const known = systemError(error, dirname(path));
    if (known && known.code !== "store/corrupt") throw known;
    throw new AppError("store/corrupt", { path, detail: describe(error) }, { cause: error });
  }
}

/**
 * One process owns the folder. An open exclusive transaction on a second file is the lock: the system releases it with the process,
 * also after kill -9, which a file with a process id in it cannot promise. The main database stays readable for sqlite3 and others.
 */
export function takeOwnership(dataDir: string, host: OwnerKind = "cli"): Database.Database {
  const path = join(dataDir, "owner.db");
  let lock: Database.Database | undefined;
  try {
    lock = new Database(path, { timeout: 0 });
    // Versions before the second table write one value into the first.
    lock.exec("CREATE TABLE IF NOT EXISTS owner (pid INTEGER); CREATE TABLE IF NOT EXISTS host (kind TEXT)");
    lock.exec("BEGIN IMMEDIATE");
    lock.exec(`DELETE FROM owner; INSERT INTO owner VALUES (${process.pid}); DELETE FROM host; INSERT INTO host VALUES ('${host}')`);
    lock.exec("COMMIT");
    // In rollback-journal mode a RESERVED lock lets others read the pid and lets nobody else take it.
    lock.exec("BEGIN IMMEDIATE");
    return lock;
  } catch (error) {
    const busy = (error as { code?: string }).code?.startsWith("SQLITE_BUSY");
    const pid = busy && lock ? ownerPid(lock) : 0;
    const code = busy && lock ? LOCKED[ownerKind(lock)] : "store/locked";
    lock?.close();
    // Without a number it is no Focaldesk, which would have left one.
    if (busy) throw pid > 0 ? new AppError(code, { path: dataDir, pid }, { cause: error }) : (systemError(error, dataDir) ?? error);
    const known = systemError(error, dataDir);
    if (known?.code === "store/corrupt") throw new AppError("store/lock-damaged", { path }, { cause: error });
    throw new AppError("store/folder", { path: dataDir, detail: describe(error) }, { cause: error });
  }
}

const LOCKED = {
  electron: "store/locked-by-window",
  server: "store/locked-by-server",
  cli: "store/locked",
} as const satisfies Record<OwnerKind, ErrorCode>;

/** That of a version that did not say is taken for a command: nothing can be asked of it. */
function ownerKind(lock: Database.Database): OwnerKind {
  try {
    const kind = lock.prepare("SELECT kind FROM host").pluck().get();
    return kind === "electron" || kind === "server" ? kind : "cli";
  } catch {
    return "cli";
  }
}

/** 0 when nobody may read it. */
function ownerPid(lock: Database.Database): number {
  try {
    return (lock.prepare("SELECT pid FROM owner").get() as { pid: number } | undefined)?.pid ?? 0;
  } catch {
    return 0;
  }
}
