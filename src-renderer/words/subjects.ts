/** @file What the words of the window are said about, as types: the words know no view, the views take these from here. */
import type { NumberStyle, ReadOptions } from "#shared/data/dataset.ts";

/** Delimited text and ARFF are one choice: what has @attribute lines has no header to choose. */
export type Shape = ReadOptions["delimiter"] | "arff";

/** What a line of a file is read as. */
export type LineMark = "skipped" | "comment" | "header" | "blank" | "data";

/** What can be done about a finding with one press. */
export type Remedy =
  /** `splits`: it says the part of each row, so a sweep can split by it. */
  | { readonly does: "exclude"; readonly columns: readonly string[]; readonly splits?: true }
  | { readonly does: "group"; readonly column: string }
  | { readonly does: "merge"; readonly from: readonly string[]; readonly into: string }
  | { readonly does: "categories"; readonly columns: readonly string[] }
  | { readonly does: "missing-word"; readonly word: string }
  | { readonly does: "no-label"; readonly word: string }
  | { readonly does: "numbers"; readonly column: string; readonly style: NumberStyle; readonly text: string; readonly value: number };
