/** @file Several numbers as one value: a list, e.g. the units of hidden layers, and numbers by name, e.g. own class weights. */
import { z } from "zod";
import type { ParamValue } from "../value.ts";
import type { DomainKind } from "./kind.ts";

const NumbersDomainSchema = z.object({ kind: z.literal("numbers") });
const ByNameDomainSchema = z.object({ kind: z.literal("by-name") });
type ByName = { readonly [name: string]: number };

export const numbers: DomainKind<z.infer<typeof NumbersDomainSchema>, readonly number[]> = {
  schema: NumbersDomainSchema,
  isScale: false,
  has: (_domain, value): value is readonly number[] => Array.isArray(value),
  words: () => "a list of numbers like 64-32, or none",
  parse(_domain, text) {
    const inner = text.trim();
    if (inner === "none") return [];
    // A minus behind another sign is one of the number.
    const values = inner.split(/(?<=[\d.])-|[,;\s]+/).map((part) => (part === "" ? NaN : Number(part)));
    return values.every(Number.isFinite) ? values : null;
  },
  format: (value) => (value.length === 0 ? "none" : value.join("-")),
  order: (_domain, value) => value.join("-"),
};

const entriesOf = (value: ByName): [string, number][] => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));

/** Names may hold any sign, so its text is JSON. */
export const byName: DomainKind<z.infer<typeof ByNameDomainSchema>, ByName> = {
  schema: ByNameDomainSchema,
  isScale: false,
  has: (_domain, value): value is ByName => typeof value === "object" && !Array.isArray(value),
  words: () => "numbers by name",
  parse(_domain, text) {
    try {
      const value = z.record(z.string(), z.number()).safeParse(JSON.parse(text));
      return value.success ? value.data : null;
    } catch {
      return null;
    }
  },
  format: (value) => JSON.stringify(Object.fromEntries(entriesOf(value))),
  order: (_domain, value) => JSON.stringify(entriesOf(value)),
} satisfies DomainKind<z.infer<typeof ByNameDomainSchema>, ByName & ParamValue>;
