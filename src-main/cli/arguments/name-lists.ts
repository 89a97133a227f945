/**
 * @file Lists of names on the command line: names may hold commas, quotes, brackets and line breaks themselves.
 * Reads: what was given to an option.
 */
import { parse } from "csv-parse/sync";
import { nearestName } from "#shared/text/nearest-name.ts";
import { isLostName, lostName } from "#shared/schema/own-value.ts";
import { UsageError } from "./usage-error.ts";

/** Names in a refusal. */
const SHOWN = 20;
const howToQuote = (option: string): string => `quote a name that holds a comma, as in --${option} '"a, b",c'`;

export interface KnownNames {
  readonly names: readonly string[];
  /** What one of them is called in a refusal, e.g. “column of flows.csv”. */
  readonly what: string;
  /** For names that can be spelled in several ways. */
  readonly isKnown?: (name: string) => boolean;
  /** Commas may also stand where no name tells how many. */
  readonly anyCommas?: true;
  /** For a refusal that knows more. */
  readonly unknown?: (name: string) => Error;
}

/**
 * A list of names that must be there. Several values add up. One value is one CSV record; without quotes it may also be one name as a whole, or hold
 * names with commas, as long as only one reading gives names that are known.
 * @throws UsageError for an unknown name, with the nearest; for a value that can be read in two ways.
 */
export function readKnownNames(option: string, values: readonly string[], known: KnownNames): string[] {
  const isKnown = knows(known);
  return unique(values.flatMap((value) => onlyReading(option, value, known) ?? recordOf(option, value).map((name) => checked(option, name, known, isKnown))));
}

/** As `readKnownNames`, for a list that may also name what is not there. */
export function readLikelyNames(option: string, values: readonly string[], likely: readonly string[]): string[] {
  return values.flatMap((value) => onlyReading(option, value, { names: likely, what: "" }) ?? recordOf(option, value));
}

function knows({ names, isKnown }: KnownNames): (name: string) => boolean {
  const all = new Set(names);
  return isKnown ?? ((name) => all.has(name));
}

/** @returns null where no reading gives known names only. @throws UsageError where several do. */
function onlyReading(option: string, value: string, known: KnownNames): string[] | null {
  const isKnown = knows(known);
  const longest = known.anyCommas ? Infinity : known.names.reduce((most, name) => Math.max(most, name.split(",").length), 1);
  const readings = value.includes('"') ? quotedReadings(option, value, isKnown) : waysToJoin(value.split(","), isKnown, longest);
  const [first, second] = new Map(readings.map((names) => [JSON.stringify(names), names])).values();
  if (!second) return first ?? null;
  const [one, other] = [first!, second].map((names) => names.map((name) => `“${name}”`).join(" and "));
  throw new UsageError(`--${option} “${value}” can be ${one} or ${other}: ${howToQuote(option)}`);
}

/** One value as one record of CSV; blanks around a name are no part of it unless it is quoted. @throws UsageError for a broken quotation. */
function recordOf(option: string, value: string): string[] {
  if (value.trim() === "") return [];
  let records: string[][];
  try {
    records = parse(value, { trim: true, relax_column_count: true });
  } catch {
    throw new UsageError(`--${option} “${value}” has a broken quotation: inside quotation marks, write "" for one; ${howToQuote(option)}`);
  }
  if (records.length > 1) throw new UsageError(`--${option} “${value}” has a line break outside of quotation marks: quote the name that holds it`);
  return (records[0] ?? []).filter((name) => name !== "");
}

/** As one name with quotation marks in it, and as a record. */
function quotedReadings(option: string, value: string, isKnown: (name: string) => boolean): string[][] {
  const whole = isKnown(value) ? [[value]] : [];
  try {
    const record = recordOf(option, value);
    return record.every(isKnown) ? [...whole, record] : whole;
  } catch (error) {
    if (whole.length > 0) return whole;
    throw error;
  }
}

/** Ways to read parts split at commas as known names, up to two: neighbours may be one name with commas in it. */
function waysToJoin(parts: readonly string[], isKnown: (name: string) => boolean, longest: number): string[][] {
  const from: string[][][] = [...parts.map(() => []), [[]]];
  for (let at = parts.length - 1; at >= 0; at--) {
    const ways = parts[at]!.trim() === "" ? [...from[at + 1]!] : [];
    for (let end = at + 1; end <= Math.min(parts.length, at + longest); end++) {
      const raw = parts.slice(at, end).join(",");
      const name = isKnown(raw) ? raw : raw.trim();
      if (name !== "" && isKnown(name)) ways.push(...from[end]!.map((rest) => [name, ...rest]));
    }
    from[at] = ways.slice(0, 2);
  }
  return parts.every((part) => part.trim() === "") ? [] : from[0]!;
}

function checked(option: string, name: string, { names, what, unknown }: KnownNames, isKnown: (name: string) => boolean): string {
  if (isKnown(name)) return name;
  if (unknown) throw unknown(name);
  const nearest = nearestName(name, names);
  const shown = names
    .slice(0, SHOWN)
    .map((n) => `“${n}”`)
    .join(", ");
  const hint = nearest === null ? `there are ${shown}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ""}` : `the nearest is “${nearest}”`;
  throw new UsageError(`--${option} “${name}”: no ${what} has this name; ${hint}`);
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/**
 * A list of “FROM=TO”, each with an equals sign perhaps inside a name: it is cut where FROM, and if that leaves several also TO, is known.
 * @throws UsageError for an unknown FROM, where several places fit, and for one FROM with two TO.
 */
export function readPairs(option: string, values: readonly string[], known: KnownNames): Record<string, string> {
  // A comma in a new name has to be quoted: it would swallow the pairs behind it.
  const isKnown = (text: string): boolean => cutsOf(text, known.names).some(([, to]) => known.names.includes(to) || !to.includes(","));
  const items = values.flatMap((value) => onlyReading(option, value, { ...known, isKnown, anyCommas: true }) ?? recordOf(option, value));
  const pairs = new Map<string, string>();
  for (const [from, to] of items.map((text) => cutPair(option, text, known))) {
    if (isLostName(from)) throw lostName();
    if ((pairs.get(from) ?? to) !== to) throw new UsageError(`--${option} merges “${from}” into “${pairs.get(from)!}” and into “${to}”: keep one`);
    pairs.set(from, to);
  }
  return Object.fromEntries(pairs);
}

type Pair = readonly [from: string, to: string];
const cutAll = (text: string): Pair[] => [...text.matchAll(/=/g)].map(({ index }) => [text.slice(0, index).trim(), text.slice(index + 1).trim()]);

function cutsOf(text: string, names: readonly string[]): Pair[] {
  const fits = cutAll(text).filter(([from, to]) => names.includes(from) && to !== "");
  const better = fits.filter(([, to]) => names.includes(to));
  return better.length > 0 ? better : fits;
}

function cutPair(option: string, text: string, { names, what }: KnownNames): Pair {
  const [found, other] = cutsOf(text, names);
  if (other) throw new UsageError(`--${option} “${text}” can be cut at several equals signs: say it in “dataset.${option}” of a sweep file`);
  if (found) return found;
  const [first] = cutAll(text);
  if (!first) throw new UsageError(`--${option} “${text}”: write FROM=TO`);
  const nearest = nearestName(first[0], names);
  const hint = nearest === null ? `there are ${names.slice(0, SHOWN).join(", ")}` : `the nearest is “${nearest}”`;
  throw new UsageError(`--${option} “${text}”: no ${what} has the name “${first[0]}”; ${hint}`);
}
