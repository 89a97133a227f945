/**
 * @file One sweep under comparison, whatever the way to look: its data, which epoch and baseline count, and what follows for every metric.
 * Reads: backend, saved baseline. Writes: saved baseline.
 */
import { isUnfinished } from "#shared/wire/run-state.ts";
import { selectedMetric } from "#shared/task/select-by.ts";
import { bestBy, selectingName } from "#shared/words/best-epoch.ts";
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import type { SweepParam } from "#shared/params/def.ts";
import { compareOfColumns } from "#shared/wire/compare-columns.ts";
import type { CompareData } from "#shared/wire/records.ts";
import type { Connection } from "../../../transport/connection.ts";
import { type At, type Measure, measureId } from "#shared/metrics/measure.ts";
import type { Problem } from "#shared/results/run-value.ts";
import type { MetricId, MetricSpace } from "#shared/metrics/metric-id.ts";
import { type FamilyTable, familyTable } from "#shared/results/families.ts";
import { defaultBaseline, type GroupStatistics, groupStatistics } from "#shared/results/statistics.ts";
import { type ConfigGroup, groupByConfig, pairedDelta, runValue, summarize, type Summary, type View } from "#shared/results/groups.ts";
import { completenessOf } from "./completeness.ts";
import { configStatistics } from "#shared/statistics/config-statistics.ts";
import { runInWords } from "#shared/words/en/run-standing.ts";
import { AfterPaint } from "../../../state/after-paint.ts";
import { readKept, writeKept } from "./compare-look.ts";
import { MeasuringStored } from "./measuring.svelte.ts";
import { ScoreMeasures } from "./score-measures.svelte.ts";

/** While runs end one after another, the counts of all of them are asked for at most this often. */
const RELOAD_MS = 1_500;
/** So many configurations are tested before a table can be painted: a few milliseconds a column. */
const TESTED_AT_ONCE = 200;

export class CompareCore {
  readonly #backend: Connection;
  readonly sweepId: number;
  readonly scores: ScoreMeasures;
  readonly measuring: MeasuringStored;
  #data = $state.raw<CompareData | null>(null);
  #error = $state.raw<AppError | null>(null);
  #at = $state<At>("best");
  #provisional = $state(false);
  #showDeltas = $state(false);
  /** Pinned by the user; null: the cross-entropy control. */
  #pinned = $state<number | null>(null);

