/**
 * @file Settings of a sweep that another setting leaves without any effect, in sentences.
 * Reads: a parsed sweep. Writes: nothing. Only values that differ from the default are told: a default was not asked for.
 * What can be said no other way is refused by the schema and the planner; tested as one table in lost-options.test.ts.
 */
import { type Axis, expandAxis } from "../params/axis.ts";
import { hasNormalizedHead } from "../loss/options.ts";
import { ScheduleSchema, SplitSchema, type Loss, type SweepSpec, WatchdogSchema } from "./spec.ts";

const valuesOf = (axis: Axis | undefined): number[] => (axis === undefined ? [] : expandAxis(axis, ""));
const isSet = (axis: Axis | undefined): boolean => valuesOf(axis).some((value) => value !== 0);

/** Class weights other than 1. */
function isWeighted(loss: Loss): boolean {
  if (loss.family === "ldam") return loss.beta > 0;
  const weights = "weights" in loss ? loss.weights : undefined;
  if (weights) return "classes" in weights || isSet(weights.beta);
  return "strength" in loss && isSet(loss.strength);
}

function lostReweighting(loss: Loss): string[] {
  if (!("reweightFrom" in loss) || loss.reweightFrom === undefined || isWeighted(loss)) return [];
  if (loss.family === "ldam")
    return loss.reweightFrom === 0.8 ? [] : ["“reweightFrom” has no effect: with “beta” 0 there are no class weights that could begin late."];
  const remedy = loss.family === "focal-sigmoid" ? "give “weights”" : "raise “strength” above 0, or give “weights”";
  return [`“reweightFrom” has no effect: there are no class weights that could begin late; ${remedy}.`];
}

function lostPoly(loss: Loss): string[] {
  if (loss.family !== "focal-sigmoid" || !isSet(loss.poly) || !isSet(loss.smoothing)) return [];
  const all = valuesOf(loss.smoothing).every((value) => value > 0);
  return [`“poly” has no effect ${all ? "" : "in the cells "}with “smoothing” above 0: under sigmoid soft targets have no such term.`];
}

function lostPositiveClass(loss: Loss): string[] {
  if (!("positiveClass" in loss) || loss.positiveClass === undefined || loss.reduction === "foreground" || loss.biasPrior !== undefined) return [];
  if (loss.family === "asymmetric") return [];
  const alphas = [loss.alpha].flat().flatMap((alpha) => (alpha === "off" ? [null] : valuesOf(alpha)));
  if (alphas.some((alpha) => alpha !== null && alpha >= 0 && alpha !== 0.5)) return [];
  return [`“positiveClass” has no effect: without α both classes are treated alike; give “alpha”, or leave it out.`];
}

/** @returns what in one block has no effect because of another setting of it. @throws AppError for a range that cannot be expanded. */
export function lostInBlock(loss: Loss): string[] {
  const lost: string[] = [...lostReweighting(loss), ...lostPoly(loss), ...lostPositiveClass(loss)];
  if (hasNormalizedHead(loss.family) && loss.biasPrior !== undefined)
    lost.push("“biasPrior” has no effect: the last layer of ldam gives cosines and has no biases.");
  if (loss.family === "focal-sample-dependent" && loss.hardBelow !== 0.2) {
    const [gammas, hard] = [new Set(valuesOf(loss.gamma)), new Set(valuesOf(loss.gammaHard))];
    if (gammas.size === 1 && hard.size === 1 && [...gammas][0] === [...hard][0])
      lost.push("“hardBelow” has no effect: “gamma” and “gammaHard” are the same, which is focal-softmax.");
  }
  return lost;
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
