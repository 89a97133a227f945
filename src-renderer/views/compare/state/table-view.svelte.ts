/**
 * @file The table of a sweep: columns, order, filter, opened rows, and whether it shows all configurations or the best of each family.
 * Reads: a sweep's core, saved columns. Writes: saved columns.
 */
import type { CompareData } from "#shared/wire/records.ts";
import { isMetricId, type MetricId } from "#shared/metrics/metric-id.ts";
import { type VariantName, VARIANTS } from "#shared/metrics/variant-metrics.ts";
import type { Condition } from "#shared/params/query.ts";
import { type ConfigFilter, NO_FILTER, passes, restricted } from "../../../parts/filter.ts";
import type { TableSort } from "../../../parts/table-column.ts";
import { measureId } from "#shared/metrics/measure.ts";
import type { ConfigGroup } from "#shared/results/groups.ts";
import { defaultColumns, restoreColumns } from "./columns.ts";
import { type Look, readKept, writeKept } from "./compare-look.ts";
import type { CompareCore } from "./compare.svelte.ts";

/** Choosing by validation leaves the test figures honest. */
const BY_VALIDATION: TableSort = { id: measureId({ split: "validation", metric: "macroF1" }), descending: true };

export class TableView {
  readonly #core: CompareCore;
  #columns = $state.raw<readonly string[]>([]);
  #sort = $state.raw<TableSort | null>(BY_VALIDATION);
  #filter = $state.raw<ConfigFilter>(NO_FILTER);
  #opened = $state.raw<ReadonlySet<number>>(new Set());
  #byFamily = $state(false);
  #familyMetric = $state<MetricId>("macroF1");
  #variants = $state.raw<readonly VariantName[]>([]);

  /** Configurations that the filter lets through. */
  readonly listed = $derived.by<readonly ConfigGroup[]>(() => this.#core.groups.filter((g) => passes(g.config, this.#filter, this.#core.params)));

  constructor(core: CompareCore, look: Look | null) {
    this.#core = core;
    if (look) {
      [this.#sort, this.#filter, this.#opened] = [look.sort, look.filter, new Set(look.opened)];
      [this.#byFamily, this.#familyMetric, this.#variants] = [look.byFamily, look.familyMetric as MetricId, look.variants];
    }
    core.onceKnown((data) => this.#fit(data));
  }

  get columns(): readonly string[] {
    return this.#columns;
  }
  get sort(): TableSort | null {
    return this.#sort;
  }
  get filter(): ConfigFilter {
    return this.#filter;
  }
  get isFiltered(): boolean {
    return JSON.stringify(this.#filter) !== JSON.stringify(NO_FILTER);
  }
  /** Configurations whose runs are shown below them. */
  get opened(): ReadonlySet<number> {
    return this.#opened;
  }
  /** True: the best of each family instead of all configurations. */
  get byFamily(): boolean {
    return this.#byFamily;
  }
  /** What chooses the best of a family, on validation. */
  get familyMetric(): MetricId {
    return this.#familyMetric;
  }
  /** What was done after training and is shown beside the raw figures. */
  get variants(): readonly VariantName[] {
    return this.#variants;
  }
  get look(): Pick<Look, "sort" | "filter" | "opened" | "byFamily" | "familyMetric" | "variants"> {
    return {
      sort: this.#sort,
      filter: { text: this.#filter.text, where: [...this.#filter.where] },
      opened: [...this.#opened],
      byFamily: this.#byFamily,
      familyMetric: this.#familyMetric,
      variants: [...this.#variants],
    };
  }

  setColumns(columns: readonly string[]): void {
    this.#columns = columns;
    writeKept(this.#core.sweepId, { ...readKept(this.#core.sweepId), columns: [...columns] });
  }
  showColumn(id: string, isShown: boolean): void {
    this.setColumns(isShown ? [...this.#columns, id] : this.#columns.filter((column) => column !== id));
  }
  resetColumns(): void {
    const { data } = this.#core;
    if (data) this.setColumns(defaultColumns(data));
  }
  sortBy(sort: TableSort | null): void {
    this.#sort = sort;
  }
  sortByValidation(): void {
    this.#sort = BY_VALIDATION;
  }
  filterBy(change: Partial<ConfigFilter>): void {
    this.#filter = { ...this.#filter, ...change };
  }
  /** Keeps the configurations whose parameter is so; null takes the condition away. */
  restrict(name: string, is: Condition["is"], value: Condition["value"] | null): void {
    this.#filter = restricted(this.#filter, name, is, value);
  }
  clearFilter(): void {
    this.#filter = NO_FILTER;
  }
  toggleOpened(id: number): void {
    const next = new Set(this.#opened);
    if (!next.delete(id)) next.add(id);
    this.#opened = next;
  }
  showFamilies(byFamily: boolean): void {
    this.#byFamily = byFamily;
  }
  chooseFamiliesBy(metric: MetricId): void {
    this.#familyMetric = metric;
  }
  showVariant(variant: VariantName, isShown: boolean): void {
    this.#variants = VARIANTS.filter((v) => (v === variant ? isShown : this.#variants.includes(v)));
  }

  /** Drops from what was remembered what this sweep does not have. */
  #fit(data: CompareData): void {
    const there = new Set(data.configs.map((config) => config.id));
    const classes = data.classNames.length;
    this.#opened = new Set([...this.#opened].filter((id) => there.has(id)));
    if (!isMetricId(this.#familyMetric, data)) this.#familyMetric = "macroF1";
    // One threshold is a thing of two classes.
    if (classes !== 2) this.#variants = this.#variants.filter((v) => v !== "binary-threshold-f1");
    this.#columns = restoreColumns(readKept(this.#core.sweepId).columns, data, data.params) ?? defaultColumns(data);
  }
}
