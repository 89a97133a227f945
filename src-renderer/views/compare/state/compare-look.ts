/**
 * @file How a sweep was last looked at: columns and baseline survive a restart, the rest lives as long as the window.
 * Reads: localStorage, sessionStorage. Writes: both. Anything unreadable counts as nothing saved.
 */
import { z } from "zod";
import { VARIANTS } from "#shared/metrics/variant-metrics.ts";
import { ConditionSchema } from "#shared/params/query.ts";

const KeptSchema = z.object({ columns: z.array(z.string()).nullable().catch(null), pinned: z.number().nullable().catch(null) });
const LookSchema = z.object({
  tab: z.enum(["table", "statistics", "map", "curves", "confusion", "datasets"]),
  at: z.enum(["best", "last"]),
  showDeltas: z.boolean(),
  sort: z.object({ id: z.string(), descending: z.boolean() }).nullable(),
  filter: z.object({ text: z.string(), where: z.array(ConditionSchema) }),
  selected: z.array(z.number()),
  opened: z.array(z.number()),
  byFamily: z.boolean().catch(false),
  familyMetric: z.string().catch("macroF1"),
  mapMetric: z.string(),
  mapSplit: z.enum(["validation", "test"]),
  mapAxes: z.object({ column: z.string(), row: z.string().nullable() }).nullable().catch(null),
  tested: z.string().catch(""),
  variants: z.array(z.enum(VARIANTS)).catch([]),
});

export type Kept = z.infer<typeof KeptSchema>;
/** Ids may be of configurations that are gone; the reader drops them. */
export type Look = z.infer<typeof LookSchema>;

const keyOf = (sweepId: number): string => `focaldesk.compare.${sweepId}`;

function readJson(storage: Storage, sweepId: number): unknown {
  try {
    return JSON.parse(storage.getItem(keyOf(sweepId)) ?? "null");
  } catch {
    return null;
  }
}

export function readKept(sweepId: number): Kept {
  return KeptSchema.safeParse(readJson(localStorage, sweepId)).data ?? { columns: null, pinned: null };
}
export function writeKept(sweepId: number, kept: Kept): void {
  localStorage.setItem(keyOf(sweepId), JSON.stringify(kept));
}
export function readLook(sweepId: number): Look | null {
  return LookSchema.safeParse(readJson(sessionStorage, sweepId)).data ?? null;
}
export function writeLook(sweepId: number, look: Look): void {
  sessionStorage.setItem(keyOf(sweepId), JSON.stringify(look));
}
