/**
 * @file The time that Focaldesk says a sweep still needs, beside the time that it needed.
 * Reads: argv: page-blocks, shuttle, tiny (default all), --rows N, --trainers N. Writes: tables to stdout; temporary folders.
 *
 * Each sweep trains in a data folder that knows nothing yet, asked four times a second as the command line does. The table shows the course at
 * every twentieth of the time; the last line says how far off it was after the first tenth.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import type { ImportOptions } from "#shared/data/dataset.ts";
import type { EtaRange } from "#shared/wire/records.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { parseSweepSpec, type SweepSpec } from "#shared/sweep/spec.ts";
import { createApp } from "../src-main/app/app.ts";
import { TableReaders } from "../src-main/table-readers/table-readers.ts";
import { findResources } from "../src-main/base/resources.ts";
import { nodeLauncher } from "../src-main/processes/launch-node.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: "string", default: "20" }, trainers: { type: "string" } },
});
const root = join(import.meta.dirname, "..");
const ASK_MS = 250;

interface Case {
  readonly table: string;
  readonly label: string;
  readonly spec: SweepSpec;
}

const range = (from: number, to: number, step: number) => ({ from, to, step });

function pageBlocks(): Case {
  const spec = parseSweepSpec(JSON.parse(readFileSync(join(root, "examples", "page-blocks.sweep.json"), "utf8")));
  return { table: join(root, "examples", "data", "page-blocks.csv"), label: "Class", spec };
}

/** As many rows, columns and classes as the Statlog shuttle table has, with shares like its own. */
function shuttle(folder: string): Case {
  const random = createRandom(1, "shuttle");
  const shares = [0.7836, 0.9386, 0.9945, 0.9981, 0.9989, 0.9995, 1];
  const lines = ["a,b,c,d,e,f,g,h,i,class"];
  for (let i = 0; i < 43_500; i++) {
    // The first rows hold every class thrice, so that each is in every part.
    const kind = i < 21 ? i % 7 : shares.findIndex((share) => random.next() < share || share === 1);
    const cells = Array.from({ length: 9 }, (_, k) => (random.gaussian() + (k % 7 === kind ? 2 : 0)).toFixed(3));
    lines.push(`${cells.join(",")},${kind + 1}`);
  }
  const table = join(folder, "shuttle.csv");
  writeFileSync(table, `${lines.join("\n")}\n`);
  const losses = [{ family: "focal-softmax", gamma: [0, 0.5, 1, 2, 3, 5], strength: [0, 0.25, 0.5, 0.75, 0.9, 1] }] as const;
  return { table, label: "class", spec: parseSweepSpec({ name: "shuttle", dataset: { name: "shuttle" }, losses, seeds: [1] }) };
}

/** 214 rows, 9 columns: 101 x 11 cells with 9 seeds. */
function tiny(): Case {
  const losses = [{ family: "focal-softmax", gamma: range(0, 10, 0.1), strength: range(0, 1, 0.1) }] as const;
  const spec = parseSweepSpec({ name: "tiny", dataset: { name: "glass" }, losses, seeds: range(1, 9, 1), training: { epochs: 3 } });
  return { table: join(root, "test", "fixtures", "data", "glass.csv"), label: "type", spec };
}

const CASES: Readonly<Record<string, (folder: string) => Case>> = { "page-blocks": pageBlocks, shuttle, tiny };

interface Sample {
  readonly at: number;
  readonly eta: number | null;
  readonly range: EtaRange | null;
  readonly complete: number;
}

async function course(name: string, folder: string): Promise<void> {
  const { table, label, spec } = CASES[name]!(folder);
  const resources = findResources();
  const app = await createApp({
    dataDir: join(folder, "data"),
    migrationsDir: resources.migrations,
    examplesDir: resources.examples,
    host: { kind: "cli" },
    launchTrainer: nodeLauncher(resources.trainerEntry),
    tables: new TableReaders(nodeLauncher(resources.tableEntry)),
    autoTrain: "none",
    calibrationFile: join(folder, "calibration.json"),
    ...(values.trainers ? { trainers: Number(values.trainers) } : {}),
  });
  const samples: Sample[] = [];
  try {
    await app.call("queue.warmUp", {});
    const options: ImportOptions = { delimiter: ",", header: true, label, missing: "median", ignore: [], categorical: [] };
    const dataset = await app.call("dataset.import", { source: { path: table }, name: basename(table), options });
    const preview = await app.call("sweep.preview", { datasetId: dataset.id, spec });
    const { sweepId, runCount } = await app.call("sweep.create", { datasetId: dataset.id, spec, start: true });
    const begin = performance.now();
    const ask = async (): Promise<void> => {
      const at = performance.now() - begin;
      const sweep = (await app.call("sweep.list", {})).find((s) => s.id === sweepId)!;
      samples.push({ at, eta: sweep.etaMs, range: sweep.etaRangeMs ?? null, complete: sweep.counts.complete });
    };
    const timer = setInterval(() => void ask(), ASK_MS);
    await app.call("sweep.resume", { id: sweepId });
    await app.idle();
    clearInterval(timer);
    print(name, runCount, preview.forecastMs, performance.now() - begin, samples);
  } finally {
    await app.close();
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

function print(name: string, runs: number, forecastMs: number, took: number, samples: readonly Sample[]): void {
  console.log(`\n${name}: ${runs} runs took ${seconds(took)} s, forecast ${seconds(forecastMs)} s; load ${loadavg()[0]!.toFixed(1)}`);
  console.log("  time s   runs   left s    ETA s          range s   off by   of the whole");
  const rows = Number(values.rows);
  for (let i = 0; i < rows; i++) {
    const sample = samples.find(({ at }) => at >= (took * i) / rows);
    if (!sample) break;
    const left = took - sample.at;
    const spread = sample.range ? `${seconds(sample.range.low)} to ${seconds(sample.range.high)}` : "";
    const off = sample.eta === null ? "–" : `${((100 * (sample.eta - left)) / left).toFixed(0)} %`;
    const whole = sample.eta === null ? "–" : `${((100 * (sample.eta - left)) / took).toFixed(0)} %`;
    const cells = [seconds(sample.at), String(sample.complete), seconds(left), sample.eta === null ? "–" : seconds(sample.eta), spread, off, whole];
    console.log(["", ...cells.map((cell, k) => cell.padStart([7, 6, 8, 8, 16, 8, 14][k]!))].join(" "));
  }
  const after = samples.filter(({ at, eta }) => at >= took / 10 && eta !== null);
  const errors = after.map(({ at, eta }) => Math.abs(at + eta! - took) / took);
  const within = errors.filter((error) => error <= 0.2).length;
  console.log(
    `  after the first tenth: the end was told within 20 % in ${within} of ${after.length} answers, at worst off by ${(100 * Math.max(0, ...errors)).toFixed(0)} %`,
  );
}

for (const name of positionals.length > 0 ? positionals : Object.keys(CASES)) {
  const folder = mkdtempSync(join(tmpdir(), "focaldesk-eta-"));
  try {
    await course(name, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
