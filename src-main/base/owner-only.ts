/**
 * @file What this process and its children make is for their owner only: tables and results of the data folder are nobody else's business.
 * Reads: the usual mask of new files. Writes: the mask of this process. Windows has none: there a folder of the user is the user's.
 */

let usual: number | null = null;

/** To be called once, before anything is written. */
export function keepToOwner(): void {
  if (process.platform !== "win32") usual = process.umask(0o077);
}

/** @returns the mode of a new file that the user asked for, e.g. a result table; null: the one it has is right. */
export function modeOfResult(): number | null {
  return usual === null ? null : 0o666 & ~usual;
}

/** For what may be shared with others on purpose, e.g. an installed engine. Files that are made meanwhile in the data folder are behind its own mode. */
export async function withUsualMask<T>(work: () => Promise<T>): Promise<T> {
  if (usual === null) return work();
  process.umask(usual);
  try {
    return await work();
  } finally {
    process.umask(0o077);
  }
}
