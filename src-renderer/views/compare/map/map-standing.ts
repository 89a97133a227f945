/** @file How the cells of a map stand to each other and to the baselines of the sweep; means alone, no test. Reads: summaries. */
import { cellOfParams } from "#shared/loss/params.ts";
import { lossFamily } from "#shared/loss/registry.ts";
import { higherIsBetter, type MetricSpace } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/measure.ts";
import type { Config } from "#shared/wire/records.ts";
import { compareValues } from "#shared/numbers/same-value.ts";
import { bestMeans, type Summary } from "#shared/results/groups.ts";

/** Losses in which γ has no part: what a focal loss must beat, whether on a map (its column γ 0) or on none. */
export function isBaseline({ params, isControl }: Pick<Config, "params" | "isControl">): boolean {
  const cell = cellOfParams(params);
  return cell === null ? isControl : !lossFamily(cell.family).hasGamma;
}

export interface MapStanding {
  /** Configurations with the best mean of the map; none when all of several cells are equal. */
  readonly best: ReadonlySet<number>;
  /** Cells with a mean that are no baselines. */
  readonly cells: number;
  /** How many of these have a better mean than every baseline; null without such cells or without a baseline that has a mean. */
  readonly better: number | null;
  /** Seeds that a paired test of a cell and a baseline could have at most. */
  readonly seeds: number;
}

/** @param map, baselines summaries by configuration id, of one measure; a cell may be a baseline itself. */
export function mapStanding(
  map: ReadonlyMap<number, Summary>,
  baselines: ReadonlyMap<number, Summary>,
  measure: Pick<Measure, "metric">,
  space: MetricSpace,
): MapStanding {
  const sign = higherIsBetter(measure.metric, space) ? 1 : -1;
  const scores = (entries: Iterable<readonly [number, Summary]>): number[] => [...entries].flatMap(([, s]) => (s.mean === null ? [] : [sign * s.mean]));
  const others = scores(baselines);
  const own = scores([...map].filter(([id]) => !baselines.has(id)));
  const top = Math.max(...others);
  const most = (summaries: Iterable<Summary>): number => Math.max(0, ...[...summaries].map(({ n }) => n));
  return {
    best: bestMeans(map, measure, space),
    cells: own.length,
    better: others.length && own.length ? own.filter((score) => compareValues(score, top) > 0).length : null,
    seeds: Math.min(most(map.values()), most(baselines.values())),
  };
}

/** Ids by their means, best first; those without a mean last, in the given order. */
export function byStanding(summaries: ReadonlyMap<number, Summary>, measure: Pick<Measure, "metric">, space: MetricSpace): number[] {
  const sign = higherIsBetter(measure.metric, space) ? 1 : -1;
  const score = (s: Summary): number => (s.mean === null ? -Infinity : sign * s.mean);
  return [...summaries].sort(([, a], [, b]) => compareValues(score(b), score(a))).map(([id]) => id);
}
