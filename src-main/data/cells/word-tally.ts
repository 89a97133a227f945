/**
 * @file Which words of a column were taken for missing, how often, and where first.
 * Reads: cells.
 */

const FIRST_LINES = 5;

export class WordTally {
  readonly counts = new Map<string, number>();
  readonly lines: number[] = [];

  add(word: string, line: number): void {
    this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
    if (this.lines.length < FIRST_LINES) this.lines.push(line);
  }

  get total(): number {
    let sum = 0;
    for (const count of this.counts.values()) sum += count;
    return sum;
  }

  /** The commonest first. */
  words(): { word: string; count: number }[] {
    return [...this.counts].map(([word, count]) => ({ word, count })).sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
  }

  /** Both tallies as one, lines in order. */
  static joined(a: WordTally, b: WordTally): WordTally {
    const all = new WordTally();
    for (const [word, count] of [...a.counts, ...b.counts]) all.counts.set(word, (all.counts.get(word) ?? 0) + count);
    all.lines.push(...[...a.lines, ...b.lines].sort((x, y) => x - y).slice(0, FIRST_LINES));
    return all;
  }
}
