/** @file The losses of the product by name: a name here, its module in families/ and one line in registry.ts make a loss. */
import { z } from "zod";

export const LOSS_FAMILIES = [
  "cross-entropy",
  "weighted-cross-entropy",
  "focal-softmax",
  "focal-sigmoid",
  "focal-sample-dependent",
  "logit-adjusted",
  "ldam",
  "asymmetric",
  "focal-tversky",
] as const;
export const LossFamilySchema = z.enum(LOSS_FAMILIES);
export type LossFamily = z.infer<typeof LossFamilySchema>;
