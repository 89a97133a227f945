/**
 * @file One cell of the preview as the import will read it.
 * Reads: its arguments. Writes: nothing.
 */
import { type ImportDraft, type InspectedColumn, styleOf } from "./draft.ts";
import { hasWord } from "./missing-words.ts";
import { readStyled } from "./number-styles.ts";

export interface ReadCell {
  /** null: no value. */
  readonly text: string | null;
  /** The file says it in other words. */
  readonly changed: boolean;
}

export function cellAsRead(cell: string, column: InspectedColumn, draft: ImportDraft): ReadCell {
  const trimmed = cell.trim();
  if (column.name === draft.label) {
    if (trimmed === "" || draft.labelMissing.includes(trimmed)) return { text: null, changed: trimmed !== "" };
    const into = draft.merge.get(cell) ?? draft.merge.get(trimmed);
    return into === undefined ? { text: cell, changed: false } : { text: into, changed: into !== cell };
  }
  if (draft.excluded.has(column.name) || column.name === draft.group) return { text: cell, changed: false };
  if (trimmed === "" || hasWord(draft.missingWords, trimmed)) return { text: null, changed: trimmed !== "" };
  const style = styleOf(column, draft);
  const value = style && readStyled(cell, style);
  return value === null ? { text: cell, changed: false } : { text: String(value).replace("-", "−"), changed: true };
}
