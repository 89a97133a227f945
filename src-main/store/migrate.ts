/**
 * @file Brings a database to the newest schema.
 * Reads: migrations/NNNN-name.sql. Writes: the schema and the table `migration`, each step in one transaction with its bookkeeping.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type Database from "better-sqlite3";
import { AppError, describe, systemError } from "#shared/errors/errors.ts";
import { defineReaders } from "./earlier-sentences.ts";

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** @returns migrations in order. @throws AppError `store/migration` when numbers have a gap: a file is missing from the installation. */
export function listMigrations(folder: string): Migration[] {
  const found = readdirSync(folder)
    .filter((file) => /^\d{4}-.+\.sql$/.test(file))
    .sort()
    .map((file) => ({ version: Number(file.slice(0, 4)), name: file, sql: readFileSync(join(folder, file), "utf8") }));
  found.forEach((migration, index) => {
    if (migration.version !== index + 1)
      throw new AppError("store/migration", { name: migration.name, path: folder, detail: `number ${index + 1} is missing` });
  });
  return found;
}

/**
 * @returns the names of the migrations that were applied now.
 * @throws AppError `store/newer` when the database knows a migration that this version does not, before anything is written;
 * `store/migration` when one fails: it is rolled back, earlier ones stay.
 */
export function migrate(db: Database.Database, folder: string): string[] {
  const known = listMigrations(folder);
  const current = schemaVersion(db);
  if (current > known.length) throw new AppError("store/newer", { path: db.name, found: current, known: known.length });
  if (current === 0) db.exec("CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT");
  const record = db.prepare("INSERT INTO migration (version, name, applied_at) VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))");
  const applied: string[] = [];
  // A table is rebuilt by dropping the old one, which would take all rows that refer to it along; checked before the commit instead.
  const keys = db.pragma("foreign_keys", { simple: true });
  if (current < known.length) defineReaders(db);
  db.pragma("foreign_keys = OFF");
  try {
    for (const migration of known.slice(current)) {
      try {
        db.transaction(() => {
          db.exec(migration.sql);
          const broken = (db.pragma("foreign_key_check") as { table: string }[])[0];
          if (broken) throw new Error(`a row of table ${broken.table} refers to nothing`);
          record.run(migration.version, migration.name);
        }).immediate();
      } catch (error) {
        const known = systemError(error, dirname(db.name));
        if (known && known.code !== "store/corrupt") throw known;
        throw new AppError("store/migration", { name: migration.name, path: db.name, detail: describe(error) }, { cause: error });
      }
      applied.push(migration.name);
    }
  } finally {
    db.pragma(`foreign_keys = ${String(keys)}`);
  }
  return applied;
}

/** 0 for a database without our bookkeeping. */
export function schemaVersion(db: Database.Database): number {
  const table = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'").get();
  if (!table) return 0;
  return (db.prepare("SELECT coalesce(max(version), 0) AS version FROM migration").get() as { version: number }).version;
}
