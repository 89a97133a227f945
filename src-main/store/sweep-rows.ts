/** @file SQL of sweeps and configurations. Reads and writes: tables sweep, config, and run at creation. */
import { z } from "zod";
import type { TaskId } from "#shared/task/ids.ts";
import { taskOf } from "#shared/task/registry.ts";
import type { Task } from "#shared/task/task.ts";
import { configLabel, type Varying, varyingOf } from "#shared/sweep/config-label.ts";
import type { NewConfig } from "#shared/sweep/new-config.ts";
import { AppError } from "#shared/errors/errors.ts";
import type { LossFamily } from "#shared/loss/names.ts";
import type { ParamDef } from "#shared/params/def.ts";
import { type Config, ConfigSchema } from "#shared/wire/records.ts";
import { type SweepSpec, SweepSpecSchema } from "#shared/sweep/spec.ts";
import type { ReadDb, WriteDb } from "./open.ts";
import { insertParams, paramsOfSweep } from "./param-rows.ts";
import { readSetting, writeSetting } from "./setting-rows.ts";

const SweepRowSchema = z.object({
  id: z.int(),
  datasetId: z.int(),
  datasetName: z.string(),
  name: z.string(),
  notes: z.string(),
  spec: SweepSpecSchema,
  paused: z.boolean(),
  trainCounts: z.array(z.int()).nullable(),
  createdAt: z.string(),
});
export type SweepRow = z.infer<typeof SweepRowSchema>;

const COLUMNS = `s.id, s.dataset_id AS datasetId, d.name AS datasetName, s.name, s.notes, s.spec, s.paused, s.train_counts AS trainCounts, s.created_at AS createdAt`;

function parse(row: unknown): SweepRow {
  const raw = row as { spec: string; paused: number; trainCounts: string | null };
  return SweepRowSchema.parse({
    ...raw,
    spec: JSON.parse(raw.spec),
    paused: raw.paused === 1,
    trainCounts: raw.trainCounts === null ? null : JSON.parse(raw.trainCounts),
  });
}

/** Newest first. */
export function listSweeps(db: ReadDb): SweepRow[] {
  return db.prepare(`SELECT ${COLUMNS} FROM sweep s JOIN dataset d ON d.id = s.dataset_id ORDER BY s.id DESC`).all().map(parse);
}

export function hasSweep(db: ReadDb, id: number): boolean {
  return db.prepare("SELECT 1 FROM sweep WHERE id = ?").get(id) !== undefined;
}

/** @throws AppError `run/not-found`. */
export function getSweep(db: ReadDb, id: number): SweepRow {
  const row = db.prepare(`SELECT ${COLUMNS} FROM sweep s JOIN dataset d ON d.id = s.dataset_id WHERE s.id = ?`).get(id);
  if (!row) throw new AppError("run/not-found", { what: "sweep", id });
  return parse(row);
}

/** The latest sweep with this fingerprint, so that the same command continues what it began. */
export function findSweepByFingerprint(db: ReadDb, sha256: string): number | null {
  const row = db.prepare("SELECT id FROM sweep WHERE spec_sha256 = ? ORDER BY id DESC LIMIT 1").get(sha256) as { id: number } | undefined;
  return row?.id ?? null;
}

export interface NewSweep {
  readonly datasetId: number;
  readonly spec: SweepSpec;
  readonly specSha256: string;
  readonly configs: readonly NewConfig[];
  /** Of parameters that the product does not know by itself; of those without one the values say what they are. */
  readonly defined?: readonly ParamDef[];
  readonly seeds: readonly number[];
  readonly paused: boolean;
  readonly createdAt: string;
}

/**
 * Stores a sweep with all its runs in one transaction: it is there whole or not at all.
 * Runs are numbered seed by seed, so that half a sweep already is a table over all configurations.
 * @returns the new id.
 */
