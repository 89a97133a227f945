/**
 * @file How a table will be read: what the file shows, under what was said on the command line or in a sweep file.
 * Reads: an inspection.
 */
import {
  canonicalOptions,
  type GivenOptions,
  type ImportOptions,
  ImportOptionsSchema,
  type Inspection,
  type NumberStyle,
  type Profile,
  type ReadOptions,
  ReadOptionsSchema,
} from "#shared/data/dataset.ts";
import { UsageError } from "../arguments/usage-error.ts";

/** What the user wants of numbers in all columns; a sweep file says it by column instead. */
export interface NumberWish {
  /** "plain": no other style than that of programming languages. */
  readonly numbers: "auto" | "plain";
  readonly decimal?: NumberStyle["decimal"];
  readonly thousands?: NumberStyle["thousands"];
}

const READ_KEYS = Object.keys(ReadOptionsSchema.shape) as (keyof ReadOptions)[];

/** The part of the options that says how a file becomes records. */
export function readPart(given: Partial<ReadOptions>): Partial<ReadOptions> {
  return Object.fromEntries(READ_KEYS.filter((key) => given[key] !== undefined).map((key) => [key, given[key]]));
}

/** @returns what was given, and for the rest what was found in the file or is usual: a style of numbers is given for its column alone. */
export function completeOptions(found: Inspection, given: GivenOptions & { readonly label: string }, wish: NumberWish): ImportOptions {
  const numbers = { ...numberStyles(found, given, wish), ...given.numbers };
  return canonicalOptions(ImportOptionsSchema.parse({ ...found.options, ...given, numbers, rules: 2 }));
}

function numberStyles({ columns }: Inspection, given: GivenOptions & { readonly label: string }, wish: NumberWish): Record<string, NumberStyle> {
  if (wish.numbers === "plain") return {};
  const texts = new Set([given.label, given.group, ...(given.ignore ?? []), ...(given.categorical ?? [])]);
  const styled = columns.flatMap((column) => {
    const style = texts.has(column.name) ? null : styleOf(column, wish);
    return style === null ? [] : [[column.name, style] as const];
  });
  return Object.fromEntries(styled);
}

const isPlain = ({ decimal, thousands, prefix, suffix }: NumberStyle): boolean => decimal === "." && (thousands ?? prefix ?? suffix) === undefined;

function styleOf({ kind, style, styles }: Inspection["columns"][number], { decimal, thousands }: NumberWish): NumberStyle | null {
  if (decimal === undefined && thousands === undefined) return style;
  if (style === null && styles.length === 0 && kind !== "numeric") return null;
  const all = style === null ? styles : [style, ...styles];
  const fits = (s: NumberStyle): boolean => (decimal ?? s.decimal) === s.decimal && (thousands ?? s.thousands) === s.thousands;
  const base: NumberStyle = all.find(fits) ?? all.find((s) => s.decimal === decimal) ?? all[0] ?? { decimal: "." };
  const wanted = { ...base, decimal: decimal ?? (thousands === base.decimal ? (thousands === "." ? "," : ".") : base.decimal) };
  const grouped = thousands ?? (base.thousands === wanted.decimal ? undefined : base.thousands);
  const { thousands: _thousands, ...rest } = wanted;
  const made: NumberStyle = grouped === undefined ? rest : { ...rest, thousands: grouped };
  return isPlain(made) ? null : made;
}

/** A wish that does not fit a column would turn its numbers into texts. @throws UsageError naming the first such column. */
export function refuseUnfitWish({ columns }: Inspection, profile: Profile, options: ImportOptions, wish: NumberWish): void {
  if (wish.decimal === undefined && wish.thousands === undefined) return;
  const texts = new Set(profile.columns.filter((c) => c.kind === "categorical" && !options.categorical.includes(c.name)).map((c) => c.name));
  const lost = columns.find((column) => column.kind === "numeric" && texts.has(column.name));
  if (!lost) return;
  const said = [
    ...(wish.decimal === undefined ? [] : [`--decimal ${wish.decimal}`]),
    ...(wish.thousands === undefined ? [] : [`--thousands ${wish.thousands === " " ? "blank" : wish.thousands}`]),
  ].join(" ");
  const example = lost.example ? ` (“${lost.example.text}”)` : "";
  throw new UsageError(
    `${said} does not fit column “${lost.name}”${example}: leave it out, or say the style of each column in “dataset.numbers” of a sweep file`,
  );
}
