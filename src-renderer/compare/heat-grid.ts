/**
 * @file Where each configuration lies on a map of gamma against alpha: one map per loss branch, learning rate and weight decay.
 * Reads: configurations. Writes: nothing. A combination that the sweep does not hold stays a hole (null).
 */
import type { Config } from "#shared/records.ts";

export interface HeatGrid {
  /** Stable text of branch, positive class, learning rate and weight decay. */
  readonly key: string;
  /** softmax: alpha is the class-weight strength; sigmoid: alpha is the weight of the positive class. */
  readonly branch: "softmax" | "sigmoid";
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly positiveClass: string | null;
  /** Columns, ascending. */
  readonly gammas: readonly number[];
  /** Rows, ascending; null: alpha is off, first. */
  readonly alphas: readonly (number | null)[];
  /** [alphas][gammas] configuration ids. */
  readonly cells: readonly (readonly (number | null)[])[];
}

/** Cross entropies belong to the softmax map: they are its gamma 0 column. */
function branchOf(config: Config): HeatGrid["branch"] {
  return config.family === "focal-sigmoid" ? "sigmoid" : "softmax";
}

function alphaOf(config: Config): number | null {
  return config.family === "focal-sigmoid" ? config.alpha : (config.strength ?? 0);
}

const ascending = (a: number | null, b: number | null): number => (a ?? -1) - (b ?? -1);

/** @returns the maps of a sweep, largest first; controls alone (no focal cell) make no map of their own when another exists. */
export function heatGrids(configs: readonly Config[]): HeatGrid[] {
  const members = new Map<string, Config[]>();
  for (const config of configs) {
    const key = [branchOf(config), config.positiveClass ?? "", config.learningRate, config.weightDecay].join("|");
    members.set(key, [...(members.get(key) ?? []), config]);
  }
  const grids = [...members].map(([key, list]): HeatGrid => {
    const first = list[0]!;
    const gammas = [...new Set(list.map((c) => c.gamma))].sort(ascending);
    const alphas = [...new Set(list.map(alphaOf))].sort(ascending);
    const at = new Map(list.map((c) => [`${c.gamma}|${alphaOf(c)}`, c.id]));
    return {
      key,
      branch: branchOf(first),
      learningRate: first.learningRate,
      weightDecay: first.weightDecay,
      positiveClass: first.positiveClass,
      gammas,
      alphas,
      cells: alphas.map((a) => gammas.map((g) => at.get(`${g}|${a}`) ?? null)),
    };
  });
  const isFocal = (grid: HeatGrid): boolean => members.get(grid.key)!.some((c) => c.family.startsWith("focal"));
  const kept = grids.some(isFocal) ? grids.filter(isFocal) : grids;
  return kept.sort((a, b) => b.gammas.length * b.alphas.length - a.gammas.length * a.alphas.length);
}
