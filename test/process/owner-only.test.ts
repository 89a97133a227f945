/** @file The data folder is its owner's alone, also one that an earlier version left open; results keep the modes that a user expects. Temporary folders. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { closeToOthers } from "#main/store/private-folder.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

/** Under the mask that most systems have, whatever that of this test is. */
async function focaldesk(...args: readonly string[]): Promise<number | null> {
  const child = spawn("sh", ["-c", 'umask 022; exec "$@"', "sh", process.execPath, "src-main/cli.ts", ...args], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return ((await once(child, "close")) as [number | null])[0];
}

const mode = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);
function openToOthers(folder: string): string[] {
  const all = [folder, ...readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => join(entry.parentPath, entry.name))];
  return all.filter((path) => (statSync(path).mode & 0o077) !== 0);
}

describe.skipIf(process.platform === "win32")("the data folder", () => {
  it("is closed with all that a sweep leaves in it, and the table is not", async () => {
    const folder = temporaryFolder();
    const data = join(folder, "data");
    const spec = join(folder, "s.json");
    const out = join(folder, "out.csv");
    const sweep = smallSweep({ engine: "wasm", controls: false, training: { epochs: 2 }, losses: [{ family: "cross-entropy" }], seeds: [1] });
    writeSmallTable(folder);
    writeFileSync(spec, JSON.stringify(sweep));
    expect(await focaldesk("run", spec, "--out", out, "--data-dir", data)).toBe(0);
    expect(await focaldesk("db", "backup", "--data-dir", data)).toBe(0);
    expect(readdirSync(data)).toEqual(expect.arrayContaining(["focaldesk.db", "focaldesk.log", "datasets", "backups"]));
    expect(openToOthers(data)).toEqual([]);
    expect(mode(out)).toBe("644");
    // As an earlier version left it.
    for (const name of [data, join(data, "datasets"), join(data, "backups")]) chmodSync(name, 0o755);
    for (const name of ["focaldesk.db", "owner.db", "focaldesk.log"]) chmodSync(join(data, name), 0o644);
    for (const name of readdirSync(join(data, "datasets"))) chmodSync(join(data, "datasets", name), 0o664);
    expect(await focaldesk("run", spec, "--out", out, "--data-dir", data)).toBe(0);
    expect(openToOthers(data)).toEqual([]);
  });

  it("that is a project's folder too keeps its mode, as do the other files and what links lead to", () => {
    const folder = temporaryFolder();
    const elsewhere = temporaryFolder();
    for (const [name, bits] of [
      ["focaldesk.db", 0o644],
      ["focaldesk.log.1", 0o644],
      ["results.csv", 0o644],
      ["notes.db", 0o644],
    ] as const) {
      writeFileSync(join(folder, name), "");
      chmodSync(join(folder, name), bits);
    }
    mkdirSync(join(folder, "datasets"));
    chmodSync(join(folder, "datasets"), 0o755);
    writeFileSync(join(elsewhere, "shared.csv"), "");
    chmodSync(join(elsewhere, "shared.csv"), 0o644);
    symlinkSync(elsewhere, join(folder, "checkpoints"));
    symlinkSync(join(elsewhere, "shared.csv"), join(folder, "datasets", "link.csv"));
    chmodSync(folder, 0o755);
    closeToOthers(folder);
    const modes = Object.fromEntries(
      ["", "focaldesk.db", "focaldesk.log.1", "datasets", "results.csv", "notes.db"].map((name) => [name, mode(join(folder, name))]),
    );
    expect(modes).toEqual({ "": "755", "focaldesk.db": "600", "focaldesk.log.1": "600", datasets: "700", "results.csv": "644", "notes.db": "644" });
    expect(mode(join(elsewhere, "shared.csv"))).toBe("644");
    closeToOthers(join(folder, "missing"));
  });
});
