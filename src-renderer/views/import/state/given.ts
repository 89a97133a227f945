/** @file What the user said about how a file is read; the rest is found from the file. */
import type { ReadChoices, ReadOptions } from "#shared/data/dataset.ts";
import type { Shape } from "../../../words/subjects.ts";

/** null: none, although the file seems to have some. */
export type Given = Readonly<ReadChoices>;

/** The choice is left to what is found again. */
export function withoutKeys(given: Given, ...keys: (keyof ReadOptions)[]): Given {
  return Object.fromEntries(Object.entries(given).filter(([key]) => !keys.includes(key as keyof ReadOptions)));
}
/** What the user said, of a file that cannot be read: the rest is not known. */
export function saidOptions(given: Given): Partial<ReadOptions> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

/** Header lines as one number: 0 for none. */
export const headerCount = (options: ReadOptions): number => (options.header ? (options.headerLines ?? 1) : 0);

export function withHeaderCount(given: Given, count: number): Given {
  return { ...given, header: count > 0, headerLines: count > 1 ? count : null };
}

/** A typed count of lines: null where it is none of them. */
export function readLineCount(text: string): number | null {
  const count = Number(text.trim() === "" ? 0 : text);
  return Number.isInteger(count) && count >= 0 && count <= 10_000 ? count : null;
}

export const shapeOf = (options: ReadOptions): Shape => options.format ?? options.delimiter;
export function withShape(given: Given, shape: Shape): Given {
  if (shape !== "arff") return { ...given, format: null, delimiter: shape };
  const { delimiter: _delimiter, header: _header, headerLines: _lines, ...rest } = given;
  return { ...rest, format: "arff" };
}
