/** @file English: the maps of γ against weighting. */
import type { MapFamily, MapRow } from "#shared/loss/family.ts";
import { losses } from "./losses.ts";

/** As the papers call them; cross entropy is the column γ 0. A family that is not here has its name of the form. */
const families: Readonly<Partial<Record<MapFamily, string>>> = {
  "focal-softmax": "Focal (softmax)",
  "class-balanced-softmax": "Class-balanced focal (softmax)",
  "own-weights-softmax": "Focal (softmax), own class weights",
  "focal-sigmoid": "Focal (sigmoid)",
  "class-balanced-sigmoid": "Class-balanced focal (sigmoid)",
  "own-weights-sigmoid": "Focal (sigmoid), own class weights",
  "focal-sample-dependent": "Sample-dependent focal (FLSD)",
  asymmetric: "Asymmetric (ASL)",
};

/** Names of rows: on the axis, and where two short rows leave no room. */
const rows: Readonly<Partial<Record<MapRow, { readonly long: string; readonly short: string }>>> = {
  strength: { long: "strength s of α", short: "s" },
  beta: { long: "β of the weights", short: "β" },
  weights: { long: "class weights", short: "w" },
  alpha: { long: "α", short: "α" },
  gammaHard: { long: "γ of hard rows", short: "γ hard" },
  gammaNegative: { long: "γ− of negatives", short: "γ−" },
  clip: { long: "shift of negatives", short: "shift" },
};

const cells = (n: number): string => (n === 1 ? "1 cell" : `${n} cells`);

export const map = {
  family: (family: MapFamily): string => families[family] ?? (losses.families as Readonly<Record<string, { readonly name: string }>>)[family]!.name,
  row: (row: string): { readonly long: string; readonly short: string } => rows[row as MapRow] ?? { long: row, short: row },
  /** What all cells of a map have in common. */
  common: {
    strength: (s: string) => `s ${s}`,
    alpha: (alpha: string) => `α ${alpha}`,
    beta: (beta: string) => `β ${beta}`,
    weights: (weights: string) => `weights ${weights}`,
    reweightFrom: (share: string) => `deferred re-weighting from ${share}`,
    poly: (epsilon: string) => `Poly-1 ε₁ ${epsilon}`,
    smoothing: (share: string) => `label smoothing ${share}`,
    tau: (tau: string) => `τ ${tau}`,
    maxMargin: (margin: string) => `margin ${margin}`,
    scale: (scale: string) => `scale ${scale}`,
    gammaHard: (gamma: string) => `γ ${gamma} of hard rows`,
    hardBelow: (p: string) => `hard below p ${p}`,
    gammaNegative: (gamma: string) => `γ− ${gamma}`,
    clip: (shift: string) => `shift ${shift}`,
    sampling: (kind: string) => `${kind} sampling`,
    reduction: (kind: string) => `${kind} reduction`,
    biasPrior: (prior: string) => (prior === "classes" ? "bias prior of the classes" : `bias prior ${prior}`),
    positiveClass: (name: string) => `positive class ${name}`,
    learningRate: (rate: string) => `learning rate ${rate}`,
    weightDecay: (decay: string) => `weight decay ${decay}`,
  },
  metric: "Metric",
  columns: "Columns",
  rows: "Rows",
  automatic: "As the losses suggest",
  noRows: "None",
  noneOfThese: "No two configurations differ in these alone: choose other columns and rows.",
  split: "On",
  which: "Map",
  perClass: "Per class",
  perClassNote: "Rarest class first. One scale for all.",
  classMeasure: "Metric per class",
  classRows: (n: number, text: string) => (n === 1 ? "1 row" : `${text} rows`),
  classesNoRun: (standing: string) => `No configuration of this map has results: ${standing}.`,
  classesUndefined: (measure: string, split: string, names: string) => `${measure} on ${split} is undefined for every configuration: ${names}.`,
  scale: (low: string, high: string) => `Scale from ${low} to ${high}`,
  ramp: "Colours",
  gamma: "γ",
  gammaPositive: "γ+ of positives",
  off: "off",
  none: "This sweep has no map: a map needs at least two configurations that differ in γ and their class weights alone.",
  title: (metric: string, split: string, grid: string) => (grid ? `${grid} · ${metric}, ${split}` : `${metric}, ${split}`),
  note: (epoch: string) => `Mean over seeds, ${epoch}.`,
  deltaNote: (label: string) => `Difference to ${label}, paired by seed.`,
  ringNote: (several: boolean) => (several ? "Ring: best mean of a map." : "Ring: best mean of the map."),
  holesNote: "Hatched: not in the sweep.",
  /** Two gammas that are equal are one: such a loss is on the map of the focal loss. */
  holeOrEqual: "Not in this sweep, or equal to a focal loss and on its map",
  sharedNote: (several: boolean, beside: boolean) =>
    several ? `One scale for all maps${beside ? " and the list" : ""}.` : beside ? "One scale for map and list." : "",
  best: (place: string, value: string, others: number, isBestOfAll: boolean) =>
    `Best${isBestOfAll ? " ★" : ""} ${value} at ${place}${others > 0 ? ` and ${cells(others)} more` : ""}`,
  allEqual: "All cells are equal",
  /** @param few seeds, when they are too few for any p below 0.05; else null. */
  betterThanBaselines: (n: number, of: number, few: number | null) =>
    `${n === 0 ? "no cell" : `${n} of ${cells(of)}`} better than every baseline (by mean${few === null ? "" : `; ${few === 1 ? "1 seed" : `${few} seeds`} cannot tell`})`,
  bestBaseline: (label: string, value: string) => `Best baseline (a loss without γ): ${label}, ${value}.`,
  beside: {
    baselines: "Baselines",
    mixed: "Baselines and single configurations",
    baselinesNote: "Losses without γ that are on no map. ★ best mean of the sweep. A better mean is no proof: Statistics tells which differences hold.",
    mixedNote:
      "On no map: losses without γ, and those that are alone with their options. ★ best mean of the sweep. A better mean is no proof: Statistics tells which differences hold.",
    open: (label: string, value: string, seeds: string) => `${label}: ${value}, ${seeds}`,
    list: "Configurations on no map",
  },
  /** @param others what became of the other seeds, e.g. "1 failed". */
  nSeeds: (n: number, of: number, others: string) => `n = ${n} of ${of} ${of === 1 ? "seed" : "seeds"}${others ? ` (${others})` : ""}`,
  /** In a cell all of whose runs failed. */
  failedMark: "×",
  failedNote: (n: number) => `× failed: ${n === 1 ? "the cell says" : "the cells say"} why.`,
};
