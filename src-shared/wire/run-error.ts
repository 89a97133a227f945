/** @file Why a run failed, or its last attempt ended: a code with data. Reads: unknown JSON. Words: src-shared/words/en/run-errors.ts. */
import { z } from "zod";
import { ErrorDataSchema } from "../errors/error-data.ts";

export const RunErrorSchema = z.object({
  /** Of the error table; that of another version may not be in it. */
  code: z.string(),
  data: ErrorDataSchema,
  /** The sentence of an earlier version, where it is not known any more; null: code and data say it. */
  kept: z.string().nullable(),
});
export type RunError = z.infer<typeof RunErrorSchema>;
