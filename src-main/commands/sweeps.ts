/** @file Makes sweeps: plan, forecast, store. Reads: a parsed sweep, a data set. Writes: sweep, configurations and runs in one transaction. */
import type { SweepFinding } from "#shared/sweep/findings.ts";
import { createHash } from "node:crypto";
import { type Axis, formatAxis } from "#shared/params/axis.ts";
import type { CommandOutput } from "#shared/wire/contract.ts";
import { newConfigs } from "#shared/sweep/new-config.ts";
import { planSlices, planSweep } from "#shared/sweep/plan.ts";
import type { SplitPreview } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { parseSweepSpec, statedOptions, type SweepSpec, type Watchdog, WatchdogSchema } from "#shared/sweep/spec.ts";
import { USUAL_MODEL } from "#shared/model/ids.ts";
import { USUAL_TASK } from "#shared/task/ids.ts";
import { USUAL_SELECT_BY } from "#shared/task/select-by.ts";
import { USUAL_TRAINER } from "#shared/sweep/trainer-kinds.ts";
import { inTurns } from "../base/in-turns.ts";
import { checkAgainst } from "../planner/check-against.ts";
import { diskBytes } from "../planner/disk.ts";
import { expectedCosts, forecastMs, type Machine } from "../planner/forecast.ts";
import { getDataset, type StoredDataset } from "../store/dataset-rows.ts";
import { listPastRuns } from "../store/forecast-rows.ts";
import type { ReadDb, WriteDb } from "../store/open.ts";
import { findSweepByFingerprint, getSweep, insertSeeds, insertSweep, listSweeps, seedsOfSweep, type SweepRow } from "../store/sweep-rows.ts";
import { trainerKindOf } from "../trainers/registry.ts";

/** What means the same as its absence. */
const USUAL: Readonly<Record<string, unknown>> = { trainer: USUAL_TRAINER, task: USUAL_TASK, selectBy: USUAL_SELECT_BY };
const USUAL_WATCHDOG: Watchdog = WatchdogSchema.parse({});
const isUsual = ({ policy, patienceEpochs }: Watchdog): boolean => policy === USUAL_WATCHDOG.policy && patienceEpochs === USUAL_WATCHDOG.patienceEpochs;

/**
 * Fingerprint of what a sweep trains: data set and everything of the spec but its name, notes and way to find the file.
 * What is as usual and was no setting once (watchdog, kinds of model and trainer, task, what selects an epoch) is left out: sweeps of versions
 * without it are continued by the same command.
 */
export function sweepFingerprint(dataset: Pick<StoredDataset, "sha256" | "options">, spec: SweepSpec): string {
  const { name: _name, notes: _notes, dataset: _dataset, $schema: _schema, watchdog, ...rest } = spec;
  const model = { ...spec.model, kind: spec.model.kind === USUAL_MODEL ? undefined : spec.model.kind };
  const said = Object.fromEntries(
    Object.entries({ ...rest, model, ...(isUsual(watchdog) ? {} : { watchdog }) }).filter(([key, value]) => USUAL[key] !== value),
  );
  return createHash("sha256")
    .update(JSON.stringify([dataset.sha256, dataset.options, said]))
    .digest("hex");
}

/**
 * The latest sweep that trains the same, so that the same command continues what it began. What earlier versions kept in other words (an idle
 * strength beside weights) has another stored fingerprint: those sweeps are compared by what their specs say today.
 */
export function findSweep(db: ReadDb, datasetId: number, spec: SweepSpec): number | null {
  const dataset = getDataset(db, datasetId);
  const wanted = sweepFingerprint(dataset, spec);
  const reworded = (): number | undefined => listSweeps(db).find((s) => s.datasetId === datasetId && sweepFingerprint(dataset, s.spec) === wanted)?.id;
  return findSweepByFingerprint(db, wanted) ?? reworded() ?? null;
}

/**
 * The latest sweep that differs from this one by lacking some of its seeds alone, so that more seeds do not train again what is there.
 * @returns the sweep and the seeds it lacks, none where they are only written otherwise; null when there is no such sweep.
 */
export function findSweepWithFewerSeeds(db: ReadDb, datasetId: number, spec: SweepSpec): { id: number; lacks: number[] } | null {
  const dataset = getDataset(db, datasetId);
  const { seeds } = planSweep(spec);
  const withoutSeeds = (s: SweepSpec): string => sweepFingerprint(dataset, { ...s, seeds: 0 });
  const fits = (s: SweepRow): boolean =>
    s.datasetId === datasetId && withoutSeeds(s.spec) === withoutSeeds(spec) && seedsOfSweep(db, s.id).every((seed) => seeds.includes(seed));
  const found = listSweeps(db).find(fits);
  if (!found) return null;
  const there = seedsOfSweep(db, found.id);
  return { id: found.id, lacks: seeds.filter((seed) => !there.includes(seed)) };
}

