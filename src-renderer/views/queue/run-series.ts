/** @file Live curves of runs as the series of a line chart. Reads: rows, curves. */
import type { RunRow } from "#shared/wire/records.ts";
import { markOf, type Shade } from "../../charts/colors.ts";
import type { LineSeries } from "../../charts/line-series.ts";
import { alignCurves } from "../run-parts/curves.ts";
import { words } from "../../words/index.ts";
import type { LiveCurve } from "./curves.svelte.ts";

export interface RunSeries {
  readonly x: readonly number[];
  readonly loss: readonly LineSeries[];
  readonly macroF1: readonly LineSeries[];
}

export const runTitle = (row: Pick<RunRow, "label" | "seed">): string => `${row.label} · ${words.queue.seedOf(row.seed)}`;

/** @param ranks place of each configuration in its sweep: the colour. Runs without an epoch have no line. */
export function runSeries(rows: readonly RunRow[], curveOf: (id: number) => LiveCurve, ranks: ReadonlyMap<number, number>, shade: Shade): RunSeries {
  const known = rows.map((row) => ({ row, curve: curveOf(row.id) })).filter(({ curve }) => curve.epochs.length > 0);
  const aligned = (pick: (curve: LiveCurve) => readonly (number | null)[]): { x: number[]; ys: (number | null)[][] } =>
    alignCurves(known.map(({ curve }) => ({ x: curve.epochs, y: pick(curve) })));
  const [loss, f1] = [aligned((c) => c.loss), aligned((c) => c.macroF1)];
  const series = (ys: (number | null)[][]): LineSeries[] =>
    known.map(({ row }, i) => ({ key: String(row.id), label: runTitle(row), ...markOf(ranks.get(row.configId) ?? 0, shade), y: ys[i]! }));
  return { x: loss.x, loss: series(loss.ys), macroF1: series(f1.ys) };
}
