/** @file What every engine asks of the runs of a stack before it starts. Reads: nothing. Writes: nothing. */
import { AppError } from "#shared/errors.ts";
import type { PreparedData } from "../data/prepared.ts";
import type { Architecture, EngineRun } from "./engine.ts";

/** @throws AppError `train/failed` when a run's loss does not fit the outputs, or a seed or the length of the schedule is missing. */
export function checkRuns(architecture: Architecture, data: PreparedData, runs: readonly EngineRun[]): void {
  const { outputs, dropout = 0, schedule, epochs } = architecture;
  if (schedule?.kind === "cosine" && epochs === undefined) throw new AppError("train/failed", { detail: "a cosine schedule needs the number of epochs" });
  for (const { loss, seed } of runs) {
    const wanted = loss.activation === "sigmoid" && data.classes.length === 2 ? 1 : data.classes.length;
    if (wanted !== outputs) throw new AppError("train/failed", { detail: `a ${loss.activation} run needs ${wanted} output(s), its cohort has ${outputs}` });
    if (dropout > 0 && seed === undefined) throw new AppError("train/failed", { detail: "dropout needs a seed for every run" });
  }
}
