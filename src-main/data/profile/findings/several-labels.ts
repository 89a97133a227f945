/**
 * @file Signs that a row has several labels: in one cell, or in several columns. Neither is supported, and both look like something else.
 * Reads: what was gathered of a file.
 */
import type { DataFinding } from "#shared/data/findings.ts";
import type { Column } from "#shared/data/dataset.ts";
import type { Seen } from "../watch/seen.ts";

export function severalLabels(seen: Seen): DataFinding[] {
  return [...labelsInCell(seen), ...siblings(seen)];
}

const SEPARATORS = [";", "|", ",", "+", "&", "/", " "];
const LIST = /^[[({]([^[\](){}]+)[\])}]$/;

function labelsInCell({ classes, options }: Seen): DataFinding[] {
  if (areNumbers(classes, options.delimiter)) return [];
  const lists = classes.filter(({ name }) => /[,; ]/.test(LIST.exec(name)?.[1]!.trim() ?? ""));
  if (lists.length >= 2 && !lists.every(({ name }) => isInterval(name))) {
    const separator = [",", ";", " "].find((mark) => lists.every(({ name }) => name.includes(mark))) ?? ",";
    return [finding(separator, lists)];
  }
  for (const separator of SEPARATORS) {
    const several = classes.filter(({ name }) => partsOf(name, separator).length > 1);
    if (several.length > 0 && areLabels(classes, separator)) return [finding(separator, several)];
  }
  return [];
}

const COMMA_NUMBER = /^[+-]?\d+(?:,\d+)?$/;

/**
 * “0,0” and “1,0” are numbers with a decimal comma: whole ones anywhere, others where the comma does not separate the columns. “0,1” among noughts
 * and ones alone is a list of answers.
 */
function areNumbers(classes: Seen["classes"], delimiter: string): boolean {
  if (!classes.every(({ name }) => COMMA_NUMBER.test(name))) return false;
  if (classes.every(({ name }) => /^[^,]+(?:,0+)?$/.test(name))) return true;
  return delimiter !== "," && !classes.every(({ name }) => /^[01],[01]$/.test(name));
}

/** Two numbers in brackets, e.g. “(0, 10]”; noughts and ones in brackets of one kind are answers to two questions. */
function isInterval(name: string): boolean {
  const [from, to, ...more] = LIST.exec(name)![1]!
    .trim()
    .split(/[,; ]+/);
  if (more.length > 0 || from === undefined || to === undefined || Number.isNaN(Number(from)) || Number.isNaN(Number(to))) return false;
  return !(/^[01]$/.test(from) && /^[01]$/.test(to)) || !/^(?:\[.*\]|\(.*\)|\{.*\})$/.test(name);
}

function finding(separator: string, several: Seen["classes"]): DataFinding {
  const byCount = [...several].sort((a, b) => b.count - a.count);
  return {
    id: "labels-in-cell",
    separator,
    examples: byCount.slice(0, 3).map(({ name }) => name),
    rows: several.reduce((sum, { count }) => sum + count, 0),
  };
}

function partsOf(name: string, separator: string): string[] {
  return name
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/**
 * A name may hold a comma. Parts that also stand alone or in another place among the parts of a name are labels; of blanks only noughts and ones
 * count (“0 1 0”), because names have words.
 */
function areLabels(classes: Seen["classes"], separator: string): boolean {
  const all = classes.map(({ name }) => partsOf(name, separator));
  if (separator === " ")
    return all.length > 1 && all.every((parts) => parts.length > 1 && parts.length === all[0]!.length && parts.every((p) => p === "0" || p === "1"));
  const places = new Map<string, Set<string>>();
  for (const parts of all) {
    parts.forEach((part, i) => {
      const place = parts.length === 1 ? "alone" : i === 0 ? "first" : "later";
      places.set(part, (places.get(part) ?? new Set()).add(place));
    });
  }
  const combined = all.filter((parts) => parts.length > 1);
  const wandering = combined.filter((parts) => parts.some((part) => places.get(part)!.size > 1));
  // One such name among many is a name; most of them are no chance.
  return combined.length >= 2 ? 2 * wandering.length >= combined.length : combined[0]!.every((part) => places.get(part)!.has("alone"));
}

const LABEL_WORD = /^(?:class|label|target)(?:es|s)?$/i;

/** Other columns with the name of a label: label_2 beside label_1, class:b beside class:a, y2 beside y1, is_car beside is_bus. */
function siblings({ options: { label }, columns, names }: Seen): DataFinding[] {
  const stem = /^(class|label|target|outcome|output|task|y)(?:[\s_.:-]*\d+|[\s_.:-].+)?$/i.exec(label)?.[1]?.toLowerCase();
  const alike = columns.filter(({ name }) => {
    if (stem === undefined) return false;
    if (LABEL_WORD.test(name) && stem !== "y") return true;
    const rest = name.toLowerCase().startsWith(stem) ? name.slice(stem.length) : null;
    if (rest === null) return false;
    return stem === "y"
      ? /^[\s_.:-]?\d+$/.test(rest) && rest !== ""
      : /^(?:es|s)?[\s_.:-]*\d+$/.test(rest) || (/^[\s_.:-]/.test(rest) && label.length > stem.length) || rest.startsWith(":");
  });
  const found = alike.length > 0 ? alike : besideLabel(label, columns, names);
  return found.length > 0 ? [{ id: "label-siblings", columns: found.map(({ name }) => name) }] : [];
}

/** Columns of two values next to the label whose names begin as its does, two or more in a row: “is_weekend” alone, far away, is a feature. */
function besideLabel(label: string, columns: readonly Column[], names: readonly string[]): Column[] {
  const prefix = /^(.*?[a-z][\s_.:-])\S/i.exec(label)?.[1];
  if (prefix === undefined) return [];
  const byName = new Map(columns.map((column) => [column.name, column]));
  const at = names.indexOf(label);
  const run: Column[] = [];
  for (const step of [-1, 1]) {
    for (let i = at + step; i >= 0 && i < names.length; i += step) {
      const column = byName.get(names[i]!);
      if (!column || !names[i]!.startsWith(prefix) || !hasTwoValues(column)) break;
      run.push(column);
    }
  }
  return run.length >= 2 ? run.sort((a, b) => a.index - b.index) : [];
}

function hasTwoValues(column: Column): boolean {
  return column.kind === "numeric" ? column.min === 0 && column.max === 1 : column.categories.length === 2;
}
