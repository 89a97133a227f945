/** `focaldesk db` and what a damaged, emptied or missing database says at every entrance: real processes, real damage. */
import { closeSync, copyFileSync, existsSync, openSync, readdirSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { focaldesk } from "../fixtures/focaldesk-command.ts";
import { openApp } from "../fixtures/open-app.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

async function trained(): Promise<{ folder: string; data: string; path: string; spec: string }> {
  const folder = temporaryFolder();
  writeSmallTable(folder);
  const spec = join(folder, "small.sweep.json");
  writeFileSync(spec, JSON.stringify(smallSweep({ seeds: [1] })));
  const data = join(folder, "data");
  expect(await focaldesk("run", spec, "--data-dir", data, "--trainers", "1")).toMatchObject({ code: 0 });
  return { folder, data, path: join(data, "focaldesk.db"), spec };
}

/** A page of results. */
function damage(path: string): void {
  const db = new Database(path, { readonly: true });
  const { page } = db.prepare("SELECT max(pageno) AS page FROM dbstat WHERE name = 'confusion' AND pagetype = 'leaf'").get() as { page: number };
  db.close();
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, (page - 1) * 4096);
  closeSync(file);
}

const runsIn = (path: string): number => {
  const db = new Database(path, { readonly: true });
  const { n } = db.prepare("SELECT count(*) AS n FROM run WHERE state = 'complete'").get() as { n: number };
  db.close();
  return n;
};

describe("focaldesk db", () => {
  it("backs up, checks, and restores what was damaged; the damaged file is kept", async () => {
    const { data, path } = await trained();
    const before = runsIn(path);
    expect((await focaldesk("db", "--data-dir", data)).out).toContain("No backup yet");
    expect(await focaldesk("db", "backup", "--data-dir", data)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Backup written to .*\.db \([\d.]+\s(kB|MB)\)\.\n$/),
    });
    expect(await focaldesk("db", "check", "--data-dir", data)).toEqual({ code: 0, out: "The database is whole.\n", err: "" });
    damage(path);
    const checked = await focaldesk("db", "check", "--data-dir", data);
    expect([checked.code, checked.err]).toEqual([1, expect.stringContaining("is damaged")]);
    for (const args of [["list"], ["list", "1"], ["export", "1", "--out", join(data, "..", "out.csv")]]) {
      const ended = await focaldesk(...args, "--data-dir", data);
      expect([ended.code, ended.err]).toEqual([1, expect.stringMatching(/focaldesk\.db is damaged: .*“focaldesk db restore”/)]);
    }
    expect(existsSync(join(data, "..", "out.csv"))).toBe(false);
    const restored = await focaldesk("db", "restore", "--data-dir", data, "--json");
    const { kept } = JSON.parse(restored.out) as { kept: string };
    expect(existsSync(kept)).toBe(true);
    expect(runsIn(path)).toBe(before);
    expect(await focaldesk("list", "--data-dir", data)).toMatchObject({ code: 0 });
  });

  it("does not back up a damaged database, and restores from no damaged backup", async () => {
    const { folder, data, path } = await trained();
    const bad = join(folder, "bad.db");
    copyFileSync(path, bad);
    damage(bad);
    expect(await focaldesk("db", "restore", bad, "--data-dir", data)).toMatchObject({ code: 1, err: expect.stringContaining("bad.db is damaged") });
    expect(await focaldesk("db", "restore", "--data-dir", data)).toMatchObject({ code: 1, err: expect.stringContaining("There is no backup") });
    damage(path);
    expect(await focaldesk("db", "backup", "--data-dir", data)).toMatchObject({ code: 1, err: expect.stringContaining("is damaged") });
    expect(existsSync(join(data, "backups"))).toBe(false);
  });

  it("restores no database of another program, and takes what is still in the log of a backup along", async () => {
    const { folder, data, path } = await trained();
    const foreign = join(folder, "bookmarks.db");
    const other = new Database(foreign);
    other.exec("CREATE TABLE bookmarks (url TEXT)");
    other.close();
    expect(await focaldesk("db", "restore", foreign, "--data-dir", data)).toMatchObject({
      code: 1,
      err: expect.stringContaining("is no database of Focaldesk"),
    });

    const backup = join(folder, "with-log.db");
    copyFileSync(path, backup);
    const open = new Database(backup);
    open.pragma("journal_mode = WAL");
    open.pragma("wal_autocheckpoint = 0");
    open.exec("UPDATE sweep SET notes = 'only in the log'");
    expect(await focaldesk("db", "restore", backup, "--data-dir", data)).toMatchObject({ code: 0 });
    open.close();
    const restored = new Database(path, { readonly: true });
    expect(restored.prepare("SELECT notes FROM sweep").get()).toEqual({ notes: "only in the log" });
    restored.close();
  });

  it("puts no empty database in the place of one of which nothing can be read", async () => {
    const { data, path } = await trained();
    const file = openSync(path, "r+");
    writeSync(file, Buffer.alloc(4096 - 100, 0x5a), 0, 4096 - 100, 100);
    closeSync(file);
    expect(await focaldesk("db", "salvage", "--data-dir", data)).toMatchObject({ code: 1, err: expect.stringContaining("can be read any more") });
    expect(readdirSync(data).filter((name) => name.startsWith("focaldesk") && name.endsWith(".db"))).toEqual(["focaldesk.db"]);
  });

  it("salvages what can be read, and the sweep goes on from there", async () => {
    const { data, path, spec } = await trained();
    damage(path);
    const ended = await focaldesk("db", "salvage", "--data-dir", data);
    expect([ended.code, ended.out]).toEqual([0, expect.stringMatching(/run\s+4\s+0\n/)]);
    expect(await focaldesk("db", "check", "--data-dir", data)).toMatchObject({ code: 0 });
    expect(await focaldesk("run", spec, "--data-dir", data, "--trainers", "1")).toMatchObject({ code: 0 });
  });

  it.each([
    ["electron", "the Focaldesk window"],
    ["server", "“focaldesk serve”"],
    ["cli", "another Focaldesk"],
  ] as const)("is refused while one of kind %s has the folder, where it would replace the database", async (kind, named) => {
    const { data } = await trained();
    const app = await openApp(data, { host: { kind } });
    for (const action of ["restore", "salvage"]) {
      const ended = await focaldesk("db", action, ...(action === "restore" ? [join(data, "focaldesk.db")] : []), "--data-dir", data);
      expect(ended).toMatchObject({ code: 1, err: expect.stringContaining(`in use by ${named} (process ${process.pid})`) });
    }
    expect(await focaldesk("db", "backup", "--data-dir", data)).toMatchObject({ code: 0 });
    await app.close();
  });

  it("says what it can do", async () => {
    expect(await focaldesk("db", "mend")).toMatchObject({ code: 2, err: expect.stringContaining("check, backup, restore, salvage") });
    expect(await focaldesk("db", "check", "now")).toMatchObject({ code: 2 });
  });
});

