/**
 * @file Sweep files as people wrote them, through the command line: binary dust on every axis, a rate at which training falls apart.
 * Reads: test/fixtures/cases. Writes: temporary folders.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

function run(file: string) {
  const folder = temporaryFolder();
  const out = join(folder, "runs.csv");
  const args = ["src-main/cli.ts", "run", join("test/fixtures/cases", file), "--data-dir", join(folder, "data"), "--out", out];
  const ended = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { ...ended, rows: parse(readFileSync(out), { columns: true }) as Record<string, string>[] };
}

it("C24: 0.30000000000000004 is 0.3, in the list and in the names: 22 runs of 11 γ at one rate", () => {
  const { status, rows } = run("C24/noise.sweep.json");
  expect([status, rows.length]).toEqual([0, 22]);
  expect([...new Set(rows.map((row) => row["gamma"]))]).toEqual(["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"]);
  expect([...new Set(rows.map((row) => row["learning_rate"]))]).toEqual(["0.003"]);
  expect(rows.some((row) => /^γ 0\.3( |$)/.test(row["config"]!))).toBe(true);
});

it("C27: four runs complete, four fail with their epoch and rate, exit code 3", () => {
  const { status, rows, stderr } = run("C27/diverge.sweep.json");
  expect(status).toBe(3);
  expect(rows.filter((row) => row["state"] === "complete").map((row) => row["learning_rate"])).toEqual(["0.01", "0.01", "0.01", "0.01"]);
  const failed = rows.filter((row) => row["state"] === "failed");
  expect(failed).toHaveLength(4);
  for (const row of failed) expect(row["error"]).toMatch(/^The loss became (NaN|infinite) in epoch \d+ \(learning rate 1e\+30\)\.$/);
  expect(stderr).toMatch(/4 runs failed: the loss became NaN in epoch \d+ \(learning rate 1e\+30\)\./);
});
