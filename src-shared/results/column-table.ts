/**
 * @file Stored measures put together column by column while run after run is read.
 * Reads: measures of runs. Writes: the answer to compare.measures.
 */
import type { CompareMeasures } from "#shared/wire/records.ts";
import { classPart, type MetricId } from "../metrics/metric-id.ts";
import type { StoredMeasure } from "./run-value.ts";
import type { StoredReason } from "./value-reason.ts";
import { keyParts, type MeasureKey } from "../metrics/measure.ts";

/** Said of every variant that a run does not have. */
const ALL = "all";

type Said = [place: number, reason: number];
interface Column {
  readonly variant: string;
  readonly metric: string;
  readonly values: (number | null)[];
  readonly missing: Said[];
}
interface Variant {
  readonly columns: Map<string, Column>;
  /** Places of the runs that have it. */
  readonly places: Set<number>;
}

export class ColumnTable {
  readonly #runIds: number[] = [];
  readonly #reasons = new Map<string, { readonly place: number; readonly reason: StoredReason }>();
  readonly #variants = new Map<string, Variant>();
  readonly #absent = new Map<string, Said[]>();
  readonly #isChosen: boolean;

  /** @param keys absent: whatever comes. */
  constructor(keys: readonly MeasureKey[] | undefined) {
    this.#isChosen = keys !== undefined;
    for (const key of keys ?? []) {
      const { metric, variant } = keyParts(key);
      this.#column(this.#variant(variant), variant, metric);
    }
  }

  /** The variants so far. */
  get asked(): string[] {
    return [...this.#variants.keys()];
  }

  add(runId: number, measures: readonly StoredMeasure[]): void {
    const place = this.#runIds.push(runId) - 1;
    for (const measure of measures) {
      const variant = this.#variant(measure.variant);
      variant.places.add(place);
      if (!this.#isChosen) for (const metric of metricsOf(measure)) this.#column(variant, measure.variant, metric);
      for (const column of variant.columns.values()) this.#put(column, place, measure);
    }
  }

  say(absent: ReadonlyMap<number, Readonly<Record<string, StoredReason>>>): void {
    for (const [place, id] of this.#runIds.entries()) {
      for (const [variant, reason] of Object.entries(absent.get(id) ?? {})) {
        if (this.#isChosen && variant !== ALL && !this.#variants.has(variant)) continue;
        const said = this.#absent.get(variant) ?? [];
        this.#absent.set(variant, said);
        said.push([place, this.#placeOf(reason)]);
      }
    }
  }

  whole(): CompareMeasures {
    const runIds = this.#runIds;
    const names = new Set([...this.#variants.keys(), ...this.#absent.keys()]);
    return {
      chosen: this.#isChosen,
      runIds,
      reasons: [...this.#reasons.values()].map(({ reason }) => reason),
      variants: [...names].map((variant) => {
        const places = this.#variants.get(variant)?.places ?? new Set();
        return { variant, lacking: [...runIds.keys()].filter((place) => !places.has(place)), absent: this.#absent.get(variant) ?? [] };
      }),
      columns: [...this.#variants.values()].flatMap(({ columns }) =>
        [...columns.values()].map((column) => ({ ...column, values: filledTo(column.values, runIds.length) })),
      ),
    };
  }

  #variant(name: string): Variant {
    const known = this.#variants.get(name) ?? { columns: new Map(), places: new Set() };
    this.#variants.set(name, known);
    return known;
  }

  #column({ columns }: Variant, variant: string, metric: string): void {
    if (!columns.has(metric)) columns.set(metric, { variant, metric, values: [], missing: [] });
  }

  #put({ metric, values, missing }: Column, place: number, { overall, classes, reasons }: StoredMeasure): void {
    const part = classPart(metric as MetricId);
    const value = part ? classes?.[part.metric]?.[part.index] : overall[metric];
    filledTo(values, place).push(typeof value === "number" ? value : null);
    if (typeof value === "number") return;
    const reason = reasons[metric];
    if (reason) missing.push([place, this.#placeOf(reason)]);
  }

  #placeOf(reason: StoredReason): number {
    const key = JSON.stringify(reason);
    const known = this.#reasons.get(key) ?? { place: this.#reasons.size, reason };
    this.#reasons.set(key, known);
    return known.place;
  }
}

const metricsOf = ({ overall, classes = {} }: StoredMeasure): string[] => [
  ...Object.keys(overall),
  ...Object.entries(classes).flatMap(([metric, values]) => values.map((_, c) => `${metric}:${c}`)),
];

/** With null for the runs before that place. */
function filledTo(values: (number | null)[], length: number): (number | null)[] {
  while (values.length < length) values.push(null);
  return values;
}
