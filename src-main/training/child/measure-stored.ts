/** @file Measures a run that was trained before from its scores, as it would have been measured when it ended. Reads: the question. */
import { toWire } from "#shared/errors/errors.ts";
import { runLoss } from "#shared/loss/run-loss.ts";
import { measureRun } from "#shared/results/measure-run.ts";
import type { FromTrainer, ToTrainer } from "#shared/wire/trainer-protocol.ts";
import { inTurns } from "../../base/in-turns.ts";

export async function measureStored(question: Extract<ToTrainer, { type: "measure" }>): Promise<FromTrainer> {
  const { runId, cell, epochs, classNames, trainCounts, labels, scores } = question;
  try {
    const loss = runLoss(cell, classNames, trainCounts, epochs);
    return { type: "measured", runId, ...(await inTurns(measureRun(cell, loss, scores, { labels, classNames, trainCounts }))) };
  } catch (error) {
    const { code, data } = toWire(error);
    return { type: "measure-failed", runId, code, data };
  }
}
