/**
 * @file Labels that are counted as another class, because the user said so.
 * Reads: the merges of a data set.
 */
import { AppError } from "#shared/errors/errors.ts";

/**
 * Follows chains: with “a” into “b” and “b” into “c”, “a” is “c”.
 * @returns the class of a label.
 * @throws AppError `input/invalid` for a circle, in which no label is the class.
 */
export function mergedLabels(merge: Readonly<Record<string, string>> | undefined): (label: string) => string {
  if (!merge) return (label) => label;
  const into = new Map(Object.entries(merge).filter(([from, to]) => from !== to));
  const ends = new Map<string, string>();
  for (const from of into.keys()) {
    const way = [from];
    for (let next = into.get(from); next !== undefined; next = into.get(next)) {
      if (way.includes(next)) {
        const circle = [...way.slice(way.indexOf(next)), next].map((name) => `“${name}”`).join(" into ");
        throw new AppError("input/invalid", { what: "The list of classes to merge", detail: `it goes in a circle: ${circle}` });
      }
      way.push(next);
    }
    ends.set(from, way.at(-1)!);
  }
  return (label) => ends.get(label) ?? label;
}

/**
 * Refuses a merge that names nothing of the file: a slip of the pen would leave the classes as they were, or make a new one.
 * A class that no label has is taken where at least two are merged into it.
 * @param labels as they stand in the file. @throws AppError `input/invalid`.
 */
export function checkMerge(merge: Readonly<Record<string, string>>, labels: ReadonlySet<string>, fileName: string, column: string): void {
  const refuse = (name: string): never => {
    throw new AppError("input/invalid", { what: "The list of classes to merge", detail: `no row of ${fileName} has “${name}” in column “${column}”` });
  };
  const classOf = mergedLabels(merge);
  const sources = Object.keys(merge).filter((from) => merge[from] !== from);
  for (const from of sources) if (!labels.has(from)) refuse(from);
  for (const from of sources) {
    const to = classOf(from);
    if (!labels.has(to) && sources.filter((other) => classOf(other) === to).length < 2) refuse(to);
  }
}
