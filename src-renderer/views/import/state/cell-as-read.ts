/**
 * @file The cells of one column of the preview as the import will read them.
 * Reads: its arguments.
 */
import { missingRules } from "#shared/data/reading/missing-words.ts";
import { numberReader } from "#shared/data/reading/number-style.ts";
import { type ImportDraft, type InspectedColumn, styleOf } from "./draft.ts";

export interface ReadCell {
  /** null: no value. */
  readonly text: string | null;
  /** The file says it in other words. */
  readonly changed: boolean;
}

/** @returns a reader of trimmed cells. Which of them stood in quotation marks is not known here. */
export function cellReader(column: InspectedColumn, draft: ImportDraft): (cell: string) => ReadCell {
  const rules = missingRules({ rules: 2, missingWords: [...draft.missingWords], labelMissing: [...draft.labelMissing] });
  const gap = (cell: string): ReadCell => ({ text: null, changed: cell !== "" });
  const asIs = (cell: string): ReadCell => ({ text: cell, changed: false });
  if (column.name === draft.label) {
    return (cell) => {
      if (rules.label(cell)) return gap(cell);
      const into = draft.merge.get(cell) ?? cell;
      return { text: into, changed: into !== cell };
    };
  }
  if (draft.excluded.has(column.name) || column.name === draft.group) return asIs;
  const style = styleOf(column, draft);
  if (!style) {
    const isNumeric = column.kind === "numeric" && !draft.asText.has(column.name);
    return (cell) => ((isNumeric ? rules.inNumbers(cell) : rules.inTexts(cell, false)) ? gap(cell) : asIs(cell));
  }
  const number = numberReader(style);
  return (cell) => {
    if (rules.inNumbers(cell)) return gap(cell);
    const value = number(cell);
    return Number.isNaN(value) ? asIs(cell) : { text: String(value).replace("-", "−"), changed: true };
  };
}
