/**
 * @file The metrics of all runs of a sweep, read run by run in one pass and kept as plain numbers: statistics go through them metric by metric.
 * Reads: counts, stored measures.
 */
import { type ConfigGroup, measuredOf } from "#shared/results/groups.ts";
import type { At, Measure } from "#shared/metrics/measure.ts";
import type { CompareRun } from "#shared/wire/records.ts";
import { sayReason } from "#shared/words/en/reasons.ts";
import { type ExportData, viewOf } from "./metric-cells.ts";

export interface ValueTable {
  /** @param measure its place in the list. */
  value(run: CompareRun, measure: number): number | null;
  /** Why the first run with counts of a configuration has no value ("" where it has one); null where no run has counts. */
  reason(config: number, measure: number): string | null;
}

export function valueTable(input: ExportData, at: At, measures: readonly Measure[], groups: readonly ConfigGroup[]): ValueTable {
  const view = viewOf(input, at);
  const places = new Map(groups.flatMap(({ runs }) => runs).map((run, place) => [run, place]));
  /** [runs][measures]; NaN: no value. */
  const values = new Float64Array(places.size * measures.length);
  // Runs say the same of the same class: one text for all of them.
  const texts = new Map<string, string>();
  const one = (text: string): string => texts.get(text) ?? (texts.set(text, text), text);
  const reasons = groups.map(({ runs }) => {
    const first = runs.find((run) => run.counts !== null);
    let found: string[] | null = null;
    for (const run of runs) {
      const from = places.get(run)! * measures.length;
      const said = measures.map((measure, m) => {
        const { value, reason } = measuredOf(run, measure, view);
        values[from + m] = value ?? NaN;
        return one(reason === null ? "" : sayReason(reason));
      });
      if (run === first) found = said;
    }
    return found;
  });
  return {
    value(run, measure) {
      const value = values[places.get(run)! * measures.length + measure]!;
      return Number.isNaN(value) ? null : value;
    },
    reason: (config, measure) => reasons[config]?.[measure] ?? null,
  };
}
