/** @file English: marks, columns and families of the Compare table. */

/** What a mark says, and why there is none. */
export const marks = {
  legend: "★ best mean of a column, † not told from it by these seeds; on test both only describe.",
  legendTitle:
    "★: the highest mean of its column, or the lowest where lower is better. †: a paired test over seeds, Holm-corrected, does not tell it from that mean. Choose a configuration by its validation columns: choosing by a test column makes its figure optimistic.",
  seeds: (n: number, needed: number) =>
    `${n === 1 ? "1 seed cannot" : `${n} seeds cannot`} tell the best from the others, so none is marked: ${needed} or more are needed.`,
  most: (group: number, all: number) => `${group} of ${all} are the best or not told from it: a mark would say nothing, so none is set.`,
  best: "Best mean",
  bestOnTest: "Best mean on test: it describes; choose on validation",
  tied: "Not told from the best by these seeds",
};

export const chooser = {
  label: "Columns",
  validation: "validation",
  test: "test",
  settings: "Settings and cost",
  classGroup: (name: string) => `Class ${name}`,
  shown: (n: number) => `${n} shown`,
  time: "Time per run",
  timeHint: "cohort time divided by its runs",
};

export const families = {
  rows: "Rows",
  all: "All configurations",
  best: "Best of each family",
  chooseBy: "Choose on validation by",
  tableLabel: "Best of each family",
  count: (n: number) => `${n} ${n === 1 ? "family" : "families"}`,
  about: (metric: string) =>
    `Of each family the configuration with the best mean ${metric} on validation; the test figures had no part in the choice. More configurations are more chances: see “Chosen from”.`,
  /** @param by what selected the epochs. */
  epochByAnother: (metric: string, by: string) => `Each run’s epoch was still chosen by validation ${by}; ${metric} chooses among configurations only.`,
  tested: (n: number, label: string) =>
    n === 1
      ? `p is of the difference on test to ${label}: Wilcoxon over seeds, one comparison.`
      : `p is of the difference on test to ${label}: Wilcoxon over seeds, Holm-adjusted over these ${n} comparisons.`,
  noBaseline: "No baseline: choose one to see differences and p.",
  columns: {
    family: "Family",
    config: "Chosen configuration",
    of: "Chosen from",
    ofTitle: "Configurations of the family that have a value for every seed",
    seeds: "Seeds",
    seedsTitle: "Seeds with a value on test",
    validation: "validation",
    validationTitle: (metric: string) => `Mean ${metric} ± sd over seeds on validation: what chose it, so it is optimistic`,
    test: "test",
    testTitle: (metric: string) => `Mean ${metric} ± sd over seeds on test: reported, not chosen by`,
    interval: "95 % interval",
    difference: "Difference",
    holm: "Holm p",
  },
  of: (n: number) => `of ${n}`,
  equal: (names: readonly string[]) => `Same validation mean: ${names.join(", ")}. The first of the sweep is shown.`,
  leftOut: (names: readonly string[]) => `Not considered, a seed has no value: ${names.join(", ")}.`,
  none: "none has a value for every seed",
  empty: "No configuration has a complete run yet.",
};

/** Intervals that ended beyond what the metric can be. */
export const cut = {
  mark: "*",
  note: (n: number, panel: boolean) =>
    `* Cut at the bound of the metric, which a t interval over ${n === 1 ? "1 seed" : `${n} seeds`} does not know; the bootstrap interval is in the hover${panel ? " and in a row’s panel" : ""}.`,
  title: (raw: string, bound: string) =>
    `The t interval is ${raw}; it is cut at ${bound}, which the metric cannot pass. Few seeds, or values near the bound, do that.`,
  bootstrap: (range: string) => `bootstrap (BCa) ${range}`,
};
