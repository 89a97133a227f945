/**
 * @file What `focaldesk db` does with the database of a folder. It is no command of the contract: it works where no app can be opened, and replaces
 * the database only where nobody has it.
 * Reads: the data folder. Writes: backups; with restore and salvage another database in place of the present one, which is kept beside it.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#shared/errors/errors.ts";
import { type Backup, listBackups } from "../store/backup.ts";
import { checkDatabase, makeBackup, restoreBackup, salvageDatabase } from "../store/care.ts";
import { DATABASE_FILE } from "../store/open.ts";
import type { SavedTable } from "../store/salvage.ts";

export interface DatabaseCare {
  readonly path: string;
  /** Newest first. @throws AppError `store/none`. */
  backups(): Backup[];
  /** Empty: nothing is wrong. @throws AppError `store/none`, `store/corrupt`. */
  problems(): string[];
  /** @throws AppError `store/none`, `store/corrupt`, `store/damaged`. */
  backUp(): Promise<Backup>;
  /** @param file the newest backup when absent. @throws AppError `store/no-backup`, `store/locked*`, `store/foreign`, `store/damaged`. */
  restore(file: string | undefined): Promise<{ restored: string; kept: string | null }>;
  /** @throws AppError `store/locked*`, `store/none`, `store/beyond-salvage`. */
  salvage(): Promise<{ tables: SavedTable[]; kept: string | null }>;
}

export function careFor(dataDir: string, migrationsDir: string): DatabaseCare {
  const path = join(dataDir, DATABASE_FILE);
  const now = (): string => new Date().toISOString();
  return {
    path,
    backups() {
      if (!existsSync(path)) throw new AppError("store/none", { path: dataDir });
      return listBackups(dataDir);
    },
    problems: () => checkDatabase(dataDir),
    backUp: () => makeBackup(dataDir, now()),
    async restore(file) {
      const restored = file ?? listBackups(dataDir)[0]?.path;
      if (restored === undefined) throw new AppError("store/no-backup", { path: dataDir });
      return { restored, kept: await restoreBackup(dataDir, restored, now()) };
    },
    salvage: () => salvageDatabase(dataDir, migrationsDir, now()),
  };
}
