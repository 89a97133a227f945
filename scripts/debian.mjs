/**
 * @file Debian's packages, where the system is Debian and this process may install them.
 * Writes: the system's packages. Plain JavaScript: it must run on the system's Node, from 20 on.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

let updated = false;

/** @returns whether apt-get installed all of them; false at once where it cannot be used. */
export function installDebian(...packages) {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  process.stdout.write(`Installing Debian's ${packages.join(", ")} ...\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => spawnSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  // Once a process: without it a fresh machine knows no package.
  updated ||= apt("update");
  return apt("install", "-y", "--no-install-recommends", ...packages);
}
