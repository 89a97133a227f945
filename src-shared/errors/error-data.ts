/** @file What stands beside the code of an error: what its words need, flat, so that it crosses any boundary. Reads: unknown JSON. */
import { z } from "zod";

export const ErrorDataSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type ErrorData = Readonly<z.infer<typeof ErrorDataSchema>>;
