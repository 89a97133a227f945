/**
 * @file Class names that a person may mean as one class: 1 and 1.0, “ok” and “ok.”, Fraud and fraud, two encodings of é.
 * Reads: classes.
 */
import type { FindingOf } from "#shared/data/findings.ts";
import type { ClassCount } from "#shared/data/dataset.ts";
import { numberOf } from "#shared/data/reading/plain-number.ts";
import { plainCharacters } from "#shared/data/reading/plain-characters.ts";

type Why = FindingOf<"classes-alike">["groups"][number]["why"];

/** Letters of other scripts that look like Latin ones, which keyboards and copying mix in. */
const CONFUSED = new Map(
  [..."аеорсухіѕјАВЕКМНОРСТХІЅЈ"]
    .map((letter, i) => [letter, "aeopcyxisjABEKMHOPCTXISJ"[i]!] as const)
    .concat([..."ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"].map((letter, i) => [letter, "ABEZHIKMNOPTYXo"[i]!] as const)),
);
const INVISIBLE = /[\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]|\p{Variation_Selector}/gu;
/** What two spellings of a number are compared by is their value: “-1” is not “1”, and “1.5” is not “15”. */
const isNumber = (name: string): boolean => !Number.isNaN(numberOf(plainCharacters(name)));

const unicode = (name: string): string => [...name.normalize("NFKC")].map((letter) => CONFUSED.get(letter) ?? letter).join("");
/** Blanks between digits stay: “1 2” is not “12”. */
const blank = (name: string): string =>
  name
    .replace(INVISIBLE, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/(?<!\d) | (?!\d)/g, "");
const letterCase = (name: string): string => blank(unicode(name)).toLowerCase();
/**
 * Not signs that change the meaning (“>50K” and “<=50K”, “C” and “C++”): marks at the ends, and whatever joins words. A name of marks alone is
 * left as it is.
 */
const punctuation = (name: string): string => {
  const lower = unicode(name).replace(INVISIBLE, "").toLowerCase();
  const plain = lower.replace(/[\u2010-\u2015\u2212\uFFFD]/g, "-").replace(/['"`´‘’“”«»]/g, "");
  // A run of marks is matched once, wherever it stands: looking for one at the end takes the square of its length.
  const bare = withoutEnds(plain).replace(/[\s_/-]+/g, (marks, at: number, whole: string) => {
    if (at === 0) return marks.charAt(0);
    return isDigit(whole[at - 1]) && isDigit(whole[at + marks.length]) ? "\0" : "";
  });
  return bare === "" ? lower : bare;
};
const isDigit = (sign: string | undefined): boolean => sign !== undefined && /^\d$/.test(sign);
function withoutEnds(text: string): string {
  const isMark = (at: number): boolean => /^[\s.,;:!?()[\]_]$/.test(text[at]!);
  let start = 0;
  let end = text.length;
  while (start < end && isMark(start)) start++;
  while (end > start && isMark(end - 1)) end--;
  return text.slice(start, end);
}
const LEVELS: readonly (readonly [Exclude<Why, "number">, (name: string) => string])[] = [
  ["blank", blank],
  ["unicode", (name) => blank(unicode(name))],
  ["case", letterCase],
  ["punctuation", punctuation],
];

/** The commonest name of a group stands first; groups with most rows first. */
export function alikeClasses(classes: readonly ClassCount[]): FindingOf<"classes-alike">[] {
  const byKey = new Map<string, ClassCount[]>();
  for (const one of classes) {
    const key = isNumber(one.name) ? `n${numberOf(plainCharacters(one.name))}` : `t${punctuation(one.name)}`;
    byKey.set(key, [...(byKey.get(key) ?? []), one]);
  }
  const rowsOf = (names: readonly ClassCount[]): number => names.reduce((sum, { count }) => sum + count, 0);
  const groups = [...byKey]
    .filter(([, names]) => names.length > 1)
    .map(([key, names]) => ({ why: key.startsWith("n") ? "number" : reasonFor(names), names: [...names].sort((a, b) => b.count - a.count) }) as const)
    .sort((a, b) => rowsOf(b.names) - rowsOf(a.names));
  return groups.length > 0 ? [{ id: "classes-alike", groups }] : [];
}

/** The least difference that explains the group. */
function reasonFor(names: readonly ClassCount[]): Why {
  return LEVELS.find(([, key]) => new Set(names.map(({ name }) => key(name))).size === 1)?.[0] ?? "punctuation";
}
