/**
 * @file Values of hyper-parameters by name: whatever the built-in trainer, a script or an imported run calls them.
 * Reads: unknown JSON (column config.params, messages).
 */
import { z } from "zod";

/** A list is e.g. the units of hidden layers; numbers by name are e.g. own class weights. */
export type ParamValue = number | string | boolean | readonly number[] | { readonly [name: string]: number };
/** What is absent is not set: it has no effect, or its owner decides. */
export type Params = Readonly<Record<string, ParamValue>>;

/** Longer ones are no names. `__proto__` would be lost in an object. */
export const ParamNameSchema = z
  .string()
  .min(1)
  .max(200)
  .refine((name) => name !== "__proto__");

const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);

function isParamValue(value: unknown): value is ParamValue {
  if (typeof value === "string" || typeof value === "boolean" || isNumber(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  return (Array.isArray(value) ? value : Object.values(value)).every(isNumber);
}

/** By hand: a sweep has thousands of configurations with twenty values each. */
export const ParamsSchema = z.custom<Params>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isParamValue),
  "expected parameters by name: numbers, texts, switches, lists of numbers, numbers by name",
);

/** The same text for equal values and for no others, whatever the order of names inside; "" for what is not set. */
export function textOfValue(value: ParamValue | undefined): string {
  if (value === undefined) return "";
  if (typeof value !== "object" || Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same text for equal parameters, whatever their order: what tells configurations apart. */
export function keyOfParams(params: Params): string {
  const names = Object.keys(params).sort();
  return names.map((name) => `${name}=${textOfValue(params[name])}`).join("|");
}

/** @returns null where it is not set or no number. */
export function numberOf(params: Params, name: string): number | null {
  const value = params[name];
  return typeof value === "number" ? value : null;
}
