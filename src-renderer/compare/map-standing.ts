/** @file How the cells of a map stand to each other and to what lies on no map; means alone, no test. Reads: summaries. Writes: nothing. */
import { higherIsBetter } from "#shared/metrics/metric-id.ts";
import type { Measure } from "#shared/metrics/run-value.ts";
import { bestMeans, type Summary } from "./aggregate.ts";

export interface MapStanding {
  /** Configurations with the best mean of the map; none when all of several cells are equal. */
  readonly best: ReadonlySet<number>;
  /** Cells with a mean. */
  readonly cells: number;
  /** Cells whose mean is better than that of every configuration beside the maps; null when none of these has a mean. */
  readonly better: number | null;
}

/** @param map, beside summaries by configuration id, of one measure. */
export function mapStanding(map: ReadonlyMap<number, Summary>, beside: ReadonlyMap<number, Summary>, measure: Pick<Measure, "metric">): MapStanding {
  const sign = higherIsBetter(measure.metric) ? 1 : -1;
  const scores = (summaries: ReadonlyMap<number, Summary>): number[] => [...summaries.values()].flatMap((s) => (s.mean === null ? [] : [sign * s.mean]));
  const others = scores(beside);
  const top = Math.max(...others);
  const own = scores(map);
  return { best: bestMeans(map, measure), cells: own.length, better: others.length ? own.filter((score) => score > top).length : null };
}

/** Ids by their means, best first; those without a mean last, in the given order. */
export function byStanding(summaries: ReadonlyMap<number, Summary>, measure: Pick<Measure, "metric">): number[] {
  const sign = higherIsBetter(measure.metric) ? 1 : -1;
  const score = (s: Summary): number => (s.mean === null ? -Infinity : sign * s.mean);
  // -Infinity minus itself is no number.
  return [...summaries].sort(([, a], [, b]) => (score(a) === score(b) ? 0 : score(b) - score(a))).map(([id]) => id);
}
