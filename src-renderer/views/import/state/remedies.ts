/**
 * @file What can be done about a finding with one press, as data: offered beside it, applied to the draft, undone.
 * Reads: findings, an inspection.
 */
import type { DataFinding } from "#shared/data/findings.ts";
import type { Inspection } from "#shared/data/dataset.ts";
import { hasWord, withoutWord } from "#shared/data/reading/missing-words.ts";
import { numberReader } from "#shared/data/reading/number-style.ts";
import type { Remedy } from "../../../words/subjects.ts";
import { withEntry, type ImportDraft } from "./draft.ts";

const exclude = (...columns: string[]): Remedy[] => [{ does: "exclude", columns }];

function numbers(name: string, text: string, inspection: Inspection): Remedy[] {
  const column = inspection.columns.find((c) => c.name === name);
  const styles = column?.style ? [column.style] : (column?.styles ?? []);
  return styles.flatMap((style) => {
    const value = numberReader(style)(text);
    return Number.isNaN(value) ? [] : [{ does: "numbers" as const, column: name, style, text, value }];
  });
}

/** The buttons of a finding; merging classes has a control of its own. */
export function remediesOf(finding: DataFinding, inspection: Inspection): Remedy[] {
  switch (finding.id) {
    case "row-index":
    case "gives-label-away":
    case "identifier":
    case "texts-unique":
    case "dates-as-texts":
    case "images-named":
    case "units-mixed":
      return exclude(finding.column);
    case "part-column":
      return [{ does: "exclude", columns: [finding.column], splits: true }];
    case "group-identifier":
      return [{ does: "group", column: finding.column }, ...exclude(finding.column)];
    case "label-siblings":
    case "columns-constant":
    case "columns-empty":
      return exclude(...finding.columns);
    case "columns-equal":
      return exclude(...new Set(finding.pairs.map(({ second }) => second)));
    case "columns-renamed":
      return exclude(...finding.columns.map(({ to }) => to));
    case "class-named-missing":
      return finding.classes.map(({ name }) => ({ does: "no-label", word: name }));
    case "codes-as-numbers":
      return [{ does: "categories", columns: finding.columns.map(({ name }) => name) }];
    case "integers-rounded":
      return [...exclude(finding.column), { does: "categories", columns: [finding.column] }];
    case "sentinel":
      return [{ does: "missing-word", word: finding.value }];
    case "odd-value":
      return [{ does: "missing-word", word: finding.cell }];
    case "numbers-ambiguous":
      return numbers(finding.column, finding.text, inspection);
    case "numbers-as-texts":
      return finding.columns.flatMap(({ name, text }) => numbers(name, text, inspection));
    default:
      return [];
  }
}

export function applyRemedy(draft: ImportDraft, remedy: Remedy): ImportDraft {
  switch (remedy.does) {
    case "exclude":
      // A group column is no feature either way; to exclude it would keep it from grouping.
      return { ...draft, excluded: new Set([...draft.excluded, ...remedy.columns]), group: remedy.columns.includes(draft.group ?? "") ? null : draft.group };
    case "group":
      return { ...draft, group: remedy.column, excluded: new Set([...draft.excluded].filter((name) => name !== remedy.column)) };
    case "merge": {
      const merge = new Map(draft.merge);
      // What was merged into one of these goes along: merges do not chain.
      for (const [from, into] of merge) if (remedy.from.includes(into)) merge.set(from, remedy.into);
      for (const from of remedy.from) merge.set(from, remedy.into);
      for (const [from, into] of merge) if (from === into) merge.delete(from);
      return { ...draft, merge };
    }
    case "categories":
      return { ...draft, asText: new Set([...draft.asText, ...remedy.columns]) };
    case "missing-word":
      return hasWord(draft.missingWords, remedy.word) ? draft : { ...draft, missingWords: [...draft.missingWords, remedy.word] };
    case "no-label":
      return draft.labelMissing.includes(remedy.word) ? draft : { ...draft, labelMissing: [...draft.labelMissing, remedy.word] };
    case "numbers":
      return {
        ...draft,
        numbers: withEntry(draft.numbers, remedy.column, remedy.style),
        asText: new Set([...draft.asText].filter((name) => name !== remedy.column)),
      };
  }
}

export function undoRemedy(draft: ImportDraft, remedy: Remedy): ImportDraft {
  switch (remedy.does) {
    case "exclude":
      return { ...draft, excluded: new Set([...draft.excluded].filter((name) => !remedy.columns.includes(name))) };
    case "group":
      return { ...draft, group: null };
    case "merge":
      return { ...draft, merge: new Map([...draft.merge].filter(([from, into]) => into !== remedy.into || !remedy.from.includes(from))) };
    case "categories":
      return { ...draft, asText: new Set([...draft.asText].filter((name) => !remedy.columns.includes(name))) };
    case "missing-word":
      return { ...draft, missingWords: withoutWord(draft.missingWords, remedy.word) };
    case "no-label":
      return { ...draft, labelMissing: draft.labelMissing.filter((word) => word !== remedy.word) };
    case "numbers":
      return { ...draft, numbers: withEntry(draft.numbers, remedy.column, null), asText: new Set([...draft.asText, remedy.column]) };
  }
}

/** Whether it still holds: another control may have taken it back. */
export function isApplied(draft: ImportDraft, remedy: Remedy): boolean {
  switch (remedy.does) {
    case "exclude":
      return remedy.columns.every((name) => draft.excluded.has(name));
    case "group":
      return draft.group === remedy.column;
    case "merge":
      return remedy.from.some((from) => draft.merge.get(from) === remedy.into);
    case "categories":
      return remedy.columns.every((name) => draft.asText.has(name));
    case "missing-word":
      return hasWord(draft.missingWords, remedy.word);
    case "no-label":
      return draft.labelMissing.includes(remedy.word);
    case "numbers":
      return draft.numbers.get(remedy.column) === remedy.style && !draft.asText.has(remedy.column);
  }
}
