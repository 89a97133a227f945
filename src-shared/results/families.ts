/**
 * @file The best configuration of each family of a sweep, chosen on validation: the lines of a paper, for window, command line and exports.
 * Reads: groups, values of their runs. Test values have no part in the choice.
 */
import { higherIsBetter, type MetricId } from "../metrics/metric-id.ts";
import { bestOfFamilies, type FamilyBest } from "../statistics/best-of-family.ts";
import type { ConfigStatistics } from "../statistics/config-statistics.ts";
import { methodOf } from "../sweep/method-name.ts";
import type { CompareData, CompareRun } from "../wire/records.ts";
import type { ConfigGroup } from "./groups.ts";
import type { Measure } from "../metrics/measure.ts";
import { groupStatistics, type RunReading } from "./statistics.ts";

export type ReadValue = (run: CompareRun, measure: Measure) => number | null;

export interface Family {
  readonly best: FamilyBest<ConfigGroup>;
  /** All of it, in the order of the sweep. */
  readonly members: readonly ConfigGroup[];
  /** Chosen on validation; null: none of the family could be. */
  readonly group: ConfigGroup | null;
}

export interface FamilyChoice {
  /** In the order of their first members. */
  readonly families: readonly Family[];
  /** The family that the others are held against: the baseline's, where it has a chosen one. */
  readonly baseline: Family | null;
}

/** @param metric of the choice on validation. */
export function chooseFamilies(
  data: Pick<CompareData, "classNames" | "reported">,
  groups: readonly ConfigGroup[],
  baselineId: number | null,
  metric: MetricId,
  value: ReadValue,
): FamilyChoice {
  const of = (group: ConfigGroup, split: "validation" | "test"): (number | null)[] => group.runs.map((run) => value(run, { split, metric }));
  const bests = bestOfFamilies(
    groups.map((group) => ({ key: group, family: methodOf(group.config.params), validation: of(group, "validation"), test: of(group, "test") })),
    { higherIsBetter: higherIsBetter(metric, data) },
  );
  const membersOf = Map.groupBy(groups, (group) => methodOf(group.config.params));
  const families = bests.map((best): Family => ({ best, members: membersOf.get(best.family) ?? [], group: best.chosen?.key ?? null }));
  const own = families.find(({ members }) => members.some(({ config }) => config.id === baselineId));
  return { families, baseline: own?.group ? own : null };
}

export interface FamilyRow extends Family {
  /** On test, against the chosen one of the baseline's family. */
  readonly stats: ConfigStatistics | null;
  readonly isBaseline: boolean;
}

export interface FamilyTable {
  readonly rows: readonly FamilyRow[];
  /** p-values that Holm corrects over. */
  readonly comparisons: number;
  /** Family that the others are held against; null without a baseline. */
  readonly baseline: string | null;
}

/** The choice with the tests on test of what was chosen. @param metric of both. */
export function familyTable(
  data: CompareData,
  groups: readonly ConfigGroup[],
  baselineId: number | null,
  metric: MetricId,
  { value, ...reading }: Omit<RunReading, "value"> & { readonly value: ReadValue },
): FamilyTable {
  const { families, baseline } = chooseFamilies(data, groups, baselineId, metric, value);
  const chosen = families.flatMap(({ group }) => group ?? []);
  const measure: Measure = { split: "test", metric };
  const { ids, configs, comparisons } = groupStatistics(data, chosen, baseline?.group?.config.id ?? null, measure, {
    ...reading,
    value: (run) => value(run, measure),
  });
  return {
    rows: families.map((family): FamilyRow => {
      const { group } = family;
      const isBaseline = group === null ? family.members.some(({ config }) => config.id === baselineId) : family === baseline;
      return { ...family, stats: group && configs[ids.indexOf(group.config.id)]!, isBaseline };
    }),
    comparisons,
    baseline: baseline?.best.family ?? null,
  };
}
