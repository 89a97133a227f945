/** @file Sweeps of several data sets ranked together: which sweeps, which configurations they share, by which metric. Reads: backend, a sweep's core. */
import type { MetricId } from "#shared/metrics/metric-id.ts";
import type { Measure, SplitName } from "#shared/metrics/measure.ts";
import { isRefused } from "#shared/statistics/outcome.ts";
import type { AppError } from "#shared/errors/errors.ts";
import type { Connection } from "../../../transport/connection.ts";
import type { CompareCore } from "../state/compare.svelte.ts";
import { whyUndefined } from "#shared/words/en/no-mean.ts";
import { AcrossDatasets } from "./across-datasets.svelte.ts";
import { commonLabels, rankAcross, sameData } from "#shared/results/across.ts";

export class DatasetsView {
  readonly #core: CompareCore;
  readonly #across: AcrossDatasets;
  #sweepIds = $state.raw<readonly number[]>([]);
  #metric = $state<MetricId>("macroF1");
  #split = $state<SplitName>("test");
  /** Names left out; what is new in a choice of sweeps starts as taken. */
  #without = $state.raw<ReadonlySet<string>>(new Set());

  readonly measure = $derived<Measure>({ split: this.#split, metric: this.#metric });
  /** null while something of them is missing. */
  readonly entries = $derived.by(() => this.#across.entries(this.#sweepIds, this.measure, this.#core.at));
  /** Configurations that all of them have. */
  readonly common = $derived.by<readonly string[]>(() => (this.entries ? commonLabels(this.entries.map(({ data }) => data)) : []));
  readonly labels = $derived.by(() => this.common.filter((label) => !this.#without.has(label)));
  /** Two sweeps of one data set, which would count it twice. */
  readonly twice = $derived.by(() => (this.entries ? sameData(this.entries.map(({ data }) => data)) : null));
  readonly ranking = $derived.by(() =>
    this.entries && !this.twice && this.common.length > 0 ? rankAcross(this.entries, this.labels, this.measure, whyUndefined) : null,
  );
  readonly table = $derived.by(() => (this.ranking && !("missing" in this.ranking) ? this.ranking : null));
  readonly test = $derived.by(() => (this.table && !isRefused(this.table.friedman) ? this.table.friedman : null));
  /** Places in `labels`, the best average rank first. */
  readonly order = $derived.by((): readonly number[] => {
    const places = this.labels.map((_, place) => place);
    const ranks = this.test?.averageRanks;
    return ranks ? places.toSorted((a, b) => ranks[a]! - ranks[b]!) : places;
  });

  constructor(backend: Connection, core: CompareCore) {
    this.#core = core;
    this.#across = new AcrossDatasets(backend);
    this.#sweepIds = [core.sweepId];
  }

  get sweepIds(): readonly number[] {
    return this.#sweepIds;
  }
  get metric(): MetricId {
    return this.#metric;
  }
  get split(): SplitName {
    return this.#split;
  }
  get error(): AppError | null {
    return this.#across.error;
  }
  isTaken(label: string): boolean {
    return !this.#without.has(label);
  }

  /** Asks for what is not here yet; call where changes of the choice are tracked. */
  want(): void {
    this.#across.want(this.#sweepIds, this.measure, this.#core.at);
  }
  /** @param all ids in the order in which the sweeps stand. */
  takeSweep(id: number, isTaken: boolean, all: readonly number[]): void {
    this.#sweepIds = all.filter((other) => (other === id ? isTaken : this.#sweepIds.includes(other)));
  }
  take(label: string, isTaken: boolean): void {
    const others = [...this.#without].filter((other) => other !== label);
    this.#without = new Set(isTaken ? others : [...others, label]);
  }
  takeAll(): void {
    this.#without = new Set();
  }
  takeNone(): void {
    this.#without = new Set(this.common);
  }
  showMetric(metric: MetricId): void {
    this.#metric = metric;
  }
  showSplit(split: SplitName): void {
    this.#split = split;
  }
}
