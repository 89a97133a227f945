/** @file SQL of what is known of a run beside its counts: labels, metrics of scores, fits, findings. Reads and writes: tables split_label, run_measure, run_variant, run_flag, epoch_anatomy. */
import { z } from "zod";
import { type FitReason, FitReasonSchema } from "#shared/calibration/notes.ts";
import { type Anatomy, type RunMeasure, RunMeasureSchema, type RunVariant, RunVariantSchema, type ScoreSet } from "#shared/wire/trainer-protocol.ts";
import { type RunFlag, RunFlagSchema, SETTLES } from "#shared/wire/run-flags.ts";
import { RAW } from "#shared/metrics/measure.ts";
import { reasonsById } from "#shared/results/old-spellings.ts";
import type { ReadDb, WriteDb } from "./open.ts";
import { reportedReader } from "./reported-rows.ts";

/** In the tables the whole has this class index: NULL would not make rows equal in a key. */
const WHOLE = -1;
const toIndex = (classIndex: number | null): number => classIndex ?? WHOLE;
const fromIndex = (index: number): number | null => (index === WHOLE ? null : index);

type Labels = { readonly validation: Int32Array; readonly test: Int32Array };

const bytesOf = (values: Int32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** The same split gives the same labels, so those of a second cohort change nothing. */
export function storeLabels(db: WriteDb, sweepId: number, labels: Labels): void {
  const insert = db.prepare("INSERT OR IGNORE INTO split_label (sweep_id, split, labels) VALUES (?, ?, ?)");
  db.transaction(() => {
    for (const split of ["validation", "test"] as const) insert.run(sweepId, split, bytesOf(labels[split]));
  })();
}

/** int32 [rows] of a part in split order; null for a sweep of a version that did not keep them. */
export function readLabels(db: ReadDb, sweepId: number, split: "validation" | "test"): Int32Array | null {
  const row = db.prepare("SELECT labels FROM split_label WHERE sweep_id = ? AND split = ?").get(sweepId, split) as { labels: Buffer } | undefined;
  // A copy: the buffer of the driver need not be aligned to 4 bytes.
  return row ? new Int32Array(new Uint8Array(row.labels).buffer) : null;
}

/** Replaces what a run had. */
export function storeMeasured(db: WriteDb, runId: number, measures: readonly RunMeasure[], variants: readonly RunVariant[]): void {
  const measure = db.prepare("INSERT INTO run_measure (run_id, which, split, variant, overall, classes, reasons) VALUES (?, ?, ?, ?, ?, ?, ?)");
  const variant = db.prepare("INSERT INTO run_variant (run_id, which, variant, parameters, notes, reason) VALUES (?, ?, ?, ?, ?, ?)");
  const json = JSON.stringify;
  db.transaction(() => {
    for (const table of ["run_measure", "run_variant"]) db.prepare(`DELETE FROM ${table} WHERE run_id = ?`).run(runId);
    for (const m of measures) measure.run(runId, m.which, m.split, m.variant, json(m.overall), json(m.classes), json(m.reasons));
    for (const v of variants) variant.run(runId, v.which, v.variant, json(v.parameters), json(v.notes), v.reason && json(v.reason));
  })();
}

const SETTLED_KINDS = Object.keys(SETTLES)
  .map((kind) => `'${kind}'`)
  .join(", ");
/** The kind that a flag takes the place of. */
function rivalOf(kind: RunFlag["kind"]): string | undefined {
  return Object.entries(SETTLES).flatMap(([settled, warned]) => (kind === settled ? [warned] : kind === warned ? [settled] : []))[0];
}

/** A finding that was settled, or comes back, replaces the other of its class. */
export function storeFlag(db: WriteDb, runId: number, flag: RunFlag): void {
  const rival = rivalOf(flag.kind);
  if (rival) db.prepare("DELETE FROM run_flag WHERE run_id = ? AND kind = ? AND class_index = ?").run(runId, rival, toIndex(flag.classIndex));
  const { kind, classIndex, epoch, ...data } = flag;
  db.prepare("INSERT OR REPLACE INTO run_flag (run_id, kind, class_index, epoch, data) VALUES (?, ?, ?, ?, ?)").run(
    runId,
    kind,
    toIndex(classIndex),
    epoch,
    JSON.stringify(data),
  );
}

type FlagRow = { runId: number; kind: string; classIndex: number; epoch: number; data: string };
const FLAGS = "SELECT f.run_id AS runId, f.kind, f.class_index AS classIndex, f.epoch, f.data FROM run_flag f JOIN run r ON r.id = f.run_id";
/** Versions until schema 4 kept a class as lost although it was found later: of a complete run the counts of the best epoch decide. */
const STANDS = `f.kind NOT IN (${SETTLED_KINDS}) AND NOT (f.kind = 'class-lost' AND r.state = 'complete' AND EXISTS (
  SELECT 1 FROM confusion c
  WHERE c.run_id = r.id AND c.split = 'validation' AND c.epoch = r.best_epoch AND c.actual = f.class_index AND c.predicted = f.class_index))`;

/** Findings that stand in the runs of a sweep, by run id; those that were settled are no warnings. */
export function flagsOfSweep(db: ReadDb, sweepId: number): Map<number, RunFlag[]> {
  const rows = db.prepare(`${FLAGS} WHERE r.sweep_id = ? AND ${STANDS} ORDER BY f.run_id, f.epoch`).all(sweepId) as FlagRow[];
  const flags = new Map<number, RunFlag[]>();
  for (const row of rows) flags.set(row.runId, [...(flags.get(row.runId) ?? []), flagOf(row)]);
  return flags;
}

export function flagsOfRun(db: ReadDb, runId: number): RunFlag[] {
  return (db.prepare(`${FLAGS} WHERE f.run_id = ? AND ${STANDS} ORDER BY f.epoch`).all(runId) as FlagRow[]).map(flagOf);
}

/** What was found in a run and is over: a class that was found late. */
export function settledOfRun(db: ReadDb, runId: number): RunFlag[] {
  return (db.prepare(`${FLAGS} WHERE f.run_id = ? AND f.kind IN (${SETTLED_KINDS}) ORDER BY f.epoch`).all(runId) as FlagRow[]).map(flagOf);
}

const flagOf = ({ kind, epoch, classIndex, data }: FlagRow): RunFlag =>
  RunFlagSchema.parse({ ...(JSON.parse(data) as object), kind, epoch, classIndex: fromIndex(classIndex) });

interface MeasureRow {
  readonly runId: number;
  readonly which: string;
  readonly split: string;
  readonly variant: string;
  readonly overall: string;
  readonly classes: string;
  readonly reasons: string;
}
const reasonsOf = (row: MeasureRow): RunMeasure["reasons"] => ({ ...reasonsById(JSON.parse(row.reasons) as RunMeasure["reasons"]) });
const measureOf = (row: MeasureRow): RunMeasure =>
  RunMeasureSchema.parse({ ...row, overall: JSON.parse(row.overall), classes: JSON.parse(row.classes), reasons: reasonsOf(row) });

export function measuresOfRun(db: ReadDb, runId: number): RunMeasure[] {
  const rows = db
    .prepare("SELECT run_id AS runId, which, split, variant, overall, classes, reasons FROM run_measure WHERE run_id = ? ORDER BY which, split, variant")
    .all(runId);
  return (rows as MeasureRow[]).map(measureOf);
}

/** {@link measureOf} without looking at every number: of ten thousand runs that takes longer than reading them, and whoever uses one looks at its type. */
const trustedMeasureOf = (row: MeasureRow): RunMeasure =>
  ({ ...row, overall: JSON.parse(row.overall), classes: JSON.parse(row.classes), reasons: reasonsOf(row) }) as RunMeasure;

/** What is wanted of many runs. */
export interface MeasureChoice {
  /** Values per class: they are many, and `classes` is empty otherwise. */
  readonly classes: boolean;
  /** Absent: all. */
  readonly variants?: readonly string[] | undefined;
}

/** Reads the measures of one run after the other, by variant. */
export function measureReader(db: ReadDb, which: "best" | "last", split: "validation" | "test", choice: MeasureChoice): (runId: number) => RunMeasure[] {
  const { classes, variants } = choice;
  const query = db.prepare(
    `SELECT run_id AS runId, which, split, variant, overall, ${classes ? "classes" : "'{}' AS classes"}, reasons
     FROM run_measure WHERE run_id = ? AND which = ? AND split = ?${variants ? ` AND variant IN (${variants.map(() => "?").join(", ")})` : ""} ORDER BY variant`,
  );
  const stored = (runId: number): RunMeasure[] => (query.all(runId, which, split, ...(variants ?? [])) as MeasureRow[]).map(trustedMeasureOf);
  const isWanted = (variants ?? [RAW]).includes(RAW) && db.prepare("SELECT 1 FROM reported_metric LIMIT 1").get() !== undefined;
  if (!isWanted) return stored;
  const reported = reportedReader(db, which, split);
  return (runId) => withReported(stored(runId), reported(runId), { which, split });
}

/** What was reported stands among the raw measures, which are there with nothing else of a run that has no scores. */
function withReported(
  measures: readonly RunMeasure[],
  found: ReturnType<ReturnType<typeof reportedReader>>,
  of: Pick<RunMeasure, "which" | "split">,
): RunMeasure[] {
  if (Object.keys(found.overall).length + Object.keys(found.classes).length === 0) return [...measures];
  const raw = measures.find(({ variant }) => variant === RAW) ?? { ...of, variant: RAW, overall: {}, classes: {}, reasons: {} };
  const whole: RunMeasure = {
    ...raw,
    overall: { ...raw.overall, ...found.overall },
    classes: { ...raw.classes, ...(found.classes as RunMeasure["classes"]) },
    reasons: { ...raw.reasons, ...(found.reasons as RunMeasure["reasons"]) },
  };
  return [...measures.filter(({ variant }) => variant !== RAW), whole];
}

/** Asks run by run whether anything was measured of it. */
export function measuredRuns(db: ReadDb, which: "best" | "last", split: "validation" | "test"): (runId: number) => boolean {
  const query = db.prepare("SELECT 1 FROM run_measure WHERE run_id = ? AND which = ? AND split = ? LIMIT 1");
  return (runId) => query.get(runId, which, split) !== undefined;
}

/** Run id to variant to the reason why it does not exist. */
export function absentVariants(db: ReadDb, sweepId: number, which: "best" | "last"): Map<number, Record<string, FitReason>> {
  const rows = db
    .prepare(
      `SELECT v.run_id AS runId, v.variant, v.reason
       FROM run r JOIN run_variant v ON v.run_id = r.id AND v.which = ? WHERE r.sweep_id = ? AND v.reason IS NOT NULL`,
    )
    .all(which, sweepId) as { runId: number; variant: string; reason: string }[];
  const absent = new Map<number, Record<string, FitReason>>();
  for (const { runId, variant, reason } of rows) absent.set(runId, { ...absent.get(runId), [variant]: FitReasonSchema.parse(JSON.parse(reason)) });
  return absent;
}

export function variantsOfRun(db: ReadDb, runId: number): RunVariant[] {
  const rows = db.prepare("SELECT which, variant, parameters, notes, reason FROM run_variant WHERE run_id = ? ORDER BY variant").all(runId) as {
    parameters: string;
    notes: string;
    reason: string | null;
  }[];
  return rows.map((row) =>
    RunVariantSchema.parse({ ...row, parameters: JSON.parse(row.parameters), notes: JSON.parse(row.notes), reason: row.reason && JSON.parse(row.reason) }),
  );
}

const AnatomyRowSchema = z.object({
  epoch: z.int(),
  gradientShare: z.number().nullable(),
  easyGradientShare: z.number().nullable(),
  easyRows: z.number().nullable(),
  meanP: z.number().nullable(),
});

/** By epoch, each list in class order. */
export function anatomyOfRun(db: ReadDb, runId: number): Map<number, Anatomy> {
  const rows = db
    .prepare(
      `SELECT epoch, gradient_share AS gradientShare, easy_gradient_share AS easyGradientShare, easy_rows AS easyRows, mean_p AS meanP
       FROM epoch_anatomy WHERE run_id = ? ORDER BY epoch, class_index`,
    )
    .all(runId)
    .map((row) => AnatomyRowSchema.parse(row));
  const found = new Map<number, Anatomy>();
  for (const row of rows) {
    const anatomy = found.get(row.epoch) ?? { gradientShare: [], easyGradientShare: [], easyRows: [], meanP: [] };
    for (const name of ["gradientShare", "easyGradientShare", "easyRows", "meanP"] as const) anatomy[name].push(row[name]);
    found.set(row.epoch, anatomy);
  }
  return found;
}

/** Raw outputs of a run, float32 [rows, outputs]; null when there are none. */
export function readScores(db: ReadDb, runId: number, which: "best" | "last", split: "validation" | "test"): ScoreSet | null {
  const row = db.prepare("SELECT epoch, outputs, logits FROM score WHERE run_id = ? AND which = ? AND split = ?").get(runId, which, split) as
    { epoch: number; outputs: number; logits: Buffer } | undefined;
  // A copy: the buffer of the driver need not be aligned to 4 bytes.
  return row ? { ...row, which, split, logits: new Float32Array(new Uint8Array(row.logits).buffer) } : null;
}
