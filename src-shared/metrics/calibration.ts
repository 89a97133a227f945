/**
 * @file Do rows with confidence p turn out right in a share p of the cases? Reliability bins and the calibration error drawn from them.
 * Reads: confidences and outcomes.
 */
import { ExactSum } from "./exact-sum.ts";

const CALIBRATION_BINS = 15;

/** One bar of a reliability diagram. Holds the rows with `low` < confidence <= `high`; the first bin also those at `low`. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean confidence of its rows, and the share of them that is right; null in an empty bin. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/** Upper edges b/B as float64 quotients, not multiples of a rounded width: 0.2 is the end of the third of 15 bins, not the start of the fourth. */
function equalWidthEdges(bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, b) => b / bins);
}

/**
 * Edges that share the rows out evenly: the upper edge of bin b is the smallest confidence with at least (b+1)/B of the rows at or below it.
 * Equal confidences thus stay together and the order of the rows has no say; with many ties, bins are unequal or empty.
 */
function equalMassEdges(confidences: Float64Array, bins: number): number[] {
  const sorted = confidences.slice().sort();
  const n = sorted.length;
  return Array.from({ length: bins + 1 }, (_, b) => (b === 0 ? 0 : sorted[Math.floor((b * n + bins - 1) / bins) - 1]!));
}

/** Index of the first edge >= value, less one: the bin (low, high] that holds it. */
function binOf(edges: readonly number[], value: number): number {
  let low = 1;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

/**
 * @param confidences [N] in [0, 1], N >= 1. @param outcomes [N] 1 where the prediction with that confidence came true, else 0.
 * @param kind width: edges b/B. mass: as many rows per bin as ties allow.
 */
export function reliabilityBins(
  confidences: Float64Array,
  outcomes: Uint8Array,
  kind: "width" | "mass" = "width",
  bins: number = CALIBRATION_BINS,
): ReliabilityBin[] {
  const edges = kind === "width" ? equalWidthEdges(bins) : equalMassEdges(confidences, bins);
  const counts = new Array<number>(bins).fill(0);
  const hits = new Array<number>(bins).fill(0);
  const sums = counts.map(() => new ExactSum());
  for (let i = 0; i < confidences.length; i++) {
    const b = binOf(edges, confidences[i]!);
    counts[b]!++;
    hits[b]! += outcomes[i]!;
    sums[b]!.add(confidences[i]!);
  }
  return counts.map((count, b) => ({
    low: edges[b]!,
    high: edges[b + 1]!,
    count,
    confidence: count ? sums[b]!.value / count : null,
    accuracy: count ? hits[b]! / count : null,
  }));
}

/**
 * Expected calibration error: sum over bins of (rows in bin / rows) |accuracy - confidence|. Source: Naeini et al. 2015; Guo et al. 2017, eq. 5.
 * @returns in [0, 1]. It is biased upwards when bins hold few rows.
 */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.count, 0);
  // Shares of the rows may add up to a digit above 1.
  return Math.min(
    1,
    bins.reduce((sum, bin) => sum + (bin.count / rows) * Math.abs((bin.accuracy ?? 0) - (bin.confidence ?? 0)), 0),
  );
}

/** Confidence in the predicted class and whether it is the true one. @param predictions [N] in [0, C). */
export function topLabel(probabilities: Float64Array, labels: ArrayLike<number>, predictions: ArrayLike<number>, classes: number) {
  const [confidences, outcomes] = [new Float64Array(labels.length), new Uint8Array(labels.length)];
  for (let i = 0; i < labels.length; i++) {
    confidences[i] = probabilities[i * classes + predictions[i]!]!;
    outcomes[i] = labels[i] === predictions[i] ? 1 : 0;
  }
  return { confidences, outcomes };
}

/** The probability of one class in every row and whether the row is of it: the material of class-wise ECE (Kull et al. 2019). */
export function ofClass(probabilities: Float64Array, labels: ArrayLike<number>, classes: number, of: number) {
  // A loop: `from` walks an iterator, which took a tenth of a short sweep.
  const [confidences, outcomes] = [new Float64Array(labels.length), new Uint8Array(labels.length)];
  for (let i = 0; i < labels.length; i++) {
    confidences[i] = probabilities[i * classes + of]!;
    outcomes[i] = labels[i] === of ? 1 : 0;
  }
  return { confidences, outcomes };
}
