/**
 * @file One cell of a sweep: everything but the seed.
 * Reads: a sweep. Writes: nothing. Two cells that train the same loss get the same key, so they are merged.
 */
import { expandAxis, tidyNumber } from "./axis.ts";
import { AppError } from "./errors.ts";
import type { Loss, LossFamily, SweepSpec } from "./sweep-spec.ts";

export interface ConfigParams {
  readonly family: LossFamily;
  /** >= 0; 0 for the cross entropies. */
  readonly gamma: number;
  /** Class-weight strength in [0, 1]; null under sigmoid. */
  readonly strength: number | null;
  /** Weight of the positive class in [0.01, 0.99]; null: off, or softmax. */
  readonly alpha: number | null;
  /** Binary sigmoid: the positive class; null: the rarest. */
  readonly positiveClass: string | null;
  readonly learningRate: number;
  /** >= 0; 0 under adam. */
  readonly weightDecay: number;
}

export interface PlannedConfig {
  readonly key: string;
  readonly params: ConfigParams;
  readonly isControl: boolean;
  /** False for a control that the grid does not hold already. */
  readonly isCell: boolean;
}

export interface Plan {
  readonly configs: readonly PlannedConfig[];
  readonly seeds: readonly number[];
  /** Grid cells that were equal to another after normalisation, e.g. gamma 0 strength 0 twice. */
  readonly mergedCells: number;
  readonly warnings: readonly string[];
}

const RUN_LIMIT = 100_000;

/** Softmax at gamma 0 is cross entropy; weighted cross entropy at strength 0 too. */
export function normalizeFamily(family: LossFamily, gamma: number, strength: number | null): LossFamily {
  if (family === "focal-sigmoid") return family;
  if (gamma > 0) return "focal-softmax";
  return strength === 0 || strength === null ? "cross-entropy" : "weighted-cross-entropy";
}

function configKey(p: ConfigParams): string {
  return [
    p.family,
    `g${p.gamma}`,
    p.strength === null ? "" : `s${p.strength}`,
    p.alpha === null ? "" : `a${p.alpha}`,
    p.positiveClass ?? "",
    `lr${p.learningRate}`,
    p.weightDecay === 0 ? "" : `wd${p.weightDecay}`,
  ].join("|");
}

function check(ok: boolean, where: string, detail: string): void {
  if (!ok) throw new AppError("sweep/invalid", { where, detail });
}

/** What the loss blocks decide; learning rate and weight decay cross with every cell. */
type LossCell = Omit<ConfigParams, "learningRate" | "weightDecay">;

function lossCells(loss: Loss, index: number): LossCell[] {
  const at = (field: string): string => `“losses.${index}.${field}”`;
  const gammas = "gamma" in loss ? expandAxis(loss.gamma, at("gamma")) : [0];
  for (const gamma of gammas) check(gamma >= 0 && gamma <= 100, at("gamma"), `gamma is ${gamma}, it must be from 0 to 100`);
  const softmax = { alpha: null, positiveClass: null };
  switch (loss.family) {
    case "cross-entropy":
      return [{ family: loss.family, gamma: 0, strength: 0, ...softmax }];
    case "weighted-cross-entropy":
    case "focal-softmax": {
      const strengths = expandAxis(loss.strength, at("strength"));
      for (const s of strengths) check(s >= 0 && s <= 1, at("strength"), `strength is ${s}, it must be from 0 to 1`);
      return gammas.flatMap((gamma) => strengths.map((strength) => ({ family: normalizeFamily(loss.family, gamma, strength), gamma, strength, ...softmax })));
    }
    case "focal-sigmoid": {
      const given = Array.isArray(loss.alpha) ? loss.alpha : [loss.alpha];
      const alphas = [...new Set(given.flatMap((a) => (a === "off" ? [null] : expandAxis(a, at("alpha")))))];
      for (const a of alphas)
        check(a === null || (a >= 0.01 && a <= 0.99), at("alpha"), `alpha is ${a}, it must be from 0.01 to 0.99 or "off"; 0 and 1 delete a class`);
      return gammas.flatMap((gamma) =>
        alphas.map((alpha) => ({ family: loss.family, gamma, strength: null, alpha, positiveClass: loss.positiveClass ?? null })),
      );
    }
  }
}

/** Cross entropy and inverse-frequency cross entropy: what a focal cell must beat. */
const CONTROL_CELLS: readonly LossCell[] = [
  { family: "cross-entropy", gamma: 0, strength: 0, alpha: null, positiveClass: null },
  { family: "weighted-cross-entropy", gamma: 0, strength: 1, alpha: null, positiveClass: null },
];

/**
 * Expands a sweep to its configurations: grid in the order of the file, controls last unless the grid holds them.
 * Pure: the same sweep gives the same plan, so a database can be checked against its file.
 * @throws AppError `sweep/invalid` naming axis and value, `sweep/too-large`.
 */
