/**
 * @file What zod finds wrong, in the sentences of the product: the one place where its wording is replaced.
 * Reads: zod issues, the schema and the value they are about. Every issue code of zod 4 is tested in schema-issues.test.ts.
 */
import { z } from "zod";
import { didYouMean, nearestName } from "../text/nearest-name.ts";
import { branch, innerSettings, meant, optionsOf, type Schema, schemaAt, settingsOf, wordsOf } from "./walk.ts";

type Issue = z.core.$ZodIssue;

/** One thing that is wrong. */
export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
  /** A clause about “it”, the value at the path: no capital, no full stop. */
  readonly detail: string;
  /** The same without the value, for those who see it: what it must be. */
  readonly rule: string;
  /** Set for a key that the schema does not know; the path is then that of the object which holds it. */
  readonly unknown?: {
    readonly key: string;
    /** The loss family that does not have it; null elsewhere. */
    readonly family: string | null;
    /** What was probably meant: a clause that begins with a semicolon, or nothing. */
    readonly guess: string;
    /** What the object may hold. */
    readonly settings: readonly string[];
  };
}

/** What an issue is about; its path begins here. */
interface Place {
  readonly schema: Schema | null;
  readonly value: unknown;
  /** From the top. */
  readonly path: readonly PropertyKey[];
}

