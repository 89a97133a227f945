/** @file English: the comparison of a sweep. */
import { listed } from "#shared/text/lists.ts";
import type { RunState } from "#shared/wire/run-state.ts";
import { curves } from "./compare-curves.ts";
import { map } from "./compare-map.ts";
import { acrossDatasets, statistics, variants } from "./compare-statistics.ts";
import { chooser, cut, families as byFamily, marks } from "./compare-table.ts";

const stateWords: Record<RunState, string> = {
  waiting: "waiting",
  running: "running",
  paused: "paused",
  complete: "complete",
  failed: "failed",
  cancelled: "cancelled",
  pruned: "pruned",
};

export const compare = {
  title: "Compare",
  sweep: "Sweep",
  export: "Export",
  empty: {
    title: "Nothing to compare yet",
    body: "Here every configuration of a sweep is a row and its seeds are replicates: means with spread, differences to the cross-entropy control, γ × α maps per class. Run a sweep first.",
    action: "New sweep",
  },
  gone: { title: "This sweep is not there any more", body: "It was deleted with its runs. The other sweeps are as they were.", action: "Open the sweeps" },
  noneComplete: {
    title: "No run of this sweep is complete",
    body: (standing: string, provisional: boolean) =>
      `${standing[0]!.toUpperCase()}${standing.slice(1)}. Rankings count complete runs only${provisional ? "; the best epochs so far can be shown as provisional" : ""}.`,
    action: "Show provisional values",
    queue: "Open the queue",
  },
  complete: (complete: string, total: string, others: readonly { state: RunState; count: number }[]) =>
    [`${complete} of ${total} runs complete`, ...others.map((o) => `${o.count} ${stateWords[o.state]}`)].join(", "),
  at: "Epoch",
  best: "Best epoch",
  last: "Last epoch",
  /** @param by "highest validation macro F1". */
  atBest: (by: string) => `best epoch (${by}, earliest on ties)`,
  atLast: "last epoch",
  on: (split: string) => `on ${split}`,
  bestTitle: (by: string) => `The epoch with the ${by}, earliest on ties`,
  provisional: "Provisional values",
  provisionalTitle: "Also counts runs that still train, at their best epoch so far; these values will change",
  deltas: "Differences to",
  baselineLabel: "Baseline",
  deltasTitle: (label: string) => `Mean over seeds of (value − value of ${label} with the same seed)`,
  noBaseline: "No baseline: pin a configuration (b)",
  baselineMark: "Baseline of the differences",
  pin: "Pin as baseline (b)",
  selectedOn: (at: "best" | "last") => (at === "best" ? "Each run’s epoch is chosen on validation alone." : "The last epoch of every run."),
  seeds: (n: number) => (n === 0 ? "no complete run yet" : n === 1 ? "n = 1 seed: no spread can be shown" : `mean ± sd over n = ${n} seeds`),
  testSort: "Sorted by a test column. Choosing a configuration by its test score makes that score optimistic: choose on validation, then report test once.",
  testSortAction: "Sort by validation macro F1",
  find: "Find configurations",
  findHint: "γ 2, gamma>1, control",
  families: "Loss",
  anyFamily: "Any loss",
  filterParam: "Filter by",
  paramFrom: (name: string) => `${name} from`,
  paramTo: "to",
  anyValue: "any",
  clearFilter: "Clear filter",
  tabs: { table: "Table", statistics: "Statistics", map: "γ × α map", curves: "Curves", confusion: "Confusion", datasets: "Data sets" },
  tabsLabel: "Ways to look",
  tableLabel: "Configurations",
  count: (listed: string, total: string, selected: number) => `${listed} of ${total} configurations${selected ? ` · ${selected} selected` : ""}`,
  none: "No configuration fits this filter.",
  columns: {
    name: "Configuration",
    n: "Seeds",
    nTitle: "Complete seeds of all seeds",
    time: "Time",
    timeTitle: "Mean wall time per complete run: cohort time divided by its runs",
    validationLong: "validation",
    testLong: "test",
    groups: { overall: "Overall", ranking: "Ranking", calibration: "Calibration", reported: "Reported", perClass: "Per class" },
    lower: "lower is better",
    support: (rows: string) => `${rows} of this class`,
  },
  headerTitle: (metric: string, split: string, at: string, seeds: string) => `${metric} on ${split} at the ${at}; ${seeds}`,
  resetColumns: "Reset columns",
  control: "control",
  toggleRuns: (label: string, open: boolean) => `${open ? "Hide" : "Show"} the runs of ${label}`,
  seed: (seed: number) => `seed ${seed}`,
  epochOf: (epoch: number) => `epoch ${epoch}`,
  partial: (n: number, of: number) => `undefined for ${of - n} of ${of} seeds`,
  undefinedValue: (reason: string) => `No value: ${reason}`,
  interval: (low: string, high: string) => `95 % interval ${low} to ${high}`,
  scoresLoading: "Loading metrics of scores",
  rowFlags: (text: string) => `Watchdog: ${text}`,
  valueTitle: (mean: string, sd: string | null, n: number, min: string, max: string) =>
    sd === null ? `${mean}, n = ${n}` : `${mean} ± ${sd} (sd), n = ${n}, from ${min} to ${max}`,
  deltaTitle: (delta: string, n: number) => `${delta} against the baseline, paired over ${n} ${n === 1 ? "seed" : "seeds"}`,
  isBaseline: "baseline",
  better: "better",
  worse: "worse",
  batch: (n: number) => `${n} selected`,
  clear: "Clear selection",
  charted: {
    suggested: (n: number) =>
      n === 1
        ? "The only configuration with complete runs"
        : n > 3
          ? "The best three by validation macro F1, and the baseline"
          : `The best ${n === 2 ? "two" : "three"} by validation macro F1`,
    chosen: (n: number) => (n === 1 ? "1 configuration selected" : `${n} configurations selected`),
    choose: "Choose in the table",
    back: "Show the best",
  },
  map,
  curves,
  confusion: {
    none: "No configuration has a complete run yet. Configurations selected in the table (Space) stand side by side.",
    mode: "Cells",
    counts: "Counts",
    share: "Share of true class",
    split: "On",
    sum: (n: number) => (n === 1 ? "1 seed" : `sum over ${n} seeds`),
    noCounts: (why: string) => `No results: ${why}.`,
  },
  measuring: {
    label: "Stored runs measured",
    /** @param duration "12 s"; null: seconds. */
    offer: (metrics: readonly string[], runs: string, isOne: boolean, duration: string | null) =>
      `${runs} ${isOne ? "run" : "runs"} ended under a version that did not measure ${listed(metrics)}; ${isOne ? "its" : "their"} scores were kept. Measuring takes ${duration === null ? "a few seconds" : `about ${duration}`} and trains nothing.`,
    start: "Measure them now",
    running: (done: string, total: string) => `Measuring stored runs: ${done} of ${total}`,
    stop: "Stop",
  },
  toTable: "Open the table",
  variants,
  statistics,
  acrossDatasets,
  marks,
  chooser,
  cut,
  byFamily,
};
