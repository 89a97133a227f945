/**
 * @file Decisions for a goal of the user on a finished run: recall of a class at least r, costs of errors. Tuned on validation, told on test.
 * Reads: scores, labels and training counts in the store.
 */
import { type Goals, measureRun } from "#shared/results/measure-run.ts";
import type { RunMeasure, RunVariant } from "#shared/wire/trainer-protocol.ts";
import { inTurns } from "../base/in-turns.ts";
import type { ReadDb } from "../store/open.ts";
import { loadScoredRun } from "./scored-run.ts";

/** @returns every variant for this run and epoch choice, those of the goals included. @throws AppError `run/not-found`, `run/no-scores`, `input/invalid`. */
export async function decideForGoals(
  db: ReadDb,
  runId: number,
  at: "best" | "last",
  goals: Goals,
): Promise<{ measures: RunMeasure[]; variants: RunVariant[] }> {
  const { cell, loss, scores, held } = loadScoredRun(db, runId, at);
  return inTurns(measureRun(cell, loss, scores, held, goals));
}
