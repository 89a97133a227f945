/**
 * @file `npm start`: installs and builds what is missing, then opens the window in Electron, or else the same app in the browser.
 * Reads: flags. Writes: node_modules, dist. Plain JavaScript: it must run on the system's Node, from 20 on.
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { electronBinary, noWindowReason } from "./electron-binary.mjs";
import { findNode24, projectEnv, root } from "./node-24.mjs";
import { passThrough } from "./pass-through.mjs";
import { build, install } from "./prepare.mjs";

const USAGE = `npm start -- [--browser] [--electron] [--no-open] [--port N] [--data-dir DIR]
  --browser       serve the app for the browser, without trying Electron
  --electron      try again to fetch Electron although that failed within the last day
  --no-open       serve the app for the browser and open nothing; the address is printed
  --port N        serve the app for the browser on this port
  --data-dir DIR  folder of the database
`;

/** A window that ends by a signal this soon never opened: a missing system library, or a sandbox that is not set up. */
const NEVER_OPENED_MS = 5_000;

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        browser: { type: "boolean" },
        electron: { type: "boolean" },
        "no-open": { type: "boolean" },
        port: { type: "string" },
        "data-dir": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    process.stderr.write(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

/** @returns the exit code of the server, which prints its address. */
function serve(flags, mayOpen) {
  const args = ["serve"];
  if (mayOpen) args.push("--open");
  if (flags.port !== undefined) args.push("--port", flags.port);
  if (flags["data-dir"] !== undefined) args.push("--data-dir", resolve(flags["data-dir"]));
  return passThrough([findNode24(), join(root, "dist", "main", "cli.js"), ...args], { env: projectEnv() });
}

/** @returns the exit code, or the reason why no window came up. */
async function openWindow(flags) {
  const found = await electronBinary(flags.electron ?? false);
  if (found.reason !== undefined) return { reason: `Electron is not there: ${found.reason}` };
  const dataDir = flags["data-dir"] === undefined ? [] : [`--data-dir=${resolve(flags["data-dir"])}`];
  const { ELECTRON_RUN_AS_NODE: _plainNode, ...env } = projectEnv();
  const startedAt = performance.now();
  const code = await passThrough([found.binary, root, ...dataDir], { env });
  const wasStopped = code === 130 || code === 143;
  if (code > 128 && !wasStopped && performance.now() - startedAt < NEVER_OPENED_MS) return { reason: `Electron ended at once (exit code ${code})` };
  return { code };
}

const flags = readFlags();
if (flags.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
try {
  await install();
  await build();
  const noWindow = noWindowReason();
  if (!flags.browser && !flags["no-open"] && flags.port === undefined) {
    const { code, reason } = noWindow === null ? await openWindow(flags) : { reason: noWindow };
    if (code !== undefined) process.exit(code);
    process.stdout.write(`No desktop window: ${reason}. The same app is served for the browser.\n`);
  }
  const hasScreen = process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  process.exitCode = await serve(flags, hasScreen && !flags["no-open"]);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
