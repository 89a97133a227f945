/**
 * @file The best configuration of each family of losses, chosen on validation and reported on test: the line of a paper.
 * Reads: values per configuration and seed. Test values have no part in the choice.
 */
import { AppError } from "../errors/errors.ts";
import { summarizeSeeds, type SeedSummary } from "./interval.ts";
import { bestPositions } from "../numbers/same-value.ts";

/** One configuration that may be chosen. */
export interface FamilyMember<K> {
  /** Which one it is. */
  readonly key: K;
  /** What it is a setting of, e.g. as `methodName` gives it. */
  readonly family: string;
  /** Metric of the choice on validation, one per seed; null: undefined, or the run has no result. */
  readonly validation: readonly (number | null)[];
  /** What is reported, of the same seeds in the same order. */
  readonly test: readonly (number | null)[];
}

export interface FamilyBest<K> {
  readonly family: string;
  /** null: no configuration of the family has a validation value for every seed. */
  readonly chosen: { readonly key: K; readonly validation: SeedSummary; readonly test: SeedSummary } | null;
  /** Configurations that it was chosen from. More of them are more chances, which a reader must know. */
  readonly of: number;
  /** Others with the same validation mean but for rounding, in the order given: the choice between them is the order of the sweep. */
  readonly equal: readonly K[];
  /** Members that could not be chosen: a seed has no validation value, so their mean would be over easier or harder seeds. */
  readonly leftOut: readonly K[];
}

const isWhole = (values: readonly (number | null)[]): boolean => values.length > 0 && values.every((v) => v !== null && Number.isFinite(v));
const meanOf = (values: readonly (number | null)[]): number => values.reduce<number>((sum, v) => sum + v!, 0) / values.length;

function bestOf<K>(family: string, members: readonly FamilyMember<K>[], higherIsBetter: boolean): FamilyBest<K> {
  const whole = members.filter((m) => isWhole(m.validation));
  const leftOut = members.filter((m) => !isWhole(m.validation)).map((m) => m.key);
  const means = whole.map((member) => meanOf(member.validation));
  const [first, ...equal] = bestPositions(means, higherIsBetter).map((i) => whole[i]!);
  return {
    family,
    chosen: first ? { key: first.key, validation: summarizeSeeds(first.validation), test: summarizeSeeds(first.test) } : null,
    of: whole.length,
    equal: equal.map((m) => m.key),
    leftOut,
  };
}

/**
 * @param members in the order of the sweep.
 * @param options.higherIsBetter of the metric of the choice.
 * @returns one entry per family, in the order of their first members. The chosen one is the first with the best validation mean;
 *   those that share it are named. A family of one is "chosen" from one. Test values of a chosen one may be missing: its n says so.
 * @throws AppError `input/invalid` when a member has not as many test values as validation values.
 * Source: Dodge et al. 2019 (report the number of configurations beside the best).
 */
export function bestOfFamilies<K>(members: readonly FamilyMember<K>[], { higherIsBetter }: { readonly higherIsBetter: boolean }): FamilyBest<K>[] {
  for (const { key, validation, test } of members)
    if (validation.length !== test.length)
      throw new AppError("input/invalid", { what: String(key), detail: `it has ${validation.length} validation values and ${test.length} test values` });
  return [...Map.groupBy(members, (member) => member.family)].map(([family, own]) => bestOf(family, own, higherIsBetter));
}
