import { describe, expect, it } from "vitest";
import { taskOf } from "#shared/task/registry.ts";
import { type CompareColumns, compareOfColumns } from "#shared/wire/compare-columns.ts";
import type { SweepSummary } from "#shared/wire/records.ts";
import { classMetrics, scoresOf } from "#shared/metrics/from-counts.ts";
import type { EpochResult } from "#shared/wire/trainer-protocol.ts";
import { deleteDataset, findDataset, getDataset } from "#main/store/dataset-rows.ts";
import { listPastRuns } from "#main/store/forecast-rows.ts";
import type { ReadDb } from "#main/store/open.ts";
import { compareColumnsAsJson, compareSweep } from "#main/commands/compare.ts";
import { summarizeAll } from "#main/commands/status.ts";
import { forgetEpochsAfter, storeEpochs, storeScores } from "#main/store/result-rows.ts";
import { claimCohort, completeRun, countRuns, failRun, listOrphans, moveRun, noteStart, nextSweep, releaseRun } from "#main/store/run-rows.ts";
import { listEpochs, listRuns } from "#main/store/run-views.ts";
import { deleteSweep, listConfigs, setSweepPaused } from "#main/store/sweep-rows.ts";
import { addDataset, addSweepRows, openDatabase } from "../fixtures/open-database.ts";

const LEASE = { owner: "me", now: "2026-01-01T00:00:00.000Z" };
const NOW = LEASE.now;

function setUp() {
  const db = openDatabase();
  const datasetId = addDataset(db);
  const sweepId = addSweepRows(db, datasetId);
  return { db, datasetId, sweepId };
}

/** How far a sweep is does not matter here. */
const of = (id: number): SweepSummary => ({ id }) as SweepSummary;
/** 3 classes: support 4, 2, 1. */
const VALIDATION = [3, 1, 0, 0, 2, 0, 1, 0, 0];
const TEST = [4, 0, 0, 0, 0, 2, 0, 0, 1];
const epoch = (runId: number, n: number, trainLoss = 0.5): EpochResult => ({ runId, epoch: n, trainLoss, validation: VALIDATION, test: TEST });

