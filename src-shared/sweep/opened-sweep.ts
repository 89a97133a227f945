/** @file A sweep file as the form opens it: read with what must be said about it, where the command line refuses. Reads: unknown JSON. */
import { z } from "zod";
import { replaceSoftmaxAlpha } from "./refuse/scalar-alpha.ts";
import { parseSweepSpec, SweepSpecSchema } from "./spec.ts";
import { replaceDefaultStrength } from "./refuse/two-weightings.ts";

export const OpenedSweepSchema = z.object({
  spec: SweepSpecSchema,
  /** Softmax blocks whose number alpha was replaced by strengths. */
  replacedAlphas: z.array(z.object({ index: z.int(), alpha: z.string() })),
});
export type OpenedSweep = z.infer<typeof OpenedSweepSchema>;

/** @throws AppError as `parseSweepSpec`, `sweep/softmax-alpha` apart. */
export function openSweep(input: unknown): OpenedSweep {
  const { input: repaired, replaced } = replaceSoftmaxAlpha(input);
  return { spec: parseSweepSpec(replaceDefaultStrength(repaired).input), replacedAlphas: [...replaced] };
}
