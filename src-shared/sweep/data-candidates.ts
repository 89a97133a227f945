/**
 * @file Which imported data sets a sweep file can mean, and how they differ.
 * Reads: data sets, the data part of a sweep.
 */
import { canonicalOptions, type Dataset, GivenOptionsSchema, type ImportOptions, MISSING_WORDS } from "../data/dataset.ts";
import type { SweepSpec } from "./spec.ts";

export type Wanted = SweepSpec["dataset"];
type OptionKey = Exclude<keyof typeof GivenOptionsSchema.shape, "label">;
const OPTION_KEYS = Object.keys(GivenOptionsSchema.shape).filter((key) => key !== "label") as OptionKey[];
/** Found in the file where not stated, so that no value is the usual one. */
const FOUND_ALWAYS: readonly OptionKey[] = ["delimiter", "header"];

/** Import options that a sweep file states, its label apart. */
export const statedKeys = (wanted: Wanted): OptionKey[] => OPTION_KEYS.filter((key) => wanted[key] !== undefined);

/** What every sweep that Focaldesk saves states: every option that a data set always has, and which rules and file they were for. */
const ALWAYS_SAVED = ["sha256", "rules", "label", "delimiter", "header", "missing", "ignore", "categorical"] as const;

/** A sweep as it was saved: an option that it leaves out is not there, and is not looked for in the file. One written by hand says what matters to its author. */
export const isComplete = (wanted: Wanted): boolean => ALWAYS_SAVED.every((key) => wanted[key] !== undefined);

const USUAL: Partial<Record<OptionKey, unknown>> = {
  missing: "median",
  ignore: [],
  categorical: [],
  missingWords: MISSING_WORDS,
  labelMissing: [],
  numbers: {},
  merge: {},
};

/** One text for one meaning: lists are sets, records are unordered. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify([...new Set(value as string[])].sort());
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const optionOf = ({ options }: Dataset, key: OptionKey): unknown => (key === "rules" ? (options.rules ?? 1) : (options[key] ?? USUAL[key]));

/** What the sweep states of label and options is what the data set has; a split column is no feature. */
export function fits(dataset: Dataset, wanted: Wanted, splitColumn: string | undefined): boolean {
  if (wanted.label !== undefined && wanted.label !== dataset.options.label) return false;
  const isSame = (key: OptionKey): boolean =>
    key === "numbers" && !isComplete(wanted) ? hasStyles(dataset, wanted.numbers ?? {}) : sameOption(dataset, key, wanted[key], splitColumn);
  return leavesOut(dataset, splitColumn) && statedKeys(wanted).every(isSame);
}

/** Styles of the columns that are named; those of the others were found in the file. */
function hasStyles({ options }: Dataset, styles: NonNullable<Wanted["numbers"]>): boolean {
  return Object.entries(styles).every(([column, style]) => textOf(options.numbers?.[column]) === textOf(style));
}

function sameOption(dataset: Dataset, key: OptionKey, value: unknown, splitColumn: string | undefined): boolean {
  const withSplit = (names: unknown): unknown => (key === "ignore" && splitColumn !== undefined ? [...(names as string[]), splitColumn] : names);
  return textOf(withSplit(optionOf(dataset, key))) === textOf(withSplit(value));
}

export function leavesOut(dataset: Dataset, column: string | undefined): boolean {
  return column === undefined || !dataset.profile.columns.some(({ name }) => name === column);
}

/** Where options are stated, those that are not are at their usual value. */
export function isExact(dataset: Dataset, wanted: Wanted, splitColumn: string | undefined): boolean {
  const open = OPTION_KEYS.filter((key) => wanted[key] === undefined && key !== "rules" && !FOUND_ALWAYS.includes(key));
  return open.every((key) => sameOption(dataset, key, USUAL[key], splitColumn));
}

export function readSame(a: Dataset["options"], b: Dataset["options"]): boolean {
  return JSON.stringify(canonicalOptions(a)) === JSON.stringify(canonicalOptions(b));
}

/** Of several that fit: those of the stated name, and of these the one that is nothing but what is stated. More than one: it is not said which. */
export function meant(fitting: readonly Dataset[], wanted: Wanted, splitColumn: string | undefined): readonly Dataset[] {
  const named = fitting.filter((d) => d.name === wanted.name);
  const left = named.length > 0 ? named : fitting;
  const exact = statedKeys(wanted).length > 0 ? left.filter((d) => isExact(d, wanted, splitColumn)) : [];
  return exact.length === 1 ? exact : left;
}

export interface Difference {
  /** As in “dataset” of a sweep file. */
  readonly key: string;
  readonly value: unknown;
}

/**
 * What a sweep file would have to state for each of these to be meant.
 * @param usual how the file is read where a sweep states nothing.
 */
export function differences(datasets: readonly Dataset[], usual?: ImportOptions): Difference[][] {
  const all = datasets.map((d): Record<string, unknown> => ({
    sha256: d.sha256,
    label: d.options.label,
    ...Object.fromEntries(OPTION_KEYS.map((key) => [key, optionOf(d, key)])),
  }));
  const differing = Object.keys(all[0] ?? {}).filter((key) => new Set(all.map((values) => textOf(values[key]))).size > 1);
  const isUnusual = (key: OptionKey, value: unknown): boolean =>
    key !== "rules" && (usual ? textOf(usual[key] ?? USUAL[key]) !== textOf(value) : !FOUND_ALWAYS.includes(key) && textOf(USUAL[key]) !== textOf(value));
  return all.map((values) => {
    const keys = new Set([...differing, ...OPTION_KEYS.filter((key) => isUnusual(key, values[key]))]);
    return [...keys].filter((key) => values[key] !== undefined).map((key) => ({ key, value: values[key] }));
  });
}

/**
 * What tells data sets apart, as lines for “dataset” of a sweep file: `3 “flows” ("ignore": ["x"])`.
 * @param usual how the file is read where a sweep states nothing.
 */
export function describeCandidates(datasets: readonly Dataset[], usual?: ImportOptions): string {
  const found = differences(datasets, usual);
  const said = datasets.map((d, i) => {
    // A stated option, though it is the usual one, says that it was chosen.
    const enough = found[i]!.length > 0 ? found[i]! : [{ key: "missing", value: optionOf(d, "missing") }];
    return `${d.id} “${d.name}” (${enough.map(({ key, value }) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(", ")})`;
  });
  return said.join("; ");
}
