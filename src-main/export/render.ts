/** @file One export request from sweep to text. Reads: compare data. Writes: nothing. */
import type { CommandOutput, ExportRequest } from "#shared/contract.ts";
import { AppError } from "#shared/errors.ts";
import { columnName } from "#shared/metrics/column-name.ts";
import type { MetricId } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/run-value.ts";
import { defaultBaseline } from "#shared/statistics/sweep-groups.ts";
import { measuresNamed, withVariants } from "./chosen-measures.ts";
import { ENDING, formatTable, MIME, type TableFormat } from "./formats.ts";
import { latexTable } from "./latex-table.ts";
import type { ExportData } from "./metric-cells.ts";
import { DEFAULT_DECIMALS, MAIN_MEASURES, NARROW_MEASURES, RANKED_BY } from "./paper-figures.ts";
import { paperTable } from "./paper-table.ts";
import { configTable, runTable } from "./result-table.ts";

/** With four bytes each and the ending, the longest name that every file system takes (255 bytes). */
const NAME_CHARACTERS = 60;

/**
 * @throws AppError `export/nothing` when no run of the sweep is complete, `input/invalid` for a baseline, configuration or metric that it
 * does not have, and for LaTeX of runs.
 */
export function renderExport(input: ExportData, request: ExportRequest): CommandOutput<"export.render"> {
  const { data } = input;
  if (!data.runs.some((run) => run.counts !== null)) throw new AppError("export/nothing", { sweep: `“${data.sweep.name}”` });
  const { format, rows } = request;
  if (format === "latex" && rows === "runs")
    throw new AppError("input/invalid", { what: "A LaTeX table of runs", detail: "it has one row per configuration (rows: configs)" });
  const { text, rowCount } =
    format === "latex" || (format === "markdown" && rows === "configs") ? paper(input, request, format) : plain(input, request, format);
  const spelled = data.sweep.name.normalize("NFC").replaceAll(/[^\p{L}\p{N}._-]+/gu, "-");
  // A dot in front would hide the file.
  const name = [...spelled.replace(/^[-.]+/, "")].slice(0, NAME_CHARACTERS).join("").replace(/-+$/, "") || "sweep";
  return { fileName: `${name}-${rows}.${ENDING[format]}`, mime: MIME[format], text, rowCount };
}

interface Rendered {
  readonly text: string;
  readonly rowCount: number;
}

/** Every digit, and all columns unless some were chosen. */
function plain(input: ExportData, request: ExportRequest, format: TableFormat): Rendered {
  const { rows, at, configs } = request;
  const chosen = chosenMeasures(input, request);
  const choice = { configs: checkedConfigs(input, configs), measures: chosen ?? undefined };
  const table = rows === "runs" ? runTable(input, at, choice) : configTable(input, at, baselineOf(input, request), choice);
  return { text: formatTable(table, format), rowCount: table.rows.length };
}

/** Rounded, with the main columns unless others were chosen. */
function paper(input: ExportData, request: ExportRequest, format: "latex" | "markdown"): Rendered {
  const { data } = input;
  const { at, decimals = DEFAULT_DECIMALS, variants = [], bare = false } = request;
  const configs = checkedConfigs(input, request.configs);
  const chosen = chosenMeasures(input, request);
  const measures = chosen ?? withVariants(format === "latex" ? NARROW_MEASURES : MAIN_MEASURES, variants);
  const baselineId = baselineOf(input, request);
  const perClass = chosen || format === "latex" ? ([] as const) : (["recall", "averagePrecision"] as const);
  const ofClasses = perClass.flatMap((metric) => data.classNames.map((_, c): Measure => ({ split: "test", metric: `${metric}:${c}` as MetricId })));
  const needed = new Map([...measures, ...ofClasses, RANKED_BY].map((measure) => [columnName(measure, data.classNames), measure]));
  const table = configTable(input, at, baselineId, { configs, measures: [...needed.values()] });
  const options = { at, baselineId, decimals, measures, perClass, rowsChosen: configs !== undefined };
  const text = format === "latex" ? latexTable(input, table, { ...options, bare }) : paperTable(input, table, options);
  return { text, rowCount: table.rows.length };
}

function chosenMeasures({ data }: ExportData, { metrics, variants = [] }: Pick<ExportRequest, "metrics" | "variants">): Measure[] | null {
  return metrics ? withVariants(measuresNamed(metrics, data.classNames), variants) : null;
}

function baselineOf({ data }: ExportData, request: Pick<ExportRequest, "baseline">): number | null {
  const baseline = request.baseline ?? defaultBaseline(data.configs);
  if (baseline !== null && !data.configs.some((config) => config.id === baseline))
    throw new AppError("input/invalid", { what: "The baseline", detail: `the sweep has no configuration ${baseline}` });
  return baseline;
}

function checkedConfigs({ data }: ExportData, configs: readonly number[] | undefined): number[] | undefined {
  const known = new Set(data.configs.map((config) => config.id));
  const missing = configs?.find((id) => !known.has(id));
  if (missing !== undefined) throw new AppError("input/invalid", { what: "The choice of rows", detail: `the sweep has no configuration ${missing}` });
  return configs && [...new Set(configs)];
}
