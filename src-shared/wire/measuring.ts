/** @file Measuring stored runs in metrics that they lack, as it is asked for and told. */
import { z } from "zod";

/** What of a sweep lacks a metric of scores and can have it. */
export const UnmeasuredSchema = z.object({
  /** Complete runs whose scores were kept. */
  runs: z.int(),
  /** Rough: from the number of scores. */
  estimateMs: z.number(),
});
export type Unmeasured = z.infer<typeof UnmeasuredSchema>;

export const MeasuringSchema = z.object({
  sweepId: z.int(),
  done: z.int(),
  total: z.int(),
  state: z.enum(["measuring", "done", "stopped", "failed"]),
  /** Of the first run that could not be measured, or of what ended it. */
  error: z
    .object({
      code: z.string(),
      data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      message: z.string(),
    })
    .nullable(),
});
export type Measuring = z.infer<typeof MeasuringSchema>;
