/**
 * @file Opens the address of the server in a browser without naming the token: the arguments of a process can be read by every user of the machine.
 * Writes: a page in the data folder that leads on, readable by its owner only; removed when the server ends.
 */
import { spawn } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PAGE = "open-window.html";

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @returns what removes the page. Never throws: the address is on the screen. */
export function openBrowser(url: string, dataDir: string): () => void {
  const path = join(dataDir, PAGE);
  const remove = (): void => rmSync(path, { force: true });
  try {
    remove();
    const link = escaped(url);
    const page = `<!doctype html><meta charset="utf-8"><title>Focaldesk</title><meta http-equiv="refresh" content="0;url=${link}"><a href="${link}">Open Focaldesk</a>\n`;
    writeFileSync(path, page, { mode: 0o600, flag: "wx" });
    chmodSync(path, 0o600);
    const [command, ...args] =
      process.platform === "darwin" ? ["open", path] : process.platform === "win32" ? ["cmd", "/c", "start", "", path] : ["xdg-open", path];
    const child = spawn(command!, args, { stdio: "ignore", detached: true });
    child.on("error", () => {});
    child.unref();
  } catch {
    // No browser to open, or no place for the page.
  }
  return remove;
}
