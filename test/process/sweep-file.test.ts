/** @file What the command line says of a sweep file that it does not take. Reads: nothing. Writes: temporary folders. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

it("explains a number α under softmax, says what to write instead, and ends with an error code", () => {
  const folder = temporaryFolder();
  writeSmallTable(folder);
  const path = join(folder, "alpha.sweep.json");
  writeFileSync(path, JSON.stringify({ ...smallSweep(), losses: [{ family: "focal-softmax", gamma: [0, 2], alpha: 0.25 }] }));
  const { status, stderr, stdout } = spawnSync(process.execPath, ["src-main/cli.ts", "run", path, "--data-dir", join(folder, "data")], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("“losses.0.alpha” of the sweep is 0.25 with focal-softmax: under softmax one α for all classes only rescales the loss");
  expect(stderr).toContain('Write "strength": [0, 0.5, 1] instead');
});
