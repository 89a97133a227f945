/**
 * @file Where everything of a critical-difference diagram lies: axis of ranks, a leader to each name, a bar for each group.
 * Reads: ranks. Source: Demsar 2006, figure 1.
 */

interface CdName {
  readonly label: string;
  readonly rank: number;
  /** Place of its rank on the axis, and of its name. */
  readonly x: number;
  readonly y: number;
  readonly side: "left" | "right";
}
interface CdBar {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}
export interface CdPlan {
  readonly height: number;
  /** Left and right end of the axis: rank 1 and rank k. */
  readonly axis: readonly [number, number];
  readonly ticks: readonly { readonly rank: number; readonly x: number }[];
  readonly names: readonly CdName[];
  readonly bars: readonly CdBar[];
  /** Length of the critical difference on the axis. */
  readonly critical: number;
}

export const AXIS_Y = 44;
const LINE = 20;
const BAR = 8;
/** Room for names on either side. */
const SIDE = 190;

/**
 * Better half of the ranks with names at the left, the other at the right; best on top on both sides.
 * @param cliques groups of indices into ranks that do not differ. @param width of the drawing in pixels.
 */
export function planCdDiagram(
  labels: readonly string[],
  ranks: readonly number[],
  cliques: readonly (readonly number[])[],
  criticalDifference: number,
  width: number,
): CdPlan {
  const k = ranks.length;
  const [left, right] = [SIDE, Math.max(SIDE + 80, width - SIDE)];
  const scale = (right - left) / Math.max(1, k - 1);
  const place = (rank: number): number => left + (rank - 1) * scale;
  const order = ranks.map((_, i) => i).sort((a, b) => ranks[a]! - ranks[b]!);
  const half = Math.ceil(k / 2);
  const top = AXIS_Y + 12 + cliques.length * BAR + LINE;
  const names = order.map((index, at): CdName => {
    const side = at < half ? "left" : "right";
    // At the right the worst is on top, so that leaders do not cross.
    const row = side === "left" ? at : k - 1 - at;
    return { label: labels[index]!, rank: ranks[index]!, x: place(ranks[index]!), y: top + row * LINE, side };
  });
  const bars = cliques.map((clique, i): CdBar => {
    const own = clique.map((index) => ranks[index]!);
    return { from: place(Math.min(...own)) - 4, to: place(Math.max(...own)) + 4, y: AXIS_Y + 10 + i * BAR };
  });
  return {
    height: top + half * LINE,
    axis: [left, right],
    ticks: Array.from({ length: k }, (_, i) => ({ rank: i + 1, x: place(i + 1) })),
    names,
    bars,
    critical: criticalDifference * scale,
  };
}
