/** @file One sweep under comparison: its data and how the user looks at it; the look survives a restart. Reads: backend, saved looks. Writes: saved looks. */
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import type { CompareData } from "#shared/wire/records.ts";
import type { Connection } from "../../../transport/connection.ts";
import { marksApart } from "../../../charts/colors.ts";
import { configRanks } from "../../../charts/config-marks.ts";
import { isMetricId, type MetricId } from "#shared/metrics/metric-id.ts";
import type { At, Measure, Problem } from "#shared/results/run-value.ts";
import type { VariantName } from "#shared/metrics/variant-metrics.ts";
import type { MetricStatistics } from "#shared/statistics/config-statistics.ts";
import { defaultBaseline } from "#shared/results/sweep-groups.ts";
import { bestMeans, type ConfigGroup, groupByConfig, pairedDelta, summarize, type Summary, type View } from "./aggregate.ts";
import { columnId, defaultColumns, parseColumnId, restoreColumns } from "./columns.ts";
import { completenessOf } from "./completeness.ts";
import { type ConfigFilter, NO_FILTER, passes } from "../../../parts/filter.ts";
import { statisticsOf } from "./statistics.ts";
import type { TableSort } from "../../../parts/table-column.ts";
import { AfterPaint } from "../../../state/after-paint.ts";
import { type Look, readKept, readLook, writeKept, writeLook } from "./compare-look.ts";
import { ScoreMeasures } from "./score-measures.svelte.ts";

/** While runs end one after another, the counts of all of them are asked for at most this often. */
const RELOAD_MS = 1_500;
const RANKING_MEASURE: Measure = { split: "validation", metric: "macroF1" };
const RANKING = columnId(RANKING_MEASURE);
/** So many curves or matrices can be told apart at a glance. */
const SUGGESTED = 3;
/** So many configurations are tested before a table can be painted: a few milliseconds a column. */
const TESTED_AT_ONCE = 200;

export class Comparison {
  readonly #backend: Connection;
  readonly sweepId: number;
  readonly scores: ScoreMeasures;
  data = $state.raw<CompareData | null>(null);
  error = $state.raw<AppError | null>(null);

  tab = $state<Look["tab"]>("table");
  at = $state<At>("best");
  provisional = $state(false);
  showDeltas = $state(false);
  columns = $state.raw<readonly string[]>([]);
  sort = $state.raw<TableSort | null>({ id: RANKING, descending: true });
  filter = $state.raw<ConfigFilter>(NO_FILTER);
  /** Pinned by the user; null: the cross-entropy control. */
  pinned = $state<number | null>(null);
  /** Configuration ids chosen by the user; curves and confusion matrices show `charted`. */
  selected = $state.raw<ReadonlySet<number>>(new Set());
  opened = $state.raw<ReadonlySet<number>>(new Set());
  highlighted = $state<number | null>(null);
  /** True: the table shows the best of each family instead of all configurations. */
  byFamily = $state(false);
  /** What chooses them, on validation. */
  familyMetric = $state<MetricId>("macroF1");
  mapMetric = $state<MetricId>("macroF1");
  mapSplit = $state<Measure["split"]>("validation");

  /** What was done after training and is shown beside the raw figures. */
  variants = $state.raw<readonly VariantName[]>([]);
  /** What the statistics are of. */
  tested = $state.raw<Measure>(RANKING_MEASURE);
  /** True: only the selected configurations are compared; false: all of the sweep. */
  testSelected = $state(false);

