/**
 * @file What a user should know of a sweep before it trains; never a refusal.
 * Reads: planned configurations.
 */
import { type Axis, repeatedValues } from "../params/axis.ts";
import type { ConfigParams } from "./config-params.ts";
import type { LossCell } from "../loss/cell.ts";
import { type LossFinding, STRONG_CORRECTIONS } from "../loss/findings.ts";
import { AXIS_OPTION_NAMES } from "../loss/options.ts";
import { isSigmoid, type Loss, lossFamily } from "../loss/registry.ts";
import type { SweepFinding } from "./findings.ts";
import { isWholeGrid } from "./size.ts";
import { lostDropout, lostInBlock, lostInSweep, lostSchedule } from "./lost-options.ts";
import { reweightEpoch } from "../loss/run-loss.ts";
import { isSame } from "../numbers/same-value.ts";
import type { SweepSpec } from "./spec.ts";

/** From here on it is worth a look whether weights and the focusing exponent do the same work. */
const HIGH_GAMMA = 3;
/** Effective-number weights at this beta are nearly those by inverse frequency. */
const STRONG_BETA = 0.9999;

const highestGamma = ({ gamma, options }: LossCell): number => Math.max(gamma, options.gammaHard ?? 0);
const STRONG: Readonly<Record<(typeof STRONG_CORRECTIONS)[number], (cell: LossCell) => boolean>> = {
  "inverse-frequency": (cell) => cell.strength === 1,
  "effective-number": ({ options }) => (options.beta ?? 0) >= STRONG_BETA,
  "class-balanced-sampling": ({ options }) => options.sampling === "class-balanced",
};

/** How far the loss itself evens out the classes: 0 not at all, 1 as inverse frequency. Own weights are taken for a full correction. */
function correction({ strength, options }: LossCell): number {
  if (options.weights !== undefined || options.beta !== undefined) return 1;
  return Math.max(strength ?? 0, options.tau ?? 0);
}

/**
 * What the cells of one block, or of a whole sweep, say of themselves: what is known, with its source, and what to look at. No forecasts: of five
 * data sets, accuracy at γ >= 3 beside inverse-frequency weights was higher than with the weights alone on two and lower on three.
 */
export function lossWarnings(cells: readonly LossCell[]): LossFinding[] {
  const found: LossFinding[] = [];
  const focused = cells.filter((cell) => highestGamma(cell) >= HIGH_GAMMA);
  const corrections = STRONG_CORRECTIONS.filter((name) => focused.some(STRONG[name]));
  if (corrections.length > 0) found.push({ id: "strong-correction-with-gamma", corrections, gamma: HIGH_GAMMA, beta: STRONG_BETA });
  if (cells.some((cell) => cell.options.sampling === "class-balanced" && correction(cell) > 0)) found.push({ id: "balanced-sampling-with-weights" });
  if (cells.some((cell) => cell.options.sampling === "square-root" && correction(cell) > 0.5)) found.push({ id: "square-root-sampling-with-weights" });
  if (cells.some((cell) => cell.alpha !== null && (cell.alpha <= 0.05 || cell.alpha >= 0.95))) found.push({ id: "alpha-deletes-class" });
  const classes = [...new Set(cells.flatMap(({ options }) => Object.entries(options.weights ?? {}).flatMap(([name, weight]) => (weight === 0 ? [name] : []))))];
  if (classes.length > 0) found.push({ id: "weight-deletes-class", classes });
  for (const [family, ofFamily] of Map.groupBy(cells, (cell) => cell.family)) found.push(...(lossFamily(family).notes?.(ofFamily) ?? []));
  return found;
}

/** Values that a list holds more than once: they are trained once, and the number of runs is smaller than the list says. */
function repeated(axis: Axis | undefined, field: string): SweepFinding[] {
  const values = axis === undefined ? [] : repeatedValues(axis, `“${field}”`);
  return values.length === 0 ? [] : [{ id: "values-repeated", field, values }];
}

