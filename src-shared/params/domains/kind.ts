/** @file What a kind of domain is: it reads, checks, spells and orders the values of a parameter. test/unit/shared/params/domains.test.ts tests every one. */
import type { z } from "zod";
import type { ParamValue } from "../value.ts";

export interface DomainKind<D, V extends ParamValue> {
  /** Of its settings, with the literal `kind`. */
  readonly schema: z.ZodType<D>;
  /** Values lie on a scale: they have distances, ranges and axes in their order. */
  readonly isScale: boolean;
  has(domain: D, value: ParamValue): value is V;
  /** For "it must be ...". */
  words(domain: D): string;
  /** @returns null for a text that is no value of the domain. */
  parse(domain: D, text: string): V | null;
  /** At full precision: `parse` reads it back. */
  format(value: V): string;
  /** Place among others; equal only for equal values where `isScale`. */
  order(domain: D, value: V): number | string;
}
