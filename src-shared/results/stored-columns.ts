/**
 * @file Stored measures as the wire carries them, metric by metric, and run by run again.
 * Reads: an answer to compare.measures. Writes: nothing.
 */
import type { CompareMeasures } from "#shared/wire/records.ts";
import type { StoredReason } from "./value-reason.ts";
import { storedKey } from "../metrics/measure.ts";
import { classPart, type MetricId } from "../metrics/metric-id.ts";
import { type StoredMeasure, type StoredRun, type StoredRuns } from "./run-value.ts";

interface Filled {
  readonly runId: number;
  readonly measures: {
    variant: string;
    overall: Record<string, number | null>;
    classes: Record<string, (number | null)[]>;
    reasons: Record<string, StoredReason>;
  }[];
  readonly absent: Record<string, StoredReason>;
  readonly known?: ReadonlySet<string>;
}

/** Run by run, as it is looked at. */
export function storedRuns({ chosen, runIds, reasons, variants, columns }: CompareMeasures): StoredRuns {
  const known = chosen ? { known: new Set(columns.map(({ metric, variant }) => storedKey(metric, variant))) } : {};
  const runs = runIds.map((runId): Filled => ({ runId, measures: [], absent: {}, ...known }));
  for (const { variant, lacking, absent } of variants) {
    for (const [place, reason] of absent) runs[place]!.absent[variant] = reasons[reason]!;
    const without = new Set(lacking);
    const own = columns.filter((column) => column.variant === variant);
    if (without.size === runs.length) continue;
    const filled = runs.map((run, place) => {
      if (without.has(place)) return null;
      const measure: Filled["measures"][number] = { variant, overall: {}, classes: {}, reasons: {} };
      run.measures.push(measure);
      return measure;
    });
    for (const { metric, values, missing } of own) {
      const part = classPart(metric as MetricId);
      for (const [place, measure] of filled.entries()) {
        if (!measure) continue;
        if (part) (measure.classes[part.metric] ??= [])[part.index] = values[place]!;
        else measure.overall[metric] = values[place]!;
      }
      for (const [place, reason] of missing) if (filled[place]) filled[place].reasons[metric] = reasons[reason]!;
    }
  }
  return { runs };
}

/** What was there with what has come; of a column that both have, the latter's. Runs of one answer share what is known of them. */
export function withMore(had: ReadonlyMap<number, StoredRun>, more: StoredRuns): Map<number, StoredRun> {
  const all = new Map(had);
  const unions = new Map<ReadonlySet<string>, ReadonlySet<string>>();
  for (const run of more.runs) {
    const before = had.get(run.runId);
    if (!before?.known || !run.known) {
      all.set(run.runId, run);
      continue;
    }
    const known = unions.get(before.known) ?? new Set([...before.known, ...run.known]);
    unions.set(before.known, known);
    const measures = new Map<string, StoredMeasure>(before.measures.map((measure) => [measure.variant, measure]));
    for (const measure of run.measures) {
      const own = measures.get(measure.variant);
      measures.set(measure.variant, own ? merged(own, measure) : measure);
    }
    all.set(run.runId, { measures: [...measures.values()], absent: { ...before.absent, ...run.absent }, known });
  }
  return all;
}

function merged(before: StoredMeasure, after: StoredMeasure): StoredMeasure {
  const classes: Record<string, readonly (number | null)[]> = { ...before.classes };
  for (const [name, values] of Object.entries(after.classes ?? {})) classes[name] = Object.assign([...(classes[name] ?? [])], values);
  return { variant: before.variant, overall: { ...before.overall, ...after.overall }, classes, reasons: { ...before.reasons, ...after.reasons } };
}
