/**
 * @file What a user should know of the losses of a sweep before it trains, as data; never a refusal.
 * Reads: unknown JSON. Words: src-shared/words/sweep-findings.ts.
 */
import { z } from "zod";
import { findingOf } from "../schema/finding.ts";

/** Each of these alone gives the rare classes about as much weight as the frequent ones. */
export const STRONG_CORRECTIONS = ["inverse-frequency", "effective-number", "class-balanced-sampling"] as const;

export const LOSS_FINDINGS = [
  // Settings of a block that another setting of it leaves without effect.
  /** instead: what would give it one; ldam: its own beta is 0. */
  findingOf("deferred-weights-lost", { instead: z.enum(["strength", "weights", "ldam-beta"]) }),
  /** everywhere: in all cells, not only in those with smoothing. */
  findingOf("poly-lost", { everywhere: z.boolean() }),
  findingOf("positive-class-lost", {}),
  findingOf("bias-prior-lost", {}),
  findingOf("hard-below-lost", {}),
  // What is known of such cells, with its source.
  findingOf("strong-correction-with-gamma", { corrections: z.array(z.enum(STRONG_CORRECTIONS)).min(1), gamma: z.number(), beta: z.number() }),
  findingOf("balanced-sampling-with-weights", {}),
  findingOf("square-root-sampling-with-weights", {}),
  findingOf("alpha-deletes-class", {}),
  findingOf("weight-deletes-class", { classes: z.array(z.string()).min(1) }),
  findingOf("clip-large", {}),
  findingOf("gamma-negative-below-positive", {}),
  findingOf("gamma-hard-below", {}),
] as const;
const LossFindingSchema = z.discriminatedUnion("id", LOSS_FINDINGS);
export type LossFinding = z.output<typeof LossFindingSchema>;
