/** @file The name that somebody who mistyped one probably meant. */

/**
 * Optimal string alignment: insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
 * Source: Damerau 1964.
 */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j]!, before[j - 2]! + 1);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}

/** Longer names are compared by their first signs only: a label of a data set may be a whole text. */
const COMPARED = 60;
const plain = (name: string): string =>
  name
    .slice(0, COMPARED)
    .toLowerCase()
    .replace(/[\s_-]+/g, "");

/**
 * @returns the nearest candidate, letter case, spaces and hyphens apart; null when more than a third of the signs would have to change
 * (one sign is always allowed), or for a name that begins none of the candidates.
 */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  const wanted = plain(name);
  if (wanted === "") return null;
  let best: { readonly candidate: string; readonly distance: number } | null = null;
  for (const candidate of candidates) {
    const other = plain(candidate);
    const begins = wanted.length >= 3 && (other.startsWith(wanted) || wanted.startsWith(other)) && other.length >= 3;
    const distance = Math.min(editDistance(wanted, other), begins ? 1 : Infinity);
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 3));
    // One-sign names are all one change apart.
    if (distance > allowed || (distance > 0 && Math.min(wanted.length, other.length) < 2)) continue;
    if (best === null || distance < best.distance) best = { candidate, distance };
  }
  return best?.candidate ?? null;
}

/** `; do you mean “gamma”?`, or nothing. To be put behind the end of a clause that names what is unknown. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const nearest = nearestName(name, candidates);
  return nearest === null ? "" : `; do you mean “${nearest}”?`;
}