/** Three numbers and more that add up to 1 look like weights of classes. */
function perClassLook(alphas: readonly unknown[]): SweepFinding[] {
  const numbers = alphas.filter((alpha): alpha is number => typeof alpha === "number" && alpha >= 0);
  const sum = numbers.reduce((all, alpha) => all + alpha, 0);
  return numbers.length < 3 || numbers.length < alphas.length || !isSame(sum, 1) ? [] : [{ id: "alpha-looks-per-class", values: numbers.length }];
}

const AXES = ["gamma", "strength", ...AXIS_OPTION_NAMES] as const;

function repeatedInBlock(loss: Loss): SweepFinding[] {
  const fields = loss as { readonly [K in (typeof AXES)[number]]?: Axis };
  const weights = "weights" in loss && loss.weights && "beta" in loss.weights ? repeated(loss.weights.beta, "weights.beta") : [];
  const alphas = "alpha" in loss ? [loss.alpha].flat() : [];
  const offs = alphas.filter((alpha) => alpha === "off" || (typeof alpha === "number" && alpha < 0)).length;
  const numbers = alphas.filter((alpha) => alpha !== "off" && !(typeof alpha === "number" && alpha < 0)) as Axis;
  return [
    ...AXES.flatMap((name) => repeated(fields[name], name)),
    ...weights,
    ...(offs > 1 ? [{ id: "alpha-off-repeated" } as const] : []),
    ...(alphas.length > 0 ? repeated(numbers, "alpha") : []),
    ...perClassLook(alphas),
  ];
}

/** What one block says of itself beside the warnings of its cells: settings without effect, values that stand there twice. */
export const blockWarnings = (loss: Loss): SweepFinding[] => [...lostInBlock(loss), ...repeatedInBlock(loss)];

/** @param merged cells that were equal to another. */
export function planWarnings(configs: readonly { params: ConfigParams }[], seeds: readonly number[], merged: number, spec: SweepSpec): SweepFinding[] {
  const all = configs.map((c) => c.params);
  const found: SweepFinding[] = [];
  if (merged > 0) found.push({ id: "cells-merged", cells: merged });
  if (spec.search && isWholeGrid(spec)) found.push({ id: "search-is-grid", samples: spec.search.samples });
  found.push(...Object.values(fieldWarnings(spec)).flat());
  const many = spec.losses.length > 1;
  for (const [index, loss] of spec.losses.entries())
    found.push(...blockWarnings(loss).map((one) => (many ? { ...one, block: { number: index + 1, family: loss.family } } : one)));
  found.push(...lostInSweep(spec), ...lossWarnings(all));
  const { epochs, optimizer } = spec.training;
  if (all.some(({ options }) => options.reweightFrom !== undefined && reweightEpoch(options.reweightFrom, epochs) >= epochs))
    found.push({ id: "deferred-weights-never", epochs });
  if (seeds.length < 3) found.push({ id: "few-seeds", seeds: seeds.length });
  if (optimizer === "sgd" && new Set(all.map((p) => p.gamma)).size > 1) found.push({ id: "gamma-under-sgd" });
  if (optimizer === "sgd" && new Set(all.filter((p) => isSigmoid(p.family)).map((p) => p.options.reduction)).size > 1)
    found.push({ id: "reductions-under-sgd" });
  return found;
}

/** Warnings that belong to one field beside the losses, by the path of that field in the sweep file: the form shows them there. */
export function fieldWarnings(spec: SweepSpec): Readonly<Record<string, readonly SweepFinding[]>> {
  return {
    seeds: repeated(spec.seeds, "seeds"),
    "training.learningRate": repeated(spec.training.learningRate, "training.learningRate"),
    "training.weightDecay": repeated(spec.training.weightDecay, "training.weightDecay"),
    "training.schedule": lostSchedule(spec),
    "model.dropout": lostDropout(spec),
  };
}
