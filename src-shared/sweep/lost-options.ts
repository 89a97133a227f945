/**
 * @file Settings of a sweep that another setting leaves without any effect, in sentences.
 * Reads: a parsed sweep. Writes: nothing. Only values that differ from the default are told: a default was not asked for.
 * What can be said no other way is refused by the schema and the planner; tested as one table in lost-options.test.ts.
 */
import { isSet } from "../loss/block-fields.ts";
import { isSigmoid, type Loss, moduleOf } from "../loss/registry.ts";
import { ScheduleSchema, SplitSchema, type SweepSpec, WatchdogSchema } from "./spec.ts";

/** Class weights other than 1. */
function isWeighted(loss: Loss): boolean {
  const weights = "weights" in loss ? loss.weights : undefined;
  if (weights) return "classes" in weights || isSet(weights.beta);
  return "strength" in loss && isSet(loss.strength);
}

/** Where the weights are a choice of their own. */
function lostReweighting(loss: Loss): string[] {
  if (!("weights" in loss || "strength" in loss || "alpha" in loss)) return [];
  if (!("reweightFrom" in loss) || loss.reweightFrom === undefined || isWeighted(loss)) return [];
  const remedy = isSigmoid(loss.family) ? "give “weights”" : "raise “strength” above 0, or give “weights”";
  return [`“reweightFrom” has no effect: there are no class weights that could begin late; ${remedy}.`];
}

/** @returns what in one block has no effect because of another setting of it. @throws AppError for a range that cannot be expanded. */
export function lostInBlock(loss: Loss): string[] {
  return [...lostReweighting(loss), ...(moduleOf(loss).lost?.(loss) ?? [])];
}

const SCHEDULE = ScheduleSchema.parse({});
const SPLIT = SplitSchema.parse({});

/** @returns what of the schedule has no effect, or never comes to its turn. */
export function lostSchedule({ training }: SweepSpec): string[] {
  const { schedule, epochs } = training;
  const lost: string[] = [];
  const idle = { everyEpochs: "step", factor: "step", finalFraction: "cosine" } as const;
  for (const [name, kind] of Object.entries(idle) as [keyof typeof idle, "step" | "cosine"][])
    if (schedule.kind !== kind && schedule[name] !== SCHEDULE[name])
      lost.push(`“training.schedule.${name}” has no effect: the schedule is “${schedule.kind}”, and only “${kind}” uses it.`);
  if (schedule.kind === "step" && schedule.everyEpochs >= epochs)
    lost.push(`The learning rate is never reduced: a step comes every ${schedule.everyEpochs} epochs, and ${epochs === 1 ? "1 is" : `${epochs} are`} trained.`);
  if (schedule.warmupEpochs >= epochs)
    lost.push(`The learning rate is never reached: the warm-up takes ${schedule.warmupEpochs} epochs, and ${epochs === 1 ? "1 is" : `${epochs} are`} trained.`);
  return lost;
}

export function lostDropout({ model }: SweepSpec): string[] {
  if (model.dropout === 0 || model.hidden.length > 0) return [];
  return ["“model.dropout” has no effect: a model without hidden layers has no units to drop."];
}

/** @returns what else beside the losses has no effect because of another setting. */
export function lostInSweep(spec: SweepSpec): string[] {
  const { training, split, watchdog } = spec;
  const lost: string[] = [];
  if (training.optimizer !== "sgd" && training.momentum !== 0.9)
    lost.push(`“training.momentum” has no effect: the optimizer is “${training.optimizer}”, and only “sgd” uses it.`);
  if (split.column !== undefined) {
    const names = (["train", "validation", "test", "seed"] as const).filter((name) => split[name] !== SPLIT[name]);
    if (names.length > 0)
      lost.push(
        `${names.map((name) => `“split.${name}”`).join(", ")} ${names.length === 1 ? "has" : "have"} no effect: column “${split.column}” says the part of every row.`,
      );
  }
  if (watchdog.policy === "off" && watchdog.patienceEpochs !== WatchdogSchema.parse({}).patienceEpochs)
    lost.push("“watchdog.patienceEpochs” has no effect: the watchdog is off.");
  return lost;
}
