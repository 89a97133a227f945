/**
 * @file Two configurations of a sweep on the same test rows: paired bootstrap over rows, McNemar's test seed by seed.
 * Reads: scores and labels in the store. Writes: nothing. Cut into slices: this process also draws the window.
 */
import { setImmediate } from "node:timers/promises";
import { AppError } from "#shared/errors.ts";
import { isSigmoid } from "#shared/loss-options.ts";
import { binaryProbabilities, sigmoidProbabilities, softmaxProbabilities } from "#shared/metrics/probabilities.ts";
import type { Config, ItemComparison } from "#shared/records.ts";
import { type ItemRun, pairedItemBootstrap } from "#shared/statistics/bootstrap-items.ts";
import { type CountMetric, countMetricOfClass, countMetricOfScore } from "#shared/statistics/count-metrics.ts";
import { mcnemarOfPredictions } from "#shared/statistics/mcnemar.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { SCORE_NAMES, type ScoreName } from "#shared/metrics.ts";
import { readLabels, readScores } from "../store/measure-rows.ts";
import type { ReadDb } from "../store/open.ts";
import { listCompareRuns } from "../store/run-views.ts";
import { classesOfSweep, getSweep, listConfigs, type SweepRow } from "../store/sweep-rows.ts";
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

/** @throws AppError `input/invalid` for a metric that is no function of counts, `run/not-found`. */
export async function compareItems(db: ReadDb, request: ItemRequest): Promise<ItemComparison> {
  const sweep = getSweep(db, request.sweepId);
  const metric = countMetric(request.metric);
  const labels = readLabels(db, sweep.id, "test");
  if (!labels) return { refused: "The labels of the test rows were not kept when this sweep was trained. Train it again to compare row by row.", mcnemar: [] };
  const classes = classesOfSweep(db, sweep.id);
  const runs: ItemRun[] = [];
  const seeds: number[] = [];
  const mcnemar: ItemComparison["mcnemar"] = [];
  const [first, second] = [request.a, request.b].map((id) => configOf(db, sweep.id, id));
  const complete = listCompareRuns(db, sweep.id, classes).filter((run) => run.state === "complete");
  for (const run of complete.filter((r) => r.configId === request.a)) {
    const other = complete.find((r) => r.configId === request.b && r.seed === run.seed);
    const a = other && predictionsOf(db, sweep, first!, run.id, request.at, classes);
    const b = other && predictionsOf(db, sweep, second!, other.id, request.at, classes);
    if (!a || !b) continue;
    runs.push({ labels, a, b });
    seeds.push(run.seed);
    const { p, n, statistic } = mcnemarOfPredictions(labels, a, b);
    mcnemar.push({ seed: run.seed, p, discordant: n, fewer: statistic });
    await setImmediate();
  }
  if (runs.length === 0) return { refused: "The two configurations have no seed in common that is complete. Wait until both are trained.", mcnemar };
  const steps = pairedItemBootstrap({ runs, classes, metric });
  for (;;) {
    const step = steps.next();
    if (step.done) return isRefused(step.value) ? { refused: step.value.refused, mcnemar } : { ...step.value, seeds, mcnemar };
    await setImmediate();
  }
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

function configOf(db: ReadDb, sweepId: number, id: number): Config {
  const config = listConfigs(db, sweepId).find((c) => c.id === id);
  if (!config) throw new AppError("run/not-found", { what: "configuration", id });
  return config;
}

/** Predicted classes of the test rows as the trainer counted them; null when the scores were not kept or are no numbers. */
function predictionsOf(db: ReadDb, sweep: SweepRow, config: Config, runId: number, at: "best" | "last", classes: number): Int32Array | null {
  const scores = readScores(db, runId, at, "test");
  if (!scores) return null;
  const { logits, outputs } = scores;
  const { predictions } = !isSigmoid(config.family)
    ? softmaxProbabilities(logits, classes)
    : outputs === 1
      ? binaryProbabilities(logits, positiveClass(db, sweep, config))
      : sigmoidProbabilities(logits, classes);
  return predictions.includes(-1) ? null : predictions;
}

function positiveClass(db: ReadDb, sweep: SweepRow, config: Config): 0 | 1 {
  const names = getDataset(db, sweep.datasetId).profile.classes.map((c) => c.name);
  if (config.positiveClass !== null) return names.indexOf(config.positiveClass) === 0 ? 0 : 1;
  const counts = sweep.trainCounts;
  // The rarest of the training part, the first one of equals: run-loss.ts.
  return counts && counts[1]! < counts[0]! ? 1 : 0;
}
