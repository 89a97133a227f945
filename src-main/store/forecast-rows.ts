/** @file What runs cost on this machine. Reads: tables run, config, sweep, dataset. */
import type { ReadDb } from "./open.ts";

export interface PastRun {
  readonly trainMs: number;
  readonly epochs: number;
  readonly rows: number;
  readonly features: number;
  readonly classes: number;
  readonly hidden: readonly number[];
}

/** Enough past runs to average over, few enough to follow a change of machine or engine. */
const PAST_RUNS = 200;

/** The latest complete runs, newest first. The plus keeps SQLite off the index by state, by which it would fetch and sort every complete run. */
export function listPastRuns(db: ReadDb, limit: number = PAST_RUNS): PastRun[] {
  const rows = db
    .prepare(
      `SELECT r.train_ms AS trainMs, c.epochs, d.row_count AS rows, d.feature_count AS features, c.hidden,
         (SELECT count(*) FROM dataset_class k WHERE k.dataset_id = d.id) AS classes
       FROM run r JOIN config c ON c.id = r.config_id JOIN sweep s ON s.id = r.sweep_id JOIN dataset d ON d.id = s.dataset_id
       WHERE +r.state = 'complete' AND r.train_ms > 0 AND c.hidden IS NOT NULL AND c.epochs IS NOT NULL ORDER BY r.id DESC LIMIT ?`,
    )
    .all(limit) as (Omit<PastRun, "hidden"> & { hidden: string })[];
  return rows.map((row) => ({ ...row, hidden: JSON.parse(row.hidden) as number[] }));
}
