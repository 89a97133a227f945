/**
 * @file Closes a data folder to everybody but its owner, also one that an earlier version made.
 * Reads: names and modes in the folder. Writes: modes, of Focaldesk's own files only.
 */
import { chmodSync, lstatSync, readdirSync, type Stats } from "node:fs";
import { join } from "node:path";

const OURS =
  /^(?:focaldesk.*\.(?:db|log)(?:-wal|-shm|-journal|\.part|\.\d)?|owner\.(?:db(?:-journal)?|json(?:\.\d+\.part)?)|open-window\.html|datasets|checkpoints|uploads|backups)$/;

/**
 * A folder that holds other things too (a project) keeps its own mode: what is ours in it is closed all the same. Links are left alone.
 * Never throws: a file system without modes is no reason not to start.
 */
export function closeToOthers(dataDir: string): void {
  const uid = process.getuid?.();
  if (uid === undefined) return;
  const close = (path: string): void => {
    const there = statOf(path);
    if (there === null || there.isSymbolicLink()) return;
    if (there.uid === uid && (there.mode & 0o077) !== 0) attempt(() => chmodSync(path, there.mode & 0o700));
    if (there.isDirectory()) for (const name of namesIn(path)) close(join(path, name));
  };
  const names = namesIn(dataDir);
  for (const name of names) if (OURS.test(name)) close(join(dataDir, name));
  const isShared = names.some((name) => !OURS.test(name));
  const folder = statOf(dataDir);
  if (!isShared && folder?.uid === uid && (folder.mode & 0o077) !== 0) attempt(() => chmodSync(dataDir, folder.mode & 0o700));
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

const statOf = (path: string): Stats | null => attempt(() => lstatSync(path));
const namesIn = (folder: string): string[] => attempt(() => readdirSync(folder)) ?? [];