function inside({ schema, value, path }: Place, way: readonly PropertyKey[]): Place {
  const at = way.reduce<unknown>((outer, key) => (outer as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
  return { schema: schema && schemaAt(schema, way, value), value: at, path: [...path, ...way] };
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  bigint: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  set: "a list",
  object: "an object {…}",
  record: "an object {…}",
  map: "an object {…}",
  date: "a date",
  null: "null",
  undefined: "left out",
  never: "left out",
  nan: "not a number",
};
const nameOf = (expected: string): string => NAMES[expected] ?? expected;

const SHOWN = 60;
/** Nobody reads more of them, and each costs a walk through the schema: 200,000 unknown keys took 21 s. */
const MOST = 100;
/** A value as a sentence can hold it. */
function shown(value: unknown): string {
  if (typeof value === "string") return `the text “${short(value)}”`;
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object {…}";
  return String(value);
}

const short = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
const quoted = (value: unknown): string => (typeof value === "string" ? `“${value}”` : String(value));
const unquoted = (word: string): string => word.replace(/^“|”$/g, "");
function oneOf(values: readonly string[]): string {
  return values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}
const counted = (count: number | bigint, one: string, many: string): string => `${count} ${Number(count) === 1 ? one : many}`;
const entries = (count: number | bigint): string => counted(count, "entry", "entries");
const signs = (count: number | bigint): string => counted(count, "sign", "signs");

/** @param found clause that shows the value; empty: the rule says enough. */
function say({ path, value }: Place, rule: string, found = value === undefined ? "it is missing" : `it is ${shown(value)}`): Complaint {
  return { path, value, rule, detail: found === "" ? rule : `${found}, ${rule}` };
}

/** The sentence that a schema gives itself, null where it leaves the wording to zod. */
function ownMessage(issue: Issue, value: unknown): string | null {
  const usual = z.core.config().localeError?.({ ...issue, input: value } as z.core.$ZodRawIssue);
  const text = typeof usual === "string" ? usual : usual?.message;
  return issue.message === "Invalid input" || issue.message === text ? null : issue.message;
}

function size(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, place: Place): Complaint {
  const { value } = place;
  const small = issue.code === "too_small";
  const limit = small ? issue.minimum : issue.maximum;
  const strict = issue.inclusive === false;
  const bound = issue.exact ? "exactly" : strict ? (small ? "more than" : "fewer than") : small ? "at least" : "at most";
  switch (issue.origin) {
    case "string": {
      // Names are trimmed before they are counted.
      const found = String(value ?? "").trim().length;
      if (found === 0 && Number(limit) === 1) return say(place, "it must not be empty", "");
      return say(place, `it must have ${bound} ${signs(limit)}`, `it has ${signs(found)}`);
    }
    case "array":
    case "set":
    case "map":
    case "object":
    case "file": {
      const count = Array.isArray(value) ? value.length : value instanceof Set || value instanceof Map ? value.size : Object.keys(value ?? {}).length;
      return say(place, `it must have ${bound} ${entries(limit)}`, count === 0 ? "it is empty" : `it has ${entries(count)}`);
    }
    default: {
      const range = issue.exact ? "" : strict ? (small ? "above " : "below ") : small ? "at least " : "at most ";
      return say(place, `it must be ${range}${issue.origin === "date" ? new Date(Number(limit)).toISOString() : limit}`);
    }
  }
}

/** What the branches of a union take, for a value that is none of them. */
function forms(issues: readonly (readonly Issue[])[]): string[] {
  const found = issues.flatMap((branchIssues) => {
    const root = branchIssues.find((issue) => issue.path.length === 0);
    if (root?.code === "invalid_type") return [nameOf(root.expected)];
    if (root?.code === "invalid_value") return root.values.map(quoted);
    return root?.code === "invalid_union" ? forms(root.errors) : [];
  });
  return [...new Set(found)];
}

/** Whether the value is not even of the kind that this branch takes. */
const isOtherKind = (issues: readonly Issue[]): boolean =>
  issues.some(
    ({ code, path, ...rest }) =>
      path.length === 0 &&
      (code === "invalid_type" || code === "invalid_value" || (code === "invalid_union" && (rest as { errors: Issue[][] }).errors.every(isOtherKind))),
  );

function ofWord(words: readonly string[], place: Place): Complaint {
  const { value } = place;
  const rule = `it must be ${oneOf(words)}`;
  const nearest = typeof value === "string" ? nearestName(value, words.map(unquoted)) : null;
  return nearest === null ? say(place, rule) : say(place, rule, `it is ${shown(value)} (do you mean “${nearest}”?)`);
}

function ofUnion(issue: z.core.$ZodIssueInvalidUnion, place: Place): Complaint[] {
  const { value, path, schema } = place;
  if (issue.discriminator !== undefined && issue.errors.length === 0)
    return [ofWord(((issue as { options?: readonly unknown[] }).options ?? []).map(quoted), place)];
  if ("matches" in issue) return [say(place, `it fits ${issue.matches.length} forms, and only one is allowed`, "")];
  const near = issue.errors.map((issues, index) => ({ issues, schema: schema && branch(schema, index) })).filter(({ issues }) => !isOtherKind(issues));
  if (near.length === 0) return [say(place, ownMessage(issue, value) ?? `it must be ${oneOf(forms(issue.errors))}`)];
  const known = near.map((one) => (one.schema ? settingsOf(one.schema) : []));
  const mixed = mixedKeys(known, value);
  if (mixed.length > 0) return [say(place, `${mixed.map(quoted).join(" and ")} exclude each other, give one of them`, "")];
  const told = near.map((one) => complaints(one.issues, { schema: one.schema, value, path }));
  // The form in which an unknown key has a likely meaning, then one that knows every key, then the one with the least to say.
  const rank = (found: readonly Complaint[]): number => {
    const guessed = found.some(({ unknown }) => unknown?.guess);
    const foreign = found.some((one) => one.unknown && one.path.length === path.length);
    return found.length + (guessed ? -2 * MOST : foreign ? 2 * MOST : 0);
  };
  const [best] = told.toSorted((a, b) => rank(a) - rank(b));
  // What was meant may be a setting of any form.
  const settings = [...new Set(known.flat())];
  return best!.map((one) => (one.unknown && one.path.length === path.length ? { ...one, unknown: { ...one.unknown, settings } } : one));
}

/** Keys of a value that each belong to another form of a union: it mixes two. */
function mixedKeys(known: readonly (readonly string[])[], value: unknown): string[] {
  const own = known.map((settings, i) => settings.filter((key) => key in (value as object) && !known.some((other, j) => j !== i && other.includes(key))));
  return own.filter((keys) => keys.length > 0).length > 1 ? own.flat() : [];
}

/** @param own schemas of the object. @param all those of its siblings, too. */
function guessFor(key: string, own: readonly Schema[], all: readonly Schema[], settings: readonly string[]): string {
  const inner = own.flatMap(innerSettings);
  const outer = inner.find(([, name]) => name === key);
  if (outer) return `; it belongs inside “${outer[0]}”`;
  const nearest = didYouMean(key, settings);
  if (nearest !== "") return nearest;
  const having = all.filter((option) => !own.includes(option) && settingsOf(option).includes(key)).flatMap((option) => wordsOf(option, "family").map(String));
  if (having.length > 0) return `; ${oneOf(having)} ${having.length === 1 ? "has" : "have"} it`;
  const within = nearestName(
    key,
    inner.map(([, name]) => name),
  );
  return within === null ? "" : `; do you mean “${within}” inside “${inner.find(([, name]) => name === within)![0]}”?`;
}

function unknownKey(key: string, place: Place): Complaint {
  const { schema, value } = place;
  const own = schema ? meant(schema, value) : [];
  const settings = [...new Set(own.flatMap(settingsOf))];
  const family = (value as { family?: unknown }).family;
  const guess = guessFor(key, own, schema ? optionsOf(schema) : [], settings);
  return {
    ...say(place, `“${short(key)}” is no setting of it`, ""),
    unknown: { key: short(key), family: typeof family === "string" ? short(family) : null, guess, settings },
  };
}

function complaint(issue: Issue, root: Place): Complaint[] {
  const place = inside(root, issue.path);
  const own = ownMessage(issue, place.value);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.slice(0, MOST).map((key) => unknownKey(key, place));
    case "invalid_union":
      return ofUnion(issue, place);
    case "invalid_key":
      return [say(place, `the key ${quoted(issue.path.at(-1))} is not valid: ${nested(issue.issues, issue.path.at(-1))}`, "")];
    case "invalid_element":
      return [say(place, `the entry ${quoted(issue.key)} is not valid: ${nested(issue.issues, entryOf(place.value, issue.key))}`, "")];
    case "custom":
      return [say(place, own ?? "it is not valid", "")];
    case "invalid_type":
      return [say(place, own ?? `it must be ${nameOf(issue.expected)}`)];
    case "too_small":
    case "too_big":
      return [own === null ? size(issue, place) : say(place, own)];
    case "invalid_value":
      return [own === null ? ofWord(issue.values.map(quoted), place) : say(place, own)];
    case "invalid_format":
      return [say(place, own ?? (issue.format === "regex" ? `it must match ${issue.pattern}` : `it must have the form of ${issue.format}`))];
    case "not_multiple_of":
      return [say(place, own ?? `it must be a multiple of ${issue.divisor}`)];
  }
}

/** What is wrong with a key or an entry, which has no place of its own. */
const nested = (issues: readonly Issue[], value: unknown): string => complaints(issues, { schema: null, value, path: [] })[0]?.detail ?? "it is not valid";

function entryOf(value: unknown, key: unknown): unknown {
  return value instanceof Map ? (value as Map<unknown, unknown>).get(key) : key;
}

function unknownFirst(issues: readonly Issue[]): Issue[] {
  const isUnknown = ({ code }: Issue): boolean => code === "unrecognized_keys";
  return [...issues.filter(isUnknown), ...issues.filter((issue) => !isUnknown(issue))];
}

/** A key that is unknown is said before one that is missing: it is mostly the same one, mistyped. */
function complaints(issues: readonly Issue[], root: Place): Complaint[] {
  const all: Complaint[] = [];
  for (const issue of unknownFirst(issues)) {
    if (all.length >= MOST) break;
    all.push(...complaint(issue, root));
  }
  return [...all.filter(({ unknown }) => unknown), ...all.filter(({ unknown }) => !unknown)];
}

/**
 * @param value what the schema was given.
 * @returns what is wrong, at least one thing and about {@link MOST} at most, unknown keys first.
 */
export function complaintsOf(error: z.ZodError, schema: Schema, value: unknown): readonly Complaint[] {
  return complaints(error.issues, { schema, value, path: [] });
}