describe("the queue in the database", () => {
  it("claims seed by seed, shares among trainers, and never claims twice", () => {
    const { db, sweepId } = setUp();
    const first = claimCohort(db, LEASE, sweepId, (waiting) => Math.ceil(waiting / 2));
    expect(first.map((r) => [r.seed, r.params["gamma"], r.params["strength"], r.attempts])).toEqual([
      [1, 0, 0, 1],
      [1, 0, 1, 1],
      [1, 2, 0, 1],
      [1, 2, 1, 1],
    ]);
    const second = claimCohort(db, LEASE, sweepId, () => 3);
    expect(second.map((r) => r.seed)).toEqual([2, 2, 2]);
    expect(claimCohort(db, LEASE, sweepId, () => 100)).toHaveLength(1);
    expect(claimCohort(db, LEASE, sweepId, () => 100)).toEqual([]);
    expect(listOrphans(db)).toHaveLength(8);
  });

  it("skips paused sweeps and keeps sigmoid runs in their own cohort", () => {
    const { db, datasetId, sweepId } = setUp();
    setSweepPaused(db, sweepId, true);
    expect(claimCohort(db, LEASE, sweepId, () => 100)).toEqual([]);
    const mixed = addSweepRows(db, datasetId, { losses: [{ family: "focal-sigmoid", gamma: 2, alpha: 0.25 }], seeds: [1] });
    expect(claimCohort(db, LEASE, sweepId, () => 100)).toEqual([]);
    expect(nextSweep(db, null)).toBe(mixed);
    expect(nextSweep(db, sweepId)).toBeNull();
    expect(claimCohort(db, LEASE, mixed, () => 100).map((r) => [r.sweepId, r.params["family"]])).toEqual([[mixed, "focal-sigmoid"]]);
    expect(claimCohort(db, LEASE, mixed, () => 100).map((r) => r.params["family"])).toEqual(["cross-entropy", "weighted-cross-entropy"]);
  });

  it("a finished run is final: no late result, no second finish, no cancel", () => {
    const { db, sweepId } = setUp();
    const [run] = claimCohort(db, LEASE, sweepId, () => 1);
    expect(completeRun(db, run!.id, { bestEpoch: 2, trainMs: 10, now: NOW })).toBe(true);
    expect(completeRun(db, run!.id, { bestEpoch: 3, trainMs: 99, now: NOW })).toBe(false);
    failRun(db, run!.id, { code: "train/failed", data: { detail: "late" } }, NOW);
    storeEpochs(db, taskOf({}), [epoch(run!.id, 3)]);
    expect(() => moveRun(db, run!.id, ["waiting", "running", "paused"], "cancelled", NOW)).toThrow(`Run ${run!.id} is complete: it cannot be cancelled.`);
    const row = listRuns(db, run!.sweepId, 3).find((r) => r.id === run!.id)!;
    expect([row.state, row.bestEpoch, row.trainMs, row.epoch, row.error]).toEqual(["complete", 2, 10, 0, null]);
  });

  it("counts attempts at the claim, gives one back for a stop that was asked for, and starts over with a retry", () => {
    const { db, sweepId } = setUp();
    const attempts = (): number => listRuns(db, sweepId, 3)[0]!.attempts;
    const claim = () => claimCohort(db, LEASE, sweepId, () => 1)[0]!.id;
    const id = claim();
    releaseRun(db, id, true, { code: "train/crashed", data: { reason: "exit code 1", runs: "1 run" } });
    expect(attempts()).toBe(1);
    claim();
    releaseRun(db, id, false, null);
    expect(attempts()).toBe(1);
    claim();
    failRun(db, id, { code: "train/crashed", data: { reason: "exit code 1", runs: "1 run" } }, NOW);
    expect(attempts()).toBe(2);
    moveRun(db, id, ["failed"], "waiting", NOW);
    expect(attempts()).toBe(0);
    expect(() => moveRun(db, 9999, ["failed"], "waiting", NOW)).toThrow("There is no run with id 9999.");
  });

  it("counts from one again when an attempt goes on from a later epoch than the one before, and only then", () => {
    const { db, sweepId } = setUp();
    const attempts = (): number => listRuns(db, sweepId, 3)[0]!.attempts;
    const attempt = (epoch: number): number => {
      const { id } = claimCohort(db, LEASE, sweepId, () => 1)[0]!;
      noteStart(db, id, epoch);
      releaseRun(db, id, true, null);
      return attempts();
    };
    expect([0, 0, 5, 5, 5, 9, 9].map(attempt)).toEqual([1, 2, 1, 2, 3, 1, 2]);
  });

  it("a sweep with a running run is not deleted; otherwise everything of it goes", () => {
    const { db, sweepId, datasetId } = setUp();
    const [run] = claimCohort(db, LEASE, sweepId, () => 1);
    storeEpochs(db, taskOf({}), [epoch(run!.id, 1)]);
    expect(() => deleteSweep(db, sweepId)).toThrow(`Run ${run!.id} is running: it cannot be deleted with its sweep`);
    expect(() => deleteDataset(db, datasetId)).toThrow("Data set “small” is used by 1 sweep.");
    releaseRun(db, run!.id, false, null);
    expect(deleteSweep(db, sweepId)).toHaveLength(8);
    for (const table of ["run", "config", "epoch_metric", "confusion"]) expect(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 });
    expect(deleteDataset(db, datasetId)).toBe("stored.csv");
  });

  it("the claim and the list of runs use their indexes", () => {
    const { db } = setUp();
    const plan = (sql: string): string => (db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]).map((row) => row.detail).join("\n");
    expect(plan("SELECT id FROM run r WHERE r.state = 'waiting' ORDER BY r.sweep_id, r.id LIMIT 1")).toContain("run_by_state");
    expect(plan("SELECT id FROM run WHERE sweep_id = 1 ORDER BY id")).toContain("run_by_sweep");
    expect(plan("SELECT recall FROM class_metric WHERE run_id = 1 AND split = 'test' AND epoch = 3")).not.toMatch(/SCAN (confusion|f|m)\b/);
    expect(plan("SELECT macro_f1 FROM split_metric WHERE sweep_id = 1 AND split = 'test' AND is_best_epoch")).not.toMatch(/SCAN (confusion|f|m)\b/);
  });

  it("the latest runs are read from the end, without sorting every complete run", () => {
    const { db } = setUp();
    const asked: string[] = [];
    const prepare = (sql: string) => (asked.push(sql), db.prepare(sql));
    expect(listPastRuns({ prepare } as unknown as ReadDb, 5)).toEqual([]);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${asked[0]}`).all(5) as { detail: string }[];
    expect(plan.map((row) => row.detail).join("\n")).not.toContain("TEMP B-TREE");
  });

  it("the time left counts what is still to be trained, whatever cancelled, failed and paused runs had behind them", () => {
    const { db, sweepId } = setUp();
    // 8 runs of 3 epochs. One is complete and took 300 ms, so an epoch takes 100; four stopped after 2 epochs; of three waiting, one has 1 behind it.
    const runs = claimCohort(db, LEASE, sweepId, () => 8).map((run) => run.id);
    for (const [i, epochs] of [3, 2, 2, 2, 2, 1, 0, 0].entries()) storeEpochs(db, taskOf({}), [epoch(runs[i]!, epochs)].slice(0, epochs));
    completeRun(db, runs[0]!, { bestEpoch: 3, trainMs: 300, now: NOW });
    moveRun(db, runs[1]!, ["running"], "cancelled", NOW);
    moveRun(db, runs[2]!, ["running"], "cancelled", NOW);
    failRun(db, runs[3]!, { code: "train/crashed", data: { reason: "exit code 1", runs: "1 run" } }, NOW);
    moveRun(db, runs[4]!, ["running"], "paused", NOW);
    for (const id of runs.slice(5)) releaseRun(db, id, false, null);
    const told = (): number => summarizeAll(db, [], null)[0]!.etaMs!;
    const cancelled = (run: number): number => {
      const before = told();
      moveRun(db, run, ["waiting"], "cancelled", NOW);
      return before - told();
    };
    // Of these, the first has 2 epochs left and the second 3; beside that each has its end and its start.
    const [two, three] = [cancelled(runs[5]!), cancelled(runs[6]!)];
    const oneEpoch = three - two;
    expect(oneEpoch).toBeGreaterThanOrEqual(100);
    expect(oneEpoch).toBeLessThan(102);
    expect(two).toBeGreaterThan(2 * oneEpoch);
    moveRun(db, runs[7]!, ["waiting"], "cancelled", NOW);
    expect(summarizeAll(db, [], null)[0]!.etaMs).toBeNull();
  });
});

describe("results", () => {
  it("keep NaN and infinities by kind, and replace an epoch that is trained again", () => {
    const { db, sweepId } = setUp();
    const [run] = claimCohort(db, LEASE, sweepId, () => 1);
    storeEpochs(db, taskOf({}), [epoch(run!.id, 1, Number.NaN), epoch(run!.id, 2, Infinity), epoch(run!.id, 3, -Infinity), epoch(run!.id, 4, 0.25)]);
    expect(listEpochs(db, run!.id, { rows: 3, columns: 3 }).map((e) => [e.epoch, e.trainLoss, e.lossKind])).toEqual([
      [1, null, "nan"],
      [2, null, "+inf"],
      [3, null, "-inf"],
      [4, 0.25, "finite"],
    ]);
    forgetEpochsAfter(db, run!.id, 2);
    storeEpochs(db, taskOf({}), [{ ...epoch(run!.id, 2, 7), validation: TEST }]);
    const epochs = listEpochs(db, run!.id, { rows: 3, columns: 3 });
    expect(epochs.map((e) => e.trainLoss)).toEqual([null, 7]);
    expect(epochs[1]!.validation).toEqual(TEST);
    expect(epochs[0]!.validation).toEqual(VALIDATION);
    expect(countRuns(db, run!.sweepId).epochsDone).toBe(2);
  });

  it("the SQL views say what the program says, undefined as NULL", () => {
    const { db, sweepId } = setUp();
    const [run] = claimCohort(db, LEASE, sweepId, () => 1);
    storeEpochs(db, taskOf({}), [epoch(run!.id, 1)]);
    completeRun(db, run!.id, { bestEpoch: 1, trainMs: 1, now: NOW });
    for (const [split, counts] of [
      ["validation", VALIDATION],
      ["test", TEST],
    ] as const) {
      const rows = db
        .prepare(
          "SELECT support, predicted, true_positives AS truePositives, precision, recall, f1 FROM class_metric WHERE run_id = ? AND split = ? AND is_best_epoch ORDER BY class_index",
        )
        .all(run!.id, split);
      expect(rows).toEqual(classMetrics(counts, 3));
      const s = scoresOf(counts, 3);
      const row = db
        .prepare("SELECT accuracy, balanced_accuracy, macro_precision, macro_recall, macro_f1, weighted_f1 FROM split_metric WHERE run_id = ? AND split = ?")
        .get(run!.id, split) as Record<string, number>;
      const wanted = [s.accuracy, s.balancedAccuracy, s.macroPrecision, s.macroRecall, s.macroF1, s.weightedF1];
      Object.values(row).forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 12));
    }
    expect(db.prepare("SELECT precision FROM class_metric WHERE run_id = ? AND split = 'test' AND class_index = 1").get(run!.id)).toEqual({ precision: null });
  });

  it("give Compare the counts of complete runs only, but every run", () => {
    const { db, sweepId } = setUp();
    const [run] = claimCohort(db, LEASE, sweepId, () => 1);
    storeEpochs(db, taskOf({}), [epoch(run!.id, 1), { ...epoch(run!.id, 2), test: VALIDATION }]);
    storeScores(db, run!.id, [{ which: "best", split: "test", epoch: 1, outputs: 3, logits: Float32Array.of(1.5, -2, 0.25) }]);
    expect(compareSweep(db, of(sweepId)).runs.every((r) => r.counts === null)).toBe(true);
    completeRun(db, run!.id, { bestEpoch: 1, trainMs: 1, now: NOW });
    const runs = compareSweep(db, of(sweepId)).runs;
    expect(runs).toHaveLength(8);
    expect(runs.find((r) => r.id === run!.id)!.counts).toEqual({
      best: { validation: VALIDATION, test: TEST },
      last: { validation: VALIDATION, test: VALIDATION },
    });
    const stored = db.prepare("SELECT logits FROM score").get() as { logits: Buffer };
    expect([0, 4, 8].map((at) => stored.logits.readFloatLE(at))).toEqual([1.5, -2, 0.25]);
  });

  it("give Compare the same run by run and by column, whichever epoch is best and whatever is not there", () => {
    const { db, sweepId } = setUp();
    const [moved, same, empty] = claimCohort(db, LEASE, sweepId, () => 3);
    for (const run of [moved!, same!]) storeEpochs(db, taskOf({}), [epoch(run.id, 1), { ...epoch(run.id, 2), test: VALIDATION }]);
    completeRun(db, moved!.id, { bestEpoch: 1, trainMs: 1.5, now: NOW });
    completeRun(db, same!.id, { bestEpoch: 2, trainMs: 2, now: NOW });
    storeEpochs(db, taskOf({}), [{ ...epoch(empty!.id, 1), test: TEST.map(() => 0) }]);
    completeRun(db, empty!.id, { bestEpoch: 1, trainMs: 2, now: NOW });
    const whole = compareSweep(db, of(sweepId));
    expect(whole.runs.filter((run) => run.counts).map((run) => [run.id, run.counts!.best.test, run.counts!.last.test])).toEqual([
      [moved!.id, TEST, VALIDATION],
      [same!.id, VALIDATION, VALIDATION],
    ]);
    const columns = JSON.parse([...compareColumnsAsJson(db, of(sweepId))].join("")) as CompareColumns;
    expect(compareOfColumns(columns)).toEqual(whole);
    expect(columns.moved.test.filter((cells) => cells !== null)).toHaveLength(1);
  });

  it("give the window the best epoch so far of runs that have not ended, and exports nothing of them", () => {
    const { db, sweepId } = setUp();
    const [trains, paused, begun] = claimCohort(db, LEASE, sweepId, () => 3);
    // Macro F1: of VALIDATION (6/7 + 2/2.5 + 0) / 3, of WORSE 0.2, of BEST 1.
    const [WORSE, BEST] = [
      [4, 0, 0, 2, 0, 0, 1, 0, 0],
      [4, 0, 0, 0, 2, 0, 0, 0, 1],
    ];
    const at = (runId: number, n: number, validation: number[]): EpochResult => ({ ...epoch(runId, n), validation, test: validation });
    storeEpochs(db, taskOf({}), [at(trains!.id, 1, VALIDATION), at(trains!.id, 2, BEST), at(trains!.id, 3, WORSE)]);
    storeEpochs(db, taskOf({}), [at(paused!.id, 1, VALIDATION)]);
    moveRun(db, paused!.id, ["running"], "paused", NOW);
    const shown = (): unknown[] => {
      const { runs } = compareOfColumns(JSON.parse([...compareColumnsAsJson(db, of(sweepId))].join("")) as CompareColumns);
      return runs.filter(({ counts }) => counts).map(({ id, bestEpoch, counts }) => [id, bestEpoch, counts!.best.validation, counts!.last.test]);
    };
    expect(shown()).toEqual([
      [trains!.id, null, BEST, WORSE],
      [paused!.id, null, VALIDATION, VALIDATION],
    ]);
    expect(begun!.epoch).toBe(0);
    expect(compareSweep(db, of(sweepId)).runs.every(({ counts }) => counts === null)).toBe(true);
    moveRun(db, paused!.id, ["paused"], "cancelled", NOW);
    expect(shown()).toHaveLength(1);
  });

  it("data sets and configurations come back as they went in", () => {
    const { db, datasetId, sweepId } = setUp();
    const dataset = getDataset(db, datasetId);
    expect(findDataset(db, dataset.sha256, dataset.options)?.id).toBe(datasetId);
    expect(findDataset(db, dataset.sha256, { ...dataset.options, missing: "mean" })).toBeUndefined();
    expect(listConfigs(db, sweepId).map((c) => [c.label, c.isControl])).toEqual([
      ["cross entropy", true],
      ["weighted CE · α n^−1", true],
      ["γ 2 · α off", false],
      ["γ 2 · α n^−1", false],
    ]);
  });
});
