/**
 * @file The findings of the four examples as rules with thresholds, judged on means over seeds.
 * Reads: figures. Shapes, not values: values depend on split, seeds and engine.
 */
import { isRefused } from "#shared/statistics/outcome.ts";
import { wilcoxonSignedRank } from "#shared/statistics/wilcoxon.ts";
import type { ConfigFigures, Spread } from "../../src-main/cli/sweep/sweep-figures.ts";
import type { ExampleName } from "./run-example.ts";
import { type Grid, gridOf, gridTable, percentOf } from "./grid.ts";

export interface Verdict {
  /** The rule, with its threshold. */
  readonly rule: string;
  readonly holds: boolean;
  /** What was measured. */
  readonly found: string;
}

export interface Finding {
  readonly title: string;
  readonly verdicts: readonly Verdict[];
  readonly table: string;
}

type Pick = (f: ConfigFigures) => Spread | undefined;
const balanced: Pick = (f) => f.test["balancedAccuracy"];
const accuracy: Pick = (f) => f.test["accuracy"];
const ece: Pick = (f) => f.test["ece"];
const tail: Pick = (f) => f.test["tailRecall"];

/** One metric along gamma in one row of the grid, in percent. */
const along = (grid: Grid, row: string, pick: Pick): number[] => grid.gammas.map((gamma) => percentOf(pick(grid.at(row, gamma))));
const shown = (values: readonly number[]): string => values.map((value) => value.toFixed(1)).join(" / ");
const spanOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

/** ECE of the unweighted row: falls to a lowest point at gamma 1 to 3 and rises after it. */
function calibrationFallsAndRises(grid: Grid): Verdict[] {
  const values = along(grid, "none", ece);
  const lowest = values.indexOf(Math.min(...values));
  const gamma = grid.gammas[lowest]!;
  const found = `${shown(values)} at gamma ${grid.gammas.join(" / ")}`;
  return [
    { rule: "Without weights ECE is lowest at a gamma from 1 to 3.", holds: gamma >= 1 && gamma <= 3, found: `lowest at gamma ${gamma}: ${found}` },
    {
      rule: "Before that it falls from gamma to gamma, by 3 points at least.",
      holds: values.slice(0, lowest).every((v, i) => v > values[i + 1]!) && values[0]! - values[lowest]! >= 3,
      found,
    },
    {
      rule: "After it it rises, by 1 point at least.",
      holds: values.slice(lowest).every((v, i, rest) => i === 0 || v > rest[i - 1]!) && values.at(-1)! - values[lowest]! >= 1,
      found,
    },
  ];
}

function weightsMoveBalancedAccuracy(grid: Grid): Verdict[] {
  const plain = along(grid, "none", balanced);
  const gain = percentOf(balanced(grid.at("n^-1", 0))) - plain[0]!;
  const moved = Math.max(...plain.map((value) => Math.abs(value - plain[0]!)));
  const errors = along(grid, "none", ece);
  return [
    { rule: "Inverse frequency raises balanced accuracy by 8 points at least (gamma 0).", holds: gain >= 8, found: `${gain.toFixed(1)} points` },
    { rule: "Gamma alone moves it by less than 5 points.", holds: moved < 5, found: `${moved.toFixed(1)} points at most: ${shown(plain)}` },
    { rule: "Gamma moves calibration: the largest gamma raises ECE by 10 points at least.", holds: errors.at(-1)! - errors[0]! >= 10, found: shown(errors) },
  ];
}

/** Exact, two-sided, over seeds: the same seed on both sides. @throws Error when a seed has no value. */
function pairedP(a: Spread, b: Spread): number {
  const [first, second] = [a, b].map(({ values }) => values.map((value) => value ?? NaN));
  const outcome = wilcoxonSignedRank(first!, second!);
  if (isRefused(outcome)) throw new Error(outcome.refused);
  return outcome.p;
}

/** Between the ends of a row of the grid. */
function endsOf(grid: Grid, row: string, pick: Pick): { fall: number; p: number } {
  const [first, last] = [grid.gammas[0]!, grid.gammas.at(-1)!].map((gamma) => pick(grid.at(row, gamma))!);
  return { fall: percentOf(first) - percentOf(last), p: pairedP(last!, first!) };
}

