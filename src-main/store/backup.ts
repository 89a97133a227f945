/**
 * @file Copies of the database inside the data folder: one a day, a few kept, and one before every migration.
 * Reads: the database, through SQLite's backup interface, so that a copy is whole while others write. Writes: <dataDir>/backups.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

const FOLDER = "backups";
const NAME = /^focaldesk-(?:\d{4}-\d{2}-\d{2}(T\d{6})?|(before-\d{4}))\.db$/;
const KEPT_DAILY = 3;
const KEPT_BEFORE = 2;
const DAY_MS = 86_400_000;

export interface Backup {
  readonly path: string;
  readonly bytes: number;
  /** ISO 8601, of the file. */
  readonly at: string;
  readonly kind: "daily" | "asked" | "before-migration";
}

export const backupFolder = (dataDir: string): string => join(dataDir, FOLDER);

/** Newest first; empty without any. */
export function listBackups(dataDir: string): Backup[] {
  const folder = backupFolder(dataDir);
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder).flatMap((file): Backup[] => {
    const match = NAME.exec(file);
    if (!match) return [];
    const path = join(folder, file);
    const { size, mtime } = statSync(path);
    return [{ path, bytes: size, at: mtime.toISOString(), kind: match[2] ? "before-migration" : match[1] ? "asked" : "daily" }];
  });
  return found.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.path < b.path ? 1 : -1));
}

/**
 * Copies the database as it is now, while others may write. Nothing is left behind by a copy that fails.
 * @param now ISO 8601. @throws whatever SQLite or the file system does.
 */
export async function backUp(db: Database.Database, dataDir: string, now: string, kind: "daily" | "asked"): Promise<Backup> {
  const folder = backupFolder(dataDir);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `focaldesk-${now.slice(0, 10)}${kind === "asked" ? `T${now.slice(11, 19).replaceAll(":", "")}` : ""}.db`);
  const part = `${path}.part`;
  forgetParts(folder, now);
  try {
    // A copy by another connection than the writer's begins anew after every commit: beside training it must be one step.
    await (kind === "asked" ? db.backup(part, { progress: () => 2 ** 31 - 1 }) : db.backup(part));
    standAlone(part);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  if (kind === "daily") forgetOld(dataDir, kind);
  return { path, bytes: statSync(path).size, at: now, kind };
}

/**
 * The copy before a migration, made at once: nobody else has the database yet.
 * @param before number of the migration. @throws whatever SQLite or the file system does; the migration must then not be tried.
 */
export function copyBeforeMigration(db: Database.Database, dataDir: string, before: number): void {
  const folder = backupFolder(dataDir);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `focaldesk-before-${String(before).padStart(4, "0")}.db`);
  const part = `${path}.part`;
  rmSync(part, { force: true });
  try {
    db.prepare("VACUUM INTO ?").run(part);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  forgetOld(dataDir, "before-migration");
}

/** A copy comes with the mode of its original; without a log it can be opened where nothing can be written, a full disk for one. */
function standAlone(part: string): void {
  const copy = new Database(part);
  try {
    copy.pragma("journal_mode = DELETE");
  } finally {
    copy.close();
  }
}

/** Of a copy that was broken off by a kill. Another process may be making one just now. */
function forgetParts(folder: string, now: string): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".part"))) {
    const path = join(folder, file);
    if (Date.parse(now) - statSync(path).mtimeMs > DAY_MS) rmSync(path, { force: true });
  }
}

/** Those that the user asked for are his to delete. */
function forgetOld(dataDir: string, kind: "daily" | "before-migration"): void {
  const kept = kind === "daily" ? KEPT_DAILY : KEPT_BEFORE;
  for (const { path } of listBackups(dataDir)
    .filter((backup) => backup.kind === kind)
    .slice(kept))
    rmSync(path, { force: true });
}

/** Whether the newest daily copy is of another day. @param now ISO 8601. */
export function needsDailyBackup(dataDir: string, now: string): boolean {
  return !existsSync(join(backupFolder(dataDir), `focaldesk-${now.slice(0, 10)}.db`));
}
