/**
 * @file What SQLite and the file system mean by their codes: which failure of the error table, and a few words for the end of a sentence.
 * Reads: anything thrown. The one place where these codes are known; src-shared/errors/errors.ts makes errors of it.
 */

interface SystemFailure {
  readonly code: "store/busy" | "store/full" | "store/read-only" | "store/io" | "store/unreadable" | "store/corrupt" | "disk/full" | "disk/refused";
  /** Of the file that the system named; null where it named none. */
  readonly path: string | null;
}

/** Primary codes; SQLite appends what happened where (SQLITE_IOERR_WRITE). */
const SQLITE: readonly (readonly [code: string, failure: SystemFailure["code"], words: string])[] = [
  ["SQLITE_BUSY", "store/busy", "another program holds it"],
  ["SQLITE_LOCKED", "store/busy", "another program holds it"],
  ["SQLITE_FULL", "store/full", "the disk is full"],
  ["SQLITE_READONLY", "store/read-only", "it is read-only"],
  ["SQLITE_PERM", "store/read-only", "its permissions forbid it"],
  ["SQLITE_IOERR", "store/io", "the disk failed, or has no space left"],
  ["SQLITE_CANTOPEN", "store/unreadable", "it cannot be opened"],
  ["SQLITE_CORRUPT", "store/corrupt", "it is damaged"],
  ["SQLITE_NOTADB", "store/corrupt", "it is no database"],
];

/** What the system means by its own short words. */
const FILES: Readonly<Record<string, readonly [failure: SystemFailure["code"], words: string]>> = {
  ENOSPC: ["disk/full", "the disk is full"],
  EDQUOT: ["disk/full", "the disk quota is used up"],
  EFBIG: ["disk/full", "the system allows no file of this size"],
  EROFS: ["disk/refused", "the disk is read-only"],
  EACCES: ["disk/refused", "its permissions forbid it"],
  EPERM: ["disk/refused", "the system does not permit it"],
  EIO: ["disk/refused", "the disk failed"],
  EMFILE: ["disk/refused", "too many files are open"],
  ENFILE: ["disk/refused", "too many files are open"],
  EBUSY: ["disk/refused", "another program holds it"],
  ENAMETOOLONG: ["disk/refused", "its name is too long"],
  ENOENT: ["disk/refused", "there is no such file or folder"],
  EISDIR: ["disk/refused", "it is a folder"],
  ELOOP: ["disk/refused", "its links lead in a circle"],
  ENOTDIR: ["disk/refused", "a part of its path is no folder"],
};

interface Known {
  readonly failure: SystemFailure["code"];
  readonly words: string;
  readonly path: string | null;
}

function known(thrown: unknown): Known | null {
  if (!(thrown instanceof Error)) return null;
  const { code, syscall, path, dest } = thrown as { code?: unknown; syscall?: unknown; path?: unknown; dest?: unknown };
  if (typeof code !== "string") return null;
  const sqlite = SQLITE.find(([start]) => code === start || code.startsWith(`${start}_`));
  // The code stands behind, for those who look it up.
  if (sqlite) return { failure: sqlite[1], words: `${sqlite[2]} (${code})`, path: null };
  // A program that cannot be started is named by the message alone.
  const ofFile = typeof syscall === "string" && !syscall.startsWith("spawn") && Object.hasOwn(FILES, code);
  if (!ofFile) return null;
  const [failure, words] = FILES[code]!;
  // Copying and renaming fail at where they write to, unless the source is what is missing.
  const named = code === "ENOENT" ? (path ?? dest) : (dest ?? path);
  return { failure, words: `${words} (${code})`, path: typeof named === "string" ? named : null };
}

/** @returns null for what neither SQLite nor the file system threw, and for what only a mistake of this program can cause (a broken constraint). */
export function systemFailure(thrown: unknown): SystemFailure | null {
  const found = known(thrown);
  return found && { code: found.failure, path: found.path };
}

/** "the disk is full (ENOSPC)". @returns null for what has no such words. */
export function systemWords(thrown: unknown): string | null {
  return known(thrown)?.words ?? null;
}
