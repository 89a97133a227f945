/**
 * @file The folder that holds the TensorFlow library and the binding, and the record of what is installed there.
 * Reads: environment, the record. Writes: the record.
 *
 * The record is written last and names files that must exist: an install that was broken off is no install.
 */
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, posix, win32 } from "node:path";
import { z } from "zod";

const InstalledSchema = z.object({
  /** Absolute path of tfjs_binding.node. */
  binding: z.string(),
  /** Library files the binding was linked with. */
  libraries: z.array(z.string()).min(1),
  /** Where the library came from, for people. */
  source: z.string(),
  /** Of the native library, e.g. "2.21.0". */
  version: z.string(),
  sizeBytes: z.number(),
});
export type InstalledTensorflow = z.infer<typeof InstalledSchema>;

/**
 * A cache, not data: it can be made again by one command.
 * @param env FOCALDESK_ENGINES names another folder; XDG_CACHE_HOME (Linux) and LOCALAPPDATA (Windows) are honoured.
 * @returns an absolute path; the folder may not exist.
 */
export function engineHome(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform, home: string = homedir()): string {
  const path = platform === "win32" ? win32 : posix;
  const chosen = (name: string): string | undefined => {
    const value = env[name];
    return value && path.isAbsolute(value) ? value : undefined;
  };
  const own = chosen("FOCALDESK_ENGINES");
  if (own) return path.join(own, "tensorflow");
  switch (platform) {
    case "win32":
      return path.join(chosen("LOCALAPPDATA") ?? path.join(home, "AppData", "Local"), "Focaldesk", "engines", "tensorflow");
    case "darwin":
      return path.join(home, "Library", "Caches", "Focaldesk", "engines", "tensorflow");
    default:
      return path.join(chosen("XDG_CACHE_HOME") ?? path.join(home, ".cache"), "focaldesk", "engines", "tensorflow");
  }
}

const recordPath = (home: string): string => join(home, "installed.json");

/** @returns what is installed and complete, or null. A record that cannot be read counts as none: the next install replaces it. */
export async function readInstalled(home: string): Promise<InstalledTensorflow | null> {
  try {
    const record = InstalledSchema.parse(JSON.parse(await readFile(recordPath(home), "utf8")));
    return [record.binding, ...record.libraries].every((file) => existsSync(file)) ? record : null;
  } catch {
    return null;
  }
}

export async function writeInstalled(home: string, record: InstalledTensorflow): Promise<void> {
  const part = `${recordPath(home)}.part`;
  await writeFile(part, `${JSON.stringify(InstalledSchema.parse(record), null, 2)}\n`);
  await rename(part, recordPath(home));
}
