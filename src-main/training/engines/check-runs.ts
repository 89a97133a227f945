/** @file What every engine asks of the runs of a stack before it starts. */
import { AppError } from "#shared/errors/errors.ts";
import type { LossKernel } from "#shared/loss/options.ts";
import { kernelOf } from "#shared/loss/run-loss.ts";
import type { PreparedData } from "../../data/encode/prepared.ts";
import type { Architecture, EngineRun } from "./engine.ts";

/** Plain losses train side by side; every other formula by itself. */
const isPlain = (kernel: LossKernel): boolean => kernel === "softmax" || kernel === "sigmoid";

/**
 * @throws AppError `train/failed` when a run's loss does not fit the outputs or its neighbours, or a seed or the length of the schedule is
 * missing.
 */
export function checkRuns(architecture: Architecture, data: PreparedData, runs: readonly EngineRun[]): void {
  const { outputs, dropout = 0, schedule, epochs } = architecture;
  if (schedule?.kind === "cosine" && epochs === undefined) throw new AppError("train/failed", { detail: "a cosine schedule needs the number of epochs" });
  const kernels = [...new Set(runs.map((run) => kernelOf(run.loss)))];
  if (kernels.length > 1 && !kernels.every(isPlain)) {
    throw new AppError("train/failed", { detail: `losses of the kinds ${kernels.join(" and ")} cannot share a cohort` });
  }
  for (const { loss, seed } of runs) {
    const wanted = loss.activation === "sigmoid" && data.classes.length === 2 ? 1 : data.classes.length;
    if (wanted !== outputs)
      throw new AppError("train/failed", { detail: `a ${loss.activation} run needs ${wanted} output${wanted === 1 ? "" : "s"}, its cohort has ${outputs}` });
    if (dropout > 0 && seed === undefined) throw new AppError("train/failed", { detail: "dropout needs a seed for every run" });
  }
}
