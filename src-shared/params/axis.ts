/**
 * @file Values of one axis of a sweep: a number, a list, or a range, in files and as typed text.
 * Reads: text or JSON.
 */
import { z } from "zod";
import { counted } from "../text/counted.ts";
import { AppError } from "../errors/errors.ts";

/** Values of one axis, listed or in ranges: as many as a sweep may have runs (sweep-size.ts). */
const AXIS_VALUES = 100_000;

const RangeSchema = z.strictObject({
  from: z.number().describe("first value"),
  to: z.number().describe("last value; included when a step meets it"),
  step: z.number().positive().describe("distance between values"),
});
const LogRangeSchema = z.strictObject({
  from: z.number().positive().describe("first value, above 0"),
  to: z.number().positive().describe("last value, included"),
  log: z.int().min(2).max(10_000).describe("number of values, each the same multiple of the one before"),
});
/** One entry of an axis: a number or a range. */
export const AxisItemSchema = z.union([z.number(), RangeSchema, LogRangeSchema]);
export const AxisSchema = z
  .union([AxisItemSchema, z.array(AxisItemSchema).min(1).max(AXIS_VALUES)], {
    error: "give a number, a list of numbers and ranges, or a range {from, to, step} or {from, to, log}",
  })
  .describe("a number, a list of numbers and ranges, or a range {from, to, step} or {from, to, log}");
export type Axis = z.infer<typeof AxisSchema>;
type AxisItem = z.infer<typeof AxisItemSchema>;

/** More values than this in one range is a typing error (0..1 step 1e-9), not a sweep. */
const RANGE_LIMIT = 10_000;

/** 12 significant digits: 0.1 + 2 * 0.1 is 0.3 on screen, in keys and in the database. A whole number has no such dust: seeds may have 16 digits. */
export function tidyNumber(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(12));
}

/** Expands an axis, without binary dust. @returns distinct values in the order given. @throws AppError `sweep/invalid` for a range that never ends. */
export function expandAxis(axis: Axis, name: string): number[] {
  return [...new Set(listAxis(axis, name))];
}

/** Values that an axis holds more than once, distinct, in the order of their repetition. @throws AppError as `expandAxis`. */
export function repeatedValues(axis: Axis, name: string): number[] {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  for (const value of listAxis(axis, name)) (seen.has(value) ? repeated : seen).add(value);
  return [...repeated];
}

const itemsOf = (axis: Axis): readonly AxisItem[] => (Array.isArray(axis) ? axis : [axis]);

/** By arithmetic. @returns values of one entry, at least 1. @throws AppError `sweep/invalid` for a range that runs backwards or never ends. */
function itemSize(item: AxisItem, name: string): number {
  if (typeof item === "number") return 1;
  if ("log" in item) {
    if (item.to > item.from) return item.log;
    throw new AppError("sweep/invalid", { where: name, detail: `the range ${item.from}..${item.to} runs backwards` });
  }
  const count = Math.floor((item.to - item.from) / item.step + 1e-9) + 1;
  if (!(count >= 1)) throw new AppError("sweep/invalid", { where: name, detail: `the range ${item.from}..${item.to} runs backwards` });
  if (count > RANGE_LIMIT)
    throw new AppError("sweep/invalid", { where: name, detail: `the range ${item.from}..${item.to} step ${item.step} has ${count} values` });
  return count;
}

/**
 * How many values an axis has, each as often as it stands there; nothing is expanded.
 * @throws AppError `sweep/invalid` for a range that runs backwards or never ends, and above {@link AXIS_VALUES}.
 */
export function axisSize(axis: Axis, name: string): number {
  const size = itemsOf(axis).reduce<number>((sum, item) => sum + itemSize(item, name), 0);
  if (size > AXIS_VALUES)
    throw new AppError("sweep/invalid", {
      where: name,
      detail: `it has ${counted(size, "value")}; at most ${AXIS_VALUES.toLocaleString("en-US")} are supported on one axis`,
    });
  return size;
}

function listAxis(axis: Axis, name: string): number[] {
  axisSize(axis, name);
  return itemsOf(axis).flatMap((item) => {
    if (typeof item === "number") return tidyNumber(item);
    if ("log" in item) return Array.from({ length: item.log }, (_, i) => tidyNumber(item.from * (item.to / item.from) ** (i / (item.log - 1))));
    return Array.from({ length: itemSize(item, name) }, (_, i) => tidyNumber(item.from + i * item.step));
  });
}

/**
 * Reads what people type or paste: "0, 0.5, 1..5 step 1, 1e-4..1 log 5". Commas, semicolons, spaces and new lines separate.
 * @throws AppError `input/invalid` naming the part that is not a number.
 */
export function parseAxisText(text: string, name: string): Axis {
  const joined = text
    .replace(/\s*(\.\.|…)\s*/g, "..")
    .replace(/\s+(?:step|by)\s+/gi, "@")
    .replace(/\s+log\s+/gi, "~")
    .replaceAll("−", "-");
  const parts = joined.split(/[,;\s]+/).filter((part) => part !== "");
  const items = parts.map((part) => {
    const range = /^(-?[\d.e+-]*?\d)\.\.(-?[\d.e+-]+?)(?:([@~])([\d.e+-]+))?$/i.exec(part);
    const numbers = range ? [range[1], range[2], range[4] ?? "1"].map(Number) : [Number(part)];
    const refuse = (detail: string): AppError =>
      new AppError("input/invalid", { what: `“${part.replace("@", " step ").replace("~", " log ")}” in ${name}`, detail });
    if (!numbers.every(Number.isFinite)) throw refuse("it is neither a number nor a range like 1..5 step 1");
    if (!range) return numbers[0]!;
    const [from, to, third] = numbers as [number, number, number];
    if (range[3] === "~") {
      const log = LogRangeSchema.safeParse({ from, to, log: third });
      if (!log.success) throw refuse("a range with log has ends above 0 and two or more values, like 0.001..1 log 4");
      return log.data;
    }
    if (!(third > 0)) throw refuse("the step must be above 0");
    return { from, to, step: third };
  });
  if (items.length === 0) throw new AppError("input/invalid", { what: name, detail: "give at least one value" });
  return items;
}

/** The text that {@link parseAxisText} reads back to the same axis. */
export function formatAxis(axis: Axis): string {
  return itemsOf(axis)
    .map((item) => (typeof item === "number" ? String(item) : `${item.from}..${item.to} ${"log" in item ? `log ${item.log}` : `step ${item.step}`}`))
    .join(", ");
}
