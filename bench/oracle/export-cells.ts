/**
 * @file Three cells of the page-blocks sweep on the reference engine, with the encoded split, for pytorch_cells.py.
 * Reads: examples/data/page-blocks.csv; argv: output file, number of seeds (default 10). Writes: that file (JSON).
 */
import { CONSTANT } from "#main/training/engines/schedule.ts";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareData } from "#main/data/encode/encode.ts";
import { sha256OfFile } from "#main/data/text/fingerprint.ts";
import type { DataPart } from "#main/data/encode/prepared.ts";
import { profileFile } from "#main/data/profile/profile.ts";
import { trainCohort } from "#main/training/child/cohort.ts";
import { CohortControl } from "#main/training/child/control.ts";
import { selectBackend } from "#main/training/engines/reference/backend.ts";
import { createReferenceEngine } from "#main/training/engines/reference/reference-engine.ts";
import type { ImportOptions } from "#shared/data/dataset.ts";
import type { EpochResult, TrainerRun } from "#shared/wire/trainer-protocol.ts";

const CELLS = [
  { gamma: 0, strength: 0 },
  { gamma: 2, strength: 0.5 },
  { gamma: 5, strength: 1 },
];
const HIDDEN = [64, 64];
const EPOCHS = 20;
const BATCH = 128;
const RATE = 1e-3;
/** Runs trained together; the results do not depend on it. */
const COHORT = 10;

const [output, seedCount = "10"] = process.argv.slice(2);
if (!output) throw new Error("usage: export-cells.ts OUT.json [SEEDS]");
const path = fileURLToPath(new URL("../../examples/data/page-blocks.csv", import.meta.url));
const options: ImportOptions = { delimiter: ",", header: true, label: "Class", missing: "median", ignore: [], categorical: [] };
const profile = await profileFile(path, "page-blocks.csv", options);
const split = { train: 0.6, validation: 0.2, test: 0.2, seed: 1 };
const { columns, labelIndex } = profile;
const classes = profile.classes.map((c) => c.name);
const cohortData = { name: "page-blocks", path, sha256: await sha256OfFile(path), options, columns, labelIndex, classes, split };
const data = await prepareData(cohortData);

const seeds = Array.from({ length: Number(seedCount) }, (_, i) => i + 1);
const runs = CELLS.flatMap((cell, c) =>
  seeds.map((seed): TrainerRun & { cell: number } => ({
    cell: c,
    runId: c * 1000 + seed,
    seed,
    family: "focal-softmax",
    ...cell,
    alpha: null,
    positiveClass: null,
    options: {},
    learningRate: RATE,
    weightDecay: 0,
    resume: false,
  })),
);
const engine = createReferenceEngine(await selectBackend());
const epochs = new Map<number, EpochResult[]>(runs.map((run) => [run.runId, []]));
const best = new Map<number, number>();
const checkpointDir = mkdtempSync(join(tmpdir(), "focaldesk-oracle-"));
for (let first = 0; first < runs.length; first += COHORT) {
  const cohort = {
    cohortId: String(first),
    data: cohortData,
    hidden: HIDDEN,
    epochs: EPOCHS,
    batchSize: BATCH,
    optimizer: "adam" as const,
    momentum: 0.9,
    dropout: 0,
    schedule: CONSTANT,
    engine: "reference" as const,
    watchdog: { policy: "off" as const, patienceEpochs: 10 },
    runs: runs.slice(first, first + COHORT),
    checkpointDir,
    checkpointEveryMs: 1e9,
  };
  await trainCohort(cohort, data, engine, new CohortControl(), {
    post(message) {
      if (message.type === "epoch") for (const result of message.results) epochs.get(result.runId)!.push(result);
      if (message.type === "run-finished") best.set(message.runId, message.bestEpoch);
    },
  });
}

const plain = ({ rows, x, y }: DataPart) => ({ rows, x: [...x], y: [...y] });
const results = runs.map(({ runId, cell, seed }) => {
  const of = epochs.get(runId)!;
  return { cell, seed, best: of[best.get(runId)! - 1]!.test, last: of.at(-1)!.test };
});
const parts = { train: plain(data.train), validation: plain(data.validation), test: plain(data.test) };
const training = { hidden: HIDDEN, epochs: EPOCHS, batchSize: BATCH, learningRate: RATE };
writeFileSync(
  output,
  JSON.stringify({ classes, features: data.features, ...parts, ...training, seeds, cells: CELLS, engine: `${engine.name} on ${engine.backend}`, results }),
);
