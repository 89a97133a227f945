/** @file One export request from sweep to text. Reads: compare data. */
import type { CommandOutput, ExportRequest } from "#shared/wire/contract.ts";
import { AppError } from "#shared/errors/errors.ts";
import { columnName } from "#shared/results/column-name.ts";
import type { MetricId } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/results/run-value.ts";
import { runStanding } from "#shared/words/en/run-standing.ts";
import { defaultBaseline } from "#shared/results/sweep-groups.ts";
import { measuresNamed, withVariants } from "./chosen-measures.ts";
import { cutToFamilies, type FamilyCut, familyLabel, withFamilies } from "./family-cut.ts";
import { ENDING, formatPieces, MIME, type TableFormat } from "./formats.ts";
import { latexTable } from "./latex-table.ts";
import type { ExportData } from "./metric-cells.ts";
import { DEFAULT_DECIMALS, MAIN_MEASURES, NARROW_MEASURES, RANKED_BY, withPresent } from "./paper-figures.ts";
import { paperTable } from "./paper-table.ts";
import { configTable, type ResultTable, runTable } from "./result-table.ts";

/** With four bytes each and the ending, the longest name that every file system takes (255 bytes). */
const NAME_CHARACTERS = 60;

/**
 * @throws AppError `export/nothing` when no run of the sweep is complete or no family has a choice, `input/invalid` for a baseline, configuration or
 * metric that it does not have, for LaTeX of runs, and for the style of another format.
 */
export function renderExport(input: ExportData, request: ExportRequest): CommandOutput<"export.render"> {
  return whole(renderPieces(input, request));
}

/** An export whose text is made while it is gone through, once. */
export interface RenderedPieces extends Omit<CommandOutput<"export.render">, "text"> {
  readonly pieces: Iterable<string>;
}

export const whole = ({ pieces, ...rest }: RenderedPieces): CommandOutput<"export.render"> => ({ ...rest, text: [...pieces].join("") });

/** {@link renderExport} without holding the text. @throws the same, before the first piece. */
export function renderPieces(input: ExportData, request: ExportRequest): RenderedPieces {
  const { data } = input;
  if (!data.runs.some((run) => run.counts !== null)) throw new AppError("export/nothing", { sweep: `“${data.sweep.name}” (${runStanding(data.runs)})` });
  const { format, rows } = request;
  if (format === "latex" && rows === "runs")
    throw new AppError("input/invalid", { what: "A LaTeX table of runs", detail: "it has one row per configuration (rows: configs)" });
  if (request.csvStyle && format !== "csv")
    throw new AppError("input/invalid", { what: `The style of a CSV file (${request.csvStyle})`, detail: `the format is ${format}` });
  if (request.bom && format !== "csv" && format !== "tsv")
    throw new AppError("input/invalid", { what: "A byte-order mark", detail: `the format is ${format}; CSV and TSV can begin with one` });
  if (rows === "families" && request.configs)
    throw new AppError("input/invalid", { what: "A choice of rows", detail: "the best of each family is chosen from all configurations of the sweep" });
  const { pieces, rowCount } = format === "latex" || (format === "markdown" && rows !== "runs") ? paper(input, request, format) : plain(input, request, format);
  const spelled = data.sweep.name.normalize("NFC").replaceAll(/[^\p{L}\p{N}._-]+/gu, "-");
  // A dot in front would hide the file.
  const name = [...spelled.replace(/^[-.]+/, "")].slice(0, NAME_CHARACTERS).join("").replace(/-+$/, "") || "sweep";
  return { fileName: `${name}-${rows}.${ENDING[format]}`, mime: MIME[format], rowCount, pieces };
}

interface Rendered {
  readonly pieces: Iterable<string>;
  readonly rowCount: number;
}

/** Every digit, and all columns unless some were chosen. */
function plain(input: ExportData, request: ExportRequest, format: TableFormat): Rendered {
  const table = plainTable(input, request, format !== "json");
  return { pieces: formatPieces(table, format, request), rowCount: table.rows.length };
}

function plainTable(input: ExportData, request: ExportRequest, rowsAlone: boolean): ResultTable {
  const { rows, at } = request;
  const choice = { configs: checkedConfigs(input, request.configs), measures: chosenMeasures(input, request) ?? undefined, rowsAlone };
  if (rows === "runs") return runTable(input, at, choice);
  if (rows === "configs") return configTable(input, at, baselineOf(input, request), choice);
  const cut = familiesOf(input, request);
  return withFamilies(configTable(cut.input, at, cut.baselineId, choice), cut);
}

/** @throws AppError `input/invalid` for a metric of the choice that the sweep does not have. */
function familiesOf(input: ExportData, { at, selectBy = "macro_f1", ...request }: ExportRequest): FamilyCut {
  const [measure, more] = measuresNamed([selectBy], input.data.classNames);
  if (!measure || more || measure.variant !== undefined)
    throw new AppError("input/invalid", { what: `The choice by “${selectBy}”`, detail: "it must be one raw metric of the whole or of one class" });
  return cutToFamilies(input, at, measure.metric, baselineOf(input, request));
}

/** Rounded, with the main columns unless others were chosen. */
function paper(input: ExportData, request: ExportRequest, format: "latex" | "markdown"): Rendered {
  const { data } = input;
  const { at, decimals = DEFAULT_DECIMALS, variants = [], bare = false } = request;
  const configs = checkedConfigs(input, request.configs);
  const chosen = chosenMeasures(input, request);
  const measures = chosen ?? withVariants(withPresent(format === "latex" ? NARROW_MEASURES : MAIN_MEASURES, input), variants);
  const cut = request.rows === "families" ? familiesOf(input, request) : null;
  const baselineId = cut ? cut.baselineId : baselineOf(input, request);
  const perClass = chosen || format === "latex" ? ([] as const) : (["recall", "averagePrecision"] as const);
  const ofClasses = perClass.flatMap((metric) => data.classNames.map((_, c): Measure => ({ split: "test", metric: `${metric}:${c}` as MetricId })));
  const needed = new Map([...measures, ...ofClasses, RANKED_BY].map((measure) => [columnName(measure, data.classNames), measure]));
  const table = configTable(cut?.input ?? input, at, baselineId, { configs, measures: [...needed.values()] });
  const families = cut && { nameOf: (label: string) => familyLabel(label, cut), notes: cut.notes };
  const options = { at, baselineId, decimals, measures, perClass, rowsChosen: configs !== undefined, families };
  const shown = cut?.input ?? input;
  const text = format === "latex" ? latexTable(shown, table, { ...options, bare }) : paperTable(shown, table, options);
  return { pieces: [text], rowCount: table.rows.length };
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
