/** @file What the seeds say of one metric: which metric, and of which configurations. Reads: a sweep's core, the selection. */
import { type Measure, measureId, parseMeasure } from "#shared/metrics/measure.ts";
import { variantHas } from "#shared/metrics/variant-metrics.ts";
import type { Look } from "./compare-look.ts";
import type { CompareCore } from "./compare.svelte.ts";
import type { Selection } from "./selection.svelte.ts";

const USUAL: Measure = { split: "validation", metric: "macroF1" };

export class StatisticsView {
  readonly #core: CompareCore;
  readonly #selection: Selection;
  #measure = $state.raw<Measure>(USUAL);
  #onlySelected = $state(false);

  /** Tests and intervals; corrected for as many comparisons as are on screen. */
  readonly statistics = $derived.by(() => {
    const { baselineId, groups, scores } = this.#core;
    if (!this.onlySelected) return this.#core.statistics(this.#measure);
    void scores.version;
    const chosen = groups.filter((g) => this.#selection.ids.has(g.config.id) || g.config.id === baselineId);
    return this.#core.statisticsOf(chosen, this.#measure);
  });

  constructor(core: CompareCore, selection: Selection, look: Look | null) {
    this.#core = core;
    this.#selection = selection;
    // Whether this sweep has it shows when its classes are known.
    core.onceKnown((data) => (this.#measure = parseMeasure(look?.tested ?? "", data) ?? USUAL));
  }

  get measure(): Measure {
    return this.#measure;
  }
  /** True: only the selected configurations are compared; false: all of the sweep. */
  get onlySelected(): boolean {
    return this.#onlySelected && this.#selection.ids.size > 0;
  }
  get look(): Pick<Look, "tested"> {
    return { tested: measureId(this.#measure) };
  }

  /** A variant that the metric or the split does not have is dropped. */
  test(change: Partial<Measure>): void {
    const { split, metric, variant } = { ...this.#measure, ...change };
    this.#measure = { split, metric, ...(split === "test" && variant && variantHas(variant, metric) ? { variant } : {}) };
  }
  compareOnlySelected(onlySelected: boolean): void {
    this.#onlySelected = onlySelected;
  }
}
