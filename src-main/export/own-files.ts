/**
 * @file The files of a data folder, which no table may replace.
 * Reads: the file system, for the lock that every data folder has.
 */
import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { AppError } from "#shared/errors/errors.ts";

const LOCK = "owner.db";
const OWN = /^(?:(?:focaldesk.*|owner)\.db(?:-wal|-shm|-journal|\.part)?|focaldesk\.log(?:\.\d)?|owner\.json)$/;

/**
 * @param target absolute; links followed.
 * @throws AppError `export/write` for a database or log of a data folder, or anything in one of its folders (tables, checkpoints, backups).
 */
export function refuseOwnFile(target: string): void {
  let folder = dirname(target);
  try {
    folder = realpathSync(folder);
  } catch {
    // A folder that is not there holds nothing.
    return;
  }
  const inRoot = existsSync(join(folder, LOCK)) && OWN.test(basename(target));
  const inside = [dirname(folder), dirname(dirname(folder))].some((parent) => parent !== folder && existsSync(join(parent, LOCK)));
  if (inRoot || inside) throw new AppError("export/write", { path: target, detail: "it is one of the files that Focaldesk keeps in its data folder" });
}
