/** @file SQL of results. Reads and writes: tables epoch_metric, epoch_anatomy, confusion, score; run.epoch follows the stored epochs. */
import type { Task } from "#shared/task/task.ts";
import type { EpochResult, ScoreSet } from "#shared/wire/trainer-protocol.ts";
import type { Statement } from "better-sqlite3";
import { splitKind } from "./number-kind.ts";
import type { WriteDb } from "./open.ts";
import { storeReported } from "./reported-rows.ts";

/** In front of the metric that selects the best epoch, where no counts give it. */
export const SELECTS = "validation/";

interface EpochStatements {
  readonly advance: Statement;
  readonly metric: Statement;
  readonly clear: Statement;
  readonly count: Statement;
  readonly anatomy: Statement;
}

/** Compiled once per connection: this runs dozens of times a second while training. */
const compiled = new WeakMap<WriteDb, EpochStatements>();

function epochStatements(db: WriteDb): EpochStatements {
  const known = compiled.get(db);
  if (known) return known;
  const fresh = {
    advance: db.prepare("UPDATE run SET epoch = ? WHERE id = ? AND state IN ('running', 'paused', 'cancelled')"),
    metric: db.prepare("INSERT OR REPLACE INTO epoch_metric (run_id, epoch, name, value, kind) VALUES (?, ?, ?, ?, ?)"),
    clear: db.prepare("DELETE FROM confusion WHERE run_id = ? AND split = ? AND epoch = ?"),
    count: db.prepare("INSERT INTO confusion (run_id, split, epoch, actual, predicted, n) VALUES (?, ?, ?, ?, ?, ?)"),
    anatomy: db.prepare(
      "INSERT OR REPLACE INTO epoch_anatomy (run_id, epoch, class_index, gradient_share, easy_gradient_share, easy_rows, mean_p) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
  };
  compiled.set(db, fresh);
  return fresh;
}

/** Stores epochs in one transaction. An epoch that is there already (a resumed run) is replaced. Runs that are gone are skipped. */
export function storeEpochs(db: WriteDb, task: Pick<Task, "countsShape" | "classesOf">, results: readonly EpochResult[]): void {
  const { advance, metric, clear, count, anatomy } = epochStatements(db);
  db.transaction(() => {
    for (const result of results) {
      if (advance.run(result.epoch, result.runId).changes === 0) continue;
      const { value, kind } = splitKind(result.trainLoss);
      metric.run(result.runId, result.epoch, "train_loss", value, kind);
      if (result.selects) {
        const selects = splitKind(result.selects.value ?? Number.NaN);
        metric.run(result.runId, result.epoch, `${SELECTS}${result.selects.metric}`, selects.value, selects.kind);
      }
      const found = result.anatomy;
      found?.gradientShare.forEach((share, c) =>
        anatomy.run(result.runId, result.epoch, c, share, found.easyGradientShare[c], found.easyRows[c], found.meanP[c]),
      );
      if (result.reported) storeReported(db, result.runId, result.epoch, result.reported);
      for (const split of ["validation", "test"] as const) {
        clear.run(result.runId, split, result.epoch);
        const { columns } = task.countsShape(task.classesOf(result[split]));
        result[split].forEach((n, cell) => {
          if (n > 0) count.run(result.runId, split, result.epoch, Math.floor(cell / columns), cell % columns, n);
        });
      }
    }
  })();
}

/** Forgets epochs after `epoch`: the run goes on from an earlier checkpoint. */
export function forgetEpochsAfter(db: WriteDb, runId: number, epoch: number): void {
  db.transaction(() => {
    for (const table of ["epoch_metric", "epoch_anatomy", "run_flag", "reported_value"])
      db.prepare(`DELETE FROM ${table} WHERE run_id = ? AND epoch > ?`).run(runId, epoch);
    for (const split of ["validation", "test"]) db.prepare("DELETE FROM confusion WHERE run_id = ? AND split = ? AND epoch > ?").run(runId, split, epoch);
    db.prepare("UPDATE run SET epoch = min(epoch, ?) WHERE id = ?").run(epoch, runId);
  })();
}

export function storeScores(db: WriteDb, runId: number, scores: readonly ScoreSet[]): void {
  const insert = db.prepare("INSERT OR REPLACE INTO score (run_id, which, split, epoch, outputs, logits) VALUES (?, ?, ?, ?, ?, ?)");
  db.transaction(() => {
    for (const s of scores) insert.run(runId, s.which, s.split, s.epoch, s.outputs, Buffer.from(s.logits.buffer, s.logits.byteOffset, s.logits.byteLength));
  })();
}
