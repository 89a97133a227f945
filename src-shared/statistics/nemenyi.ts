/**
 * @file Nemenyi's critical difference and the groups of a CD diagram.
 * Reads: average ranks.
 */
import { type Refusal } from "./outcome.ts";

/**
 * q at 0.05 for k = 2 to 10: 95 % quantile of the studentized range with infinite degrees of freedom, divided by sqrt 2. P(range < q) is
 * k int phi(z) (Phi(z) - Phi(z - q))^(k-1) dz. Source: scipy 1.17 studentized_range, and that integral with 20 digits of mpmath, which agree
 * to 12. Demsar 2006, table 5a, prints 2.343 for k = 3 and 2.949 for k = 7.
 */
const Q05 = [1.95996398454, 2.34370058638, 2.56903177255, 2.72777437087, 2.84970541961, 2.94832001753, 3.03087844961, 3.1017303413, 3.16368357705];

export interface Nemenyi {
  /** Average ranks at least this far apart differ at 0.05. */
  readonly criticalDifference: number;
  readonly q: number;
  /**
   * Largest groups whose ranks lie within the critical difference, each as indices into the ranks, best first: the bars of a CD
   * diagram. Groups may overlap; one configuration alone is no group.
   */
  readonly cliques: readonly (readonly number[])[];
  readonly method: string;
}

/**
 * Which average ranks differ at 0.05. Meaningful after a Friedman test that rejects.
 * @param averageRanks one per configuration [k]. @param dataSets N, >= 2.
 * @returns a refusal for k outside 2 to 10, where the table ends, and below 2 data sets.
 * Source: Nemenyi 1963; Demsar 2006, section 3.2.2: CD = q sqrt(k (k + 1) / (6 N)).
 */
export function nemenyi(averageRanks: readonly number[], dataSets: number): Nemenyi | Refusal {
  const k = averageRanks.length;
  const q = Q05[k - 2];
  if (q === undefined) return { refused: `Nemenyi's test has critical values for 2 to 10 configurations, not for ${k}. Choose the ones that matter.` };
  if (dataSets < 2)
    return { refused: `Ranks over ${dataSets} data ${dataSets === 1 ? "set" : "sets"} have no critical difference. Train on at least 2, better 10.` };
  const criticalDifference = q * Math.sqrt((k * (k + 1)) / (6 * dataSets));
  return { criticalDifference, q, cliques: cliquesOf(averageRanks, criticalDifference), method: `Nemenyi at 0.05, ${k} configurations, ${dataSets} data sets` };
}

function cliquesOf(averageRanks: readonly number[], criticalDifference: number): number[][] {
  const order = averageRanks.map((_, j) => j).sort((i, j) => averageRanks[i]! - averageRanks[j]!);
  const cliques: number[][] = [];
  let reached = 0;
  for (let first = 0; first < order.length; first++) {
    let after = first + 1;
    while (after < order.length && averageRanks[order[after]!]! - averageRanks[order[first]!]! < criticalDifference) after++;
    // A group that ends where an earlier one ended lies inside it.
    if (after - first > 1 && after > reached) cliques.push(order.slice(first, after));
    reached = Math.max(reached, after);
  }
  return cliques;
}