  readonly classNames = $derived<readonly string[]>(this.data?.classNames ?? []);
  /** Of all configurations together. */
  readonly params = $derived<readonly SweepParam[]>(this.data?.params ?? []);
  readonly classes = $derived(this.classNames.length);
  /** The metrics that the sweep has. */
  readonly space = $derived<MetricSpace>(this.data ?? NO_SPACE);
  readonly problem = $derived<Problem>({ ...this.space, trainCounts: this.data?.trainCounts ?? null });
  /** What selected the best epochs of the runs. */
  readonly selects = $derived({
    metric: selectedMetric(this.data?.spec.selectBy, this.classNames),
    name: selectingName(this.data?.spec.selectBy, this.classNames),
  });
  /** "highest validation macro F1". */
  readonly bestBy = $derived(bestBy(this.data?.spec.selectBy, this.classNames));
  readonly view = $derived<View>({
    at: this.at,
    problem: this.problem,
    provisional: this.provisional,
    stored: (runId, split) => this.scores.of(this.at, split, runId),
  });
  readonly groups = $derived<readonly ConfigGroup[]>(this.data ? groupByConfig(this.data) : []);
  readonly byId = $derived(new Map(this.groups.map((g) => [g.config.id, g])));
  /** Runs that still train have counts already: only then can provisional values be offered. */
  readonly hasProvisional = $derived(this.data?.runs.some((r) => r.counts !== null && isUnfinished(r.state)) ?? false);
  readonly completeness = $derived(completenessOf(this.data?.runs ?? []));
  readonly baselineId = $derived(this.#pinned !== null && this.byId.has(this.#pinned) ? this.#pinned : defaultBaseline(this.data?.configs ?? []));
  readonly baseline = $derived(this.baselineId === null ? null : (this.byId.get(this.baselineId) ?? null));
  /** Metrics that are shown and that some complete run has neither a value of nor a reason: it ended under a version without them. */
  readonly unmeasured = $derived.by<readonly MetricId[]>(() => {
    const complete = (this.data?.runs ?? []).flatMap(({ id, state }) => (state === "complete" ? [id] : []));
    return this.scores.lackedBy(this.at, complete);
  });
  /** Summaries by column id and configuration; filled as they are read: of a thousand rows a screen shows thirty. */
  readonly #summaries = $derived.by(() => {
    const { view } = this;
    void this.scores.version;
    return memoByColumn((measure) => memoByGroup((group) => summarize(group, measure, view)));
  });
  readonly #deltas = $derived.by(() => {
    const { baseline, view } = this;
    void this.scores.version;
    return memoByColumn((measure) => memoByGroup((group) => (baseline ? pairedDelta(group, baseline, measure, view) : NOTHING)));
  });
  /** What the seeds say, by column id; of the whole sweep. */
  readonly #statistics = $derived.by(() => {
    const { groups } = this;
    void this.scores.version;
    const { data, baselineId, view } = this;
    return memoByColumn((measure) => statisticsIn(data, groups, baselineId, measure, view));
  });

  /** Changes when statistics that were put off are there. */
  #tested = $state.raw({});
  readonly #putOff = new AfterPaint();

  #loading: Promise<void> | null = null;
  #again = false;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #ends: (() => void)[];
  readonly #onceKnown: ((data: CompareData) => void)[] = [];
  readonly #states = new Map<number, string>();
  constructor(backend: Connection, sweepId: number) {
    this.#backend = backend;
    this.sweepId = sweepId;
    this.scores = new ScoreMeasures(backend, sweepId);
    this.measuring = new MeasuringStored(backend, sweepId);
    this.#pinned = readKept(sweepId).pinned;
    this.#ends = [
      backend.subscribe("runs.changed", (event) => {
        if (event.sweepId !== sweepId) return;
        // Epoch by epoch nothing that is shown moves, unless provisional values are; a change of state always does.
        const moved = event.runs.some((r) => this.#states.get(r.id) !== r.state);
        for (const r of event.runs) this.#states.set(r.id, r.state);
        if (moved || this.#provisional) this.#reloadSoon();
      }),
      backend.subscribe("sweeps.changed", ({ ids }) => ids.includes(sweepId) && this.#reloadSoon()),
      backend.onConnect(() => void this.load()),
    ];
    void this.load();
  }

  get data(): CompareData | null {
    return this.#data;
  }
  get error(): AppError | null {
    return this.#error;
  }
  get at(): At {
    return this.#at;
  }
  /** Runs that still train count, too. */
  get provisional(): boolean {
    return this.#provisional;
  }
  /** Differences to the baseline in place of means. */
  get showDeltas(): boolean {
    return this.#showDeltas;
  }

  summary(measure: Measure, group: ConfigGroup): Summary {
    return this.#summaries(measure)(group);
  }
  /** The best of each family, chosen on validation by this metric, with the tests of it on test. */
  families(metric: MetricId): FamilyTable {
    const { data, groups, baselineId, view } = this;
    if (!data) return { rows: [], comparisons: 0, baseline: null };
    return familyTable(data, groups, baselineId, metric, { at: view.at, value: (run, measure) => runValue(run, measure, view), missing: runInWords });
  }
  /** Of some of the configurations, corrected for as many comparisons as these are. */
  statisticsOf(groups: readonly ConfigGroup[], measure: Measure): GroupStatistics {
    return statisticsIn(this.data, groups, this.baselineId, measure, this.view);
  }
  statistics(measure: Measure): GroupStatistics {
    return this.#statistics(measure);
  }
  /**
   * For what is painted with them and can be painted without: null while those of a large sweep are still to come, which are worked out
   * column by column after the next painting.
   */
  statisticsSoon(measure: Measure): GroupStatistics | null {
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
  /** What was put off is wanted no more: another way to look is shown, and is not to wait for it. */
  forgetPutOff(): void {
    this.#putOff.forget();
  }
  delta(measure: Measure, group: ConfigGroup): Summary {
    return this.#deltas(measure)(group);
  }

  readAt(at: At): void {
    this.#at = at;
  }
  countProvisional(provisional: boolean): void {
    this.#provisional = provisional;
  }
  showDifferences(showDeltas: boolean): void {
    this.#showDeltas = showDeltas;
  }
  /** Makes a configuration the baseline of all differences and tests, of this sweep and from now on. */
  pin(id: number | null): void {
    this.#pinned = id;
    writeKept(this.sweepId, { ...readKept(this.sweepId), pinned: id });
  }
  /** Calls once, when the data are first there and before anything is drawn of them: what was remembered can be checked then. */
  onceKnown(listener: (data: CompareData) => void): void {
    this.#onceKnown.push(listener);
  }

  /** Asked for during a question, it asks once more after it: the answer under way may be of before the change. */
  load(): Promise<void> {
    if (this.#loading) this.#again = true;
    this.#loading ??= this.#fetchAll().finally(() => (this.#loading = null));
    return this.#loading;
  }
  /** Ends the subscriptions; the object must not be used afterwards. */
  close(): void {
    this.#closed = true;
    for (const end of this.#ends) end();
    this.measuring.close();
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #fetchAll(): Promise<void> {
    do {
      this.#again = false;
      await this.#fetch();
    } while (this.#again && !this.#closed);
  }
  async #fetch(): Promise<void> {
    try {
      const data = compareOfColumns(await this.#backend.call("compare.columns", { sweepId: this.sweepId }));
      const isFirst = this.#data === null;
      this.#data = data;
      this.#error = null;
      for (const run of data.runs) this.#states.set(run.id, run.state);
      if (!isFirst) this.scores.refresh();
      if (isFirst) for (const listener of this.#onceKnown) listener(data);
    } catch (thrown) {
      this.#error = asAppError(thrown);
    }
  }
  #reloadSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.load();
    }, RELOAD_MS);
  }
}

const NO_SPACE: MetricSpace = { classNames: [] };

function statisticsIn(data: CompareData | null, groups: readonly ConfigGroup[], baselineId: number | null, measure: Measure, view: View): GroupStatistics {
  if (!data) return { ids: [], ...configStatistics([], null, { higherIsBetter: true }) };
  return groupStatistics(data, groups, baselineId, measure, { at: view.at, value: (run) => runValue(run, measure, view), missing: runInWords });
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
    const id = measureId(measure);
    let known = memo.get(id);
    if (known === undefined) {
      known = compute(measure);
      memo.set(id, known);
    }
    return known;
  };
  return Object.assign(read, { has: (measure: Measure) => memo.has(measureId(measure)) });
}

function memoByGroup(compute: (group: ConfigGroup) => Summary): (group: ConfigGroup) => Summary {
  const memo = new WeakMap<ConfigGroup, Summary>();
  return (group) => {
    let known = memo.get(group);
    if (!known) {
      known = compute(group);
      memo.set(group, known);
    }
    return known;
  };
}