function gammaCostsRareClasses(grid: Grid): Verdict[] {
  const plain = endsOf(grid, "none", balanced);
  const tails = grid.rows.map((row) => ({ row, ...endsOf(grid, row, tail) }));
  return [
    {
      rule: "Without weights the largest gamma lowers balanced accuracy (paired Wilcoxon over seeds, p < .05).",
      holds: plain.fall > 0 && plain.p < 0.05,
      found: `by ${plain.fall.toFixed(1)} points, p ${plain.p.toPrecision(2)}`,
    },
    {
      rule: "Under every weighting the largest gamma lowers the mean recall of the tail, by 2 points at least.",
      holds: tails.every(({ fall }) => fall >= 2),
      found: tails.map(({ row, fall, p }) => `${row}: by ${fall.toFixed(1)}, p ${p.toPrecision(2)}`).join("; "),
    },
  ];
}

/** @param positive index of the positive class. */
function alphaIsAThreshold(grid: Grid, positive: number): Verdict[] {
  const precision = (alpha: string, gamma: number): number => percentOf(grid.at(alpha, gamma).averagePrecision[positive]);
  const recall = (alpha: string, gamma: number): number => percentOf(grid.at(alpha, gamma).recall[positive]);
  const best = grid.gammas.map((gamma) => Number(grid.rows.reduce((a, b) => (precision(b, gamma) > precision(a, gamma) ? b : a))));
  const [small, large] = [grid.rows[0]!, grid.rows.filter((row) => Number(row) <= 0.9).at(-1)!];
  const ahead = grid.gammas.map((gamma) => precision(small, gamma) - precision(large, gamma));
  const byAlpha = grid.gammas.map((gamma) => spanOf(grid.rows.map((row) => recall(row, gamma))));
  const byGamma = grid.rows.map((row) => spanOf(grid.gammas.map((gamma) => recall(row, gamma))));
  return [
    {
      rule: "The best alpha for average precision is nowhere above that of gamma 0.",
      holds: best.every((alpha) => alpha <= best[0]!),
      found: `${best.join(" / ")} at gamma ${grid.gammas.join(" / ")}`,
    },
    {
      rule: `Small alpha gains on large alpha: AP at ${small} minus AP at ${large} is higher at every gamma from 2 on than at gamma 0.`,
      holds: grid.gammas.every((gamma, i) => gamma < 2 || ahead[i]! > ahead[0]!),
      found: shown(ahead),
    },
    { rule: "Alpha moves recall at the threshold 0.5 by 30 points at least, at every gamma.", holds: Math.min(...byAlpha) >= 30, found: shown(byAlpha) },
    { rule: "Gamma moves it by less than 8 points, at every alpha.", holds: Math.max(...byGamma) < 8, found: shown(byGamma) },
  ];
}

/** @param classNames of the figures. */
export function judge(name: ExampleName, figures: readonly ConfigFigures[], classNames: readonly string[]): Finding {
  const grid = gridOf(figures);
  const usual = [["Balanced accuracy, %", balanced] as const, ["Accuracy, %", accuracy] as const, ["ECE, %", ece] as const];
  switch (name) {
    case "g1":
      return {
        title: "G1: ECE falls to a minimum and rises",
        verdicts: calibrationFallsAndRises(grid),
        table: gridTable(grid, "weights", [
          ["ECE, %", ece],
          ["Accuracy, %", accuracy],
        ]),
      };
    case "g2":
      return {
        title: "G2: weights move balanced accuracy, gamma moves calibration",
        verdicts: weightsMoveBalancedAccuracy(grid),
        table: gridTable(grid, "weights", usual),
      };
    case "g3":
      return {
        title: "G3: gamma lowers balanced accuracy and the recall of the tail",
        verdicts: gammaCostsRareClasses(grid),
        table: gridTable(grid, "weights", [...usual, ["Recall of the tail, %", tail]]),
      };
    case "g4": {
      const positive = classNames.indexOf("1");
      const metrics = [
        ["Average precision of class 1, %", (f: ConfigFigures) => f.averagePrecision[positive]] as const,
        ["Recall of class 1 at 0.5, %", (f: ConfigFigures) => f.recall[positive]] as const,
      ];
      return {
        title: "G4: alpha is a threshold; its best value falls as gamma rises",
        verdicts: alphaIsAThreshold(grid, positive),
        table: gridTable(grid, "alpha", metrics),
      };
    }
  }
}
