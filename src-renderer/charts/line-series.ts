/** @file What a line chart draws, and the arithmetic of its labels. Reads: series. */
import type { ChartTable } from "./chart-table.ts";

export interface LineSeries {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  readonly dash: readonly number[];
  /** One value per x; null is a gap. */
  readonly y: readonly (number | null)[];
  /** Range of the replicates, drawn as a band. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
}

/** A named place on the x axis, e.g. the best epoch or a loss that was no number. */
export interface LineFlag {
  readonly x: number;
  readonly label: string;
  readonly kind: "best" | "problem";
}

/** Smallest and largest value of series and bands. @returns null when nothing is finite. */
export function extentOf(series: readonly LineSeries[]): [number, number] | null {
  let [low, high] = [Infinity, -Infinity];
  for (const s of series) {
    for (const list of [s.y, s.low, s.high]) {
      for (const v of list ?? []) {
        if (v === null || !Number.isFinite(v)) continue;
        if (v < low) low = v;
        if (v > high) high = v;
      }
    }
  }
  return low <= high ? [low, high] : null;
}

/**
 * Moves labels apart so that none covers another, keeping their order.
 * @param wanted centres in pixels. @returns centres at least `gap` apart inside [top, bottom], same order as given.
 */
export function spreadLabels(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  let floor = top;
  for (const label of order) {
    label.y = Math.max(label.y, floor);
    floor = label.y + gap;
  }
  let ceiling = bottom;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - gap;
  }
  const places = new Array<number>(wanted.length);
  for (const label of order) places[label.i] = label.y;
  return places;
}

/** Index of the series whose value at x index `at` lies nearest to y; -1 when none has one. */
export function nearestSeries(series: readonly LineSeries[], at: number, y: number): number {
  let best = -1;
  let distance = Infinity;
  series.forEach((s, i) => {
    const value = s.y[at] ?? null;
    if (value === null) return;
    if (Math.abs(value - y) < distance) [best, distance] = [i, Math.abs(value - y)];
  });
  return best;
}

/** All numbers of a line chart: x, then each series with its range where it has one. */
export function lineTable(xLabel: string, x: readonly number[], series: readonly LineSeries[]): ChartTable {
  const columns = series.flatMap((s) =>
    s.low && s.high
      ? [
          { name: s.label, y: s.y },
          { name: `${s.label} min`, y: s.low },
          { name: `${s.label} max`, y: s.high },
        ]
      : [{ name: s.label, y: s.y }],
  );
  return { columns: [xLabel, ...columns.map((c) => c.name)], rows: x.map((value, i) => [value, ...columns.map((c) => c.y[i] ?? null)]) };
}
