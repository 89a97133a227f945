/**
 * @file The results as they go into a text: one Markdown table per question, best and tied marked, methods below.
 * Reads: compare data, a configuration table. Writes: nothing. Full precision is in the other formats.
 */
import { higherIsBetter, metricLabel, type MetricId } from "#shared/metrics/metric-id.ts";
import type { At, Measure } from "#shared/metrics/run-value.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import { columnName, type ExportData } from "./metric-cells.ts";
import type { Cell, ResultTable } from "./result-table.ts";

const MAIN: readonly MetricId[] = ["macroF1", "balancedAccuracy", "mcc", "gMean", "accuracy", "rocAuc", "averagePrecision", "nll", "brier", "ece"];
const DIGITS = 3;

const escape = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/[\r\n]+/g, " ");
const fixed = (value: Cell | undefined): string => (typeof value === "number" ? value.toFixed(DIGITS) : "–");
const signed = (value: Cell | undefined): string => (typeof value === "number" && value > 0 ? `+${fixed(value)}` : fixed(value).replace("-", "−"));
const pText = (value: Cell | undefined): string => (typeof value === "number" ? (value < 0.001 ? "< 0.001" : fixed(value)) : "–");

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(" | ")} |`;
  return [line(header), line(header.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line), ""];
}

/** @param table of configurations. */
export function paperTable({ data }: ExportData, table: ResultTable, at: At, baselineId: number | null): string {
  const place = new Map(table.columns.map((name, i) => [name, i]));
  const cellOf = (row: readonly Cell[], name: string): Cell | undefined => row[place.get(name) ?? -1];
  const nameOf = (metric: MetricId): string => columnName({ split: "test", metric } satisfies Measure, data.classNames);
  const config = (row: readonly Cell[]): string => `${String(cellOf(row, "config"))}${cellOf(row, "is_control") === true ? " (control)" : ""}`;
  const spread = (row: readonly Cell[], name: string): string => {
    const [mean, sd] = [cellOf(row, `${name}_mean`), cellOf(row, `${name}_sd`)];
    return typeof sd === "number" ? `${fixed(mean)} ± ${fixed(sd)}` : fixed(mean);
  };
  const marked = (row: readonly Cell[], name: string): string => {
    const standing = cellOf(row, `${name}_standing`);
    return standing === "best" ? `**${spread(row, name)}**` : standing === "tied" ? `${spread(row, name)} †` : spread(row, name);
  };
  const ranked = [...table.rows].sort((a, b) => Number(cellOf(b, "validation_macro_f1_mean") ?? -1) - Number(cellOf(a, "validation_macro_f1_mean") ?? -1));
  const baseline = data.configs.find((c) => c.id === baselineId)?.label ?? null;
  const main = nameOf("macroF1");
  const statistics = table.statistics?.[main];

  const figures = markdownTable(
    ["Configuration", "Seeds", ...MAIN.map((id) => `${metricLabel(id, data.classNames)}${higherIsBetter(id) ? "" : " ↓"}`)],
    ranked.map((row) => [config(row), String(cellOf(row, "complete_runs")), ...MAIN.map((id) => marked(row, nameOf(id)))]),
  );
  const tests = markdownTable(
    ["Configuration", "Mean, 95 % interval", "Difference", "p", "Holm p", "d_z"],
    ranked.map((row) => [
      config(row),
      `${fixed(cellOf(row, `${main}_mean`))} (${fixed(cellOf(row, `${main}_low`))} to ${fixed(cellOf(row, `${main}_high`))})`,
      signed(cellOf(row, `${main}_difference`)),
      pText(cellOf(row, `${main}_p`)),
      pText(cellOf(row, `${main}_holm_p`)),
      fixed(cellOf(row, `${main}_dz`)).replace("-", "−"),
    ]),
  );
  const perClass = (metric: "recall" | "averagePrecision"): string[] =>
    markdownTable(
      ["Configuration", ...data.classNames],
      ranked.map((row) => [config(row), ...data.classNames.map((_, c) => spread(row, nameOf(`${metric}:${c}`)))]),
    );

  const { split } = data.spec;
  const ties = statistics?.ties;
  const notes = [
    `Mean ± sample standard deviation over seeds, on test, at the ${at} epoch${at === "best" ? " (highest validation macro F1)" : ""}. Sorted by validation macro F1. ↓: lower is better.`,
    ...(ties ? [isRefused(ties) ? ties.refused : `Bold: best mean. †: tied with the best. ${ties.method}. ${ties.note}`] : []),
    ...(baseline !== null && statistics
      ? [
          `Differences in test macro F1 to ${baseline}, paired by seed. Wilcoxon signed-rank, exact, two-sided; Holm over ${statistics.comparisons} comparisons; d_z: Cohen's, of paired differences. Intervals: Student t.`,
          ...new Set(
            statistics.configs.flatMap(({ comparison }) =>
              comparison === null ? [] : isRefused(comparison) ? [comparison.refused] : (comparison.test.note ?? []),
            ),
          ),
        ]
      : []),
    `Data: ${data.sweep.datasetName}, SHA-256 ${data.datasetSha256}; ${split.column === undefined ? `split ${split.train} / ${split.validation} / ${split.test}, seed ${split.seed}` : `split by column ${split.column}`}.`,
  ];
  return [
    `# ${escape(table.title)}`,
    "",
    ...figures,
    ...(baseline === null ? [] : ["## Macro F1 on test against the baseline", "", ...tests]),
    "## Recall per class on test",
    "",
    ...perClass("recall"),
    "## Average precision per class on test",
    "",
    ...perClass("averagePrecision"),
    ...notes.map((note) => `- ${escape(note)}`),
    "",
  ].join("\n");
}
