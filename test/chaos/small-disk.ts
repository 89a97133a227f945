/**
 * @file A disk that is soon full, and can be made larger.
 * Writes: mounts a file system in memory where this user may; elsewhere SQLite itself is told that the disk ends (hooks.mjs).
 */
import { spawnSync } from "node:child_process";

export interface SmallDisk {
  readonly kind: "memory" | "pages";
  grow(): void;
  remove(): void;
}

const mount = (...args: string[]): boolean => process.platform === "linux" && spawnSync("mount", args, { stdio: "ignore" }).status === 0;

/** @param folder there and empty. @returns kind "pages" where nothing can be mounted: the limit then is the program's own. */
export function smallDisk(folder: string, kib: number): SmallDisk {
  if (!mount("-t", "tmpfs", "-o", `size=${kib}k`, "tmpfs", folder)) return { kind: "pages", grow: () => {}, remove: () => {} };
  return {
    kind: "memory",
    grow: () => void mount("-o", "remount,size=256m", folder),
    remove: () => void spawnSync("umount", ["-l", folder]),
  };
}
