/**
 * @file A sweep cut to the best configuration of each family, chosen on validation: what is told of it on test is a table of configurations.
 * Reads: compare data, measures of scores.
 */
import { AppError } from "#shared/errors/errors.ts";
import { inSentence, type MetricId, metricLabel } from "#shared/metrics/metric-id.ts";
import { columnName } from "#shared/results/column-name.ts";
import { chooseFamilies, type Family } from "#shared/results/families.ts";
import { type ConfigGroup, groupByConfig, measuredOf, runValue } from "#shared/results/groups.ts";
import type { At } from "#shared/metrics/measure.ts";
import { runStanding } from "#shared/words/en/run-standing.ts";
import { listed } from "#shared/text/lists.ts";
import { sayReason } from "#shared/words/en/reasons.ts";
import type { Cell } from "./cell.ts";
import { type ExportData, viewOf } from "./metric-cells.ts";
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
  /** By id of the chosen configuration. */
  readonly bests: ReadonlyMap<number, Family>;
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
  const view = viewOf(input, at);
  const { families, baseline } = chooseFamilies(data, groupByConfig(data), baselineId, metric, (run, measure) => runValue(run, measure, view));
  const label = inSentence(metricLabel(metric, data));
  const bests = new Map(families.flatMap((family) => (family.group ? [[family.group.config.id, family] as const] : [])));
  const unchosen = families.flatMap(({ best: { family, leftOut }, group, members }): Unchosen[] => {
    if (group) return [];
    const runs = members.flatMap((member) => member.runs);
    const undefinedFor = runs.flatMap((run) => {
      const { reason } = measuredOf(run, { split: "validation", metric }, view);
      return run.counts === null || reason === null ? [] : [sayReason(reason)];
    });
    const why = [...new Set([runStanding(runs), ...undefinedFor])].filter((text) => text !== "").join("; ");
    return [{ family, leftOut: labelsOf(leftOut), reason: `no configuration has ${label} on validation for every seed: ${why}` }];
  });
  if (bests.size === 0) {
    const reasons = [...new Set(unchosen.map(({ reason }) => reason))].join("; ");
    throw new AppError("export/nothing", { sweep: `“${data.sweep.name}” (${reasons})` });
  }
  const chosen = [...bests.values()].flatMap(({ group }) => group?.config ?? []);
  return {
    input: { ...input, data: { ...data, configs: chosen, runs: data.runs.filter((run) => bests.has(run.configId)) } },
    baselineId: baseline?.group?.config.id ?? null,
    bests,
    unchosen,
    chosenBy: columnName({ split: "validation", metric }, data).replace(/^validation_/, ""),
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

const labelsOf = (groups: readonly ConfigGroup[]): string[] => groups.map(({ config }) => config.label);

/** "Focal loss: γ 2 · α off, best of 5"; the name alone where the configuration is called like its family. @param id of a chosen configuration. */
export function familyLabel(id: number, { bests }: FamilyCut): string {
  const { best, group } = bests.get(id)!;
  const { family, of } = best;
  const { label } = group!.config;
  const setting = family.toLowerCase() === label.toLowerCase() ? family : `${family}: ${label}`;
  return of === 1 ? setting : `${setting}, best of ${of}`;
}

/** What a row says of the sweep rather than of its configuration. */
const OF_SWEEP = /^(sweep|metrics_of|baseline|dataset|dataset_sha256|label|split_.*|app_version)$/;

/** Columns of the choice in front of those of the configurations; last, and without figures, a row for each family without a choice. @param table of the cut. */
export function withFamilies(table: ResultTable, { bests, unchosen, chosenBy }: FamilyCut): ResultTable {
  const place = table.columns.indexOf("config_id");
  const rows = [...table.rows];
  const shared = table.columns.map((name, i): Cell => (OF_SWEEP.test(name) ? rows[0]![i]! : null));
  return {
    ...table,
    columns: ["method", "chosen_on_validation_by", "chosen_from", "equally_good", "left_out", "no_choice_because", ...table.columns],
    rows: [
      ...rows.map((row) => {
        const { family, of, equal, leftOut } = bests.get(Number(row[place]))!.best;
        return [family, chosenBy, of, labelsOf(equal).join("; ") || null, labelsOf(leftOut).join("; ") || null, null, ...row];
      }),
      ...unchosen.map(({ family, leftOut, reason }) => [family, chosenBy, 0, null, leftOut.join("; "), reason, ...shared]),
    ],
    reasons: [...(table.reasons ?? []), ...unchosen.map(({ reason }) => ({ config: reason }))],
  };
}
