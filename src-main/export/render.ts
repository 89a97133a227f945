/** @file One export request from sweep to bytes. Reads: compare data. */
import type { ExportRequest } from "#shared/wire/contract.ts";
import { AppError } from "#shared/errors/errors.ts";
import { endingOf, formatFacts, type FormatName, formatsWithOption, hasOption, tableKind, type TableKind } from "#shared/export/formats.ts";
import { FORMAT_OPTIONS, OPTION_WORDS } from "#shared/export/options.ts";
import { columnName, measuresNamed, withVariants } from "#shared/results/column-name.ts";
import { ofClassId } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/measure.ts";
import { runStanding } from "#shared/words/en/run-standing.ts";
import { defaultBaseline } from "#shared/results/statistics.ts";
import { cutToFamilies, type FamilyCut, familyLabel, withFamilies } from "./family-cut.ts";
import type { Bytes } from "./format.ts";
import type { ExportData } from "./metric-cells.ts";
import { DEFAULT_DECIMALS, MAIN_MEASURES, NARROW_MEASURES, RANKED_BY, withPresent } from "./paper-figures.ts";
import type { Paper } from "./paper.ts";
import { writersOf } from "./registry.ts";
import { configTable, type ResultTable, runTable } from "./result-table.ts";

/** With four bytes each and the ending, the longest name that every file system takes (255 bytes). */
const NAME_CHARACTERS = 60;

export interface RenderedBytes {
  readonly fileName: string;
  readonly mime: string;
  readonly content: "text" | "binary";
  readonly rowCount: number;
  /** Made while they are gone through, once. */
  readonly bytes: Bytes;
}

/**
 * @throws AppError, before the first byte: `export/nothing` when no run of the sweep is complete or no family has a choice, `input/invalid` for a
 * baseline, configuration or metric that it does not have, for rows that the format has no table of, and for an option of another format.
 */
export function renderBytes(input: ExportData, request: ExportRequest): RenderedBytes {
  const { data } = input;
  if (!data.runs.some((run) => run.counts !== null)) throw new AppError("export/nothing", { sweep: `“${data.sweep.name}” (${runStanding(data.runs)})` });
  const { format, rows } = request;
  const { label, mime, content } = formatFacts(format);
  const kind = tableKind(format, rows);
  if (kind === null) throw new AppError("input/invalid", { what: `A table of ${rows} as ${label}`, detail: `it has ${rowsOf(format)}` });
  for (const option of FORMAT_OPTIONS)
    if (request[option] !== undefined && !hasOption(format, option))
      throw new AppError("input/invalid", { what: OPTION_WORDS[option], detail: `the format is ${format}; it is for ${formatsWithOption(option)}` });
  if (rows === "families" && request.configs)
    throw new AppError("input/invalid", { what: "A choice of rows", detail: "the best of each family is chosen from all configurations of the sweep" });
  const { bytes, rowCount } = written(input, request, kind);
  const spelled = data.sweep.name.normalize("NFC").replaceAll(/[^\p{L}\p{N}._-]+/gu, "-");
  // A dot in front would hide the file.
  const name = [...spelled.replace(/^[-.]+/, "")].slice(0, NAME_CHARACTERS).join("").replace(/-+$/, "") || "sweep";
  return { fileName: `${name}-${rows}${endingOf(format)}`, mime, content, rowCount, bytes };
}

const rowsOf = (format: FormatName): string => `one row per ${tableKind(format, "configs") === null ? "run (rows: runs)" : "configuration (rows: configs)"}`;

function written(input: ExportData, request: ExportRequest, kind: TableKind): Pick<RenderedBytes, "bytes" | "rowCount"> {
  const writers = writersOf(request.format);
  if (kind === "rows") {
    const table = plainTable(input, request);
    return { bytes: writers.rows!(table, request), rowCount: table.rows.length };
  }
  const paper = paperOf(input, request, kind);
  return { bytes: writers[kind]!(paper, request), rowCount: paper.table.rows.length };
}

/** Every digit, and all columns unless some were chosen. */
function plainTable(input: ExportData, request: ExportRequest): ResultTable {
  const rowsAlone = !formatFacts(request.format).besideRows;
  const { rows, at } = request;
  const choice = { configs: checkedConfigs(input, request.configs), measures: chosenMeasures(input, request) ?? undefined, rowsAlone };
  if (rows === "runs") return runTable(input, at, choice);
  if (rows === "configs") return configTable(input, at, baselineOf(input, request), choice);
  const cut = familiesOf(input, request);
  return withFamilies(configTable(cut.input, at, cut.baselineId, choice), cut);
}

/** @throws AppError `input/invalid` for a metric of the choice that the sweep does not have. */
function familiesOf(input: ExportData, { at, selectBy = "macro_f1", ...request }: ExportRequest): FamilyCut {
  const [measure, more] = measuresNamed([selectBy], input.data);
  if (!measure || more || measure.variant !== undefined)
    throw new AppError("input/invalid", { what: `The choice by “${selectBy}”`, detail: "it must be one raw metric of the whole or of one class" });
  return cutToFamilies(input, at, measure.metric, baselineOf(input, request));
}

/** Rounded, with the main columns unless others were chosen; in a float fewer of them. */
function paperOf(input: ExportData, request: ExportRequest, kind: Exclude<TableKind, "rows">): Paper {
  const { data } = input;
  const { at, decimals = DEFAULT_DECIMALS, variants = [] } = request;
  const configs = checkedConfigs(input, request.configs);
  const chosen = chosenMeasures(input, request);
  const measures = chosen ?? withVariants(withPresent(kind === "float" ? NARROW_MEASURES : MAIN_MEASURES, input), variants);
  const cut = request.rows === "families" ? familiesOf(input, request) : null;
  const baselineId = cut ? cut.baselineId : baselineOf(input, request);
  const perClass = chosen || kind === "float" ? ([] as const) : (["recall", "averagePrecision"] as const);
  const ofClasses = perClass.flatMap((metric) => data.classNames.map((_, c): Measure => ({ split: "test", metric: ofClassId(metric, c) })));
  const needed = new Map([...measures, ...ofClasses, RANKED_BY].map((measure) => [columnName(measure, data), measure]));
  const table = configTable(cut?.input ?? input, at, baselineId, { configs, measures: [...needed.values()] });
  const families = cut && { nameOf: (configId: number) => familyLabel(configId, cut), notes: cut.notes };
  return { input: cut?.input ?? input, table, at, baselineId, decimals, measures, perClass, rowsChosen: configs !== undefined, families };
}

function chosenMeasures({ data }: ExportData, { metrics, variants = [] }: Pick<ExportRequest, "metrics" | "variants">): Measure[] | null {
  return metrics ? withVariants(measuresNamed(metrics, data), variants) : null;
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
