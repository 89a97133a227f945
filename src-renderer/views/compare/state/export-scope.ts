/**
 * @file What an export holds: everything, what the Compare table shows, or the selected rows of it.
 * Reads: a comparison.
 */
import type { CommandInput } from "#shared/wire/contract.ts";
import type { SweepParam } from "#shared/params/def.ts";
import { orderOf } from "#shared/params/domain.ts";
import { columnName } from "#shared/results/column-name.ts";
import type { MetricId, MetricSpace } from "#shared/metrics/metric-id.ts";
import { type Measure, measureId, parseMeasure } from "#shared/metrics/measure.ts";
import type { VariantName } from "#shared/metrics/variant-metrics.ts";
import type { CompareData } from "#shared/wire/records.ts";
import { type ConfigGroup, type Summary, summarizeTime } from "#shared/results/groups.ts";
import { paramOfColumn, TIME_COLUMN, withVariants } from "./columns.ts";
import { treeRows } from "./tree-rows.ts";
import type { TableSort } from "../../../parts/table-column.ts";

export type ExportScope = "all" | "shown" | "selected";
export type ExportRows = CommandInput<"export.render">["rows"] & string;

/** What is read of a comparison here. */
interface Sorting {
  readonly space: MetricSpace;
  readonly params: readonly SweepParam[];
  readonly showDeltas: boolean;
  readonly baseline: ConfigGroup | null;
  delta(measure: Measure, group: ConfigGroup): Summary;
  summary(measure: Measure, group: ConfigGroup): Summary;
}
interface Scoped {
  readonly byFamily: boolean;
  readonly listed: readonly ConfigGroup[];
  readonly selected: ReadonlySet<number>;
}
export interface Looked extends Sorting, Scoped {
  readonly data: CompareData | null;
  readonly groups: readonly ConfigGroup[];
  readonly columns: readonly string[];
  readonly variants: readonly VariantName[];
  readonly familyMetric: MetricId;
  readonly sort: TableSort | null;
}

const NONE: ReadonlySet<number> = new Set();

/** What a configuration is sorted by under a column of the table: what its cell shows; null for a column without order. */
export function sortValueOf(c: Sorting, column: string): ((group: ConfigGroup) => number | string | null) | null {
  const measure = parseMeasure(column, c.space);
  if (measure) return (g) => (c.showDeltas && c.baseline ? c.delta(measure, g).mean : c.summary(measure, g).mean);
  const param = c.params.find(({ name }) => name === paramOfColumn(column));
  if (param)
    return ({ config }) => {
      const value = config.params[param.name];
      return value === undefined ? null : orderOf(param.domain, value);
    };
  const plain: Record<string, (group: ConfigGroup) => number | string | null> = {
    name: (g) => g.config.label,
    n: (g) => g.runs.filter((r) => r.state === "complete").length,
    [TIME_COLUMN]: (g) => summarizeTime(g).mean,
  };
  return plain[column] ?? null;
}

/** In the order of the table, whatever is opened below them. */
function inOrder(c: Looked, groups: readonly ConfigGroup[]): ConfigGroup[] {
  return treeRows(groups, NONE, c.sort ? sortValueOf(c, c.sort.id) : null, c.sort?.descending ?? false).map((row) => row.group);
}

/** Metric columns of the table by the names that exports have. */
export function shownMetrics(c: Looked): string[] {
  const { data, familyMetric: metric } = c;
  if (!data) return [];
  const nameOf = (id: string): string[] => {
    const measure = parseMeasure(id, c.space);
    return measure ? [columnName(measure, data)] : [];
  };
  if (!c.byFamily) return withVariants(c.columns, c.variants, c.space).flatMap(nameOf);
  const onTest = c.columns.filter((id) => parseMeasure(id, c.space)?.split === "test");
  return [...new Set([measureId({ split: "validation", metric }), measureId({ split: "test", metric }), ...onTest].flatMap(nameOf))];
}

/**
 * The scopes that rows can be cut to.
 * A filter that lets nothing through leaves nothing to take; families are chosen from the whole sweep, whatever is selected.
 */
export function scopesOf(c: Scoped, rows: ExportRows): ExportScope[] {
  const isShown = c.byFamily || rows === "families" || c.listed.length > 0;
  return ["all", ...(isShown ? (["shown"] as const) : []), ...(c.selected.size > 0 && rows !== "families" ? (["selected"] as const) : [])];
}

/** The scope that holds for these rows: everything where the one asked for is of other rows. */
export function scopeOf(c: Scoped, rows: ExportRows, asked: ExportScope): ExportScope {
  return scopesOf(c, rows).includes(asked) && rowsOf(c, rows, asked) === rows ? asked : "all";
}

/** The rows that a scope asks for: while the table shows the best of each family, what it shows are families. */
export const rowsOf = (c: Scoped, rows: ExportRows, asked: ExportScope): ExportRows => (c.byFamily && asked === "shown" ? "families" : rows);

/** Rows and columns of a request; nothing where a table without a choice is asked for. */
export function scopeRequest(c: Looked, scope: ExportScope, rows: ExportRows): Pick<CommandInput<"export.render">, "configs" | "metrics" | "variants"> {
  if (scope === "all") return c.variants.length > 0 ? { variants: [...c.variants] } : {};
  const metrics = shownMetrics(c);
  // A table that shows settings alone has the usual metrics.
  const columns = metrics.length > 0 ? { metrics } : {};
  if (rows === "families") return columns;
  // What is selected stays so when a filter hides it.
  const groups = inOrder(c, scope === "shown" ? c.listed : c.groups.filter((group) => c.selected.has(group.config.id)));
  return { configs: groups.map((group) => group.config.id), ...columns };
}
