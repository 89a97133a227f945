/**
 * @file SQL of stored runs that lack a metric of scores: which they are, and what they are given. Reads: tables run, score, run_measure. Writes:
 * run_measure, run_variant, where something was missing; no figure that is there changes.
 */
import { SCORE_CLASS_METRICS, SCORE_METRICS } from "#shared/metrics/catalogue.ts";
import { RAW } from "#shared/metrics/measure.ts";
import type { RunMeasure, RunVariant } from "#shared/wire/trainer-protocol.ts";
import type { ReadDb, WriteDb } from "./open.ts";

/** Rows read at once where many are gone through. */
const AT_ONCE = 100;

interface RawRow {
  /** Of the whole and of classes; null: nothing was measured of this part. */
  readonly overall: string | null;
  readonly classes: string | null;
}

export interface UnmeasuredRun {
  readonly runId: number;
  readonly configId: number;
  /** Numbers of its scores, those of equal epochs once. */
  readonly scores: number;
}

/**
 * Complete runs of a sweep whose scores were kept and that lack a metric of scores in any part: the program knew fewer when they ended.
 * What was done after training is looked at with them. Yields where other work may go first.
 */
export function* findUnmeasured(db: ReadDb, sweepId: number): Generator<undefined, UnmeasuredRun[]> {
  const { labels } = db.prepare("SELECT count(*) AS labels FROM split_label WHERE sweep_id = ?").get(sweepId) as { labels: number };
  // A version before schema 4 kept no labels: its scores cannot be measured.
  if (labels < 2) return [];
  const next = db.prepare(
    `SELECT id, config_id AS configId FROM run WHERE sweep_id = ? AND state = 'complete' AND id > ? AND (SELECT count(*) FROM score WHERE run_id = id) = 4 ORDER BY id LIMIT ${AT_ONCE}`,
  );
  const parts = db.prepare(
    `SELECT m.overall, m.classes FROM score AS s
     LEFT JOIN run_measure AS m ON m.run_id = s.run_id AND m.which = s.which AND m.split = s.split AND m.variant = '${RAW}' WHERE s.run_id = ?`,
  );
  const size = db.prepare("SELECT sum(n) AS n FROM (SELECT max(length(logits)) / 4 AS n FROM score WHERE run_id = ? GROUP BY epoch, split)");
  const found: UnmeasuredRun[] = [];
  for (let last = -1; ;) {
    const ids = next.all(sweepId, last) as { id: number; configId: number }[];
    for (const { id, configId } of ids)
      if ((parts.all(id) as RawRow[]).some(isLacking)) found.push({ runId: id, configId, scores: (size.get(id) as { n: number }).n });
    if (ids.length < AT_ONCE) return found;
    last = ids.at(-1)!.id;
    yield;
  }
}

function isLacking({ overall, classes }: RawRow): boolean {
  if (overall === null || classes === null) return true;
  const [ofWhole, ofClasses] = [JSON.parse(overall) as object, JSON.parse(classes) as object];
  return SCORE_METRICS.some((name) => !(name in ofWhole)) || SCORE_CLASS_METRICS.some((name) => !(name in ofClasses));
}

const parsed = <T>(text: string): T => JSON.parse(text) as T;
const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Adds what a run lacks of what was found; what is there stays to the letter. A fit that came out otherwise than the stored one is left out with
 * its figures, which would not be of the same thing.
 */
export function addMissing(db: WriteDb, runId: number, { measures, variants }: { measures: readonly RunMeasure[]; variants: readonly RunVariant[] }): void {
  db.transaction(() => {
    const known = (which: string, variant: string): boolean =>
      variant === RAW || variants.some((v) => v.which === which && v.variant === variant && isAsStored(db, runId, v));
    for (const measure of measures) if (known(measure.which, measure.variant)) addMeasure(db, runId, measure);
    const insert = db.prepare("INSERT OR IGNORE INTO run_variant (run_id, which, variant, parameters, notes, reason) VALUES (?, ?, ?, ?, ?, ?)");
    const json = JSON.stringify;
    for (const v of variants) insert.run(runId, v.which, v.variant, json(v.parameters), json(v.notes), v.reason && json(v.reason));
  })();
}

/** Also where nothing is stored of it. */
function isAsStored(db: ReadDb, runId: number, { which, variant, parameters, reason }: RunVariant): boolean {
  const row = db.prepare("SELECT parameters, reason FROM run_variant WHERE run_id = ? AND which = ? AND variant = ?").get(runId, which, variant) as
    { parameters: string; reason: string | null } | undefined;
  return row === undefined || (sameJson(parsed(row.parameters), parameters) && (row.reason === null) === (reason === null));
}

function addMeasure(db: WriteDb, runId: number, measure: RunMeasure): void {
  const { which, split, variant } = measure;
  const key = [runId, which, split, variant];
  const where = "run_id = ? AND which = ? AND split = ? AND variant = ?";
  const row = db.prepare(`SELECT overall, classes, reasons FROM run_measure WHERE ${where}`).get(...key) as
    { overall: string; classes: string; reasons: string } | undefined;
  const json = JSON.stringify;
  if (!row) {
    const insert = db.prepare("INSERT INTO run_measure (run_id, which, split, variant, overall, classes, reasons) VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.run(...key, json(measure.overall), json(measure.classes), json(measure.reasons));
    return;
  }
  const overall = parsed<RunMeasure["overall"]>(row.overall);
  const classes = parsed<RunMeasure["classes"]>(row.classes);
  const reasons = parsed<RunMeasure["reasons"]>(row.reasons);
  const newOf = <T>(had: object, found: Readonly<Record<string, T>>): [string, T][] => Object.entries(found).filter(([name]) => !(name in had));
  const ofWhole = newOf(overall, measure.overall);
  const ofClasses = newOf(classes, measure.classes);
  if (ofWhole.length + ofClasses.length === 0) return;
  const added = new Set([...ofWhole, ...ofClasses].map(([name]) => name));
  const why = Object.entries(measure.reasons).filter(([id]) => added.has(id.split(":")[0]!));
  db.prepare(`UPDATE run_measure SET overall = ?, classes = ?, reasons = ? WHERE ${where}`).run(
    json({ ...overall, ...Object.fromEntries(ofWhole) }),
    json({ ...classes, ...Object.fromEntries(ofClasses) }),
    json({ ...reasons, ...Object.fromEntries(why) }),
    ...key,
  );
}
