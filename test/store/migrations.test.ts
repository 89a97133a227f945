import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { listMigrations, migrate, schemaVersion } from "#main/store/migrate.ts";
import { openReadOnly, openStore } from "#main/store/open.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const NEWEST = listMigrations("migrations").length;

function copyMigrations(extra: Record<string, string>): string {
  const folder = join(temporaryFolder(), "migrations");
  mkdirSync(folder);
  cpSync("migrations", folder, { recursive: true });
  for (const [name, sql] of Object.entries(extra)) writeFileSync(join(folder, name), sql);
  return folder;
}

describe("migrations", () => {
  it("bring an empty file to the newest schema once, and then have nothing to do", () => {
    const db = new Database(":memory:");
    expect(migrate(db, "migrations")).toHaveLength(NEWEST);
    expect(schemaVersion(db)).toBe(NEWEST);
    expect(migrate(db, "migrations")).toEqual([]);
    expect(db.pragma("foreign_key_check")).toEqual([]);
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%STRICT%' AND name NOT LIKE 'sqlite_%'").all();
    expect(tables).toEqual([]);
  });

  it("roll back a step that fails, with its bookkeeping, and keep the earlier ones", () => {
    const db = new Database(":memory:");
    migrate(db, "migrations");
    const next = `${String(NEWEST + 1).padStart(4, "0")}-broken.sql`;
    const folder = copyMigrations({ [next]: "CREATE TABLE half (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1);" });
    expect(() => migrate(db, folder)).toThrow(`Migration ${next} of :memory: failed and was rolled back: no such table: nowhere.`);
    expect(schemaVersion(db)).toBe(NEWEST);
    expect(db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'half'").get()).toBeUndefined();
  });

  it("refuse a database from a newer version and leave it as it was", () => {
    const folder = temporaryFolder();
    openStore(folder, copyMigrations({ [`${String(NEWEST + 1).padStart(4, "0")}-future.sql`]: "CREATE TABLE future (a INTEGER) STRICT;" })).close();
    const sentence = `was written by a newer Focaldesk (schema ${NEWEST + 1}; this version knows ${NEWEST})`;
    expect(() => openStore(folder, "migrations")).toThrow(sentence);
    expect(() => openReadOnly(folder, "migrations")).toThrow(sentence);
    const db = new Database(join(folder, "focaldesk.db"), { readonly: true });
    expect(schemaVersion(db)).toBe(NEWEST + 1);
    db.close();
  });

  it("refuse a folder with a missing number", () => {
    const db = new Database(":memory:");
    expect(() => migrate(db, copyMigrations({ [`${String(NEWEST + 2).padStart(4, "0")}-later.sql`]: "" }))).toThrow(`number ${NEWEST + 1} is missing`);
    expect(schemaVersion(db)).toBe(0);
  });
});

describe("opening a data folder", () => {
  it("has one owner at a time and says who it is", () => {
    const folder = temporaryFolder();
    const first = openStore(folder, "migrations");
    expect(() => openStore(folder, "migrations")).toThrow(`The data folder ${folder} is in use by another Focaldesk (process ${process.pid}).`);
    const reader = openReadOnly(folder, "migrations");
    expect(reader.db.prepare("SELECT count(*) AS n FROM run").get()).toEqual({ n: 0 });
    reader.close();
    first.close();
    openStore(folder, "migrations").close();
  });

  it("refuses a file that is no database, and a folder that cannot be made", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "focaldesk.db"), "this is not a database, but it is long enough to look like one".repeat(40));
    expect(() => openStore(folder, "migrations")).toThrow(/focaldesk\.db cannot be opened: file is not a database/);
    writeFileSync(join(folder, "file"), "");
    expect(() => openStore(join(folder, "file", "data"), "migrations")).toThrow(/cannot be used: ENOTDIR/);
  });

  it("says that there is no database where none was made", () => {
    expect(() => openReadOnly(temporaryFolder(), "migrations")).toThrow(/focaldesk\.db cannot be read/);
  });
});
