/**
 * @file Finds Electron's binary, which the `electron` package fetches on its own only at first use.
 * Reads: node_modules/electron. Writes: node_modules/electron/dist when it fetches, a note about a failure.
 * Plain JavaScript: it must run on the system's Node, from 20 on.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findNode24, projectEnv, root } from "./node-24.mjs";

const folder = join(root, "node_modules", "electron");
/** Lives in node_modules: a fresh install tries again. */
const failureNote = join(root, "node_modules", ".cache", "focaldesk", "electron-failed.txt");
const FETCH_LIMIT_MS = 20_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** @returns the path of Electron's executable, or null when it is not there. Never fetches. */
export function installedElectron() {
  const pathFile = join(folder, "path.txt");
  const name = existsSync(pathFile) ? readFileSync(pathFile, "utf8").trim() : null;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, "dist");
  const binary = join(
    dist,
    name ?? (process.platform === "win32" ? "electron.exe" : process.platform === "darwin" ? "Electron.app/Contents/MacOS/Electron" : "electron"),
  );
  return existsSync(binary) ? binary : null;
}

/** @returns why a window cannot open on this machine, or null when nothing speaks against it. */
export function noWindowReason(env = process.env, platform = process.platform, userId = process.getuid?.()) {
  if (platform !== "linux") return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return "there is no display (DISPLAY and WAYLAND_DISPLAY are not set)";
  if (userId === 0) return "Electron's sandbox does not run as root";
  return null;
}

/** @returns null when the binary is there now, else the reason in a few words. Waits at most 20 s. */
function fetchElectron() {
  process.stdout.write("Fetching Electron (at most 20 s) ...\n");
  return new Promise((resolve) => {
    const child = spawn(findNode24(), [join(folder, "install.js")], { cwd: root, env: projectEnv(), stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    let late = false;
    child.stderr.setEncoding("utf8").on("data", (part) => (text = (text + part).slice(-4000)));
    const limit = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, FETCH_LIMIT_MS);
    const done = (reason) => {
      clearTimeout(limit);
      resolve(reason);
    };
    child.once("error", (error) => done(error.message));
    child.once("close", (code) => {
      const cause = /\b(E[A-Z]{4,}|fetch failed|HTTP ?Error[^\n]*|Response code[^\n]*)/.exec(text)?.[1];
      if (code === 0 && installedElectron()) done(null);
      else done(late ? `its download took longer than ${FETCH_LIMIT_MS / 1000} s` : `its download failed${cause ? ` (${cause})` : ""}`);
    });
  });
}

/**
 * @param force fetch although a download failed within the last day.
 * @returns `{ binary }`, or `{ reason }`: why there is none, as the end of a sentence.
 */
export async function electronBinary(force) {
  const there = installedElectron();
  if (there !== null) return { binary: there };
  const failedLately = existsSync(failureNote) && Date.now() - statSync(failureNote).mtimeMs < DAY_MS;
  if (failedLately && !force) return { reason: `${readFileSync(failureNote, "utf8").trim()} less than a day ago; --electron tries again` };
  const reason = await fetchElectron();
  if (reason === null) {
    rmSync(failureNote, { force: true });
    return { binary: installedElectron() };
  }
  mkdirSync(join(failureNote, ".."), { recursive: true });
  writeFileSync(failureNote, reason);
  return { reason };
}
