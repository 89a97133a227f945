/** Copies of the database, its check, and what is saved from a damaged one: real files, real damage. */
import { copyFileSync, existsSync, mkdirSync, openSync, readdirSync, utimesSync, writeFileSync, writeSync, closeSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { taskOf } from "#shared/task/registry.ts";
import { backUp, backupFolder, copyBeforeMigration, listBackups, needsDailyBackup } from "#main/store/backup.ts";
import { endedUncleanly, networkFileSystem, problemsOf, strandedTables } from "#main/store/health.ts";
import { openStore } from "#main/store/open.ts";
import { migrate } from "#main/store/migrate.ts";
import { storeEpochs } from "#main/store/result-rows.ts";
import { claimCohort } from "#main/store/run-rows.ts";
import { salvage } from "#main/store/salvage.ts";
import { addDataset, addSweepRows } from "../fixtures/open-database.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const NOW = "2026-03-04T05:06:07.000Z";
const counts = (db: Database.Database, tables: readonly string[]): Record<string, number> =>
  Object.fromEntries(tables.map((table) => [table, (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n]));
const TABLES = ["dataset", "dataset_class", "sweep", "config", "run", "epoch_metric", "confusion"];

/** A data folder with one sweep of 8 runs, 300 epochs each. */
function filled(): { folder: string; path: string; whole: Record<string, number> } {
  const folder = temporaryFolder();
  const { db, close } = openStore(folder, "migrations");
  const sweepId = addSweepRows(db, addDataset(db));
  const runs = claimCohort(db, { owner: "me", now: NOW }, sweepId, () => 8);
  for (const { id } of runs)
    for (let epoch = 1; epoch <= 300; epoch++)
      storeEpochs(db, taskOf({}), [{ runId: id, epoch, trainLoss: 1 / epoch, validation: [3, 1, 0, 0, 2, 0, 1, 0, 0], test: [4, 0, 0, 0, 0, 2, 0, 0, 1] }]);
  const whole = counts(db, TABLES);
  close();
  return { folder, path: join(folder, "focaldesk.db"), whole };
}

/** Fills pages with 0xA5. @param pages 1-based. */
function damage(path: string, pages: readonly number[]): void {
  const file = openSync(path, "r+");
  for (const page of pages) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, (page - 1) * 4096);
  closeSync(file);
}

describe("copies of the database", () => {
  it("are whole, named by day, and a few are kept", async () => {
    const { folder, path, whole } = filled();
    const db = new Database(path);
    expect(listBackups(folder)).toEqual([]);
    expect(needsDailyBackup(folder, NOW)).toBe(true);
    for (let day = 1; day <= 7; day++) {
      const made = await backUp(db, folder, `2026-03-0${day}T05:06:07.000Z`, "daily");
      utimesSync(made.path, new Date(`2026-03-0${day}`), new Date(`2026-03-0${day}`));
    }
    await backUp(db, folder, NOW, "asked");
    for (const before of [5, 6, 7]) copyBeforeMigration(db, folder, before);
    db.close();
    expect(readdirSync(backupFolder(folder)).sort()).toEqual([
      "focaldesk-2026-03-04T050607.db",
      "focaldesk-2026-03-05.db",
      "focaldesk-2026-03-06.db",
      "focaldesk-2026-03-07.db",
      "focaldesk-before-0006.db",
      "focaldesk-before-0007.db",
    ]);
    expect([needsDailyBackup(folder, "2026-03-07T23:59:59.000Z"), needsDailyBackup(folder, "2026-03-08T00:00:00.000Z")]).toEqual([false, true]);
    const copy = new Database(listBackups(folder).find((backup) => backup.kind === "daily")!.path, { readonly: true });
    expect(counts(copy, TABLES)).toEqual(whole);
    expect(problemsOf(copy, true)).toEqual([]);
    copy.close();
  });

  it("that are asked for come to their end beside a program that writes all the time", async () => {
    const { folder, path } = filled();
    const writer = new Database(path);
    const reader = new Database(path, { readonly: true });
    const MOST = 300;
    let written = 0;
    let isOver = false;
    const write = (): void => {
      if (isOver) return;
      writer.pragma(`user_version = ${(writer.pragma("user_version", { simple: true }) as number) + 1}`);
      if (++written < MOST) setImmediate(write);
    };
    write();
    const { path: copy } = await backUp(reader, folder, NOW, "asked");
    isOver = true;
    expect(written).toBeLessThan(MOST);
    const copied = new Database(copy, { readonly: true });
    expect(problemsOf(copied, true)).toEqual([]);
    for (const db of [copied, reader, writer]) db.close();
  });

  it("leave nothing behind when the disk refuses them", async () => {
    const { folder, path } = filled();
    const db = new Database(path);
    mkdirSync(backupFolder(folder));
    mkdirSync(join(backupFolder(folder), "focaldesk-2026-03-04.db.part"));
    await expect(backUp(db, folder, NOW, "daily")).rejects.toThrow();
    expect(existsSync(join(backupFolder(folder), "focaldesk-2026-03-04.db"))).toBe(false);
    db.close();
  });
});

describe("the check", () => {
  it("finds nothing in a whole database, and names what is wrong in a damaged one", () => {
    const { path } = filled();
    const db = new Database(path, { readonly: true });
    const pages = db.pragma("page_count", { simple: true }) as number;
    expect([problemsOf(db, false), problemsOf(db, true)]).toEqual([[], []]);
    db.close();
    damage(path, [Math.floor(pages / 2)]);
    const broken = new Database(path, { readonly: true });
    expect(problemsOf(broken, false).length).toBeGreaterThan(0);
    broken.close();
  });

  it("sees rows that refer to nothing", () => {
    const { path } = filled();
    const db = new Database(path);
    db.pragma("foreign_keys = OFF");
    db.exec("DELETE FROM run WHERE id = 1");
    expect(problemsOf(db, true)[0]).toMatch(/of table \w+ refers to nothing/);
    db.close();
  });

  it("knows an unclean end by the log that is left, and tables without a database", () => {
    const { folder, path } = filled();
    expect(endedUncleanly(path)).toBe(false);
    const db = new Database(path);
    db.exec("UPDATE sweep SET notes = 'x'");
    // As after kill -9: the log is not written back.
    copyFileSync(path, join(folder, "killed.db"));
    copyFileSync(`${path}-wal`, join(folder, "killed.db-wal"));
    db.close();
    expect([endedUncleanly(path), endedUncleanly(join(folder, "killed.db"))]).toEqual([false, true]);
    writeFileSync(join(folder, "datasets", `${"a".repeat(64)}.csv`), "x");
    writeFileSync(join(folder, "datasets", "notes.txt"), "x");
    expect([strandedTables(folder), strandedTables(join(folder, "datasets"))]).toEqual([1, 0]);
  });

  it("names network file systems by the numbers of statfs(2), signed or not", () => {
    expect(networkFileSystem("/x/y", () => 0x6969)).toBe("NFS");
    expect(networkFileSystem("/x/y", () => 0xff534d42 | 0)).toBe("CIFS");
    expect(networkFileSystem("/x/y", () => 0xef53)).toBeNull();
    expect(
      networkFileSystem("/x/y", () => {
        throw new Error("ENOSYS");
      }),
    ).toBeNull();
  });
});

describe("what is saved from a damaged database", () => {
  const fresh = (): Database.Database => {
    const db = new Database(":memory:");
    migrate(db, "migrations");
    return db;
  };

  it("is everything when nothing is damaged", async () => {
    const { path, whole } = filled();
    const from = new Database(path, { readonly: true });
    const into = fresh();
    const saved = await salvage(from, into);
    expect(counts(into, TABLES)).toEqual(whole);
    expect(saved.every((table) => table.lost === 0)).toBe(true);
    from.close();
  });

  it("counts no rows that never were when the last page of a table is damaged", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "focaldesk.db");
    const db = new Database(path);
    migrate(db, "migrations");
    const insert = db.prepare("INSERT INTO sweep (dataset_id, name, notes, spec, spec_sha256, created_at) VALUES (1, ?, ?, '{}', 'f', 'now')");
    db.exec("INSERT INTO dataset VALUES (1, 'd', 'd.csv', 's', '" + "0".repeat(64) + "', 1, '{}', '{}', 10, 1, 'y', 'now')");
    // One commit: three thousand wait for the disk three thousand times.
    db.transaction(() => {
      for (let i = 1; i <= 3000; i++) insert.run(`s${i}`, "n".repeat(200));
    })();
    const pages = db.pragma("page_count", { simple: true }) as number;
    const last = (db.prepare("SELECT max(pageno) AS page FROM dbstat WHERE name = 'sweep' AND pagetype = 'leaf'").get() as { page: number }).page;
    db.close();
    expect(last).toBeLessThanOrEqual(pages);
    damage(path, [last]);
    const from = new Database(path, { readonly: true });
    const into = fresh();
    const sweeps = (await salvage(from, into)).find(({ table }) => table === "sweep")!;
    from.close();
    expect(sweeps.saved).toBeGreaterThan(2900);
    expect(sweeps.lost).toBe(1);
  });

  it("is nearly everything when one page in ten is gone, what is lost is counted, and it is whole", async () => {
    const { path, whole } = filled();
    const db = new Database(path, { readonly: true });
    const pages = db.pragma("page_count", { simple: true }) as number;
    db.close();
    // Beyond the first pages, which hold the schema and the small tables.
    damage(
      path,
      Array.from({ length: Math.floor(pages / 10) - 8 }, (_, i) => 85 + 10 * i).filter((page) => page <= pages),
    );
    const from = new Database(path, { readonly: true });
    const into = fresh();
    const saved = await salvage(from, into);
    from.close();
    const now = counts(into, TABLES);
    expect([now["dataset"], now["sweep"], now["run"]]).toEqual([whole["dataset"], whole["sweep"], whole["run"]]);
    expect(saved.some((table) => table.lost > 0)).toBe(true);
    expect(problemsOf(into, true)).toEqual([]);
    const share = TABLES.reduce((sum, table) => sum + now[table]!, 0) / TABLES.reduce((sum, table) => sum + whole[table]!, 0);
    expect(share).toBeGreaterThan(0.3);
  });
});
