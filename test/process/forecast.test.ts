/** @file What a sweep will take, said before it trains, against what it took: disk, and what is kept of the machine. Reads, writes: temporary folders. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import { saySweepFinding } from "#shared/words/sweep-findings.ts";
import Database from "better-sqlite3";
import { openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const OPTIONS = { delimiter: ",", header: true, label: "type", missing: "median", ignore: [], categorical: [] } as const;
const range = (to: number, step: number) => ({ from: 0, to, step });

async function glass() {
  const folder = temporaryFolder();
  const app = await openApp(folder);
  const dataset = await app.call("dataset.import", { source: { path: "test/fixtures/data/glass.csv" }, options: { ...OPTIONS, ignore: [], categorical: [] } });
  return { folder, app, dataset };
}

it("the disk that a sweep takes is near what was forecast, and the machine's pace is kept for the next forecast", async () => {
  const { folder, app, dataset } = await glass();
  const losses = [{ family: "focal-softmax", gamma: range(11, 1) }] as const;
  const spec = parseSweepSpec({ name: "t", dataset: { name: "d" }, losses, seeds: [1, 2], controls: false, training: { epochs: 20 }, engine: "wasm" });
  const preview = await app.call("sweep.preview", { datasetId: dataset.id, spec });
  expect(preview.warnings.filter(({ id }) => id === "disk-too-small")).toEqual([]);
  await app.call("sweep.create", { datasetId: dataset.id, spec, start: true });
  await app.idle();
  const again = await app.call("sweep.preview", { datasetId: dataset.id, spec });
  expect(again.forecastBasis).toBe("measured");
  await app.close();

  const db = new Database(join(folder, "focaldesk.db"), { readonly: true });
  const pages = db.pragma("page_size", { simple: true }) as number;
  const machine = db.prepare("SELECT value FROM setting WHERE name = 'machine.costs'").pluck().get() as string;
  db.close();
  expect(JSON.parse(machine)).toEqual({ end: expect.any(Number), start: expect.any(Number) });
  // What an empty database takes is not the sweep's: its schema fills about thirty pages.
  const grown = statSync(join(folder, "focaldesk.db")).size - 30 * pages;
  expect(preview.diskBytes / grown).toBeGreaterThan(0.75);
  expect(preview.diskBytes / grown).toBeLessThan(1.4);
});

it("a sweep that no disk holds is warned of, and one too large is refused without being expanded", async () => {
  const { folder, app, dataset } = await glass();
  const losses = [{ family: "focal-softmax", gamma: range(99.9, 0.1), strength: range(0.99, 0.01) }] as const;
  const base = { name: "t", dataset: { name: "d" }, controls: false, training: { epochs: 10_000 } };
  const spec = parseSweepSpec({ ...base, losses, seeds: [1] });
  const { warnings, diskBytes, runCount } = await app.call("sweep.preview", { datasetId: dataset.id, spec });
  // 100,000 runs of 10,000 epochs, about 1.2 KB each.
  expect(runCount).toBe(100_000);
  expect(diskBytes).toBeGreaterThan(1e12);
  expect(saySweepFinding(warnings[0]!)).toMatch(
    new RegExp(`The sweep will take about [\\d.]+ TB of disk, and ${folder} has [\\d.]+ [kMGT]B free: training would pause`),
  );

  const larger = parseSweepSpec({ ...base, losses, seeds: range(9999, 1) });
  await expect(app.call("sweep.preview", { datasetId: dataset.id, spec: larger })).rejects.toMatchObject({ code: "sweep/too-large" });
  await expect(app.call("sweep.create", { datasetId: dataset.id, spec: larger })).rejects.toMatchObject({ code: "sweep/too-large" });
});
