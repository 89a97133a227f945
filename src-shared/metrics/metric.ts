/** @file What a metric is: data. Built-in ones are listed in of-counts.ts and of-scores.ts, others are reported by whoever trained. */
import type { ClassMetrics, Scores } from "./from-counts.ts";
import type { Measured } from "./measured.ts";
import type { MetricReason } from "./reasons.ts";
import type { ScoredClass, ScoredRows } from "./scored-rows.ts";

export const SPLITS = ["validation", "test"] as const;
export type SplitName = (typeof SPLITS)[number];

export type MetricGroup = "overall" | "ranking" | "calibration" | "reported" | "perClass";

type Direction = "higher" | "lower";

/** One metric as everything that sorts, maps, tests and exports it sees it. */
export interface MetricDefinition {
  readonly name: string;
  /** Of the whole. */
  readonly label: string;
  /** Of one class, where it is called otherwise. */
  readonly classLabel: string;
  /** Exists of the whole, exists of each class. */
  readonly whole: boolean;
  readonly perClass: boolean;
  readonly splits: readonly SplitName[];
  /** "" for a share or an index without unit. */
  readonly unit: string;
  readonly better: Direction;
  /** Smallest and largest value that can occur; infinite where there is no bound. */
  readonly range: readonly [number, number];
  readonly from: "counts" | "scores" | "reported";
  /** Of the whole; those of a class stand with their class. */
  readonly group: MetricGroup;
}

interface Described {
  readonly name: string;
  readonly label: string;
  readonly classLabel?: string;
  /** Default: higher. */
  readonly better?: Direction;
  /** Default: 0 to 1. */
  readonly range?: readonly [number, number];
  readonly unit?: string;
}

/** What the counts of one part of one run give, worked out once for all metrics. */
export interface Counted {
  readonly classNames: readonly string[];
  /** [C] */
  readonly per: readonly ClassMetrics[];
  readonly scores: Scores;
  /** Rows, and rows predicted as what they are. */
  readonly total: number;
  readonly correct: number;
  /** [C] training rows per class; null when not known. */
  readonly trainCounts: readonly number[] | null;
}

/** A metric that exists for every stored run, since its counts are stored. */
export interface CountDefinition extends Described {
  readonly whole?: (counted: Counted) => Measured;
  readonly ofClass?: (counted: Counted, classIndex: number) => Measured;
}

/**
 * A metric that needs the scores of every row: measured when a run ends, and of earlier runs when it is asked for. Of the whole it is worked out
 * from all probabilities, or it is the mean of what it is for the classes that have one.
 */
export type ScoreDefinition = Described & {
  readonly group: "ranking" | "calibration";
  readonly ofClass?: (scored: ScoredClass) => Measured;
} & (
    | { readonly whole: (rows: ScoredRows) => Measured; readonly meanOf?: never }
    | { readonly whole?: never; /** Why there is no mean where no class has one. */ readonly meanOf: MetricReason }
  );

/** The data of a built-in metric without its function. */
export function definitionOf(entry: CountDefinition | ScoreDefinition): MetricDefinition {
  const { name, label, classLabel = label, better = "higher", range = [0, 1], unit = "" } = entry;
  const isOfScores = "group" in entry;
  return {
    name,
    label,
    classLabel,
    whole: entry.whole !== undefined || "meanOf" in entry,
    perClass: entry.ofClass !== undefined,
    splits: SPLITS,
    unit,
    better,
    range,
    from: isOfScores ? "scores" : "counts",
    group: isOfScores ? entry.group : "overall",
  };
}
