/** @file Numbers and whole numbers between bounds. */
import { z } from "zod";
import type { ParamValue } from "../value.ts";
import type { DomainKind } from "./kind.ts";

/** Absent bounds are open; of `min` and `above` at most one is given, of `max` and `below` too. */
const bounds = { min: z.number().optional(), above: z.number().optional(), max: z.number().optional(), below: z.number().optional() };
const NumberDomainSchema = z.object({ kind: z.literal("number"), ...bounds, log: z.literal(true).optional().describe("distances are ratios") });
const IntegerDomainSchema = z.object({ kind: z.literal("integer"), ...bounds });
export type NumberDomain = z.infer<typeof NumberDomainSchema>;
type IntegerDomain = z.infer<typeof IntegerDomainSchema>;
type Bounds = Pick<NumberDomain, keyof typeof bounds>;

const inBounds = ({ min = -Infinity, above = -Infinity, max = Infinity, below = Infinity }: Bounds, value: number): boolean =>
  value >= min && value <= max && (value > above || above === -Infinity) && (value < below || below === Infinity);

function boundsWords({ min, above, max, below }: Bounds): string {
  const low = min !== undefined ? `from ${min}` : above !== undefined ? `above ${above}` : "";
  if (max === undefined && below === undefined) return min === undefined ? low : `${min} or more`;
  const high = below !== undefined ? `below ${below}` : `at most ${max}`;
  if (low === "") return high;
  return min !== undefined && max !== undefined ? `${low} to ${max}` : `${low} and ${high}`;
}

/** Both decimal marks, and the true minus of labels. */
function numberIn(text: string): number | null {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  const value = plain === "" ? NaN : Number(plain);
  return Number.isFinite(value) ? value : null;
}

function ofNumbers<D extends Bounds>(schema: z.ZodType<D>, noun: string, isOne: (value: number) => boolean): DomainKind<D, number> {
  const has = (domain: D, value: ParamValue): value is number => typeof value === "number" && isOne(value) && inBounds(domain, value);
  return {
    schema,
    isScale: true,
    has,
    words: (domain) => [noun, boundsWords(domain)].filter(Boolean).join(" "),
    parse(domain, text) {
      const value = numberIn(text);
      return value !== null && has(domain, value) ? value : null;
    },
    format: String,
    order: (_domain, value) => value,
  };
}

export const number = ofNumbers<NumberDomain>(NumberDomainSchema, "", Number.isFinite);
export const integer = ofNumbers<IntegerDomain>(IntegerDomainSchema, "a whole number", Number.isSafeInteger);
