/** @file The maps of a sweep: which metric they show, of which part. Reads: a sweep's core. */
import type { Measure } from "#shared/metrics/measure.ts";
import { isMetricId, type MetricId } from "#shared/metrics/metric-id.ts";
import type { MapAxes } from "./map-axes.ts";
import type { Look } from "./compare-look.ts";
import type { CompareCore } from "./compare.svelte.ts";

export class MapView {
  #metric = $state<MetricId>("macroF1");
  #split = $state<Measure["split"]>("validation");

  /** null: γ and what weighs, map by map. */
  #axes = $state.raw<MapAxes | null>(null);

  readonly measure = $derived<Measure>({ split: this.#split, metric: this.#metric });

  constructor(core: CompareCore, look: Look | null) {
    if (look) [this.#metric, this.#split, this.#axes] = [look.mapMetric as MetricId, look.mapSplit, look.mapAxes];
    core.onceKnown((data) => {
      if (!isMetricId(this.#metric, data)) this.#metric = "macroF1";
      const names = new Set(data.params.map(({ name }) => name));
      if (this.#axes && !(names.has(this.#axes.column) && (this.#axes.row === null || names.has(this.#axes.row)))) this.#axes = null;
    });
  }

  get metric(): MetricId {
    return this.#metric;
  }
  get split(): Measure["split"] {
    return this.#split;
  }
  get look(): Pick<Look, "mapMetric" | "mapSplit" | "mapAxes"> {
    return { mapMetric: this.#metric, mapSplit: this.#split, mapAxes: this.#axes };
  }

  /** What its columns and rows are. */
  get axes(): MapAxes | null {
    return this.#axes;
  }
  /** Any two parameters of the sweep, or one: then a map is one row. */
  layOn(axes: MapAxes | null): void {
    this.#axes = axes;
  }

  showMetric(metric: MetricId): void {
    this.#metric = metric;
  }
  showSplit(split: Measure["split"]): void {
    this.#split = split;
  }
}
