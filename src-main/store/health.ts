/**
 * @file Is this database whole, and where does it lie?
 * Reads: the database file, the kind of its file system.
 */
import { existsSync, readdirSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type Database from "better-sqlite3";

/**
 * What is wrong, in SQLite's words; empty for a whole database.
 * @param thorough also compares every index with its table: minutes for gigabytes, where the quick check takes seconds.
 */
export function problemsOf(db: Database.Database, thorough: boolean): string[] {
  try {
    const rows = db.pragma(thorough ? "integrity_check(100)" : "quick_check(10)") as Record<string, string>[];
    // Several problems come as lines of one text, below a line that names the schema.
    const said = rows.flatMap((row) => Object.values(row).flatMap((text) => text.split("\n"))).filter((line) => line !== "ok" && !line.startsWith("***"));
    if (said.length > 0 || !thorough) return said;
    return (db.pragma("foreign_key_check") as { table: string; rowid: number | null }[])
      .slice(0, 100)
      .map(({ table, rowid }) => `row ${rowid ?? "?"} of table ${table} refers to nothing`);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** A log that a clean end would have written back: the last owner was killed, or the power went. @param path of the database. */
export function endedUncleanly(path: string): boolean {
  const log = `${path}-wal`;
  return existsSync(log) && statSync(log).size > 0;
}

/** Tables that were imported into a folder whose database is gone. */
export function strandedTables(dataDir: string): number {
  const folder = join(dataDir, "datasets");
  return existsSync(folder) ? readdirSync(folder).filter((file) => /^[0-9a-f]{64}/.test(file) && !file.endsWith(".part")).length : 0;
}

/** Magic numbers of statfs(2) of file systems that another machine serves. */
const NETWORK: Readonly<Record<number, string>> = {
  0x6969: "NFS",
  0x517b: "SMB",
  0xff534d42: "CIFS",
  0xfe534d42: "SMB2",
  0x01021997: "9p",
  0x5346414f: "AFS",
  0x00c36400: "Ceph",
  0x0bd00bd0: "Lustre",
  0x47504653: "GPFS",
  0x19830326: "BeeGFS",
};

/**
 * The network file system that a path lies on; null for a disk of this machine. SQLite's write-ahead log needs memory shared by all who open
 * the file, which machines cannot share.
 */
export function networkFileSystem(path: string, typeOf: (folder: string) => number = (folder) => statfsSync(folder).type): string | null {
  try {
    // Signed on some systems.
    return NETWORK[typeOf(dirname(path)) >>> 0] ?? null;
  } catch {
    return null;
  }
}