/**
 * Adds runs of every configuration for the seeds that a sweep lacks; the runs that are there stay as they are.
 * @returns the seeds that are new, and their runs. @throws AppError `sweep/seeds-there`, `sweep/too-large`, `sweep/invalid`, `run/not-found`.
 */
export function addSeeds(db: WriteDb, sweepId: number, seeds: Axis): { seeds: number[]; runIds: number[] } {
  const sweep = getSweep(db, sweepId);
  const there = seedsOfSweep(db, sweepId);
  const fresh = planSweep({ ...sweep.spec, seeds }).seeds.filter((seed) => !there.includes(seed));
  if (fresh.length === 0) throw new AppError("sweep/seeds-there", { name: sweep.name, seeds: formatAxis(seeds) });
  const spec = { ...sweep.spec, seeds: [...there, ...fresh] };
  // The limit of a sweep holds for all its runs together.
  planSweep(spec);
  const runIds = insertSeeds(db, sweepId, spec, sweepFingerprint(getDataset(db, sweep.datasetId), spec), fresh);
  return { seeds: fresh, runIds };
}

/** @throws AppError of the kind of trainer that the sweep asks for. */
function refuseWhatNobodyTrains(spec: SweepSpec): void {
  const refused = trainerKindOf(spec).accepts(spec);
  if (refused) throw refused;
}

export function createSweep(db: WriteDb, datasetId: number, spec: SweepSpec, start: boolean, now: string): { sweepId: number; runCount: number } {
  const dataset = getDataset(db, datasetId);
  checkAgainst(dataset, spec);
  refuseWhatNobodyTrains(spec);
  const plan = planSweep(spec);
  // The file of a sweep alone repeats its result: it says how the table is read.
  const { file, source } = spec.dataset;
  const named: SweepSpec = { ...spec, dataset: { name: dataset.name, sha256: dataset.sha256, file, source, ...statedOptions(dataset.options) } };
  const configs = newConfigs(spec, plan);
  const specSha256 = sweepFingerprint(dataset, spec);
  const sweepId = insertSweep(db, { datasetId, spec: named, specSha256, configs, seeds: plan.seeds, paused: !start, createdAt: now });
  return { sweepId, runCount: plan.configs.length * plan.seeds.length };
}

/** The machine that would train it. */
export interface PreviewPlace {
  readonly trainers: number;
  readonly machine: Machine | null;
  readonly dataDir: string;
  /** null: not known. */
  readonly freeBytes: number | null;
}

function diskFindings(neededBytes: number, { freeBytes, dataDir }: PreviewPlace): SweepFinding[] {
  return freeBytes === null || neededBytes <= freeBytes ? [] : [{ id: "disk-too-small", neededBytes, freeBytes, folder: dataDir }];
}

/** @param split of the data set under the sweep's split. */
export async function previewSweep(
  db: ReadDb,
  datasetId: number,
  spec: SweepSpec,
  here: PreviewPlace,
  split: SplitPreview,
): Promise<CommandOutput<"sweep.preview">> {
  const dataset = getDataset(db, datasetId);
  checkAgainst(dataset, spec);
  refuseWhatNobodyTrains(spec);
  const plan = await inTurns(planSlices(spec));
  const runCount = plan.configs.length * plan.seeds.length;
  const { profile } = dataset;
  const { epochs } = spec.training;
  const work = { epochs, rows: profile.rows, features: profile.features, classes: profile.classes.length, hidden: spec.model.hidden };
  const past = listPastRuns(db);
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  const held = sum(split.parts.validation) + sum(split.parts.test);
  const costs = expectedCosts(work, held / (held + sum(split.parts.train)), past, here.machine);
  const trainers = Math.min(here.trainers, runCount);
  const disk = diskBytes({ work, configs: plan.configs, seeds: plan.seeds.length, heldRows: held, trainers });
  return {
    runCount,
    configCount: plan.configs.length,
    controlsAdded: plan.configs.filter((c) => !c.isCell).length,
    mergedCells: plan.mergedCells,
    // A class without rows weighs most: the window shows the first few.
    warnings: [...diskFindings(disk.stored + disk.passing, here), ...split.warnings, ...plan.warnings],
    forecastMs: forecastMs(costs, runCount, epochs, trainers),
    forecastBasis: past.length > 0 ? "measured" : "estimate",
    diskBytes: disk.stored,
    trainCounts: split.parts.train,
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
