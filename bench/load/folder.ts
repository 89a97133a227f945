/**
 * @file A data folder with one sweep of ten thousand finished runs, trained by the real command.
 * Writes: the folder, with the table and the sweep file beside it.
 *
 * The table has the shape of the glass data of UCI (214 rows, 9 numbers, 6 classes of 76 to 9 rows) and is drawn anew, always the same.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "#shared/numbers/random.ts";

const root = join(import.meta.dirname, "..", "..");
const CLASSES = { float: 70, plain: 76, vehicle: 17, containers: 13, tableware: 9, headlamps: 29 };
const FEATURES = 9;
/** As parts of standard deviations: classes overlap, as those of glass do. */
const APART = 1.2;

function table(): string {
  const random = createRandom(1, "bench-load");
  const centre = Object.keys(CLASSES).map(() => Array.from({ length: FEATURES }, () => APART * random.gaussian()));
  const lines = Object.entries(CLASSES).flatMap(([name, count], c) =>
    Array.from({ length: count }, () => [...centre[c]!.map((x) => (x + random.gaussian()).toFixed(3)), name].join(",")),
  );
  return `${Array.from({ length: FEATURES }, (_, i) => `x${i + 1}`).join(",")},type\n${lines.join("\n")}\n`;
}

/** @param gammas 101 and nine seeds give 9,999 runs of 1,111 configurations. */
const sweep = (gammas: number): object => ({
  formatVersion: 1,
  name: "Ten thousand runs",
  dataset: { name: "glass-like", file: "glass-like.csv", label: "type" },
  split: { train: 0.6, validation: 0.2, test: 0.2, seed: 1 },
  model: { hidden: [16] },
  training: { epochs: 3, batchSize: 64, optimizer: "adam", learningRate: [0.01] },
  losses: [
    {
      family: "focal-softmax",
      gamma: Array.from({ length: gammas }, (_, i) => i / 20),
      strength: Array.from({ length: 11 }, (_, i) => i / 10),
    },
  ],
  seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  controls: false,
});

/** Runs of the sweep: all of them complete. */
export const runsOf = (gammas: number): number => gammas * 11 * 9;

/** Trains the sweep unless the folder is there. @returns seconds of training; null when it was there. */
export async function makeFolder(folder: string, gammas: number): Promise<number | null> {
  if (existsSync(join(folder, "focaldesk.db"))) return null;
  const beside = `${folder}.making`;
  mkdirSync(beside, { recursive: true });
  writeFileSync(join(beside, "glass-like.csv"), table());
  writeFileSync(join(beside, "sweep.json"), JSON.stringify(sweep(gammas)));
  const begin = performance.now();
  const child = spawn(
    process.execPath,
    [
      join(root, "bin", "focaldesk.mjs"),
      "run",
      join(beside, "sweep.json"),
      "--out",
      join(beside, "runs.md"),
      "--rows",
      "families",
      "--data-dir",
      join(beside, "data"),
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`focaldesk run ended with exit code ${String(code)}`);
  renameSync(join(beside, "data"), folder);
  return (performance.now() - begin) / 1000;
}
