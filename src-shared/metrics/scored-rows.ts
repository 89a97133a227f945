/**
 * @file The rows of one part with their probabilities, as metrics of scores look at them; what several of them need is worked out once.
 * Reads: probabilities, labels.
 */
import { ofClass, type ReliabilityBin, reliabilityBins, topLabel } from "./calibration.ts";
import { negativeLogLikelihood } from "./proper-scores.ts";
import { rankClass, type RankingOfClass } from "./ranking.ts";
import { positionsOfTruth } from "./top-k.ts";

/** 15 bins each, of the confidence in the most probable class. */
export interface Reliability {
  readonly width: readonly ReliabilityBin[];
  readonly mass: readonly ReliabilityBin[];
}

/** At least one row, every probability finite. */
export interface ScoredRows {
  /** [N, C] */
  readonly probabilities: Float64Array;
  /** [N] */
  readonly labels: ArrayLike<number>;
  readonly classNames: readonly string[];
  /** N */
  readonly rows: number;
  readonly reliability: Reliability;
  /** As `positionsOfTruth` gives them. */
  readonly positions: readonly number[];
  readonly nll: ReturnType<typeof negativeLogLikelihood>;
}

/** One class against the rest: its own probabilities, all finite. */
export interface ScoredClass {
  readonly className: string;
  /** [N], and [N] 1 where the row is of the class. */
  readonly confidences: Float64Array;
  readonly outcomes: Uint8Array;
  readonly ranking: RankingOfClass;
}

function once<T>(work: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => (known ??= { value: work() }).value;
}

/** @param argmax [N] as `argmaxOfRows` gives it. */
export function scoredRows(probabilities: Float64Array, labels: ArrayLike<number>, classNames: readonly string[], argmax: Int32Array): ScoredRows {
  const classes = classNames.length;
  const reliability = once((): Reliability => {
    const top = topLabel(probabilities, labels, argmax, classes);
    return { width: reliabilityBins(top.confidences, top.outcomes, "width"), mass: reliabilityBins(top.confidences, top.outcomes, "mass") };
  });
  const positions = once(() => positionsOfTruth(probabilities, labels, classes));
  const nll = once(() => negativeLogLikelihood(probabilities, labels, classes));
  return {
    probabilities,
    labels,
    classNames,
    rows: labels.length,
    get reliability() {
      return reliability();
    },
    get positions() {
      return positions();
    },
    get nll() {
      return nll();
    },
  };
}

/** @param own [N, C], column `of` finite. */
export function scoredClass(own: Float64Array, labels: ArrayLike<number>, classNames: readonly string[], of: number): ScoredClass {
  const ranking = once(() => rankClass(own, labels, classNames.length, of));
  return {
    className: classNames[of]!,
    ...ofClass(own, labels, classNames.length, of),
    get ranking() {
      return ranking();
    },
  };
}
