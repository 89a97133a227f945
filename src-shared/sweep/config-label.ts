/** @file Names of configurations as people read them: of what varies. */
import type { LossCell } from "../loss/cell.ts";
import type { LossFamily } from "../loss/names.ts";
import type { LossOptions } from "../loss/options.ts";
import { cellOfParams, LOSS_PARAM_NAMES } from "../loss/params.ts";
import { lossFamily } from "../loss/registry.ts";
import { type ParamDef, paramsOfConfigs, type SweepParam } from "../params/def.ts";
import { formatParam } from "../params/domain.ts";
import { type Params } from "../params/value.ts";
import { BUILT_IN_PARAMS } from "./config-params.ts";

export const familyName = (family: LossFamily): string => lossFamily(family).names.family;

/** What differs between the configurations of a sweep: it belongs into the names. */
export interface Varying {
  readonly params: readonly Pick<ParamDef, "name" | "symbol">[];
  /** Several families beside the cross entropies, which name themselves: then "γ 2" alone does not say of which. */
  readonly families: boolean;
}
const NOTHING: Varying = { params: [], families: false };

/** The controls of every sweep name themselves: names of plain focal sweeps stay as they always were. */
function hasSeveralFamilies(families: Iterable<LossFamily>): boolean {
  return new Set([...families].filter((family) => !lossFamily(family).names.namesItself)).size > 1;
}

export function varyingOf(params: readonly SweepParam[], families: Iterable<LossFamily>): Varying {
  return { params: params.filter((param) => param.varies), families: hasSeveralFamilies(families) };
}

export function varyingParams(configs: readonly Params[]): Varying {
  return varyingOf(
    paramsOfConfigs(configs, BUILT_IN_PARAMS),
    configs.flatMap((params) => cellOfParams(params)?.family ?? []),
  );
}

/** More values than this in a name are not read any more. */
const WEIGHTS_SHOWN = 5;

/** "1 : 2.5 : 10", classes by name; many are told apart by four signs that depend on all of them (FNV-1a): "0.5 to 10 #3f0a". */
export function weightsText(weights: Readonly<Record<string, number>>): string {
  const byName = Object.entries(weights).sort(([a], [b]) => (a < b ? -1 : 1));
  const values = byName.map(([, weight]) => weight);
  if (values.length <= WEIGHTS_SHOWN) return values.join(" : ");
  let hash = 0x811c9dc5;
  for (const unit of JSON.stringify(byName)) hash = Math.imul(hash ^ unit.codePointAt(0)!, 0x01000193);
  return `${Math.min(...values)} to ${Math.max(...values)} #${(hash >>> 16).toString(16).padStart(4, "0")}`;
}

/** Class weights in a few signs: "α n^−0.5", "CB 0.999", "own weights 1 : 4"; null when there are none. */
function weighting(strength: number | null, o: LossOptions): string | null {
  if (o.weights !== undefined) return `own weights ${weightsText(o.weights)}`;
  if (o.beta !== undefined) return `CB ${o.beta}`;
  return strength ? `α n^−${strength}` : null;
}

function lossParts(cell: LossCell): readonly string[] {
  const positive = cell.positiveClass === null ? [] : [`positive “${cell.positiveClass}”`];
  return lossFamily(cell.family).names.parts(cell, weighting(cell.strength, cell.options), positive);
}

function optionParts(o: LossOptions): string[] {
  const parts: string[] = [];
  if (o.reweightFrom !== undefined) parts.push(`DRW ${o.reweightFrom}`);
  if (o.poly !== undefined) parts.push(`ε₁ ${o.poly}`);
  if (o.smoothing !== undefined) parts.push(`smoothing ${o.smoothing}`);
  if (o.sampling !== undefined) parts.push(o.sampling === "class-balanced" ? "balanced sampling" : "square-root sampling");
  if (o.reduction !== undefined) parts.push(`${o.reduction} reduction`);
  if (o.biasPrior !== undefined) parts.push(o.biasPrior === "classes" ? "prior of classes" : `prior ${o.biasPrior}`);
  return parts;
}

const OF_LOSS: ReadonlySet<string> = new Set(LOSS_PARAM_NAMES);
const NOT_SET = "–";

/** "lr 0.001", "backbone resnet18"; a dash where it is not set. */
function paramPart({ name, symbol = name }: Varying["params"][number], params: Params): string {
  const value = params[name];
  return `${symbol} ${value === undefined ? NOT_SET : formatParam(value)}`;
}

/**
 * Name that carries the parameters that vary: "γ 2 · α n^−0.5"; among several families "focal · γ 2 · α n^−0.5". A loss of the product says itself;
 * without one, and where nothing varies, everything is said.
 */
export function configLabel(params: Params, varying: Varying = NOTHING): string {
  const cell = cellOfParams(params);
  if (cell === null) {
    const said = varying.params.length > 0 ? varying.params : Object.keys(params).map((name) => ({ name }));
    return said.map((param) => paramPart(param, params)).join(" · ") || NOT_SET;
  }
  const family = varying.families ? lossFamily(cell.family).names.prefix : undefined;
  const others = varying.params.filter(({ name }) => !OF_LOSS.has(name));
  return [...(family === undefined ? [] : [family]), ...lossParts(cell), ...optionParts(cell.options), ...others.map((param) => paramPart(param, params))].join(
    " · ",
  );
}
