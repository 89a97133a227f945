/**
 * @file Curves over epochs: a metric of one run, and the mean of several seeds with its range.
 * Reads: epoch records. A missing or non-finite value is a gap (null), never interpolated.
 */
import type { EpochRecord } from "#shared/wire/records.ts";
import type { MetricId } from "#shared/metrics/metric-id.ts";
import type { SplitName } from "#shared/metrics/measure.ts";
import { countValue, type Problem } from "#shared/results/run-value.ts";

export interface Curve {
  /** Epoch numbers, ascending. */
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}
export interface Band extends Curve {
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  /** Seeds that have a value at each epoch. */
  readonly n: readonly number[];
}

/** @param metric of counts: scores are kept of the best and the last epoch only. */
export function metricCurve(epochs: readonly EpochRecord[], split: SplitName, metric: MetricId, problem: Problem): Curve {
  return { x: epochs.map((e) => e.epoch), y: epochs.map((e) => countValue(e[split], problem, metric)) };
}

export function lossCurve(epochs: readonly EpochRecord[]): Curve {
  return { x: epochs.map((e) => e.epoch), y: epochs.map((e) => e.trainLoss) };
}

/** Epochs whose loss was no finite number, with the kind: drawn as named gaps. */
export function lossGaps(epochs: readonly EpochRecord[]): { epoch: number; kind: "nan" | "+inf" | "-inf" }[] {
  return epochs.flatMap((e) => (e.lossKind === "finite" ? [] : [{ epoch: e.epoch, kind: e.lossKind }]));
}

/**
 * Mean with minimum and maximum at each epoch that any seed has.
 * The mean is over the seeds that have a value there; n says how many.
 */
export function bandOf(curves: readonly Curve[]): Band {
  const values = new Map<number, number[]>();
  for (const curve of curves) {
    curve.x.forEach((epoch, i) => {
      const list = values.get(epoch) ?? [];
      values.set(epoch, list);
      const y = curve.y[i] ?? null;
      if (y !== null && Number.isFinite(y)) list.push(y);
    });
  }
  const x = [...values.keys()].sort((a, b) => a - b);
  const lists = x.map((epoch) => values.get(epoch)!);
  return {
    x,
    y: lists.map((l) => (l.length ? l.reduce((a, b) => a + b, 0) / l.length : null)),
    low: lists.map((l) => (l.length ? Math.min(...l) : null)),
    high: lists.map((l) => (l.length ? Math.max(...l) : null)),
    n: lists.map((l) => l.length),
  };
}

/** Puts curves on one x axis: the union of their epochs. @returns y of each curve, [curves][x.length], null where a curve has none. */
export function alignCurves(curves: readonly Curve[]): { x: number[]; ys: (number | null)[][] } {
  const x = [...new Set(curves.flatMap((c) => c.x))].sort((a, b) => a - b);
  const place = new Map(x.map((epoch, i) => [epoch, i]));
  const ys = curves.map((curve) => {
    const y = new Array<number | null>(x.length).fill(null);
    curve.x.forEach((epoch, i) => (y[place.get(epoch)!] = curve.y[i] ?? null));
    return y;
  });
  return { x, ys };
}
