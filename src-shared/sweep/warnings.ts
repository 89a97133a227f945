/**
 * @file What a user should know of a sweep before it trains, in sentences; never a refusal.
 * Reads: planned configurations. Writes: nothing.
 */
import { type Axis, repeatedValues } from "../params/axis.ts";
import type { ConfigParams } from "./cells.ts";
import { counted } from "../text/counted.ts";
import type { LossCell } from "../loss/cell.ts";
import { AXIS_OPTION_NAMES } from "../loss/options.ts";
import { isSigmoid, type Loss, lossFamily } from "../loss/registry.ts";
import { lostDropout, lostInBlock, lostInSweep, lostSchedule } from "./lost-options.ts";
import { reweightEpoch } from "../loss/run-loss.ts";
import { isSame } from "../numbers/same-value.ts";
import type { SweepSpec } from "./spec.ts";

/** From here on it is worth a look whether weights and the focusing exponent do the same work. */
const HIGH_GAMMA = 3;
/** Effective-number weights at this beta are nearly those by inverse frequency. */
const STRONG_BETA = 0.9999;

const highestGamma = ({ gamma, options }: LossCell): number => Math.max(gamma, options.gammaHard ?? 0);
/** Each of these alone gives the rare classes about as much weight as the frequent ones. */
const STRONG: readonly { readonly name: string; readonly has: (cell: LossCell) => boolean }[] = [
  { name: "inverse-frequency weights", has: (cell) => cell.strength === 1 },
  { name: `effective-number weights with β ≥ ${STRONG_BETA}`, has: ({ options }) => (options.beta ?? 0) >= STRONG_BETA },
  { name: "class-balanced sampling", has: ({ options }) => options.sampling === "class-balanced" },
];

/** How far the loss itself evens out the classes: 0 not at all, 1 as inverse frequency. Own weights are taken for a full correction. */
function correction({ strength, options }: LossCell): number {
  if (options.weights !== undefined || options.beta !== undefined) return 1;
  return Math.max(strength ?? 0, options.tau ?? 0);
}

