/** @file What one map of γ against α shows: its title, its cells in words and numbers, its range. Reads: comparison, words. Writes: nothing. */
import { DIVERGING, type Ramp, RAMPS, type RampName } from "../charts/colors.ts";
import type { HeatCell, HeatInput } from "../charts/heat-paint.ts";
import { formatDelta, formatShort, formatValue } from "../charts/numbers.ts";
import { higherIsBetter, metricLabel } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/run-value.ts";
import { bestMeans, type Summary, takesPart, whyUndefined } from "../compare/aggregate.ts";
import type { HeatGrid } from "../compare/heat-grid.ts";
import { words } from "../messages/index.ts";
import type { Comparison } from "../state/compare.svelte.ts";
import { theme } from "../state/theme.svelte.ts";

const w = words.compare.map;

export interface MapPlan {
  readonly measure: Measure;
  readonly grid: HeatGrid;
  readonly summaries: ReadonlyMap<number, Summary>;
  /** Strongest alpha first: weak to strong upwards, as on any plot. */
  readonly cells: HeatInput["cells"];
  /** Smallest and largest mean; null when no cell has one. */
  readonly extent: readonly [number, number] | null;
}

/** Differences are shown only where there is something to differ from. */
export function showsDeltas(c: Comparison): boolean {
  return c.showDeltas && c.baseline !== null;
}

/** What tells this grid from the others of the sweep: branch, learning rate, weight decay; empty for the only one. */
export function gridLabel(grid: HeatGrid, all: readonly HeatGrid[]): string {
  const differs = (value: (g: HeatGrid) => unknown): boolean => new Set(all.map(value)).size > 1;
  return [
    differs((g) => g.branch) ? w.branch[grid.branch] : "",
    differs((g) => g.learningRate) ? w.rate(formatShort(grid.learningRate)) : "",
    differs((g) => g.weightDecay) ? w.decay(formatShort(grid.weightDecay)) : "",
    grid.positiveClass ? w.positive(grid.positiveClass) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

export function planMap(c: Comparison, measure: Measure, grid: HeatGrid): MapPlan {
  const deltas = showsDeltas(c);
  const metric = metricLabel(measure.metric, c.data?.classNames ?? []);
  const summaries = new Map<number, Summary>();
  const cellOf = (id: number | null): HeatCell | null => {
    const group = id === null ? undefined : c.byId.get(id);
    if (!group) return null;
    const s = deltas ? c.delta(measure, group) : c.summary(measure, group);
    summaries.set(group.config.id, s);
    const n = group.runs.filter((r) => takesPart(r, c.view)).length;
    const mean = s.mean === null ? (n === 0 ? w.noValue : whyUndefined(group, measure, c.view)) : deltas ? formatDelta(s.mean, 4) : formatValue(s.mean, 4);
    const value = s.sd === null ? mean : `${mean} ± ${formatValue(s.sd, 4)}`;
    return { key: group.config.id, value: s.mean, detail: `${group.config.label}\n${metric}: ${value}\n${w.nSeeds(n, group.runs.length)}` };
  };
  const cells = grid.cells.map((row) => row.map(cellOf)).toReversed();
  const means = [...summaries.values()].flatMap((s) => (s.mean === null ? [] : [s.mean]));
  return { measure, grid, summaries, cells, extent: means.length ? [Math.min(...means), Math.max(...means)] : null };
}

/** One range for several maps, so that equal colours are equal values; differences get 0 in the middle. */
export function sharedDomain(plans: readonly MapPlan[], deltas: boolean): [number, number] {
  const ends = plans.flatMap((p) => p.extent ?? []);
  if (ends.length === 0) return deltas ? [-1, 1] : [0, 1];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return deltas ? [-reach, reach] : [low, high];
}

export interface MapLook {
  readonly deltas: boolean;
  readonly ramp: RampName;
  readonly domain: readonly [number, number];
  /** Small maps have fewer digits and no bar of their own. */
  readonly small: boolean;
}

export function valueFormat(look: Pick<MapLook, "deltas" | "small">): (value: number) => string {
  const digits = look.small ? 2 : 3;
  return (value) => (look.deltas ? formatDelta(value, digits) : formatValue(value, digits));
}

/** Better is blue, whichever way the metric goes. */
export function divergingOf({ metric }: Pick<Measure, "metric">): Ramp {
  const ramp = DIVERGING[theme.shown];
  return higherIsBetter(metric) ? ramp : (t) => ramp(1 - t);
}

export function heatInput(plan: MapPlan, look: MapLook): HeatInput {
  return {
    xLabel: w.gamma,
    // Two short rows have no room for the long name.
    yLabel: plan.grid.branch === "sigmoid" ? w.alpha : look.small || plan.grid.alphas.length < 3 ? w.strengthShort : w.strength,
    xs: plan.grid.gammas.map(formatShort),
    ys: plan.grid.alphas.map((a) => (a === null ? w.off : formatShort(a))).toReversed(),
    cells: plan.cells,
    domain: look.domain,
    ramp: look.deltas ? divergingOf(plan.measure) : RAMPS[look.ramp],
    format: valueFormat(look),
    bare: look.small,
    marked: bestMeans(plan.summaries, plan.measure),
  };
}
