/**
 * @file Metrics that nobody foresaw: reported by a script or imported, each with its own description. They live in the ids of metrics behind
 * "reported.", so no name of theirs is ever taken for a built-in metric.
 */
import { z } from "zod";
import { type MetricDefinition, SPLITS } from "./metric.ts";

export const REPORTED = "reported.";

/** Half a surrogate pair cannot be spelled in an id. */
const NameSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((name) => name.isWellFormed(), "a name of whole characters is needed");

/** As whoever reports it describes it. */
export const ReportedMetricSchema = z.object({
  /** As it was said: "mAP@0.5", "val/iou". */
  name: NameSchema,
  whole: z.boolean().default(true),
  perClass: z.boolean().default(false),
  better: z.enum(["higher", "lower"]).default("higher"),
  unit: z.string().max(40).default(""),
  /** Smallest and largest value that can occur; null: no bound. */
  range: z.tuple([z.number().nullable(), z.number().nullable()]).default([null, null]),
});
export type ReportedMetric = z.infer<typeof ReportedMetricSchema>;

/** One value of one. `value` may be NaN or infinite, which is kept as what it is. */
export const ReportedValueSchema = z.object({
  name: NameSchema,
  split: z.enum(SPLITS),
  /** null: of the whole. */
  classIndex: z.int().min(0).nullable().default(null),
  value: z.custom<number>((value) => typeof value === "number", "expected a number; zod's own number refuses the infinities"),
});
export type ReportedValue = z.infer<typeof ReportedValueSchema>;

/** The signs that ids of measures are made of stand for themselves nowhere in a name. */
export const reportedId = (name: string): `reported.${string}` => `${REPORTED}${encodeURIComponent(name)}`;

/** @returns the name as it was said; null for the id of a built-in metric, and for what no name becomes. */
export function reportedName(id: string): string | null {
  if (!id.startsWith(REPORTED)) return null;
  try {
    const name = decodeURIComponent(id.slice(REPORTED.length));
    return reportedId(name) === id ? name : null;
  } catch {
    return null;
  }
}

/** What is known of a metric that sent values before, or without, its description. */
export function undescribed({ name, classIndex }: Pick<ReportedValue, "name" | "classIndex">): ReportedMetric {
  return ReportedMetricSchema.parse({ name, whole: classIndex === null, perClass: classIndex !== null });
}

export function definitionOfReported({ name, whole, perClass, better, unit, range }: ReportedMetric): MetricDefinition {
  const [smallest, largest] = range;
  return {
    name: reportedId(name),
    label: name,
    classLabel: name,
    whole,
    perClass,
    splits: SPLITS,
    unit,
    better,
    range: [smallest ?? -Infinity, largest ?? Infinity],
    from: "reported",
    group: "reported",
  };
}
