/** @file The maps of a sweep: which metric they show, of which part. Reads: a sweep's core. */
import type { Measure } from "#shared/metrics/measure.ts";
import { isMetricId, type MetricId } from "#shared/metrics/metric-id.ts";
import type { Look } from "./compare-look.ts";
import type { CompareCore } from "./compare.svelte.ts";

export class MapView {
  #metric = $state<MetricId>("macroF1");
  #split = $state<Measure["split"]>("validation");

  readonly measure = $derived<Measure>({ split: this.#split, metric: this.#metric });

  constructor(core: CompareCore, look: Look | null) {
    if (look) [this.#metric, this.#split] = [look.mapMetric as MetricId, look.mapSplit];
    core.onceKnown((data) => {
      if (!isMetricId(this.#metric, data)) this.#metric = "macroF1";
    });
  }

  get metric(): MetricId {
    return this.#metric;
  }
  get split(): Measure["split"] {
    return this.#split;
  }
  get look(): Pick<Look, "mapMetric" | "mapSplit"> {
    return { mapMetric: this.#metric, mapSplit: this.#split };
  }

  showMetric(metric: MetricId): void {
    this.#metric = metric;
  }
  showSplit(split: Measure["split"]): void {
    this.#split = split;
  }
}
