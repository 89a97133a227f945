/**
 * @file What a user should know of a sweep before it trains, in sentences; never a refusal.
 * Reads: planned configurations. Writes: nothing.
 */
import type { ConfigParams } from "./config.ts";
import { isSigmoid } from "./loss-options.ts";
import type { SweepSpec } from "./sweep-spec.ts";

/** From here on inverse-frequency weights and the focusing exponent raise the rare classes twice. */
const HIGH_GAMMA = 3;
/** Effective-number weights at this beta are nearly those by inverse frequency. */
const STRONG_BETA = 0.9999;

const correctsTwice = ({ gamma, strength, options }: ConfigParams): boolean =>
  gamma >= HIGH_GAMMA && (strength === 1 || (options.beta ?? 0) >= STRONG_BETA || options.sampling === "class-balanced");

/** @param merged cells that were equal to another. @returns one sentence or two per finding. */
export function planWarnings(configs: readonly { params: ConfigParams }[], seeds: readonly number[], merged: number, spec: SweepSpec): string[] {
  const all = configs.map((c) => c.params);
  const warnings: string[] = [];
  if (merged > 0) warnings.push(`${merged} cell(s) were equal to another after normalisation and are trained once.`);
  if (all.some(correctsTwice)) warnings.push("Inverse-frequency weights together with γ ≥ 3 correct twice: expect lower accuracy.");
  if (all.some((p) => p.options.sampling === "class-balanced" && ((p.strength ?? 0) > 0 || p.options.beta !== undefined || p.family === "logit-adjusted")))
    warnings.push("Class-balanced sampling together with class weights or logit adjustment corrects the imbalance twice.");
  if (all.some((p) => p.alpha !== null && (p.alpha <= 0.05 || p.alpha >= 0.95)))
    warnings.push("An α near 0 or 1 all but deletes a class: RetinaNet found an AP of 0.0 at α = 0.10 with γ = 0.");
  if (all.some((p) => (p.options.clip ?? 0) > 0.2)) warnings.push("A shift of the asymmetric loss above 0.2 throws most negative rows away.");
  if (all.some((p) => p.family === "asymmetric" && (p.options.gammaNegative ?? p.gamma) < p.gamma))
    warnings.push("An asymmetric loss with γ− below γ+ neglects the positive rows; the published setting is γ+ 0 or 1 and γ− 4.");
  if (seeds.length < 3) warnings.push(`With ${seeds.length} seed(s) a difference between cells cannot be told from noise; 6 or more allow a paired test.`);
  if (spec.training.optimizer === "sgd" && new Set(all.map((p) => p.gamma)).size > 1)
    warnings.push("γ changes the size of the gradient, so under SGD it also changes the effective learning rate; Adam does not mix the two.");
  if (spec.training.optimizer === "sgd" && new Set(all.filter((p) => isSigmoid(p.family)).map((p) => p.options.reduction)).size > 1)
    warnings.push("Reductions scale the gradient, so under SGD they are also learning rates.");
  return warnings;
}
