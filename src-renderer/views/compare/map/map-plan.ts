/** @file What one map shows: its title, its cells in words and numbers, its range. Reads: comparison, words. */
import { DIVERGING, type Ramp, RAMPS, type RampName } from "../../../charts/colors.ts";
import type { HeatCell, HeatInput } from "../../../charts/heat-paint.ts";
import { formatDelta, formatValue } from "../../../format/numbers.ts";
import type { SweepParam } from "#shared/params/def.ts";
import { higherIsBetter, metricLabel, type MetricSpace } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/measure.ts";
import { bestMeans, type ConfigGroup, type Summary, takesPart } from "#shared/results/groups.ts";
import { whyUndefined } from "#shared/words/en/no-mean.ts";
import type { HeatGrid } from "./heat-grid.ts";
import { axisLabels, columnName, placeName, rowName } from "./map-labels.ts";
import { mapStanding } from "./map-standing.ts";
import { seedLimit } from "../state/seed-advice.ts";
import { briefStanding } from "#shared/words/en/run-standing.ts";
import { words } from "../../../words/index.ts";
import type { CompareCore } from "../state/compare.svelte.ts";
import { theme } from "../../../state/theme.svelte.ts";

const w = words.compare.map;

export interface MapPlan {
  readonly measure: Measure;
  readonly space: MetricSpace;
  readonly grid: HeatGrid;
  /** Of the sweep: they name the axes. */
  readonly params: readonly SweepParam[];
  readonly summaries: ReadonlyMap<number, Summary>;
  /** Strongest alpha first: weak to strong upwards, as on any plot. */
  readonly cells: HeatInput["cells"];
  /** Smallest and largest mean; null when no cell has one. */
  readonly extent: readonly [number, number] | null;
}

/** Differences are shown only where there is something to differ from. */
export function showsDeltas(core: CompareCore): boolean {
  return core.showDeltas && core.baseline !== null;
}

/** Mean or difference of a configuration as it is shown, and how many seeds stand behind it. */
export interface Shown {
  readonly summary: Summary;
  /** "0.812 ± 0.004", or why there is no value. */
  readonly value: string;
  readonly seeds: string;
}

export function shownOf(core: CompareCore, measure: Measure, group: ConfigGroup, digits = 4): Shown {
  const deltas = showsDeltas(core);
  const summary = deltas ? core.delta(measure, group) : core.summary(measure, group);
  const n = group.runs.filter((r) => takesPart(r, core.view)).length;
  const seeds = w.nSeeds(n, group.runs.length, briefStanding(group.runs.filter((r) => !takesPart(r, core.view))));
  if (summary.mean === null) return { summary, value: whyUndefined(group, measure, core.view), seeds };
  return { summary, value: valueText(summary, deltas, digits), seeds };
}

/** Nothing will come of it unless somebody retries it. */
export const hasOnlyFailed = ({ runs }: ConfigGroup): boolean => runs.length > 0 && runs.every((run) => run.state === "failed");

function valueText({ mean, sd }: Summary, deltas: boolean, digits: number): string {
  const text = deltas ? formatDelta(mean, digits) : formatValue(mean, digits);
  return sd === null ? text : `${text} ± ${formatValue(sd, digits)}`;
}

export function planMap(core: CompareCore, measure: Measure, grid: HeatGrid): MapPlan {
  const metric = metricLabel(measure.metric, core.space);
  const summaries = new Map<number, Summary>();
  const cellOf = (id: number | null): HeatCell | null => {
    const group = id === null ? undefined : core.byId.get(id);
    if (!group) return null;
    const { summary, value, seeds } = shownOf(core, measure, group);
    summaries.set(group.config.id, summary);
    const isFailed = summary.mean === null && hasOnlyFailed(group);
    return {
      key: group.config.id,
      value: summary.mean,
      detail: `${group.config.label}\n${metric}: ${value}\n${seeds}`,
      ...(isFailed ? { missing: w.failedMark } : {}),
    };
  };
  const cells = grid.cells.map((row) => row.map(cellOf)).toReversed();
  return { measure, space: core.space, grid, params: core.params, summaries, cells, extent: extentOf(summaries) };
}

/** @returns smallest and largest mean; null when there is none. */
export function extentOf(summaries: ReadonlyMap<number, Summary>): [number, number] | null {
  const means = [...summaries.values()].flatMap((s) => (s.mean === null ? [] : [s.mean]));
  return means.length ? [Math.min(...means), Math.max(...means)] : null;
}

interface Surroundings {
  /** Means of all losses without γ, on maps or on none. */
  readonly baselines: ReadonlyMap<number, Summary>;
  /** Best means of everything shown. */
  readonly bestOfAll: ReadonlySet<number>;
  readonly deltas: boolean;
}

/** One line on what a map says: its best cell, and how many beat the baselines. */
export function standingText(plan: MapPlan, { baselines, bestOfAll, deltas }: Surroundings): string {
  const { best, cells, better, seeds } = mapStanding(plan.summaries, baselines, plan.measure, plan.space);
  if (plan.extent === null) return "";
  const [first] = best;
  const parts = [
    first === undefined
      ? w.allEqual
      : w.best(placeName(plan.grid, first, plan.params), valueText(plan.summaries.get(first)!, deltas, 3), best.size - 1, bestOfAll.has(first)),
    better === null ? "" : w.betterThanBaselines(better, cells, seedLimit(seeds, 1) && seeds),
  ];
  return parts.filter(Boolean).join("; ");
}

/** One range for several maps, so that equal colours are equal values; differences get 0 in the middle. */
export function sharedDomain(plans: readonly Pick<MapPlan, "extent">[], deltas: boolean): [number, number] {
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
  /** Small maps have short names and no bar of their own. */
  readonly small: boolean;
}

/** Three digits, as in the table. */
export function valueFormat({ deltas }: Pick<MapLook, "deltas">): (value: number) => string {
  return (value) => (deltas ? formatDelta(value) : formatValue(value));
}

/** Differences: better is blue, whichever way the metric goes. */
export function rampOf({ metric }: Pick<Measure, "metric">, space: MetricSpace, { deltas, ramp: name }: Pick<MapLook, "deltas" | "ramp">): Ramp {
  if (!deltas) return RAMPS[name];
  const ramp = DIVERGING[theme.shown];
  return higherIsBetter(metric, space) ? ramp : (t) => ramp(1 - t);
}

/** A ring on most cells would say nothing. */
function ringed({ summaries, measure, space }: MapPlan): ReadonlySet<number> {
  const best = bestMeans(summaries, measure, space);
  return best.size > Math.max(1, summaries.size / 2) ? new Set() : best;
}

export function heatInput(plan: MapPlan, look: MapLook): HeatInput {
  const { grid, params } = plan;
  return {
    xLabel: columnName(grid, params),
    yLabel: rowName(grid, look.small, params),
    xs: axisLabels(grid.columns),
    ys: axisLabels(grid.rows).toReversed(),
    cells: plan.cells,
    ...(grid.family !== null && (grid.axes.row === "gammaHard" || grid.axes.row === "gammaNegative") ? { hole: w.holeOrEqual } : {}),
    domain: look.domain,
    ramp: rampOf(plan.measure, plan.space, look),
    format: valueFormat(look),
    bare: look.small,
    marked: ringed(plan),
  };
}
