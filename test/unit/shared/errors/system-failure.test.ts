/** What SQLite and the file system refuse comes out as a failure with a sentence of its own: the errors are real where a system can be made to throw them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { AppError, describe as words, systemError, toWire } from "#shared/errors/errors.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
const coded = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code}: as the system spells it, write`), { code, syscall: "write", ...more });

describe("an error of SQLite", () => {
  it("is told by what happened: held, full, read-only, no database", () => {
    const folder = temporaryFolder();
    const path = join(folder, "focaldesk.db");
    const db = new Database(path, { timeout: 0 });
    db.exec("CREATE TABLE t (x)");
    const other = new Database(path);
    other.exec("BEGIN IMMEDIATE");
    const busy = toWire(thrownBy(() => db.exec("INSERT INTO t VALUES (1)")));
    other.close();
    expect(busy).toMatchObject({ code: "store/busy", message: "The database in the data folder is held by another program, so this was not done." });

    db.pragma("max_page_count = 3");
    const full = thrownBy(() => db.exec("INSERT INTO t VALUES (randomblob(100000))"));
    expect(systemError(full, folder)).toMatchObject({
      code: "store/full",
      message: `The disk is full: the database in ${folder} could not be written, so this was not done.`,
    });
    db.close();

    const reader = new Database(path, { readonly: true });
    expect(toWire(thrownBy(() => reader.exec("INSERT INTO t VALUES (1)")))).toMatchObject({
      code: "store/read-only",
      message: "The database in the data folder cannot be written: it is read-only (SQLITE_READONLY).",
    });
    reader.close();

    writeFileSync(path, "no database at all, but long enough for a header".repeat(40));
    expect(toWire(thrownBy(() => new Database(path).pragma("user_version")))).toMatchObject({ code: "store/corrupt" });
  });

  it("keeps its own words where only a mistake of this program can be the cause", () => {
    const db = new Database(":memory:");
    db.exec("CREATE TABLE t (x NOT NULL)");
    expect(toWire(thrownBy(() => db.exec("INSERT INTO t VALUES (NULL)")))).toMatchObject({ code: "app/internal" });
    expect(systemError(thrownBy(() => db.exec("SELECT nothing FROM t")))).toBeNull();
  });

  it.each(["SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED_SHAREDCACHE", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_CANTOPEN", "SQLITE_READONLY_DIRECTORY"])(
    "of the kind %s is known",
    (code) => {
      const wire = toWire(Object.assign(new Error("x"), { code }));
      expect(wire.code).toMatch(/^store\//);
      expect(wire.message + wire.action).not.toMatch(/\{|\?\)/);
    },
  );
});

describe("an error of the file system", () => {
  it("names the file that was refused, and why", () => {
    const folder = temporaryFolder();
    expect(toWire(thrownBy(() => readFileSync(join(folder, "none"))))).toMatchObject({
      code: "disk/refused",
      message: `${folder}/none could not be read or written: there is no such file or folder (ENOENT).`,
    });
    expect(toWire(coded("ENOSPC", { path: "a.csv", dest: "/data/a.csv" }))).toMatchObject({
      code: "disk/full",
      message: "/data/a.csv could not be written: the disk is full (ENOSPC).",
    });
    // A handle knows no path: whoever called knows the folder.
    expect(systemError(coded("EDQUOT"), "/data")?.message).toBe("/data could not be written: the disk quota is used up (EDQUOT).");
  });

  it.each(["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "EIO", "EMFILE"])("%s is never unexpected", (code) => {
    expect(toWire(coded(code))).toMatchObject({ code: expect.stringMatching(/^disk\//), message: expect.stringContaining(code) });
  });

  it("is none of a network, of a program that did not start, or of our own", () => {
    expect(systemError(coded("ECONNREFUSED", { syscall: "connect" }))).toBeNull();
    expect(systemError(coded("ENOENT", { syscall: "spawn python3" }))).toBeNull();
    expect(systemError(new AppError("app/closing", { what: "x" }))).toBeNull();
    expect(words(coded("ECONNREFUSED", { syscall: "connect" }))).toContain("as the system spells it");
  });
});
