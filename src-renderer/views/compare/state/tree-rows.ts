/** @file The rows of the Compare table: configurations, and below an opened one its runs. Reads: groups. */
import type { CompareRun } from "#shared/wire/records.ts";
import { compareValues } from "../../../parts/table-column.ts";
import type { ConfigGroup } from "#shared/results/groups.ts";

export type TreeRow =
  | { readonly kind: "config"; readonly key: string; readonly group: ConfigGroup }
  | { readonly kind: "run"; readonly key: string; readonly group: ConfigGroup; readonly run: CompareRun };

const configKeyOf = (id: number): string => `c${id}`;
const runKeyOf = (id: number): string => `r${id}`;

/**
 * Sorted configurations with the runs of opened ones below them, in order of seed.
 * @param value what to sort by; null goes last in both directions.
 */
export function treeRows(
  groups: readonly ConfigGroup[],
  opened: ReadonlySet<number>,
  value: ((group: ConfigGroup) => number | string | null) | null,
  descending: boolean,
): TreeRow[] {
  const keyed = groups.map((group) => ({ group, value: value ? value(group) : null }));
  if (value) keyed.sort((a, b) => compareValues(a.value, b.value, descending));
  return keyed.flatMap(({ group }): TreeRow[] => [
    { kind: "config", key: configKeyOf(group.config.id), group },
    ...(opened.has(group.config.id) ? group.runs.map((run): TreeRow => ({ kind: "run", key: runKeyOf(run.id), group, run })) : []),
  ]);
}
