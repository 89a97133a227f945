/**
 * @file What the user chose for an import beside how the file is read, and the options it becomes. Never changed in place.
 * Reads: an inspection.
 */
import { MISSING_WORDS, type ImportOptions, type Inspection, type NumberStyle } from "#shared/data/dataset.ts";

export interface ImportDraft {
  readonly name: string;
  /** "": not chosen yet. */
  readonly label: string;
  readonly group: string | null;
  readonly missing: ImportOptions["missing"];
  readonly missingWords: readonly string[];
  readonly labelMissing: readonly string[];
  readonly excluded: ReadonlySet<string>;
  /** Columns of numbers that are categories, or texts. */
  readonly asText: ReadonlySet<string>;
  /** Number styles the user chose; another column has what was found. */
  readonly numbers: ReadonlyMap<string, NumberStyle>;
  readonly merge: ReadonlyMap<string, string>;
}

export function newDraft(fileName: string): ImportDraft {
  return {
    name: fileName.replace(/\.(csv|tsv|txt|tab|dat|arff)$/i, ""),
    label: "",
    group: null,
    missing: "median",
    missingWords: MISSING_WORDS,
    labelMissing: [],
    excluded: new Set(),
    asText: new Set(),
    numbers: new Map(),
    merge: new Map(),
  };
}

/** What was said of the classes of one label is nothing to another. */
export function withChange(draft: ImportDraft, change: Partial<ImportDraft>): ImportDraft {
  const ofClasses = change.label !== undefined && change.label !== draft.label ? { merge: new Map<string, string>(), labelMissing: [] } : {};
  return { ...draft, ...ofClasses, ...change };
}

export type InspectedColumn = Inspection["columns"][number];

/** How a column's numbers are read; null: plain numbers, or texts. */
export function styleOf(column: InspectedColumn, draft: ImportDraft): NumberStyle | null {
  return draft.asText.has(column.name) ? null : (draft.numbers.get(column.name) ?? column.style);
}

/** The options of the import. Choices for columns that the file, as read now, does not have wait in the draft. */
export function optionsOf(inspection: Inspection, draft: ImportDraft): ImportOptions {
  const others = inspection.columns.filter(({ name }) => name !== draft.label && name !== draft.group);
  const features = others.filter(({ name }) => !draft.excluded.has(name));
  const numbers = features.flatMap((column) => {
    const style = styleOf(column, draft);
    return style ? [[column.name, style] as const] : [];
  });
  const group = draft.group !== draft.label && inspection.columns.some(({ name }) => name === draft.group) ? draft.group : null;
  return {
    ...inspection.options,
    label: draft.label,
    missing: draft.missing,
    ignore: others.filter(({ name }) => draft.excluded.has(name)).map(({ name }) => name),
    categorical: features.filter(({ name, kind, style }) => kind === "numeric" && style === null && draft.asText.has(name)).map(({ name }) => name),
    rules: 2,
    missingWords: [...draft.missingWords],
    ...(draft.labelMissing.length > 0 ? { labelMissing: [...draft.labelMissing] } : {}),
    ...(numbers.length > 0 ? { numbers: Object.fromEntries(numbers) } : {}),
    ...(draft.merge.size > 0 ? { merge: Object.fromEntries(draft.merge) } : {}),
    ...(group === null ? {} : { group }),
  };
}

/** The same set with `value` in it or not. */
export function withMember<T>(set: ReadonlySet<T>, value: T, member: boolean): ReadonlySet<T> {
  const next = new Set(set);
  if (member) next.add(value);
  else next.delete(value);
  return next;
}

export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | null): ReadonlyMap<K, V> {
  const next = new Map(map);
  if (value === null) next.delete(key);
  else next.set(key, value);
  return next;
}
