/**
 * @file `npm run package`: builds, then makes the unpacked app for this platform with Electron's distribution.
 * Reads: dist, electron-builder.yml, FOCALDESK_ELECTRON_DIST. Writes: release.
 *
 * Further arguments go to electron-builder, e.g. `npm run package -- -c.directories.output=/elsewhere`.
 */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { installedElectron } from "./electron-binary.mjs";
import { projectEnv, root } from "./node-24.mjs";
import { passThrough } from "./pass-through.mjs";
import { build, install, tool } from "./prepare.mjs";

/** @returns the folder of Electron's distribution, or null. electron-builder would download one for minutes before it gives up. */
function electronDist() {
  const given = process.env.FOCALDESK_ELECTRON_DIST;
  if (given) return existsSync(resolve(given)) ? resolve(given) : null;
  // On macOS the distribution is the folder around Electron.app.
  const binary = installedElectron();
  return binary === null ? null : process.platform === "darwin" ? resolve(binary, "../../../..") : dirname(binary);
}

try {
  await install();
  const dist = electronDist();
  if (dist === null) {
    const given = process.env.FOCALDESK_ELECTRON_DIST;
    const what = given
      ? `FOCALDESK_ELECTRON_DIST names ${given}, which is not there.`
      : "Packaging needs Electron's distribution, which is not installed here.";
    process.stderr.write(`${what} Unpack one and name its folder in FOCALDESK_ELECTRON_DIST, or fetch it with “npm start -- --electron”.\n`);
    process.exit(1);
  }
  await build();
  const command = [...tool("electron-builder"), "--dir", "--config", join(root, "electron-builder.yml"), `-c.electronDist=${dist}`, ...process.argv.slice(2)];
  process.exitCode = await passThrough(command, { cwd: root, env: projectEnv({ CSC_IDENTITY_AUTO_DISCOVERY: "false" }) });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
