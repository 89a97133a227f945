/** @file A confusion matrix as shares, texts and shades. Reads: counts. */
import type { Confusion } from "#shared/metrics/from-counts.ts";
import type { ChartTable } from "./chart-table.ts";
import { mix } from "./colors.ts";
import { formatCount, formatValue } from "../format/numbers.ts";

export type ConfusionMode = "counts" | "share";

/** Share of the row (true class) in each cell, [0, 1]; null in a row without samples. */
export function rowShares(counts: Confusion, classes: number): (number | null)[] {
  return counts.map((count, i) => {
    const start = Math.floor(i / classes) * classes;
    const total = counts.slice(start, start + classes).reduce((a, b) => a + b, 0);
    return total ? count / total : null;
  });
}

export function cellText(count: number, share: number | null, mode: ConfusionMode): string {
  return mode === "counts" ? formatCount(count) : formatValue(share, 2);
}

/** Darker with the share of the row, in both modes: a rare class must be as visible as a common one. */
export function cellFill(share: number | null, surface: string, accent: string): string {
  // Square root: the off-diagonal cells that matter are a few per cent.
  return mix(surface, accent, 0.92 * Math.sqrt(share ?? 0));
}

export function confusionTable(counts: Confusion, names: readonly string[], corner: string): ChartTable {
  const n = names.length;
  return { columns: [corner, ...names], rows: names.map((name, row) => [name, ...counts.slice(row * n, row * n + n)]) };
}
