/**
 * @file Which classes are frequent, middling and rare in training.
 * Reads: training counts.
 */

export const TAIL_GROUPS = ["head", "mid", "tail"] as const;
export type TailGroup = (typeof TAIL_GROUPS)[number];

/**
 * Terciles of the classes by their number of training rows: the round(C/3) most frequent are the head, as many of the rarest the tail.
 * Classes with the same number of rows stay together, by the middle of the ranks that they share: with equal counts all are mid.
 * @param trainCounts [C] >= 0. @returns [C].
 */
export function tailGroups(trainCounts: readonly number[]): TailGroup[] {
  const classes = trainCounts.length;
  const third = Math.round(classes / 3);
  return trainCounts.map((count) => {
    const larger = trainCounts.filter((other) => other > count).length;
    const equal = trainCounts.filter((other) => other === count).length;
    const rank = larger + (equal - 1) / 2;
    return rank < third - 0.5 ? "head" : rank > classes - third - 0.5 ? "tail" : "mid";
  });
}
