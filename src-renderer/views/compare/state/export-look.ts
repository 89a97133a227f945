/** @file How a sweep is looked at now, as its export takes it. Reads: the states of a comparison. */
import type { CompareCore } from "./compare.svelte.ts";
import type { Looked } from "./export-scope.ts";
import type { Selection } from "./selection.svelte.ts";
import type { TableView } from "./table-view.svelte.ts";

export function lookOf(core: CompareCore, table: TableView, selection: Selection): Looked {
  return {
    data: core.data,
    space: core.space,
    params: core.params,
    groups: core.groups,
    baseline: core.baseline,
    showDeltas: core.showDeltas,
    delta: (measure, group) => core.delta(measure, group),
    summary: (measure, group) => core.summary(measure, group),
    columns: table.columns,
    variants: table.variants,
    sort: table.sort,
    byFamily: table.byFamily,
    familyMetric: table.familyMetric,
    listed: table.listed,
    selected: selection.ids,
  };
}
