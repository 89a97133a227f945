/** @file The place of a configuration in its sweep: decides colour and dash in every view. Reads: ids. */

/** @param ids configuration ids of one sweep, any order, repeats allowed. @returns rank by ascending id, which is the order of the plan. */
export function configRanks(ids: Iterable<number>): Map<number, number> {
  return new Map([...new Set(ids)].sort((a, b) => a - b).map((id, rank) => [id, rank]));
}
