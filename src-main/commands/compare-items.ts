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
import { type CountMetric as ResampledMetric, countMetricOfClass, countMetricOfScore } from "#shared/statistics/count-metrics.ts";
import type { CountClassMetric } from "#shared/metrics/catalogue.ts";
import { countedOf, countMetric } from "#shared/metrics/count-metrics.ts";
import { classPart, isFromCounts, isMetricId } from "#shared/metrics/metric-id.ts";
import { metricIdOf } from "#shared/results/old-spellings.ts";
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
  /** Id of a metric of counts. */
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
  const classNames = getDataset(db, sweep.datasetId).profile.classes.map((c) => c.name);
  const metric = resampled(request.metric, classNames, sweep.trainCounts);
  const labels = readLabels(db, sweep.id, "test");
  const { trainCounts } = sweep;
  if (!labels || !trainCounts)
    return { refused: "The labels of the test rows were not kept when this sweep was trained. Train it again to compare row by row.", mcnemar: [] };
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

/** Every metric of counts, the common ones without work for each that is not asked for. */
function resampled(text: string, classNames: readonly string[], trainCounts: readonly number[] | null): ResampledMetric {
  const id = metricIdOf(text);
  if (!isMetricId(id, { classNames }) || !isFromCounts(id))
    throw new AppError("input/invalid", {
      what: `The metric “${text}”`,
      detail: "rows can be resampled for metrics of counts only, such as macroF1 or recall:2",
    });
  const part = classPart(id);
  if (part) return countMetricOfClass(part.metric as CountClassMetric, part.index);
  if ((SCORE_NAMES as readonly string[]).includes(id)) return countMetricOfScore(id as ScoreName);
  return (counts) => countMetric(countedOf(counts, classNames, trainCounts), id, null)?.value ?? null;
}

/** Predicted classes of the test rows as the trainer counted them; null when the scores were not kept or are no numbers. */
function predictionsOf(db: ReadDb, runId: number, at: "best" | "last", layout: OutputLayout): Int32Array | null {
  const scores = readScores(db, runId, at, "test");
  if (!scores) return null;
  const { predictions } = probabilitiesOf(layout, scores.logits);
  return predictions.includes(-1) ? null : predictions;
}