export function insertSweep(db: WriteDb, sweep: NewSweep): number {
  return db.transaction(() => {
    const { spec } = sweep;
    const sweepId = Number(
      db
        .prepare("INSERT INTO sweep (dataset_id, name, notes, spec, spec_sha256, paused, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .run(sweep.datasetId, spec.name, spec.notes, JSON.stringify(spec), sweep.specSha256, sweep.paused ? 1 : 0, sweep.createdAt).lastInsertRowid,
    );
    const insertConfig = db.prepare("INSERT INTO config (sweep_id, position, config_key, is_control, kind, params) VALUES (?, ?, ?, ?, ?, ?)");
    const configIds = sweep.configs.map(({ key, kind, params, isControl }, position) =>
      Number(insertConfig.run(sweepId, position, key, isControl ? 1 : 0, kind, JSON.stringify(params)).lastInsertRowid),
    );
    insertParams(
      db,
      sweepId,
      sweep.configs.map(({ params }) => params),
      sweep.defined ?? [],
    );
    const insertRun = db.prepare("INSERT INTO run (sweep_id, config_id, seed) VALUES (?, ?, ?)");
    for (const seed of sweep.seeds) for (const configId of configIds) insertRun.run(sweepId, configId, seed);
    return sweepId;
  })();
}

/**
 * Stores runs of every configuration of a sweep for more seeds, seed by seed, and the spec that says so, in one transaction.
 * @param seeds none of which the sweep has. @returns the ids of the runs.
 */
export function insertSeeds(db: WriteDb, sweepId: number, spec: SweepSpec, specSha256: string, seeds: readonly number[]): number[] {
  return db.transaction(() => {
    db.prepare("UPDATE sweep SET spec = ?, spec_sha256 = ? WHERE id = ?").run(JSON.stringify(spec), specSha256, sweepId);
    const insert = db.prepare(
      "INSERT INTO run (sweep_id, config_id, seed) SELECT sweep_id, id, ? FROM config WHERE sweep_id = ? ORDER BY position RETURNING id",
    );
    return seeds.flatMap((seed) => insert.pluck().all(seed, sweepId) as number[]);
  })();
}

/** Ascending. */
export function seedsOfSweep(db: ReadDb, sweepId: number): number[] {
  return db.prepare("SELECT DISTINCT seed FROM run WHERE sweep_id = ? ORDER BY seed").pluck().all(sweepId) as number[];
}

interface Raw {
  readonly isControl: number;
  readonly params: string;
}

const CONFIG = "SELECT id, sweep_id AS sweepId, config_key AS key, params, is_control AS isControl FROM config";

function toConfig(raw: Raw, varying: Varying): Config {
  const params = JSON.parse(raw.params) as Config["params"];
  return ConfigSchema.parse({ ...raw, params, isControl: raw.isControl === 1, label: configLabel(params, varying) });
}

/** What the names of the configurations of a sweep have to carry. */
export function varyingOfSweep(db: ReadDb, sweepId: number): Varying {
  const families = db.prepare("SELECT DISTINCT family FROM config WHERE sweep_id = ? AND family IS NOT NULL ORDER BY family LIMIT 100").pluck().all(sweepId);
  return varyingOf(paramsOfSweep(db, sweepId), families as LossFamily[]);
}

/** In the order of the plan. */
export function listConfigs(db: ReadDb, sweepId: number): Config[] {
  const varying = varyingOfSweep(db, sweepId);
  return (db.prepare(`${CONFIG} WHERE sweep_id = ? ORDER BY position`).all(sweepId) as Raw[]).map((row) => toConfig(row, varying));
}

/** One of them: a sweep may have thousands. @throws AppError `run/not-found` for an id that is none of this sweep. */
export function getConfig(db: ReadDb, sweepId: number, id: number): Config {
  const row = db.prepare(`${CONFIG} WHERE id = ? AND sweep_id = ?`).get(id, sweepId) as Raw | undefined;
  if (!row) throw new AppError("run/not-found", { what: "configuration", id });
  return toConfig(row, varyingOfSweep(db, sweepId));
}

/** Asked with every change of its runs, where parsing the whole sweep would show. */
export function taskOfSweep(db: ReadDb, id: number): Task {
  const said = db.prepare("SELECT spec ->> '$.task' FROM sweep WHERE id = ?").pluck().get(id) as TaskId | null | undefined;
  return taskOf({ task: said });
}

export function setSweepPaused(db: WriteDb, id: number, paused: boolean): void {
  if (db.prepare("UPDATE sweep SET paused = ? WHERE id = ?").run(paused ? 1 : 0, id).changes === 0) throw new AppError("run/not-found", { what: "sweep", id });
}

const engineSetting = (id: number): string => `sweep.${id}.engine`;

/** The engine that somebody chose for the rest of a sweep, instead of the one that it names or began with. */
export function chosenEngine(db: ReadDb, id: number): string | null {
  return readSetting(db, engineSetting(id), z.string().nullable(), null);
}
export function chooseEngine(db: WriteDb, id: number, engine: string): void {
  writeSetting(db, engineSetting(id), engine);
}

export function setTrainCounts(db: WriteDb, id: number, counts: readonly number[]): void {
  db.prepare("UPDATE sweep SET train_counts = ? WHERE id = ?").run(JSON.stringify(counts), id);
}

export function renameSweep(db: WriteDb, id: number, name: string, notes: string | undefined): void {
  const { changes } = db.prepare("UPDATE sweep SET name = ?, notes = coalesce(?, notes) WHERE id = ?").run(name, notes ?? null, id);
  if (changes === 0) throw new AppError("run/not-found", { what: "sweep", id });
}

/** @returns ids of its runs, whose checkpoints can go. @throws AppError `run/state` while one is running. */
export function deleteSweep(db: WriteDb, id: number): number[] {
  return db.transaction(() => {
    const runs = db.prepare("SELECT id, state FROM run WHERE sweep_id = ? ORDER BY id").all(id) as { id: number; state: string }[];
    const busy = runs.find((run) => run.state === "running");
    if (busy) throw new AppError("run/state", { id: busy.id, state: "running", verb: "deleted with its sweep; cancel the sweep first" });
    if (db.prepare("DELETE FROM sweep WHERE id = ?").run(id).changes === 0) throw new AppError("run/not-found", { what: "sweep", id });
    // The next sweep may get this id.
    db.prepare("DELETE FROM setting WHERE name = ?").run(engineSetting(id));
    return runs.map((run) => run.id);
  })();
}

/** Classes of the data set of a sweep: asked with every change of its runs, where parsing the whole sweep would show. @throws AppError `run/not-found`. */
export function classesOfSweep(db: ReadDb, id: number): number {
  const row = db.prepare("SELECT (SELECT count(*) FROM dataset_class c WHERE c.dataset_id = s.dataset_id) AS classes FROM sweep s WHERE s.id = ?").get(id) as
    { classes: number } | undefined;
  if (!row) throw new AppError("run/not-found", { what: "sweep", id });
  return row.classes;
}
