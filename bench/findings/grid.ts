/**
 * @file The figures of a sweep as a grid: a weighting or alpha by row, gamma by column.
 * Reads: figures.
 */
import { cellOfParams } from "../../src-shared/loss/params.ts";
import { numberOf } from "../../src-shared/params/value.ts";
import type { ConfigFigures, Spread } from "../../src-main/cli/sweep/sweep-figures.ts";

const gammaOf = ({ config }: ConfigFigures): number => numberOf(config.params, "gamma")!;

export interface Grid {
  readonly rows: readonly string[];
  readonly gammas: readonly number[];
  /** The configuration in a cell. @throws Error naming the cell when the sweep has none there. */
  at(row: string, gamma: number): ConfigFigures;
}

/** "none", "n^-0.5", "CB 0.999", or "0.25" for the alpha of a sigmoid loss. */
export function weightingOf({ params }: ConfigFigures["config"]): string {
  const { alpha, strength, options } = cellOfParams(params)!;
  if (alpha !== null) return String(alpha);
  if (options.beta !== undefined) return `CB ${options.beta}`;
  return strength ? `n^-${strength}` : "none";
}

export function gridOf(figures: readonly ConfigFigures[]): Grid {
  const cells = new Map(figures.map((f) => [`${weightingOf(f.config)}|${gammaOf(f)}`, f]));
  return {
    rows: [...new Set(figures.map((f) => weightingOf(f.config)))],
    gammas: [...new Set(figures.map((f) => gammaOf(f)))].sort((a, b) => a - b),
    at(row, gamma) {
      const found = cells.get(`${row}|${gamma}`);
      if (!found) throw new Error(`The sweep has no cell with ${row} and gamma ${gamma}.`);
      return found;
    },
  };
}

/** In percent: mean over seeds. @throws Error when no seed has a value. */
export function percentOf(spread: Spread | undefined): number {
  if (spread?.mean == null) throw new Error("A figure that the finding needs was not measured.");
  return 100 * spread.mean;
}

/** One block of lines per metric: "mean±sd" in percent. */
export function gridTable(grid: Grid, corner: string, metrics: readonly (readonly [string, (f: ConfigFigures) => Spread | undefined])[]): string {
  const first = Math.max(corner.length, ...grid.rows.map((row) => row.length));
  return metrics
    .map(([title, pick]) => {
      const head = [corner.padEnd(first), ...grid.gammas.map((g) => `gamma ${g}`.padStart(11))].join("  ");
      const lines = grid.rows.map((row) => {
        const cells = grid.gammas.map((gamma) => {
          const spread = pick(grid.at(row, gamma));
          return `${percentOf(spread).toFixed(1)}±${(100 * (spread?.sd ?? 0)).toFixed(1)}`.padStart(11);
        });
        return [row.padEnd(first), ...cells].join("  ");
      });
      return [title, head, ...lines].join("\n");
    })
    .join("\n\n");
}
