/**
 * @file Which words were taken for missing, and how often, over the feature columns of a file.
 * Reads: an inspection.
 */
import type { Inspection } from "#shared/data/dataset.ts";

export interface FoundWord {
  readonly word: string;
  readonly count: number;
  readonly columns: readonly string[];
}

/** The commonest first; "" is the empty cell. The label's words are classes. */
export function foundWords(inspection: Inspection, label: string): FoundWord[] {
  const found = new Map<string, { count: number; columns: string[] }>();
  for (const { name, words } of inspection.columns) {
    if (name === label) continue;
    for (const { word, count } of words) {
      const entry = found.get(word) ?? { count: 0, columns: [] };
      entry.count += count;
      entry.columns.push(name);
      found.set(word, entry);
    }
  }
  return [...found].map(([word, entry]) => ({ word, ...entry })).sort((a, b) => b.count - a.count);
}
