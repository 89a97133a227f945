/**
 * @file A sweep cut to the best configuration of each family, chosen on validation: what is told of it on test is a table of configurations.
 * Reads: compare data, measures of scores. Writes: nothing.
 */
import { columnName } from "#shared/metrics/column-name.ts";
import { higherIsBetter, type MetricId, metricLabel } from "#shared/metrics/metric-id.ts";
import { methodName } from "#shared/method-name.ts";
import type { At } from "#shared/metrics/run-value.ts";
import { bestOfFamilies, type FamilyBest } from "#shared/statistics/best-of-family.ts";
import { listed } from "../data/wording.ts";
import { type ExportData, valueReader } from "./metric-cells.ts";
import type { ResultTable } from "./result-table.ts";

export interface FamilyCut {
  /** The chosen configurations and their runs, in the order of the families: corrections and ties are over these. */
  readonly input: ExportData;
  /** The chosen one of the baseline's family. */
  readonly baselineId: number | null;
  /** By label of the configuration. */
  readonly bests: ReadonlyMap<string, FamilyBest>;
  /** "macro_f1". */
  readonly chosenBy: string;
  /** What a reader of the table must know. */
  readonly notes: readonly string[];
}

/** @param metric of the choice on validation. */
export function cutToFamilies(input: ExportData, at: At, metric: MetricId, baselineId: number | null): FamilyCut {
  const { data } = input;
  const read = valueReader(input, at);
  const members = data.configs.map((config) => {
    const runs = data.runs.filter((run) => run.configId === config.id);
    const of = (split: "validation" | "test") => runs.map((run) => read(run, { split, metric }).value);
    return { name: config.label, family: methodName(config), validation: of("validation"), test: of("test") };
  });
  const families = bestOfFamilies(members, { higherIsBetter: higherIsBetter(metric) });
  const bests = new Map(families.flatMap((best) => (best.chosen ? [[best.chosen.name, best] as const] : [])));
  const chosen = [...bests.keys()].flatMap((label) => data.configs.find((config) => config.label === label) ?? []);
  const ids = new Set(chosen.map((config) => config.id));
  const family = members[data.configs.findIndex((config) => config.id === baselineId)]?.family;
  const base = families.find((best) => best.family === family)?.chosen?.name;
  const without = families.filter((best) => best.chosen === null).map((best) => best.family);
  // In the middle of a sentence; names of people and abbreviations keep their capitals.
  const label = metricLabel(metric, data.classNames).replace(/^(Macro|Micro|Weighted|Balanced|Accuracy|Recall|Precision|Average|Class-wise|Top)/, (word) =>
    word.toLowerCase(),
  );
  return {
    input: { ...input, data: { ...data, configs: chosen, runs: data.runs.filter((run) => ids.has(run.configId)) } },
    baselineId: chosen.find((config) => config.label === base)?.id ?? null,
    bests,
    chosenBy: columnName({ split: "validation", metric }, data.classNames).replace(/^validation_/, ""),
    notes: [
      `Of each family the configuration with the best mean ${label} on validation; test had no part in the choice. More configurations are more chances`,
      ...(without.length > 0 ? [`Without a configuration that has a value for every seed: ${listed(without)}`] : []),
    ],
  };
}

/** "Focal loss: γ 2 · α off, best of 5"; the name alone where the configuration is called like its family. */
export function familyLabel(label: string, { bests }: FamilyCut): string {
  const { family, of } = bests.get(label)!;
  const setting = family.toLowerCase() === label.toLowerCase() ? family : `${family}: ${label}`;
  return of === 1 ? setting : `${setting}, best of ${of}`;
}

/** Columns of the choice in front of those of the configurations. @param table of the cut. */
export function withFamilies(table: ResultTable, { bests, chosenBy }: FamilyCut): ResultTable {
  const place = table.columns.indexOf("config");
  return {
    ...table,
    columns: ["method", "chosen_on_validation_by", "chosen_from", "equally_good", "left_out", ...table.columns],
    rows: table.rows.map((row) => {
      const best = bests.get(String(row[place]))!;
      return [best.family, chosenBy, best.of, best.equal.join("; ") || null, best.leftOut.join("; ") || null, ...row];
    }),
  };
}
