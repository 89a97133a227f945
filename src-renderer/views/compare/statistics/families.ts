/**
 * @file The best configuration of each family of a sweep with what its seeds say on test.
 * Reads: groups, statistics.
 */
import { methodOf } from "#shared/sweep/method-name.ts";
import { higherIsBetter, type MetricId } from "#shared/metrics/metric-id.ts";
import type { CompareData } from "#shared/wire/records.ts";
import { bestOfFamilies, type FamilyBest } from "#shared/statistics/best-of-family.ts";
import type { ConfigStatistics } from "#shared/statistics/config-statistics.ts";
import { type ConfigGroup, runValue, type View } from "../state/aggregate.ts";
import { statisticsOf } from "../state/statistics.ts";

export interface FamilyRow {
  readonly best: FamilyBest;
  /** null: none of the family could be chosen. */
  readonly group: ConfigGroup | null;
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

/** @param metric of the choice on validation and of the tests on test. */
export function familyTable(data: CompareData | null, groups: readonly ConfigGroup[], baselineId: number | null, metric: MetricId, view: View): FamilyTable {
  const of = (group: ConfigGroup, split: "validation" | "test"): (number | null)[] => group.runs.map((run) => runValue(run, { split, metric }, view));
  const families = bestOfFamilies(
    groups.map((group) => ({
      name: group.config.label,
      family: methodOf(group.config.params),
      validation: of(group, "validation"),
      test: of(group, "test"),
    })),
    { higherIsBetter: higherIsBetter(metric) },
  );
  const groupOf = (best: FamilyBest): ConfigGroup | null => groups.find((g) => g.config.label === best.chosen?.name) ?? null;
  const pinned = groups.find((g) => g.config.id === baselineId);
  const base = families.find((best) => pinned && best.family === methodOf(pinned.config.params));
  const chosen = families.flatMap((best) => groupOf(best) ?? []);
  const baseGroup = base ? groupOf(base) : null;
  const { ids, configs, comparisons } = statisticsOf(data, chosen, baseGroup?.config.id ?? null, { split: "test", metric }, view);
  return {
    rows: families.map((best): FamilyRow => {
      const group = groupOf(best);
      return { best, group, stats: group && configs[ids.indexOf(group.config.id)]!, isBaseline: best === base };
    }),
    comparisons,
    baseline: baseGroup ? base!.family : null,
  };
}
