/**
 * @file Expands one loss block of a sweep to its cells, each in its simplest form.
 * Reads: a loss block. Two blocks that mean the same loss give equal cells, so the planner can merge them.
 */
import { type Axis, expandAxis } from "../params/axis.ts";
import { domainWords, hasValue } from "../params/domain.ts";
import { AppError } from "../errors/errors.ts";
import type { LossCell, Options } from "../loss/cell.ts";
import { AXIS_OPTION_NAMES, type AxisOption } from "../loss/options.ts";
import { LOSS_PARAMS, type LossParam } from "../loss/params.ts";
import { isSigmoid, type Loss, lossFamily, moduleOf } from "../loss/registry.ts";
import { eachPoint, type Point, type Space } from "../search/kind.ts";
import { fieldName, refuseLargeBlock } from "./size.ts";

function check(ok: boolean, where: string, detail: string): void {
  if (!ok) throw new AppError("sweep/invalid", { where, detail });
}

/** @throws AppError `sweep/invalid` for the first value that the parameter cannot have. */
function checkDomain(values: readonly number[], name: LossParam, where: string): void {
  const { domain } = LOSS_PARAMS[name];
  for (const value of values) check(hasValue(domain, value), where, `${name} is ${value}, it must be ${domainWords(domain)}`);
}

/** Takes out what has no effect, so that a cell says only what it is. */
function simplest(cell: LossCell): LossCell {
  const options: Options = { ...cell.options };
  const { activation, normalizedHead } = lossFamily(cell.family);
  let { strength } = cell;
  for (const name of ["poly", "smoothing", "tau"] as const) if (options[name] === 0) delete options[name];
  // The loss of soft targets has no Poly-1 term; a layer of cosines has no biases.
  if (activation === "sigmoid" && options.smoothing !== undefined) delete options.poly;
  if (normalizedHead) delete options.biasPrior;
  if (options.beta === 0) {
    // (1 - 0) / (1 - 0^n) is 1 for every class.
    delete options.beta;
    if (activation === "softmax") strength = 0;
  }
  const weighted = options.beta !== undefined || options.weights !== undefined || (strength ?? 0) > 0;
  if (!weighted) delete options.reweightFrom;
  const bare = { ...cell, strength, options };
  return lossFamily(cell.family).simplest?.(bare) ?? bare;
}

interface Place {
  readonly loss: Loss;
  at(field: string): string;
}

/** An axis of an option with its domain; an absent axis is one cell without the option. */
function optionAxis(place: Place, name: AxisOption): Options[] {
  const axis = (place.loss as { [N in AxisOption]?: Axis })[name];
  if (axis === undefined) return [{}];
  const values = expandAxis(axis, place.at(name));
  checkDomain(values, name, place.at(name));
  return values.map((value) => ({ [name]: value }));
}

/** Strengths, effective-number betas or own weights: with the options they bring. */
function weightings(place: Place): { strength: number | null; options: Options }[] {
  const { loss } = place;
  const weights = "weights" in loss ? loss.weights : undefined;
  const later: Options = "reweightFrom" in loss && loss.reweightFrom !== undefined ? { reweightFrom: loss.reweightFrom } : {};
  if (weights && "classes" in weights) {
    check(
      Object.values(weights.classes).some((w) => w > 0),
      place.at("weights"),
      "every class weight is 0, so nothing would be learned",
    );
    return [{ strength: null, options: { weights: weights.classes, ...later } }];
  }
  if (weights) {
    const betas = expandAxis(weights.beta, place.at("weights.beta"));
    checkDomain(betas, "beta", place.at("weights.beta"));
    return betas.map((beta) => ({ strength: null, options: { beta, ...later } }));
  }
  if (!("strength" in loss) || loss.strength === undefined) return [{ strength: isSigmoid(loss.family) ? null : 0, options: {} }];
  const strengths = expandAxis(loss.strength, place.at("strength"));
  checkDomain(strengths, "strength", place.at("strength"));
  return strengths.map((strength) => ({ strength, options: later }));
}

function alphasOf(place: Place): (number | null)[] {
  const { loss } = place;
  if (!("alpha" in loss)) return [null];
  const given = Array.isArray(loss.alpha) ? loss.alpha : [loss.alpha];
  // Below 0 alpha is off, as in torchvision.
  const alphas = given.flatMap((a) => (a === "off" ? [null] : expandAxis(a, place.at("alpha")).map((value) => (value < 0 ? null : value))));
  for (const a of alphas)
    check(a === null || (a >= 0.01 && a <= 0.99), place.at("alpha"), `alpha is ${a}, it must be from 0.01 to 0.99 or "off"; 0 and 1 delete a class`);
  return [...new Set(alphas)];
}

function fixedOptions(loss: Loss): Options {
  const fixed: Options = {};
  if (loss.sampling !== undefined) fixed.sampling = loss.sampling;
  if (loss.biasPrior !== undefined) fixed.biasPrior = loss.biasPrior;
  if ("reduction" in loss && loss.reduction !== undefined) fixed.reduction = loss.reduction;
  return { ...fixed, ...moduleOf(loss).fixed?.(loss) };
}

/** The axes of a block and what lies on them. */
export interface BlockSpace {
  readonly sizes: Space;
  cellAt(point: Point): LossCell;
}

/** @throws AppError `sweep/invalid` naming block, field and value. */
export function blockSpace(loss: Loss, index: number): BlockSpace {
  const place: Place = { loss, at: (field) => fieldName(index, field) };
  const gammas = "gamma" in loss ? expandAxis(loss.gamma, place.at("gamma")) : [0];
  checkDomain(gammas, "gamma", place.at("gamma"));
  const terms = AXIS_OPTION_NAMES.map((name) => optionAxis(place, name));
  const fixed = fixedOptions(loss);
  const positiveClass = "positiveClass" in loss ? (loss.positiveClass ?? null) : null;
  const weighted = weightings(place);
  const alphas = alphasOf(place);
  return {
    sizes: [gammas.length, weighted.length, alphas.length, ...terms.map((values) => values.length)],
    cellAt([gamma, weighting, alpha, ...rest]) {
      const { strength, options } = weighted[weighting!]!;
      const all: Options = Object.assign({}, options, ...rest.map((at, axis) => terms[axis]![at]), fixed) as Options;
      return simplest({ family: loss.family, gamma: gammas[gamma!]!, strength, alpha: alphas[alpha!]!, positiveClass, options: all });
    },
  };
}

/** As {@link eachLossCell}. */
export function lossCells(loss: Loss, index: number): LossCell[] {
  return [...eachLossCell(loss, index)];
}

/** Cells in the order of the axes. @throws AppError `sweep/invalid` naming block, field and value; `sweep/too-large` before the first of too many. */
export function* eachLossCell(loss: Loss, index: number): Generator<LossCell> {
  refuseLargeBlock(loss, index);
  const { sizes, cellAt } = blockSpace(loss, index);
  for (const point of eachPoint(sizes)) yield cellAt(point);
}
