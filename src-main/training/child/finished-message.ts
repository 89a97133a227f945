/** @file The last word of a run that was trained to its end: its scores and what is measured of them. Reads: the run, held-out labels. */
import { measureRun } from "#shared/results/measure-run.ts";
import type { FromTrainer } from "#shared/wire/trainer-protocol.ts";
import type { PreparedData } from "../../data/encode/prepared.ts";
import { inTurns } from "../../base/in-turns.ts";
import type { LiveRun } from "./live-run.ts";

/** @param between called while it is measured, which takes longer than a sign of life may. */
export async function finishedMessage(
  cohortId: string,
  run: LiveRun,
  { data, trainCounts, outputs }: { data: PreparedData; trainCounts: readonly number[]; outputs: number },
  between: () => void,
): Promise<FromTrainer> {
  const scores = run.scoreSets(outputs);
  const held = { labels: { validation: data.validation.y, test: data.test.y }, classNames: data.classes, trainCounts };
  const measured = await inTurns(measureRun(run.spec, run.wholeLoss, scores, held), between);
  return { type: "run-finished", cohortId, runId: run.spec.runId, bestEpoch: run.best!.epoch, trainMs: run.trainMs, scores, reported: [], ...measured };
}
