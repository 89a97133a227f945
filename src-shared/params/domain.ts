/**
 * @file The domain of a parameter: which values it has, how they are typed, spelled and ordered. One line a kind.
 * Reads: unknown JSON (definitions of parameters).
 */
import { z } from "zod";
import type { DomainKind } from "./domains/kind.ts";
import { integer, number } from "./domains/number.ts";
import { byName, numbers } from "./domains/numbers.ts";
import { choice, onOff, text } from "./domains/words.ts";
import type { ParamValue } from "./value.ts";

const KINDS = { number, integer, choice, text, switch: onOff, numbers, "by-name": byName } as const;
type Kinds = typeof KINDS;
export type DomainName = keyof Kinds;
export const DOMAIN_NAMES = Object.keys(KINDS) as DomainName[];
export type Domain = { [K in DomainName]: Parameters<Kinds[K]["words"]>[0] }[DomainName];

const schemas = Object.values(KINDS).map(({ schema }) => schema) as unknown as [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]];
export const DomainSchema = z.discriminatedUnion("kind", schemas) as unknown as z.ZodType<Domain>;

/** The kind with its settings: they belong together, which the compiler cannot see. */
const kindOf = (domain: Domain): DomainKind<Domain, ParamValue> => KINDS[domain.kind] as unknown as DomainKind<Domain, ParamValue>;

export const isScale = (domain: Domain): boolean => kindOf(domain).isScale;
export const hasValue = (domain: Domain, value: ParamValue): boolean => kindOf(domain).has(domain, value);
/** For "it must be ...". */
export const domainWords = (domain: Domain): string => kindOf(domain).words(domain);
/** @returns null for a text that is no value of the domain. */
export const parseValue = (domain: Domain, text: string): ParamValue | null => kindOf(domain).parse(domain, text);

/** Whatever its domain: what a value is says how it is spelled. */
export function formatParam(value: ParamValue): string {
  if (typeof value === "boolean") return onOff.format(value);
  if (typeof value !== "object") return String(value);
  return Array.isArray(value) ? numbers.format(value as readonly number[]) : byName.format(value as { readonly [name: string]: number });
}

/** A value outside the domain, e.g. of another version, still has a place: by its text, behind the others. */
export function orderOf(domain: Domain, value: ParamValue): number | string {
  return hasValue(domain, value) ? kindOf(domain).order(domain, value) : formatParam(value);
}

/** From here on the largest and the smallest value are told apart by their ratio. */
const DECADES = 100;

/** The domain of a parameter that nobody defined, by the values that it has. */
export function domainOf(values: readonly ParamValue[]): Domain {
  const every = (type: string): boolean => values.length > 0 && values.every((value) => typeof value === type);
  if (every("boolean")) return { kind: "switch" };
  if (every("number")) {
    if (values.every(Number.isSafeInteger)) return { kind: "integer" };
    const [low, high] = [Math.min(...(values as number[])), Math.max(...(values as number[]))];
    return { kind: "number", ...(low > 0 && high / low >= DECADES ? ({ log: true } as const) : {}) };
  }
  if (values.length > 0 && values.every(Array.isArray)) return { kind: "numbers" };
  if (every("object") && !values.some(Array.isArray)) return { kind: "by-name" };
  return { kind: "text" };
}
