/**
 * @file A sweep cut to the best configuration of each family, chosen on validation: what is told of it on test is a table of configurations.
 * Reads: compare data, measures of scores.
 */
import { AppError } from "#shared/errors/errors.ts";
import { columnName } from "#shared/results/column-name.ts";
import { higherIsBetter, inSentence, type MetricId, metricLabel } from "#shared/metrics/metric-id.ts";
import { methodOf } from "#shared/sweep/method-name.ts";
import type { At } from "#shared/results/run-value.ts";
import { runStanding } from "#shared/words/en/run-standing.ts";
import { bestOfFamilies, type FamilyBest } from "#shared/statistics/best-of-family.ts";
import { listed } from "#shared/text/lists.ts";
import { sayReason } from "#shared/words/en/reasons.ts";
import { type ExportData, valueReader } from "./metric-cells.ts";
import type { Cell } from "./cell.ts";
import type { ResultTable } from "./result-table.ts";

/** A family that has no row of figures. */
interface Unchosen {
  readonly family: string;
  /** Its configurations. */
  readonly leftOut: readonly string[];
  readonly reason: string;
}

export interface FamilyCut {
  /** The chosen configurations and their runs, in the order of the families: corrections and ties are over these. */
  readonly input: ExportData;
  /** The chosen one of the baseline's family. */
  readonly baselineId: number | null;
  /** By label of the configuration. */
  readonly bests: ReadonlyMap<string, FamilyBest>;
  /** In the order of the families. */
  readonly unchosen: readonly Unchosen[];
  /** "macro_f1". */
  readonly chosenBy: string;
  /** What a reader of the table must know. */
  readonly notes: readonly string[];
}

/**
 * @param metric of the choice on validation.
 * @throws AppError `export/nothing` when no family has a configuration to choose: an empty table would say that there are no families.
 */
export function cutToFamilies(input: ExportData, at: At, metric: MetricId, baselineId: number | null): FamilyCut {
  const { data } = input;
  const read = valueReader(input, at);
  const runsOf = Map.groupBy(data.runs, (run) => run.configId);
  const members = data.configs.map((config) => {
    const runs = runsOf.get(config.id) ?? [];
    const measured = runs.map((run) => read(run, { split: "validation", metric }));
    const test = runs.map((run) => read(run, { split: "test", metric }).value);
    return { name: config.label, family: methodOf(config.params), validation: measured.map(({ value }) => value), test, measured, runs };
  });
  const label = inSentence(metricLabel(metric, data.classNames));
  const families = bestOfFamilies(members, { higherIsBetter: higherIsBetter(metric) });
  const bests = new Map(families.flatMap((best) => (best.chosen ? [[best.chosen.name, best] as const] : [])));
  const unchosen = families.flatMap(({ family, chosen, leftOut }): Unchosen[] => {
    if (chosen) return [];
    const own = members.filter((m) => m.family === family);
    const undefinedFor = own.flatMap((m) =>
      m.measured.flatMap(({ reason }, i) => (m.runs[i]!.counts === null ? [] : reason === null ? [] : [sayReason(reason)])),
    );
    const why = [...new Set([runStanding(own.flatMap((m) => m.runs)), ...undefinedFor])].filter((text) => text !== "").join("; ");
    return [{ family, leftOut, reason: `no configuration has ${label} on validation for every seed: ${why}` }];
  });
  if (bests.size === 0) {
    const reasons = [...new Set(unchosen.map(({ reason }) => reason))].join("; ");
    throw new AppError("export/nothing", { sweep: `“${data.sweep.name}” (${reasons})` });
  }
  const chosen = [...bests.keys()].flatMap((name) => data.configs.find((config) => config.label === name) ?? []);
  const ids = new Set(chosen.map((config) => config.id));
  const family = members[data.configs.findIndex((config) => config.id === baselineId)]?.family;
  const base = families.find((best) => best.family === family)?.chosen?.name;
  return {
    input: { ...input, data: { ...data, configs: chosen, runs: data.runs.filter((run) => ids.has(run.configId)) } },
    baselineId: chosen.find((config) => config.label === base)?.id ?? null,
    bests,
    unchosen,
    chosenBy: columnName({ split: "validation", metric }, data.classNames).replace(/^validation_/, ""),
    notes: [
      `Of each family the configuration with the best mean ${label} on validation; test had no part in the choice. More configurations are more chances`,
      ...[...Map.groupBy(unchosen, ({ reason }) => reason)].map(
        ([reason, of]) =>
          `Without a row: ${listed(
            of.map((u) => u.family),
            Infinity,
          )}, since ${reason}`,
      ),
    ],
  };
}

/** "Focal loss: γ 2 · α off, best of 5"; the name alone where the configuration is called like its family. */
export function familyLabel(label: string, { bests }: FamilyCut): string {
  const { family, of } = bests.get(label)!;
  const setting = family.toLowerCase() === label.toLowerCase() ? family : `${family}: ${label}`;
  return of === 1 ? setting : `${setting}, best of ${of}`;
}

/** What a row says of the sweep rather than of its configuration. */
const OF_SWEEP = /^(sweep|metrics_of|baseline|dataset|dataset_sha256|label|split_.*|app_version)$/;

/** Columns of the choice in front of those of the configurations; last, and without figures, a row for each family without a choice. @param table of the cut. */
export function withFamilies(table: ResultTable, { bests, unchosen, chosenBy }: FamilyCut): ResultTable {
  const place = table.columns.indexOf("config");
  const rows = [...table.rows];
  const shared = table.columns.map((name, i): Cell => (OF_SWEEP.test(name) ? rows[0]![i]! : null));
  return {
    ...table,
    columns: ["method", "chosen_on_validation_by", "chosen_from", "equally_good", "left_out", "no_choice_because", ...table.columns],
    rows: [
      ...rows.map((row) => {
        const best = bests.get(String(row[place]))!;
        return [best.family, chosenBy, best.of, best.equal.join("; ") || null, best.leftOut.join("; ") || null, null, ...row];
      }),
      ...unchosen.map(({ family, leftOut, reason }) => [family, chosenBy, 0, null, leftOut.join("; "), reason, ...shared]),
    ],
    reasons: [...(table.reasons ?? []), ...unchosen.map(({ reason }) => ({ config: reason }))],
  };
}
