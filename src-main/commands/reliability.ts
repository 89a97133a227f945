/**
 * @file Does the confidence of a finished run come true on test rows: raw, and where its probabilities were refitted on validation?
 * Reads: scores, labels and training counts in the store. Milliseconds: bins are not stored, since the scores are.
 */
import { afterTraining, type VariantProbabilities } from "#shared/calibration/after-training.ts";
import { trainedLoss } from "#shared/results/measure-run.ts";
import { scoreMetrics } from "#shared/metrics/score-metrics.ts";
import type { Reliability } from "#shared/wire/records.ts";
import { lossInEpoch } from "#shared/loss/run-loss.ts";
import type { ReadDb } from "../store/open.ts";
import { loadScoredRun } from "./scored-run.ts";

/** Those whose probabilities mean to be true ones; adjusted logits are of other frequencies. */
const CALIBRATED: readonly string[] = ["temperature", "focal-link"];

/** @throws AppError `run/not-found`, `run/no-scores`, `input/invalid` for outputs that are no numbers. */
export function reliabilityOfRun(db: ReadDb, runId: number, at: "best" | "last"): Reliability {
  const { cell, loss, scores, held } = loadScoredRun(db, runId, at);
  const { labels, classNames, trainCounts } = held;
  const [validation, test] = [scores[0]!.logits, scores[1]!.logits];
  const input = { validation: { logits: validation, labels: labels.validation }, test: { logits: test } };
  const { raw, variants } = afterTraining({ ...input, loss: trainedLoss(cell, lossInEpoch(loss, scores[0]!.epoch)), trainCounts, classNames });
  const curveOf = (variant: string, { distribution, own }: VariantProbabilities): Reliability["curves"] => {
    const { reliability, overall } = scoreMetrics(distribution, labels.test, classNames, { own, trainCounts });
    return reliability && overall.ece.value !== null ? [{ variant, ece: overall.ece.value, bins: [...reliability.width] }] : [];
  };
  return {
    curves: [
      ...curveOf("raw", raw.probabilities),
      ...variants.flatMap(({ id, probabilities }) => (probabilities && CALIBRATED.includes(id) ? curveOf(id, probabilities) : [])),
    ],
  };
}
