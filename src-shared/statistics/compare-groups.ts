/**
 * @file One cell against another, or many against a baseline, over the same seeds: test, correction and effect together.
 * Reads: values per seed with what they were measured on.
 */
import { AppError } from "../errors/errors.ts";
import { whyNotComparable, type ComparisonBasis } from "./comparable.ts";
import { pairedEffect, type PairedEffect } from "./effect.ts";
import { holmAdjust } from "./holm.ts";
import { isRefused, type Refusal, type TestResult } from "./outcome.ts";
import { wilcoxonSignedRank } from "./wilcoxon.ts";

/** The values of one cell. */
export interface SeedGroup {
  /** What the cell is called in sentences and results, unique in a comparison. */
  readonly name: string;
  readonly basis: ComparisonBasis;
  /** One per seed of `basis.seeds`, in their order; null: the metric is undefined, or the run has no result. */
  readonly values: readonly (number | null)[];
  /** Why a run has no result, in the order of the values; null: it has one, and a value that is null is undefined for it. */
  readonly missing?: readonly (string | null)[];
}

/** Values of a and b in the order of a's seeds. @returns a refusal that says what differs or is missing. */
function pairBySeed(a: SeedGroup, b: SeedGroup): { readonly a: number[]; readonly b: number[] } | Refusal {
  for (const group of [a, b])
    if (group.values.length !== group.basis.seeds.length)
      throw new AppError("input/invalid", {
        what: `The group ${group.name}`,
        detail: `it has ${group.values.length} values for ${group.basis.seeds.length} seeds`,
      });
  const why = whyNotComparable(a.basis, b.basis);
  if (why !== null) return { refused: `${a.name} cannot be compared with ${b.name}. ${why}` };
  const pairs = a.basis.seeds.map((seed, i) => [a.values[i] ?? null, b.values[b.basis.seeds.indexOf(seed)] ?? null] as const);
  for (const [i, pair] of pairs.entries()) {
    const side = pair.findIndex((value) => value === null || !Number.isFinite(value));
    if (side >= 0) {
      const seed = a.basis.seeds[i]!;
      const group = side === 0 ? a : b;
      const why = group.missing?.[group.basis.seeds.indexOf(seed)];
      return {
        refused: `${a.name} cannot be compared with ${b.name}. ${group.name} has no ${a.basis.metric} for seed ${seed}${why ? `, since ${why}` : ""}. Retry that run, or leave the seed out of both.`,
      };
    }
  }
  return { a: pairs.map((pair) => pair[0]!), b: pairs.map((pair) => pair[1]!) };
}

export interface GroupComparison {
  /** Wilcoxon's signed-rank test of a - b over seeds. */
  readonly test: TestResult;
  readonly effect: PairedEffect;
}

/** Test and effect of a - b over seeds. @throws AppError `input/invalid` when values and seeds of a group differ in number. */
export function compareGroups(a: SeedGroup, b: SeedGroup): GroupComparison | Refusal {
  const pairs = pairBySeed(a, b);
  if (isRefused(pairs)) return pairs;
  const test = wilcoxonSignedRank(pairs.a, pairs.b);
  return isRefused(test) ? test : { test, effect: pairedEffect(pairs.a, pairs.b) };
}

export interface BaselineComparison extends GroupComparison {
  /** p of `test`, adjusted over all cells that could be compared. */
  readonly holmP: number;
}

/**
 * Every cell against one baseline, Holm-adjusted over those that can be compared.
 * @returns one entry per cell, in the order given; a refusal for a cell that cannot be compared, which the correction leaves out.
 */
export function compareWithBaseline(baseline: SeedGroup, cells: readonly SeedGroup[]): (BaselineComparison | Refusal)[] {
  const compared = cells.map((cell) => compareGroups(cell, baseline));
  const adjusted = holmAdjust(compared.flatMap((outcome) => (isRefused(outcome) ? [] : [outcome.test.p])));
  let next = 0;
  return compared.map((outcome) => (isRefused(outcome) ? outcome : { ...outcome, holmP: adjusted[next++]! }));
}
