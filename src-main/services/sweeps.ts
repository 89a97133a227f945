/** @file Makes sweeps: plan, forecast, store. Reads: a parsed sweep, a data set. Writes: sweep, configurations and runs in one transaction. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { CommandOutput } from "#shared/contract.ts";
import { planSweep } from "#shared/config.ts";
import { AppError, describe } from "#shared/errors.ts";
import { openSweep, type OpenedSweep } from "#shared/opened-sweep.ts";
import { parseSweepSpec, type SweepSpec, type Watchdog, WatchdogSchema } from "#shared/sweep-spec.ts";
import { checkAgainst } from "../planner/check-against.ts";
import { forecastMs } from "../planner/forecast.ts";
import { getDataset, type StoredDataset } from "../store/dataset-rows.ts";
import { listPastRuns } from "../store/forecast-rows.ts";
import type { ReadDb, WriteDb } from "../store/open.ts";
import { insertSweep } from "../store/sweep-rows.ts";

const USUAL_WATCHDOG: Watchdog = WatchdogSchema.parse({});
const isUsual = ({ policy, patienceEpochs }: Watchdog): boolean => policy === USUAL_WATCHDOG.policy && patienceEpochs === USUAL_WATCHDOG.patienceEpochs;

/** Strengths that earlier versions kept beside weights, where they weighed nothing. */
const IDLE_STRENGTH: Readonly<Record<string, readonly number[]>> = { "weighted-cross-entropy": [1], "focal-softmax": [0] };

/** A loss block as earlier versions kept it: the idle strength stood before the weights. */
function asKeptBefore(loss: SweepSpec["losses"][number]): unknown {
  const strength = IDLE_STRENGTH[loss.family];
  if (strength === undefined) return loss;
  return Object.fromEntries(
    Object.entries(loss).flatMap(([name, value]) =>
      name === "weights"
        ? [
            ["strength", strength],
            [name, value],
          ]
        : [[name, value]],
    ),
  );
}

/**
 * Fingerprint of what a sweep trains: data set and everything of the spec but its name, notes and way to find the file.
 * The usual watchdog is left out: sweeps of versions without one are continued by the same command.
 */
export function sweepFingerprint(dataset: Pick<StoredDataset, "sha256" | "options">, spec: SweepSpec): string {
  const { name: _name, notes: _notes, dataset: _dataset, $schema: _schema, watchdog, ...trained } = spec;
  const rest = { ...trained, losses: spec.losses.map(asKeptBefore) };
  return createHash("sha256")
    .update(JSON.stringify([dataset.sha256, dataset.options, isUsual(watchdog) ? rest : { ...rest, watchdog }]))
    .digest("hex");
}

export function createSweep(db: WriteDb, datasetId: number, spec: SweepSpec, start: boolean, now: string): { sweepId: number; runCount: number } {
  const dataset = getDataset(db, datasetId);
  checkAgainst(dataset, spec);
  const plan = planSweep(spec);
  const named: SweepSpec = { ...spec, dataset: { ...spec.dataset, name: dataset.name, sha256: dataset.sha256, label: dataset.options.label } };
  const sweepId = insertSweep(db, { datasetId, spec: named, specSha256: sweepFingerprint(dataset, spec), plan, paused: !start, createdAt: now });
  return { sweepId, runCount: plan.configs.length * plan.seeds.length };
}

/** @param trainCounts training rows per class under the sweep's split. @param splitWarnings of that split. */
export function previewSweep(
  db: ReadDb,
  datasetId: number,
  spec: SweepSpec,
  trainers: number,
  trainCounts: number[],
  splitWarnings: readonly string[],
): CommandOutput<"sweep.preview"> {
  const dataset = getDataset(db, datasetId);
  checkAgainst(dataset, spec);
  const plan = planSweep(spec);
  const runCount = plan.configs.length * plan.seeds.length;
  const { profile } = dataset;
  const work = { epochs: spec.training.epochs, rows: profile.rows, features: profile.features, classes: profile.classes.length, hidden: spec.model.hidden };
  const forecast = forecastMs(work, runCount, listPastRuns(db), Math.min(trainers, runCount));
  return {
    runCount,
    configCount: plan.configs.length,
    controlsAdded: plan.configs.filter((c) => !c.isCell).length,
    mergedCells: plan.mergedCells,
    // A class without rows weighs most: the window shows the first few.
    warnings: [...splitWarnings, ...plan.warnings],
    forecastMs: forecast.ms,
    forecastBasis: forecast.basis,
    trainCounts,
  };
}

/** A sensible first sweep for any data set: gamma against class-weight strength, three seeds. */
export function sampleSweep(dataset: StoredDataset): SweepSpec {
  return parseSweepSpec({
    name: `${dataset.name}: γ × α`,
    dataset: { name: dataset.name, sha256: dataset.sha256 },
    losses: [{ family: "focal-softmax", gamma: [0, 0.5, 1, 2, 5], strength: [0, 0.5, 1] }],
    seeds: [1, 2, 3],
  });
}

/** @throws AppError `data/not-found`, `sweep/invalid`. */
async function readSweepJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new AppError("data/not-found", { path, detail: describe(error) }, { cause: error });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("sweep/invalid", { where: path, detail: `it is not JSON (${describe(error)})` }, { cause: error });
  }
}

/** As the command line takes it. @throws AppError `data/not-found`, `sweep/invalid`, `sweep/softmax-alpha`. */
export async function readSweepFile(path: string): Promise<SweepSpec> {
  return parseSweepSpec(await readSweepJson(path));
}

/** As the form takes it. @throws AppError `data/not-found`, `sweep/invalid`. */
export async function openSweepFile(path: string): Promise<OpenedSweep> {
  return openSweep(await readSweepJson(path));
}
