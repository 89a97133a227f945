/**
 * @file What a user should know of a sweep before it trains, in sentences; never a refusal.
 * Reads: planned configurations. Writes: nothing.
 */
import type { ConfigParams } from "./config.ts";
import type { LossCell } from "./loss-cells.ts";
import { isSigmoid } from "./loss-options.ts";
import { reweightEpoch } from "./run-loss.ts";
import type { SweepSpec } from "./sweep-spec.ts";

/** From here on inverse-frequency weights and the focusing exponent raise the rare classes twice. */
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

function both(names: readonly string[]): string {
  const text = names.join(" and ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * What the cells of one block, or of a whole sweep, say of themselves.
 * Source of the double correction: Lin et al. 2017, table 1b (the best alpha falls as gamma rises).
 */
export function lossWarnings(cells: readonly LossCell[]): string[] {
  const warnings: string[] = [];
  const focused = cells.filter((cell) => highestGamma(cell) >= HIGH_GAMMA);
  const twice = STRONG.filter(({ has }) => focused.some(has)).map(({ name }) => name);
  if (twice.length > 0) warnings.push(`${both(twice)} together with γ ≥ ${HIGH_GAMMA} correct the imbalance twice: expect lower accuracy.`);
  const balanced = cells.filter((cell) => cell.options.sampling === "class-balanced");
  const weighted = ({ strength, options }: LossCell): boolean => (strength ?? 0) > 0 || options.beta !== undefined || options.weights !== undefined;
  if (balanced.some((cell) => weighted(cell) || cell.family === "logit-adjusted"))
    warnings.push("Class-balanced sampling together with class weights or logit adjustment corrects the imbalance twice.");
  if (cells.some((cell) => cell.alpha !== null && (cell.alpha <= 0.05 || cell.alpha >= 0.95)))
    warnings.push("An α near 0 or 1 all but deletes a class: RetinaNet found an AP of 0.0 at α = 0.10 with γ = 0.");
  const deleted = [...new Set(cells.flatMap(({ options }) => Object.entries(options.weights ?? {}).flatMap(([name, weight]) => (weight === 0 ? [name] : []))))];
  if (deleted.length > 0) warnings.push(`A weight of 0 deletes a class from training: ${deleted.map((name) => `“${name}”`).join(", ")}.`);
  if (cells.some((cell) => (cell.options.clip ?? 0) > 0.2)) warnings.push("A shift of the asymmetric loss above 0.2 throws most negative rows away.");
  if (cells.some((cell) => cell.family === "asymmetric" && (cell.options.gammaNegative ?? cell.gamma) < cell.gamma))
    warnings.push("An asymmetric loss with γ− below γ+ neglects the positive rows; the published setting is γ+ 0 or 1 and γ− 4.");
  if (cells.some((cell) => cell.family === "focal-sample-dependent" && (cell.options.gammaHard ?? cell.gamma) < cell.gamma))
    warnings.push("A γ of hard rows below that of the others makes the loss jump up where rows get easier; the published setting is 5 below pₜ 0.2, else 3.");
  return warnings;
}

/** @param merged cells that were equal to another. @returns one sentence or two per finding. */
export function planWarnings(configs: readonly { params: ConfigParams }[], seeds: readonly number[], merged: number, spec: SweepSpec): string[] {
  const all = configs.map((c) => c.params);
  const warnings: string[] = [];
  if (merged > 0) warnings.push(`${merged} cell(s) were equal to another after normalisation and are trained once.`);
  warnings.push(...lossWarnings(all));
  const { epochs } = spec.training;
  if (all.some(({ options }) => options.reweightFrom !== undefined && reweightEpoch(options.reweightFrom, epochs) >= epochs))
    warnings.push(`With ${epochs} epoch(s) deferred re-weighting never begins: the class weights have no effect. Train for more epochs.`);
  if (seeds.length < 3) warnings.push(`With ${seeds.length} seed(s) a difference between cells cannot be told from noise; 6 or more allow a paired test.`);
  if (spec.training.optimizer === "sgd" && new Set(all.map((p) => p.gamma)).size > 1)
    warnings.push("γ changes the size of the gradient, so under SGD it also changes the effective learning rate; Adam does not mix the two.");
  if (spec.training.optimizer === "sgd" && new Set(all.filter((p) => isSigmoid(p.family)).map((p) => p.options.reduction)).size > 1)
    warnings.push("Reductions scale the gradient, so under SGD they are also learning rates.");
  return warnings;
}
