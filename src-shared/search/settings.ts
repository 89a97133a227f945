/** @file What is said of a search in a sweep file. */
import { z } from "zod";

const samples = z.int().min(1).max(100_000).describe("configurations of each loss block; at most as many as its axes combine to");
const seed = z.int().min(0).default(1).describe("of the choice of configurations; has no part in training");

export const SearchSchema = z
  .discriminatedUnion("method", [
    z.strictObject({ method: z.literal("random").describe("combinations drawn at random, none twice"), samples, seed }),
    z.strictObject({ method: z.literal("sobol").describe("combinations spread evenly over all axes (Sobol sequence)"), samples, seed }),
  ])
  .describe("which combinations of the axes are trained; left out: every one");
export type SearchSettings = z.output<typeof SearchSchema>;
export type SampleSettings = Pick<SearchSettings, "samples" | "seed">;
export const SEARCH_METHODS = ["random", "sobol"] as const satisfies readonly SearchSettings["method"][];
