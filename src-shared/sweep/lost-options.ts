/**
 * @file Settings of a sweep that another setting leaves without any effect.
 * Reads: a parsed sweep. Only values that differ from the default are told: a default was not asked for.
 * What can be said no other way is refused by the schema and the planner; tested as one table in lost-options.test.ts.
 */
import { isSet } from "../loss/block-fields.ts";
import type { LossFinding } from "../loss/findings.ts";
import { isSigmoid, type Loss, moduleOf } from "../loss/registry.ts";
import type { SweepFinding } from "./findings.ts";
import { ScheduleSchema, SplitSchema, type SweepSpec, WatchdogSchema } from "./spec.ts";

/** Class weights other than 1. */
function isWeighted(loss: Loss): boolean {
  const weights = "weights" in loss ? loss.weights : undefined;
  if (weights) return "classes" in weights || isSet(weights.beta);
  return "strength" in loss && isSet(loss.strength);
}

/** Where the weights are a choice of their own. */
function lostReweighting(loss: Loss): LossFinding[] {
  if (!("weights" in loss || "strength" in loss || "alpha" in loss)) return [];
  if (!("reweightFrom" in loss) || loss.reweightFrom === undefined || isWeighted(loss)) return [];
  return [{ id: "deferred-weights-lost", instead: isSigmoid(loss.family) ? "weights" : "strength" }];
}

/** @returns what in one block has no effect because of another setting of it. @throws AppError for a range that cannot be expanded. */
export function lostInBlock(loss: Loss): LossFinding[] {
  return [...lostReweighting(loss), ...(moduleOf(loss).lost?.(loss) ?? [])];
}

const SCHEDULE = ScheduleSchema.parse({});
const SPLIT = SplitSchema.parse({});

/** @returns what of the schedule has no effect, or never comes to its turn. */
export function lostSchedule({ training }: SweepSpec): SweepFinding[] {
  const { schedule, epochs } = training;
  const lost: SweepFinding[] = [];
  const idle = { everyEpochs: "step", factor: "step", finalFraction: "cosine" } as const;
  for (const [setting, usedBy] of Object.entries(idle) as [keyof typeof idle, "step" | "cosine"][])
    if (schedule.kind !== usedBy && schedule[setting] !== SCHEDULE[setting]) lost.push({ id: "schedule-setting-lost", setting, kind: schedule.kind, usedBy });
  if (schedule.kind === "step" && schedule.everyEpochs >= epochs) lost.push({ id: "steps-after-end", everyEpochs: schedule.everyEpochs, epochs });
  if (schedule.warmupEpochs >= epochs) lost.push({ id: "warmup-after-end", warmupEpochs: schedule.warmupEpochs, epochs });
  return lost;
}

export function lostDropout({ model }: SweepSpec): SweepFinding[] {
  return model.dropout === 0 || model.hidden.length > 0 ? [] : [{ id: "dropout-lost" }];
}

/** @returns what else beside the losses has no effect because of another setting. */
export function lostInSweep(spec: SweepSpec): SweepFinding[] {
  const { training, split, watchdog } = spec;
  const lost: SweepFinding[] = [];
  if (training.optimizer !== "sgd" && training.momentum !== 0.9) lost.push({ id: "momentum-lost", optimizer: training.optimizer });
  if (split.column !== undefined) {
    const settings = (["train", "validation", "test", "seed"] as const).filter((name) => split[name] !== SPLIT[name]);
    if (settings.length > 0) lost.push({ id: "split-settings-lost", settings, column: split.column });
  }
  if (watchdog.policy === "off" && watchdog.patienceEpochs !== WatchdogSchema.parse({}).patienceEpochs) lost.push({ id: "watchdog-patience-lost" });
  return lost;
}
