/**
 * @file Says whether something made from other files is older than they are.
 * Reads: modification times. Plain JavaScript: it must run on the system's Node, from 20 on.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./node-24.mjs";

/** Milliseconds of the newest file under the given files and folders; 0 when there is none. */
export function newestTime(paths) {
  let newest = 0;
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const info = statSync(path);
    const inside = info.isDirectory() ? newestTime(readdirSync(path).map((name) => join(path, name))) : info.mtimeMs;
    newest = Math.max(newest, inside);
  }
  return newest;
}

const at = (...names) => names.map((name) => join(root, name));

/** True when `npm ci` never ran here or ran before the lock file changed. npm writes its own lock last, once all is in place. */
export function installIsStale() {
  const [installed] = at("node_modules/.package-lock.json");
  return !existsSync(installed) || statSync(installed).mtimeMs < newestTime(at("package-lock.json"));
}

/** True when the bundles of the main side are missing or older than what they are made from. */
export function mainBuildIsStale() {
  return buildIsStale("dist/main/.built", ["src-main", "src-shared", "scripts/build.mjs", "package.json"]);
}

/** True when the window's files are missing or older than what they are made from. */
export function rendererBuildIsStale() {
  return buildIsStale("dist/renderer/.built", ["src-renderer", "src-shared", "vite.config.ts", "package.json"]);
}

function buildIsStale(stamp, sources) {
  const [file] = at(stamp);
  return !existsSync(file) || statSync(file).mtimeMs < newestTime(at(...sources));
}
