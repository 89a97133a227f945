/** @file What the start scripts decide: whether a window can open, what is stale. Reads: temporary files. Writes: temporary files. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const scripts = join(import.meta.dirname, "../../../scripts");

/** Runs an expression over a script's exports, in a process of its own: these scripts are plain JavaScript without types. */
function evaluate(script: string, expression: string): unknown {
  const code = `import * as it from ${JSON.stringify(join(scripts, script))}; process.stdout.write(JSON.stringify(${expression}));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

it("knows when no window can open", () => {
  const reasons = evaluate(
    "electron-binary.mjs",
    `[[{}, "linux", 1000], [{ DISPLAY: ":0" }, "linux", 1000], [{ WAYLAND_DISPLAY: "w" }, "linux", 1000], [{ DISPLAY: ":0" }, "linux", 0], [{}, "darwin", 501], [{}, "win32"]].map((args) => it.noWindowReason(...args))`,
  );
  expect(reasons).toEqual(["there is no display (DISPLAY and WAYLAND_DISPLAY are not set)", null, null, "Electron's sandbox does not run as root", null, null]);
});

it("finds a Node that runs this product", () => {
  const node = evaluate("node-24.mjs", "it.findNode24()") as string;
  const { stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  expect(Number(/^v(\d+)/.exec(stdout)![1])).toBeGreaterThanOrEqual(24);
});

it("takes the newest file of folders and files, and 0 for nothing", () => {
  const root = join(scripts, "..");
  const [one, folder, none] = evaluate(
    "freshness.mjs",
    `[[${JSON.stringify(join(root, "package.json"))}], [${JSON.stringify(root)} + "/scripts"], ["/nowhere"]].map(it.newestTime)`,
  ) as number[];
  expect(one).toBeGreaterThan(0);
  expect(folder).toBeGreaterThan(0);
  expect(none).toBe(0);
});

it("refuses a flag that it does not know, with its usage", () => {
  const { status, stderr } = spawnSync(process.execPath, [join(scripts, "start.mjs"), "--fly"], { encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toMatch(/--fly[\s\S]*npm start -- /);
});
