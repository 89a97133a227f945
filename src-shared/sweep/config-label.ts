/** @file Names of configurations as people read them. */
import type { ConfigParams } from "./cells.ts";
import type { LossFamily } from "../loss/names.ts";
import type { LossOptions } from "../loss/options.ts";
import { lossFamily } from "../loss/registry.ts";

export const familyName = (family: LossFamily): string => lossFamily(family).names.family;

/** What differs between the configurations of a sweep beside the numbers of the loss: it belongs into the names. */
export interface VaryingParams {
  readonly learningRate: boolean;
  readonly weightDecay: boolean;
  /** Several families beside the cross entropies, which name themselves: then "γ 2" alone does not say of which. */
  readonly families: boolean;
}

type Varying = Pick<ConfigParams, "family" | "learningRate" | "weightDecay">;

/** The controls of every sweep name themselves: names of plain focal sweeps stay as they always were. */
export function hasSeveralFamilies(families: Iterable<LossFamily>): boolean {
  return new Set([...families].filter((family) => !lossFamily(family).names.namesItself)).size > 1;
}

export function varyingParams(configs: readonly Varying[]): VaryingParams {
  const several = (pick: (c: Varying) => number): boolean => new Set(configs.map(pick)).size > 1;
  return {
    learningRate: several((c) => c.learningRate),
    weightDecay: several((c) => c.weightDecay),
    families: hasSeveralFamilies(configs.map((c) => c.family)),
  };
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

function lossParts(p: ConfigParams): readonly string[] {
  const positive = p.positiveClass === null ? [] : [`positive “${p.positiveClass}”`];
  return lossFamily(p.family).names.parts(p, weighting(p.strength, p.options), positive);
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

/** Name that carries the parameters that vary: "γ 2 · α n^−0.5"; among several families "focal · γ 2 · α n^−0.5". */
export function configLabel(p: ConfigParams, varying: VaryingParams = { learningRate: false, weightDecay: false, families: false }): string {
  const family = varying.families ? lossFamily(p.family).names.prefix : undefined;
  const parts = [...(family === undefined ? [] : [family]), ...lossParts(p), ...optionParts(p.options)];
  if (varying.learningRate) parts.push(`lr ${p.learningRate}`);
  if (varying.weightDecay) parts.push(`wd ${p.weightDecay}`);
  return parts.join(" · ");
}
