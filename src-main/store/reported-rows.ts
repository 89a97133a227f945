/** @file SQL of metrics that were reported with their own description. Reads and writes: tables reported_metric, reported_value. */
import { z } from "zod";
import type { SplitName } from "#shared/metrics/metric.ts";
import { type ReportedMetric, ReportedMetricSchema, reportedId, type ReportedValue, undescribed } from "#shared/metrics/reported.ts";
import type { StoredMeasure } from "#shared/results/run-value.ts";
import type { StoredReason } from "#shared/results/value-reason.ts";
import { type NumberKind, splitKind } from "./number-kind.ts";
import type { ReadDb, WriteDb } from "./open.ts";

/** In the tables the whole has this class index, and what is said of a run as a whole this epoch: NULL would not make rows equal in a key. */
const WHOLE = -1;
const OF_RUN = 0;

const RowSchema = z.object({
  name: z.string(),
  whole: z.int(),
  perClass: z.int(),
  better: z.enum(["higher", "lower"]),
  unit: z.string(),
  smallest: z.number().nullable(),
  largest: z.number().nullable(),
});

/** In the order in which they were first heard of. */
export function reportedOfSweep(db: ReadDb, sweepId: number): ReportedMetric[] {
  const rows = db
    .prepare("SELECT name, whole, per_class AS perClass, better, unit, smallest, largest FROM reported_metric WHERE sweep_id = ? ORDER BY id")
    .all(sweepId);
  return rows.map((row) => {
    const { smallest, largest, whole, perClass, ...rest } = RowSchema.parse(row);
    return ReportedMetricSchema.parse({ ...rest, whole: whole === 1, perClass: perClass === 1, range: [smallest, largest] });
  });
}

/** A description that comes again replaces the earlier one; what exists of it already goes on to exist. */
export function storeDescriptions(db: WriteDb, sweepId: number, metrics: readonly ReportedMetric[]): void {
  const insert = db.prepare(
    `INSERT INTO reported_metric (sweep_id, name, whole, per_class, better, unit, smallest, largest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (sweep_id, name) DO UPDATE SET whole = max(whole, excluded.whole), per_class = max(per_class, excluded.per_class),
       better = excluded.better, unit = excluded.unit, smallest = excluded.smallest, largest = excluded.largest`,
  );
  db.transaction(() => {
    for (const { name, whole, perClass, better, unit, range } of metrics) insert.run(sweepId, name, Number(whole), Number(perClass), better, unit, ...range);
  })();
}

/** @param epoch null: of the run as a whole. A value that is there already is replaced; a metric without a description gets the usual one. Runs that are gone are skipped. */
export function storeReported(db: WriteDb, runId: number, epoch: number | null, values: readonly ReportedValue[]): void {
  if (values.length === 0) return;
  const sweep = db.prepare("SELECT sweep_id AS id FROM run WHERE id = ?").get(runId) as { id: number } | undefined;
  if (!sweep) return;
  const find = db.prepare("SELECT id, whole, per_class AS perClass FROM reported_metric WHERE sweep_id = ? AND name = ?");
  const insert = db.prepare("INSERT OR REPLACE INTO reported_value (run_id, metric_id, split, epoch, class_index, value, kind) VALUES (?, ?, ?, ?, ?, ?, ?)");
  const widen = db.prepare("UPDATE reported_metric SET whole = max(whole, ?), per_class = max(per_class, ?) WHERE id = ?");
  type Found = { id: number; whole: number; perClass: number } | undefined;
  db.transaction(() => {
    for (const value of values) {
      const { name, split, classIndex } = value;
      if (!find.get(sweep.id, name)) storeDescriptions(db, sweep.id, [undescribed(value)]);
      const metric = find.get(sweep.id, name) as NonNullable<Found>;
      const isOfClass = Number(classIndex !== null);
      if ((isOfClass ? metric.perClass : metric.whole) === 0) widen.run(1 - isOfClass, isOfClass, metric.id);
      const stored = splitKind(value.value);
      insert.run(runId, metric.id, split, epoch ?? OF_RUN, classIndex ?? WHOLE, stored.value, stored.kind);
    }
  })();
}

interface ValueRow {
  readonly name: string;
  readonly classIndex: number;
  readonly value: number | null;
  readonly kind: NumberKind;
}

/** Values of a run at the best or the last epoch, as a part of its raw measures; of the run as a whole where the epoch has none. */
export function reportedReader(
  db: ReadDb,
  which: "best" | "last",
  split: SplitName,
): (runId: number) => Required<Pick<StoredMeasure, "overall" | "reasons">> & { readonly classes: NonNullable<StoredMeasure["classes"]> } {
  const epoch = which === "best" ? "coalesce(r.best_epoch, r.epoch)" : "r.epoch";
  // The one of the run comes first, and that of the epoch in its place.
  const query = db.prepare(
    `SELECT m.name, v.class_index AS classIndex, v.value, v.kind FROM run r
     JOIN reported_value v ON v.run_id = r.id AND v.split = ? AND v.epoch IN (${OF_RUN}, ${epoch})
     JOIN reported_metric m ON m.id = v.metric_id WHERE r.id = ? ORDER BY v.epoch`,
  );
  return (runId) => {
    const overall: Record<string, number | null> = {};
    const classes: Record<string, (number | null)[]> = {};
    const reasons: Record<string, StoredReason> = {};
    for (const { name, classIndex, value, kind } of query.all(split, runId) as ValueRow[]) {
      const id = reportedId(name);
      const key = classIndex === WHOLE ? id : `${id}:${classIndex}`;
      if (classIndex === WHOLE) overall[id] = value;
      else (classes[id] ??= [])[classIndex] = value;
      if (kind === "finite") delete reasons[key];
      else reasons[key] = { id: "reported-not-finite", value: kind };
    }
    // Classes without a value are holes, which JSON has not.
    return { overall, classes: Object.fromEntries(Object.entries(classes).map(([id, values]) => [id, Array.from(values, (v) => v ?? null)])), reasons };
  };
}