function both(names: readonly string[]): string {
  const text = names.join(" and ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * What the cells of one block, or of a whole sweep, say of themselves: what is known, with its source, and what to look at. No forecasts: of five
 * data sets, accuracy at γ >= 3 beside inverse-frequency weights was higher than with the weights alone on two and lower on three.
 */
export function lossWarnings(cells: readonly LossCell[]): string[] {
  const warnings: string[] = [];
  const focused = cells.filter((cell) => highestGamma(cell) >= HIGH_GAMMA);
  const twice = STRONG.filter(({ has }) => focused.some(has)).map(({ name }) => name);
  if (twice.length > 0)
    warnings.push(
      `${both(twice)} together with γ ≥ ${HIGH_GAMMA}: in RetinaNet the best weight of the rare class fell as γ rose (Lin et al. 2017, table 1b). ` +
        "Compare accuracy and the recall of each class with the same weights at γ 0.",
    );
  if (cells.some((cell) => cell.options.sampling === "class-balanced" && correction(cell) > 0))
    warnings.push("Class-balanced sampling together with class weights or logit adjustment counts the class sizes twice. Compare with each alone.");
  if (cells.some((cell) => cell.options.sampling === "square-root" && correction(cell) > 0.5))
    warnings.push(
      "Square-root sampling together with class weights or logit adjustment beyond the square root counts the class sizes more than once. Compare with each alone.",
    );
  if (cells.some((cell) => cell.alpha !== null && (cell.alpha <= 0.05 || cell.alpha >= 0.95)))
    warnings.push("An α near 0 or 1 all but deletes a class: RetinaNet found an AP of 0.0 at α = 0.10 with γ = 0.");
  const deleted = [...new Set(cells.flatMap(({ options }) => Object.entries(options.weights ?? {}).flatMap(([name, weight]) => (weight === 0 ? [name] : []))))];
  if (deleted.length > 0) warnings.push(`A weight of 0 deletes a class from training: ${deleted.map((name) => `“${name}”`).join(", ")}.`);
  for (const [family, ofFamily] of Map.groupBy(cells, (cell) => cell.family)) warnings.push(...(lossFamily(family).notes?.(ofFamily) ?? []));
  return warnings;
}

/** Values that a list holds more than once: they are trained once, and the number of runs is smaller than the list says. */
function repeated(axis: Axis | undefined, name: string): string[] {
  const values = axis === undefined ? [] : repeatedValues(axis, name);
  if (values.length === 0) return [];
  return [
    `${name} ${values.length === 1 ? "holds a value" : "holds values"} more than once (${values.join(", ")}): ${values.length === 1 ? "it is" : "each is"} trained once.`,
  ];
}

/** Three numbers and more that add up to 1 look like weights of classes. */
function perClassLook(alphas: readonly unknown[]): string[] {
  const numbers = alphas.filter((alpha): alpha is number => typeof alpha === "number" && alpha >= 0);
  if (
    numbers.length < 3 ||
    numbers.length < alphas.length ||
    !isSame(
      numbers.reduce((sum, alpha) => sum + alpha, 0),
      1,
    )
  )
    return [];
  return [`“alpha” is an axis: ${numbers.length} configurations, one for each value. A weight for every class is written "weights": {"classes": {…}}.`];
}

const AXES = ["gamma", "strength", ...AXIS_OPTION_NAMES] as const;

function repeatedInBlock(loss: Loss): string[] {
  const fields = loss as { readonly [K in (typeof AXES)[number]]?: Axis };
  const weights = "weights" in loss && loss.weights && "beta" in loss.weights ? repeated(loss.weights.beta, "“weights.beta”") : [];
  const alphas = "alpha" in loss ? [loss.alpha].flat() : [];
  const offs = alphas.filter((alpha) => alpha === "off" || (typeof alpha === "number" && alpha < 0)).length;
  const numbers = alphas.filter((alpha) => alpha !== "off" && !(typeof alpha === "number" && alpha < 0)) as Axis;
  return [
    ...AXES.flatMap((name) => repeated(fields[name], `“${name}”`)),
    ...weights,
    ...(offs > 1 ? ["“alpha” is off more than once (below 0 it is off, too): that is trained once."] : []),
    ...(alphas.length > 0 ? repeated(numbers, "“alpha”") : []),
    ...perClassLook(alphas),
  ];
}

/** What one block says of itself beside the warnings of its cells: settings without effect, values that stand there twice. */
export const blockWarnings = (loss: Loss): string[] => [...lostInBlock(loss), ...repeatedInBlock(loss)];

/** @param merged cells that were equal to another. @returns one sentence or two per finding. */
export function planWarnings(configs: readonly { params: ConfigParams }[], seeds: readonly number[], merged: number, spec: SweepSpec): string[] {
  const all = configs.map((c) => c.params);
  const warnings: string[] = [];
  if (merged > 0)
    warnings.push(`${counted(merged, "cell was", "cells were")} equal to another after normalisation and ${merged === 1 ? "is" : "are"} trained once.`);
  const ofFields = fieldWarnings(spec);
  warnings.push(...Object.values(ofFields).flat());
  const many = spec.losses.length > 1;
  for (const [index, loss] of spec.losses.entries())
    warnings.push(...blockWarnings(loss).map((warning) => (many ? `Block ${index + 1} (${loss.family}): ${warning}` : warning)));
  warnings.push(...lostInSweep(spec), ...lossWarnings(all));
  const { epochs } = spec.training;
  if (all.some(({ options }) => options.reweightFrom !== undefined && reweightEpoch(options.reweightFrom, epochs) >= epochs))
    warnings.push(`With ${counted(epochs, "epoch")} deferred re-weighting never begins: the class weights have no effect. Train for more epochs.`);
  if (seeds.length < 3)
    warnings.push(`With ${counted(seeds.length, "seed")} a difference between cells cannot be told from noise; 6 or more allow a paired test.`);
  if (spec.training.optimizer === "sgd" && new Set(all.map((p) => p.gamma)).size > 1)
    warnings.push("γ changes the size of the gradient, so under SGD it also changes the effective learning rate; Adam does not mix the two.");
  if (spec.training.optimizer === "sgd" && new Set(all.filter((p) => isSigmoid(p.family)).map((p) => p.options.reduction)).size > 1)
    warnings.push("Reductions scale the gradient, so under SGD they are also learning rates.");
  return warnings;
}

/** Warnings that belong to one field beside the losses, by the path of that field in the sweep file: the form shows them there. */
export function fieldWarnings(spec: SweepSpec): Readonly<Record<string, readonly string[]>> {
  return {
    seeds: repeated(spec.seeds, "“seeds”"),
    "training.learningRate": repeated(spec.training.learningRate, "“training.learningRate”"),
    "training.weightDecay": repeated(spec.training.weightDecay, "“training.weightDecay”"),
    "training.schedule": lostSchedule(spec),
    "model.dropout": lostDropout(spec),
  };
}
