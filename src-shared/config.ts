/**
 * @file One cell of a sweep: everything but the seed.
 * Reads: a sweep. Writes: nothing. Two cells that train the same loss get the same key, so they are merged.
 */
import { expandAxis } from "./axis.ts";
import { AppError } from "./errors.ts";
import { type LossCell, lossCells } from "./loss-cells.ts";
import type { LossOptions } from "./loss-options.ts";
import { planWarnings } from "./plan-warnings.ts";
import type { SweepSpec } from "./sweep-spec.ts";

/** Everything of a cell but the seed. */
export interface ConfigParams extends LossCell {
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
/** What float32 holds; whether a rate is too high to learn with is for the runs to show, each by itself. */
const MAX_RATE = 1e38;

function configKey(p: ConfigParams): string {
  return [
    p.family,
    `g${p.gamma}`,
    p.strength === null ? "" : `s${p.strength}`,
    p.alpha === null ? "" : `a${p.alpha}`,
    p.positiveClass ?? "",
    `lr${p.learningRate}`,
    p.weightDecay === 0 ? "" : `wd${p.weightDecay}`,
    ...optionKey(p.options),
  ].join("|");
}

/** Sorted by name, so that the order in a file does not matter; nothing for a loss without options. */
function optionKey(options: LossOptions): string[] {
  const entries = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(Object.entries(value).sort()) : value}`);
}

function check(ok: boolean, where: string, detail: string): void {
  if (!ok) throw new AppError("sweep/invalid", { where, detail });
}

/** Cross entropy and inverse-frequency cross entropy: what a focal cell must beat. */
const CONTROL_CELLS: readonly LossCell[] = [0, 1].map((strength) => ({
  family: strength === 0 ? "cross-entropy" : "weighted-cross-entropy",
  gamma: 0,
  strength,
  alpha: null,
  positiveClass: null,
  options: {},
}));

/**
 * Expands a sweep to its configurations: grid in the order of the file, controls last unless the grid holds them.
 * Pure: the same sweep gives the same plan, so a database can be checked against its file.
 * @throws AppError `sweep/invalid` naming axis and value, `sweep/too-large`.
 */
export function planSweep(spec: SweepSpec): Plan {
  const rates = expandAxis(spec.training.learningRate, "“training.learningRate”");
  for (const rate of rates)
    check(rate > 0 && rate <= MAX_RATE, "“training.learningRate”", `the learning rate is ${rate}, it must be above 0 and at most ${MAX_RATE}`);
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
      const params = { ...cell, ...other };
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