export function planSweep(spec: SweepSpec): Plan {
  const rates = expandAxis(spec.training.learningRate, "“training.learningRate”");
  for (const rate of rates) check(rate > 0 && rate <= 1000, "“training.learningRate”", `the learning rate is ${rate}, it must be above 0 and at most 1000`);
  const decays = expandAxis(spec.training.weightDecay, "“training.weightDecay”");
  for (const decay of decays) check(decay >= 0 && decay <= 10, "“training.weightDecay”", `the weight decay is ${decay}, it must be from 0 to 10`);
  check(
    spec.training.optimizer !== "adam" || decays.every((decay) => decay === 0),
    "“training.weightDecay”",
    "adam has none; choose the optimizer adamw or sgd, or leave it at 0",
  );
  const rest = rates.flatMap((learningRate) => decays.map((weightDecay) => ({ learningRate, weightDecay })));
  const seeds = expandAxis(spec.seeds, "“seeds”");
  for (const seed of seeds) check(Number.isSafeInteger(seed) && seed >= 0, "“seeds”", `the seed is ${seed}, it must be a whole number from 0`);

  const byKey = new Map<string, { params: ConfigParams; isControl: boolean; isCell: boolean }>();
  let mergedCells = 0;
  const add = (cell: LossCell, isControl: boolean): void => {
    for (const other of rest) {
      const params = { ...cell, gamma: tidyNumber(cell.gamma), ...other };
      const key = configKey(params);
      const known = byKey.get(key);
      if (known && !isControl) mergedCells++;
      else if (known) known.isControl = true;
      else byKey.set(key, { params, isControl, isCell: !isControl });
    }
  };
  spec.losses.forEach((loss, index) => {
    for (const cell of lossCells(loss, index)) add(cell, false);
  });
  if (spec.controls) for (const cell of CONTROL_CELLS) add(cell, true);

  const configs = [...byKey].map(([key, config]) => ({ key, ...config }));
  const runs = configs.length * seeds.length;
  if (runs > RUN_LIMIT) throw new AppError("sweep/too-large", { runs, limit: RUN_LIMIT });
  return { configs, seeds, mergedCells, warnings: planWarnings(configs, seeds, mergedCells, spec) };
}

function planWarnings(configs: readonly { params: ConfigParams }[], seeds: readonly number[], merged: number, spec: SweepSpec): string[] {
  const warnings: string[] = [];
  if (merged > 0) warnings.push(`${merged} cell(s) were equal to another after normalisation and are trained once.`);
  if (configs.some((c) => c.params.gamma >= 3 && c.params.strength === 1))
    warnings.push("Inverse-frequency weights together with γ ≥ 3 correct twice: expect lower accuracy.");
  if (seeds.length < 3) warnings.push(`With ${seeds.length} seed(s) a difference between cells cannot be told from noise; 6 or more allow a paired test.`);
  if (spec.training.optimizer === "sgd" && new Set(configs.map((c) => c.params.gamma)).size > 1)
    warnings.push("γ changes the size of the gradient, so under SGD it also changes the effective learning rate; Adam does not mix the two.");
  return warnings;
}

const FAMILY_NAMES: Readonly<Record<LossFamily, string>> = {
  "cross-entropy": "cross entropy",
  "weighted-cross-entropy": "weighted CE",
  "focal-softmax": "focal softmax",
  "focal-sigmoid": "focal sigmoid",
};
export function familyName(family: LossFamily): string {
  return FAMILY_NAMES[family];
}

/** Parameters outside the loss that differ between the configurations of a sweep: their values belong into the names. */
export interface VaryingParams {
  readonly learningRate: boolean;
  readonly weightDecay: boolean;
}

export function varyingParams(configs: readonly Pick<ConfigParams, "learningRate" | "weightDecay">[]): VaryingParams {
  const several = (pick: (c: Pick<ConfigParams, "learningRate" | "weightDecay">) => number): boolean => new Set(configs.map(pick)).size > 1;
  return { learningRate: several((c) => c.learningRate), weightDecay: several((c) => c.weightDecay) };
}

/** Name that carries the parameters that vary: "γ 2 · α n^−0.5". */
export function configLabel(p: ConfigParams, varying: VaryingParams = { learningRate: false, weightDecay: false }): string {
  const parts: string[] = [];
  if (p.family === "cross-entropy") parts.push("cross entropy");
  else if (p.family === "weighted-cross-entropy") parts.push("weighted CE", `α n^−${p.strength}`);
  else if (p.family === "focal-softmax") parts.push(`γ ${p.gamma}`, p.strength ? `α n^−${p.strength}` : "α off");
  else parts.push("sigmoid", `γ ${p.gamma}`, p.alpha === null ? "α off" : `α ${p.alpha}`);
  if (varying.learningRate) parts.push(`lr ${p.learningRate}`);
  if (varying.weightDecay) parts.push(`wd ${p.weightDecay}`);
  return parts.join(" · ");
}