describe("a start on a folder that is not as it was left", () => {
  it("refuses a database that is gone or empty beside imported tables, and starts nothing anew", async () => {
    const { data, path, spec } = await trained();
    truncateSync(path, 0);
    for (const prepare of [() => {}, () => rmSync(path)]) {
      prepare();
      const ended = await focaldesk("run", spec, "--data-dir", data);
      expect([ended.code, ended.err]).toEqual([1, expect.stringMatching(/holds 1 imported table, but its database is gone or empty\. “focaldesk db restore”/)]);
    }
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(join(data, "datasets"))).toHaveLength(1);
  });

  it("looks at the database after an unclean end", async () => {
    const { data, path, spec } = await trained();
    const db = new Database(path);
    db.exec("UPDATE sweep SET notes = 'x'");
    copyFileSync(`${path}-wal`, `${path}.log`);
    copyFileSync(path, `${path}.killed`);
    db.close();
    copyFileSync(`${path}.killed`, path);
    copyFileSync(`${path}.log`, `${path}-wal`);
    damage(path);
    expect(await focaldesk("run", spec, "--data-dir", data)).toMatchObject({ code: 1, err: expect.stringContaining("is damaged") });
  });

  it("names a damaged lock file", async () => {
    const { data } = await trained();
    writeFileSync(join(data, "owner.db"), "no database at all, and long enough to be looked at as one".repeat(20));
    expect(await focaldesk("serve", "--port", "0", "--data-dir", data)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/The lock file .*owner\.db is damaged\. Make sure that no other Focaldesk uses this folder/),
    });
  });

  it("makes a backup of the day, and none in a new folder", async () => {
    const { data } = await trained();
    expect(existsSync(join(data, "backups"))).toBe(false);
    const app = await openApp(data);
    await expect.poll(() => existsSync(join(data, "backups")) && readdirSync(join(data, "backups")).filter((file) => file.endsWith(".db")).length).toBe(1);
    await app.close();
  });
});
