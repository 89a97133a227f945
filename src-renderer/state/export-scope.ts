/**
 * @file What an export holds: everything, what the Compare table shows, or the selected rows of it.
 * Reads: a comparison. Writes: nothing.
 */
import type { CommandInput } from "#shared/contract.ts";
import { familyName } from "#shared/config-label.ts";
import { columnName } from "#shared/metrics/column-name.ts";
import { type ConfigGroup, summarizeTime } from "../compare/aggregate.ts";
import { parseColumnId, withVariants } from "../compare/columns.ts";
import { treeRows } from "../compare/tree-rows.ts";
import type { Comparison } from "./compare.svelte.ts";

export type ExportScope = "all" | "shown" | "selected";

const NONE: ReadonlySet<number> = new Set();

/** What a configuration is sorted by under a column of the table: what its cell shows; null for a column without order. */
export function sortValueOf(c: Comparison, column: string): ((group: ConfigGroup) => number | string | null) | null {
  const measure = parseColumnId(column, c.classes);
  if (measure) return (g) => (c.showDeltas && c.baseline ? c.delta(measure, g).mean : c.summary(measure, g).mean);
  const plain: Record<string, (group: ConfigGroup) => number | string | null> = {
    name: (g) => g.config.label,
    n: (g) => g.runs.filter((r) => r.state === "complete").length,
    gamma: (g) => g.config.gamma,
    alpha: (g) => g.config.alpha ?? g.config.strength,
    family: (g) => familyName(g.config.family),
    rate: (g) => g.config.learningRate,
    decay: (g) => g.config.weightDecay,
    time: (g) => summarizeTime(g).mean,
  };
  return plain[column] ?? null;
}

/** In the order of the table, whatever is opened below them. */
function inOrder(c: Comparison, groups: readonly ConfigGroup[]): ConfigGroup[] {
  return treeRows(groups, NONE, c.sort ? sortValueOf(c, c.sort.id) : null, c.sort?.descending ?? false).map((row) => row.group);
}

/** Metric columns of the table by the names that exports have. */
export function shownMetrics(c: Comparison): string[] {
  const { data } = c;
  if (!data) return [];
  return withVariants(c.columns, c.variants, c.classes).flatMap((id) => {
    const measure = parseColumnId(id, c.classes);
    return measure ? [columnName(measure, data.classNames)] : [];
  });
}

/** Rows and columns of a request; nothing where a table without a choice is asked for. */
export function scopeRequest(c: Comparison, scope: ExportScope): Pick<CommandInput<"export.render">, "configs" | "metrics" | "variants"> {
  if (scope === "all") return c.variants.length > 0 ? { variants: [...c.variants] } : {};
  // What is selected stays so when a filter hides it.
  const groups = inOrder(c, scope === "shown" ? c.listed : c.groups.filter((group) => c.selected.has(group.config.id)));
  const metrics = shownMetrics(c);
  // A table that shows settings alone has the usual metrics.
  return { configs: groups.map((group) => group.config.id), ...(metrics.length > 0 ? { metrics } : {}) };
}
