import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
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

describe("0004, which rebuilds the table of configurations", () => {
  it("keeps every row of a database of the version before, and what refers to them", () => {
    const old = copyMigrations({});
    for (const { version, name } of listMigrations(old)) if (version > 3) rmSync(join(old, name));
    const db = new Database(":memory:");
    db.pragma("foreign_keys = ON");
    migrate(db, old);
    db.exec(`
      INSERT INTO dataset VALUES (1, 'd', 'd.csv', 's', '${"0".repeat(64)}', 1, '{}', '{}', 10, 1, 'y', 'now');
      INSERT INTO dataset_class VALUES (1, 0, 'a', 6), (1, 1, 'b', 4);
      INSERT INTO sweep (id, dataset_id, name, spec, spec_sha256, created_at) VALUES (1, 1, 's', '{}', 'f', 'now');
      INSERT INTO config VALUES (7, 1, 0, 'k1', 'focal-softmax', 2, 0.5, NULL, NULL, 0.001, 0, '[8]', 3, 32, 'adam', 0.9, 0, '{}', 0);
      INSERT INTO config VALUES (8, 1, 1, 'k2', 'focal-sigmoid', 2, NULL, 0.25, 'b', 0.001, 0, '[8]', 3, 32, 'adam', 0.9, 0, '{}', 1);
      INSERT INTO run (id, sweep_id, config_id, seed) VALUES (70, 1, 7, 1), (80, 1, 8, 1);
      INSERT INTO epoch_metric VALUES (70, 1, 'train_loss', 0.5, 'finite');
      INSERT INTO confusion VALUES (70, 'test', 1, 0, 0, 3), (70, 'test', 1, 1, 0, 2);`);
    expect(migrate(db, "migrations")[0]).toMatch(/^0004/);
    expect(db.pragma("foreign_keys", { simple: true })).toBe(1);
    expect(db.prepare("SELECT id, family, strength, alpha, positive_class, is_control, options, kind FROM config").raw().all()).toEqual([
      [7, "focal-softmax", 0.5, null, null, 0, "{}", "softmax"],
      [8, "focal-sigmoid", null, 0.25, "b", 1, "{}", "sigmoid"],
    ]);
    expect(db.prepare("SELECT id, config_id FROM run ORDER BY id").raw().all()).toEqual([
      [70, 7],
      [80, 8],
    ]);
    expect(db.prepare("SELECT accuracy, balanced_accuracy FROM split_metric WHERE run_id = 70 AND split = 'test'").raw().get()).toEqual([0.6, 0.5]);
    db.exec("DELETE FROM sweep");
    expect(db.prepare("SELECT count(*) FROM confusion").pluck().get()).toBe(0);
  });

  it("is rolled back when a row would refer to nothing", () => {
    const next = `${String(NEWEST + 1).padStart(4, "0")}-orphan.sql`;
    const folder = copyMigrations({ [next]: "INSERT INTO split_label VALUES (99, 'test', x'00');" });
    const db = new Database(":memory:");
    expect(() => migrate(db, folder)).toThrow("a row of table split_label refers to nothing");
    expect(schemaVersion(db)).toBe(NEWEST);
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
    for (const open of [openStore, openReadOnly]) expect(() => open(folder, "migrations")).toThrow(/focaldesk\.db cannot be read: it is no database/);
    writeFileSync(join(folder, "file"), "");
    expect(() => openStore(join(folder, "file", "data"), "migrations")).toThrow(/cannot be used: a part of its path is no folder \(ENOTDIR\)/);
  });

  it("says that there is no database where none was made", () => {
    const folder = temporaryFolder();
    expect(() => openReadOnly(folder, "migrations")).toThrow(`The data folder ${folder} holds no Focaldesk database yet.`);
  });
});
