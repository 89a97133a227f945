/**
 * @file Brings a clone to a state that runs: packages installed, window and bundles built. Does nothing that is already done.
 * Reads: package-lock.json, sources. Writes: node_modules, dist. Plain JavaScript: it must run on the system's Node, from 20 on.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installIsStale, mainBuildIsStale, rendererBuildIsStale } from "./freshness.mjs";
import { findNode24, projectEnv, root } from "./node-24.mjs";
import { passThrough } from "./pass-through.mjs";

/** Ends this process as a failed step did: with its exit code, after one line that says which step. */
function stop(what, code) {
  process.stderr.write(`${what} failed (exit code ${code}).\n`);
  process.exit(code);
}

/** Runs `npm ci` when packages are missing or older than the lock file. */
export async function install() {
  if (!installIsStale()) return;
  process.stdout.write("Installing packages (npm ci) ...\n");
  // npm tells its scripts where it lies; started by hand, the one on the path is taken.
  const npm = process.env.npm_execpath;
  const command = npm ? [process.execPath, npm, "ci"] : [process.platform === "win32" ? "npm.cmd" : "npm", "ci"];
  const code = await passThrough(command, { cwd: root, shell: !npm && process.platform === "win32" });
  if (code !== 0) stop("npm ci", code);
}

/** Builds the halves of dist that are missing or older than their sources. */
export async function build() {
  if (!mainBuildIsStale() && !rendererBuildIsStale()) return;
  process.stdout.write("Building ...\n");
  const code = await passThrough([findNode24(), join(root, "scripts", "build.mjs"), "--stale"], { cwd: root, env: projectEnv() });
  if (code !== 0) stop("The build", code);
}

/** @returns the command that runs a program of an installed package on Node 24. */
export function tool(packageName, program = packageName) {
  const folder = join(root, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return [findNode24(), join(folder, typeof bin === "string" ? bin : bin[program])];
}
