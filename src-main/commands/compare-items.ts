/**
 * @file Two configurations of a sweep on the same test rows: paired bootstrap over rows, McNemar's test seed by seed.
 * Reads: scores and labels in the store. Cut into slices: this process also draws the window.
 */
import { setImmediate } from "node:timers/promises";
import { AppError } from "#shared/errors/errors.ts";
import { layoutOf } from "#shared/calibration/after-training.ts";
import type { OutputLayout } from "#shared/calibration/logit-part.ts";
import { probabilitiesOf, trainedLoss } from "#shared/results/measure-run.ts";
import type { ItemComparison } from "#shared/wire/records.ts";
import type { LossCell } from "#shared/loss/cell.ts";
import { cellOfParams } from "#shared/loss/params.ts";
import { runLoss } from "#shared/loss/run-loss.ts";
import { type ItemRun, pairedItemBootstrap } from "#shared/statistics/bootstrap-items.ts";
import { type CountMetric, countMetricOfClass, countMetricOfScore } from "#shared/statistics/count-metrics.ts";
import { mcnemarOfPredictions } from "#shared/statistics/mcnemar.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { SCORE_NAMES, type ScoreName } from "#shared/metrics/from-counts.ts";
import { inTurns } from "../base/in-turns.ts";
import { readLabels, readScores } from "../store/measure-rows.ts";
import type { ReadDb } from "../store/open.ts";
import { completeRunsOf } from "../store/run-rows.ts";
import { getConfig, getSweep } from "../store/sweep-rows.ts";
import { getDataset } from "../store/dataset-rows.ts";

export interface ItemRequest {
  readonly sweepId: number;
  /** Ids of two configurations. */
  readonly a: number;
  readonly b: number;
  readonly at: "best" | "last";
  /** A score over classes, or "recall/2": of one class. */
  readonly metric: string;
}

interface Side {
  readonly layout: OutputLayout;
  /** Seed to run. */
  readonly runs: ReadonlyMap<number, number>;
}

/** @throws AppError `input/invalid` for a metric that is no function of counts, `run/not-found`. */
export async function compareItems(db: ReadDb, request: ItemRequest): Promise<ItemComparison> {
  const sweep = getSweep(db, request.sweepId);
  const metric = countMetric(request.metric);
  const labels = readLabels(db, sweep.id, "test");
  const { trainCounts } = sweep;
  if (!labels || !trainCounts)
    return { refused: "The labels of the test rows were not kept when this sweep was trained. Train it again to compare row by row.", mcnemar: [] };
  const classNames = getDataset(db, sweep.datasetId).profile.classes.map((c) => c.name);
  const [a, b] = [request.a, request.b].map((id) => ({ id, cell: cellOfParams(getConfig(db, sweep.id, id).params) }));
  const sideOf = ({ id, cell }: { readonly id: number; readonly cell: LossCell }): Side => {
    const layout = layoutOf(trainedLoss(cell, runLoss(cell, classNames, trainCounts, sweep.spec.training.epochs)), classNames.length);
    return { layout, runs: completeRunsOf(db, id) };
  };
  if (!a?.cell || !b?.cell) return { refused: "What the outputs of a run mean follows from its loss, and one of the two names none.", mcnemar: [] };
  const [first, second] = [sideOf({ ...a, cell: a.cell }), sideOf({ ...b, cell: b.cell })];
  const runs: ItemRun[] = [];
  const seeds: number[] = [];
  const mcnemar: ItemComparison["mcnemar"] = [];
  for (const [seed, run] of first.runs) {
    const other = second.runs.get(seed);
    const a = other === undefined ? null : predictionsOf(db, run, request.at, first.layout);
    const b = other === undefined ? null : predictionsOf(db, other, request.at, second.layout);
    if (!a || !b) continue;
    runs.push({ labels, a, b });
    seeds.push(seed);
    const { p, onlyA, onlyB } = mcnemarOfPredictions(labels, a, b);
    mcnemar.push({ seed, p, onlyA, onlyB });
    await setImmediate();
  }
  if (runs.length === 0) return { refused: "The two configurations have no seed in common that is complete. Wait until both are trained.", mcnemar };
  const found = await inTurns(pairedItemBootstrap({ runs, classes: classNames.length, metric }));
  return isRefused(found) ? { refused: found.refused, mcnemar } : { ...found, seeds, mcnemar };
}

function countMetric(name: string): CountMetric {
  const [base, index] = name.split("/");
  const classIndex = Number(index);
  if ((base === "precision" || base === "recall" || base === "f1") && Number.isInteger(classIndex)) return countMetricOfClass(base, classIndex);
  if ((SCORE_NAMES as readonly string[]).includes(name)) return countMetricOfScore(name as ScoreName);
  throw new AppError("input/invalid", {
    what: `The metric “${name}”`,
    detail: "rows can be resampled for metrics of counts only, such as macroF1 or recall/2",
  });
}

/** Predicted classes of the test rows as the trainer counted them; null when the scores were not kept or are no numbers. */
function predictionsOf(db: ReadDb, runId: number, at: "best" | "last", layout: OutputLayout): Int32Array | null {
  const scores = readScores(db, runId, at, "test");
  if (!scores) return null;
  const { predictions } = probabilitiesOf(layout, scores.logits);
  return predictions.includes(-1) ? null : predictions;
}