  readonly classes = $derived(this.data?.classNames.length ?? 0);
  readonly problem = $derived<Problem>({ classNames: this.data?.classNames ?? [], trainCounts: this.data?.trainCounts ?? null });
  readonly view = $derived<View>({
    at: this.at,
    problem: this.problem,
    provisional: this.provisional,
    stored: (runId, split) => this.scores.of(this.at, split, runId),
  });
  readonly groups = $derived<readonly ConfigGroup[]>(this.data ? groupByConfig(this.data) : []);
  readonly byId = $derived(new Map(this.groups.map((g) => [g.config.id, g])));
  /** Place in the sweep, which decides the colour; those that are drawn over each other get colours that are apart. */
  readonly ranks = $derived.by(() => {
    const places = configRanks(this.groups.map((g) => g.config.id));
    const drawn = this.charted.map((g) => g.config.id);
    return new Map([...places, ...marksApart(drawn.map((id) => places.get(id)!)).map((place, i) => [drawn[i]!, place] as const)]);
  });
  readonly listed = $derived(this.groups.filter((g) => passes(g.config, this.filter)));
  /** Runs that still train have counts already: only then can provisional values be offered. */
  readonly hasProvisional = $derived(
    this.data?.runs.some((r) => r.counts !== null && (r.state === "running" || r.state === "waiting" || r.state === "paused")) ?? false,
  );
  readonly completeness = $derived(completenessOf(this.data?.runs ?? []));
  readonly baselineId = $derived(this.pinned !== null && this.byId.has(this.pinned) ? this.pinned : defaultBaseline(this.data?.configs ?? []));
  readonly baseline = $derived(this.baselineId === null ? null : (this.byId.get(this.baselineId) ?? null));
  /** What curves and matrices show: the selection, else the best means and the baseline, so that they never start empty. */
  readonly charted = $derived<readonly ConfigGroup[]>(this.selected.size ? [...this.selected].flatMap((id) => this.byId.get(id) ?? []) : this.#suggested());
  /** Summaries of all configurations by column id; filled as they are read. */
  readonly #summaries = $derived.by(() => {
    const { groups, view } = this;
    void this.scores.version;
    return memoByColumn((measure) => new Map(groups.map((group) => [group.config.id, summarize(group, measure, view)])));
  });
  readonly #deltas = $derived.by(() => {
    const { baseline, groups, view } = this;
    void this.scores.version;
    return memoByColumn((measure) => new Map(groups.map((group) => [group.config.id, baseline ? pairedDelta(group, baseline, measure, view) : NOTHING])));
  });
  /** What the seeds say, by column id; of the whole sweep. */
  readonly #statistics = $derived.by(() => {
    const { data, groups, baselineId, view } = this;
    void this.scores.version;
    return memoByColumn((measure) => statisticsOf(data, groups, baselineId, measure, view));
  });

  /** Changes when statistics that were put off are there. */
  #tested = $state.raw({});
  readonly #putOff = new AfterPaint();

  #loading: Promise<void> | null = null;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #ends: (() => void)[];
  readonly #states = new Map<number, string>();
  /** As it was remembered: whether this sweep has it shows when its classes are known. */
  #wasTested = "";

  constructor(backend: Connection, sweepId: number) {
    this.#backend = backend;
    this.sweepId = sweepId;
    this.scores = new ScoreMeasures(backend, sweepId);
    this.pinned = readKept(sweepId).pinned;
    this.#restore(readLook(sweepId));
    this.#ends = [
      backend.subscribe("runs.changed", (event) => {
        if (event.sweepId !== sweepId) return;
        // Epoch by epoch nothing that is shown moves, unless provisional values are; a change of state always does.
        const moved = event.runs.some((r) => this.#states.get(r.id) !== r.state);
        for (const r of event.runs) this.#states.set(r.id, r.state);
        if (moved || this.provisional) this.#reloadSoon();
      }),
      backend.subscribe("sweeps.changed", ({ ids }) => ids.includes(sweepId) && this.#reloadSoon()),
      backend.onConnect(() => void this.load()),
    ];
    void this.load();
  }

  summary(measure: Measure, group: ConfigGroup): Summary {
    return this.#summaries(measure).get(group.config.id) ?? NOTHING;
  }
  statistics(measure: Measure): MetricStatistics & { readonly ids: readonly number[] } {
    return this.#statistics(measure);
  }
  /**
   * For what is painted with them and can be painted without: null while those of a large sweep are still to come, which are worked out
   * column by column after the next painting.
   */
  statisticsSoon(measure: Measure): (MetricStatistics & { readonly ids: readonly number[] }) | null {
    const statistics = this.#statistics;
    void this.#tested;
    if (this.groups.length <= TESTED_AT_ONCE || statistics.has(measure)) return statistics(measure);
    this.#putOff.add(() => {
      // Of data or a way to look that has passed meanwhile nobody wants them any more.
      if (this.#closed || statistics !== this.#statistics || statistics.has(measure)) return;
      statistics(measure);
      this.#tested = {};
    });
    return null;
  }
  delta(measure: Measure, group: ConfigGroup): Summary {
    return this.#deltas(measure).get(group.config.id) ?? NOTHING;
  }
  #suggested(): ConfigGroup[] {
    const mean = (group: ConfigGroup): number | null => this.summary(RANKING_MEASURE, group).mean;
    const ranked = this.groups.filter((g) => mean(g) !== null).toSorted((a, b) => mean(b)! - mean(a)!);
    const best = ranked.slice(0, SUGGESTED);
    const { baseline } = this;
    return baseline && mean(baseline) !== null && !best.includes(baseline) ? [...best, baseline] : best;
  }
  best(measure: Measure): ReadonlySet<number> {
    return bestMeans(this.#summaries(measure), measure);
  }

  setColumns(columns: readonly string[]): void {
    this.columns = columns;
    this.#save();
  }
  pin(id: number | null): void {
    this.pinned = id;
    this.#save();
  }
  resetColumns(): void {
    if (this.data) this.setColumns(defaultColumns(this.data));
  }

  /** Saves how the sweep is looked at; call where changes of it are tracked. */
  remember(): void {
    const { tab, at, showDeltas, sort, byFamily, familyMetric, mapMetric, mapSplit, tested } = this;
    const filter = { ...this.filter, families: [...this.filter.families] };
    const lists = { selected: [...this.selected], opened: [...this.opened], variants: [...this.variants] };
    writeLook(this.sweepId, { tab, at, showDeltas, sort, filter, byFamily, familyMetric, mapMetric, mapSplit, tested: columnId(tested), ...lists });
  }
  #restore(look: Look | null): void {
    if (!look) return;
    const { tab, at, showDeltas, sort, filter, selected, opened, byFamily, familyMetric, mapMetric, mapSplit, variants } = look;
    Object.assign(this, {
      tab,
      at,
      showDeltas,
      sort,
      filter,
      byFamily,
      familyMetric,
      mapSplit,
      variants,
      selected: new Set(selected),
      opened: new Set(opened),
    });
    this.mapMetric = mapMetric as MetricId;
    this.#wasTested = look.tested;
  }

  load(): Promise<void> {
    this.#loading ??= this.#fetch().finally(() => (this.#loading = null));
    return this.#loading;
  }
  /** Ends the subscriptions; the object must not be used afterwards. */
  close(): void {
    this.#closed = true;
    for (const end of this.#ends) end();
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #fetch(): Promise<void> {
    try {
      const data = await this.#backend.call("compare.get", { sweepId: this.sweepId });
      const isFirst = this.data === null;
      this.data = data;
      this.error = null;
      for (const run of data.runs) this.#states.set(run.id, run.state);
      if (!isFirst) this.scores.refresh();
      if (isFirst) this.#prune(data);
      if (isFirst) this.columns = restoreColumns(readKept(this.sweepId).columns, data.classNames.length) ?? defaultColumns(data);
    } catch (thrown) {
      this.error = asAppError(thrown);
    }
  }
  /** Drops from a remembered look what this sweep does not have, e.g. after the data folder was changed. */
  #prune(data: CompareData): void {
    const ids = new Set(data.configs.map((config) => config.id));
    this.selected = new Set([...this.selected].filter((id) => ids.has(id)));
    this.opened = new Set([...this.opened].filter((id) => ids.has(id)));
    const classes = data.classNames.length;
    if (!isMetricId(this.mapMetric, classes)) this.mapMetric = RANKING_MEASURE.metric;
    if (!isMetricId(this.familyMetric, classes)) this.familyMetric = RANKING_MEASURE.metric;
    this.tested = parseColumnId(this.#wasTested, classes) ?? RANKING_MEASURE;
    if (classes !== 2) this.variants = this.variants.filter((v) => v !== "binary-threshold-f1");
  }
  #reloadSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.load();
    }, RELOAD_MS);
  }
  #save(): void {
    writeKept(this.sweepId, { columns: [...this.columns], pinned: this.pinned });
  }
}

const NOTHING: Summary = { mean: null, sd: null, n: 0, min: null, max: null };

interface ByColumn<T> {
  (measure: Measure): T;
  /** It was asked for before. */
  has(measure: Measure): boolean;
}

function memoByColumn<T>(compute: (measure: Measure) => T): ByColumn<T> {
  const memo = new Map<string, T>();
  const read = (measure: Measure): T => {
    const id = columnId(measure);
    let known = memo.get(id);
    if (known === undefined) {
      known = compute(measure);
      memo.set(id, known);
    }
    return known;
  };
  return Object.assign(read, { has: (measure: Measure) => memo.has(columnId(measure)) });
}
