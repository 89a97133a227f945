/**
 * @file Finds a Chromium for the end-to-end tests; on Debian as root it installs one.
 * Reads: known places. Writes: Debian's package chromium. Plain JavaScript: it must run on the system's Node, from 20 on.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { installDebian } from "./debian.mjs";

const PLACES = {
  linux: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/snap/bin/chromium"],
  darwin: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"],
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) =>
    process.env[name] ? [join(process.env[name], "Google", "Chrome", "Application", "chrome.exe")] : [],
  ),
};

/** @returns `{ path }`, or `{ reason }`: why there is none. */
export function findChromium() {
  const known = () => [process.env.FOCALDESK_CHROMIUM, ...(PLACES[process.platform] ?? [])].find((path) => path && existsSync(path));
  const there = known();
  if (there) return { path: there };
  installDebian("chromium");
  const installed = known();
  return installed ? { path: installed } : { reason: "no Chromium or Chrome was found; name one in FOCALDESK_CHROMIUM" };
}
