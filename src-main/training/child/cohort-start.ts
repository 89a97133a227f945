/**
 * @file Makes the runs of a cohort ready to train: losses, fresh or resumed states, the stack that holds them.
 * Reads: prepared data, checkpoints.
 */
import { AppError } from "#shared/errors/errors.ts";
import { hasNormalizedHead } from "#shared/loss/registry.ts";
import { inSentence, metricLabel } from "#shared/metrics/metric-id.ts";
import { taskOf } from "#shared/task/registry.ts";
import { selectedMetric } from "#shared/task/select-by.ts";
import type { Selector, Task } from "#shared/task/task.ts";
import { outputsOf, type RunLoss, runLoss } from "#shared/loss/run-loss.ts";
import type { Cohort, TrainerRun } from "#shared/wire/trainer-protocol.ts";
import type { PreparedData } from "../../data/encode/prepared.ts";
import { type Checkpoint, readCheckpoint, runFingerprint } from "./checkpoint.ts";
import type { Engine, EngineRun, RunState, Stack } from "../engines/engine.ts";
import { initialBiases, setOutputBiases } from "./initial-biases.ts";
import { initialState, type Layout, layoutOf } from "../engines/layout.ts";
import type { Judge } from "./judge-epoch.ts";
import { LiveRun } from "./live-run.ts";
import { sayReason } from "#shared/words/en/reasons.ts";

export interface StartedCohort {
  readonly judge: Judge;
  /** null when there is nothing to train. */
  readonly stack: Stack | null;
  /** Slot k of the stack is live[k]. */
  readonly live: LiveRun[];
  /** Trained to their end by an earlier trainer, whose last word was not stored. */
  readonly ended: LiveRun[];
  /** Logits of every run. */
  readonly outputs: number;
  /** [C] rows of the training part. */
  readonly trainCounts: number[];
  readonly warnings: string[];
}

/** @throws AppError `train/failed` when the runs cannot share a stack, `sweep/positive-class`, `sweep/invalid`. */
export async function startCohort(cohort: Cohort, data: PreparedData, engine: Engine): Promise<StartedCohort> {
  const task = taskOf(cohort);
  const trainCounts = task.rowsOfClasses(data.train.y, data.classes.length);
  const judge = { task, selector: selectorOf(cohort, task, data, trainCounts) };
  const outputs = commonOutputs(cohort.runs, data.classes.length);
  const layout = layoutOf(data.features, cohort.hidden, outputs);
  const warnings: string[] = [];
  const live: LiveRun[] = [];
  const ended: LiveRun[] = [];
  const engineRuns: EngineRun[] = [];
  for (const spec of cohort.runs) {
    const loss = runLoss(spec, data.classes, trainCounts, cohort.epochs);
    const kept = spec.resume ? await resumePoint(cohort, spec, layout, data, outputs, warnings) : null;
    if (kept && kept.backend !== engine.backend) warnings.push(`Run ${spec.runId} was begun on ${kept.backend} and continues on ${engine.backend}.`);
    const run = new LiveRun(spec, loss, data.classes, cohort.watchdog, judge, kept ?? { epoch: 0, trainMs: 0, best: null });
    if (kept?.last) {
      ended.push(run);
      continue;
    }
    live.push(run);
    const { learningRate, weightDecay, seed } = spec;
    engineRuns.push({ loss, learningRate, weightDecay, seed, state: kept?.state ?? freshState(layout, spec, loss, trainCounts) });
  }
  const { hidden, batchSize, dropout, schedule, epochs } = cohort;
  const optimizer = cohort.optimizer === "sgd" ? ({ kind: "sgd", momentum: cohort.momentum } as const) : ({ kind: cohort.optimizer } as const);
  const normalizedHead = cohort.runs.some((run) => hasNormalizedHead(run.family));
  if (normalizedHead && !cohort.runs.every((run) => hasNormalizedHead(run.family)))
    throw new AppError("train/failed", { detail: "runs with and without a normalised last layer cannot share a cohort" });
  const architecture = { features: data.features, hidden, outputs, batchSize, optimizer, dropout, schedule, epochs, normalizedHead };
  const stack = live.length > 0 ? engine.prepare(architecture, data, engineRuns) : null;
  return { judge, stack, live, ended, outputs, trainCounts, warnings };
}

/** @throws AppError `train/select-by` for a metric that validation can never give: the first epoch would be called the best. */
function selectorOf(cohort: Cohort, task: Task, { classes, validation }: PreparedData, trainCounts: readonly number[]): Selector {
  const metric = selectedMetric(cohort.selectBy, classes, cohort.data.name);
  const selector = task.selector(metric, { classNames: classes, trainCounts });
  const reason = metric === "macroF1" ? null : selector.never(validation.y);
  if (reason !== null) throw new AppError("train/select-by", { metric: inSentence(metricLabel(metric, { classNames: classes })), detail: sayReason(reason) });
  return selector;
}

function commonOutputs(runs: readonly TrainerRun[], classes: number): number {
  const outputs = new Set(runs.map((run) => outputsOf(run.family, classes)));
  if (outputs.size !== 1) throw new AppError("train/failed", { detail: "softmax and sigmoid runs on two classes cannot share a cohort" });
  return [...outputs][0]!;
}

function freshState(layout: Layout, run: TrainerRun, loss: RunLoss, trainCounts: readonly number[]): RunState {
  const state = initialState(layout, run.seed);
  // Cosines have no biases.
  const biases = hasNormalizedHead(run.family) ? null : initialBiases(run.options.biasPrior, loss, layout.layers.at(-1)!.outputs, trainCounts);
  if (biases) setOutputBiases(layout, state.parameters, biases);
  return state;
}

/** A checkpoint that cannot be used costs its epochs, not the run: it becomes a warning. */
async function resumePoint(
  cohort: Cohort,
  run: TrainerRun,
  layout: Layout,
  data: PreparedData,
  outputs: number,
  warnings: string[],
): Promise<Checkpoint | null> {
  const sizes = { parameters: layout.size, validation: data.validation.rows * outputs, test: data.test.rows * outputs };
  try {
    const kept = await readCheckpoint(cohort.checkpointDir, run.runId, runFingerprint(cohort, run), sizes);
    return kept && leavesHole(kept, run.storedEpochs ?? Infinity) ? null : kept;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    warnings.push(error.message);
    return null;
  }
}

/** Ahead of the database, and without the results of every epoch between: a backup was restored, or a power cut took a commit that was told. */
function leavesHole({ epoch, unstored }: Checkpoint, stored: number): boolean {
  if (epoch <= stored) return false;
  const first = unstored?.results[0]?.epoch ?? Infinity;
  return first > stored + 1;
}
