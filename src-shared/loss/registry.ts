/**
 * @file The loss families, and what follows from a family's name alone.
 * Reads: unknown JSON (a block of a sweep file).
 */
import { z } from "zod";
import { asymmetric } from "./families/asymmetric.ts";
import { crossEntropy } from "./families/cross-entropy.ts";
import { focalSampleDependent } from "./families/focal-sample-dependent.ts";
import { focalSigmoid } from "./families/focal-sigmoid.ts";
import { focalSoftmax } from "./families/focal-softmax.ts";
import { focalTversky } from "./families/focal-tversky.ts";
import { ldam } from "./families/ldam.ts";
import { logitAdjusted } from "./families/logit-adjusted.ts";
import { weightedCrossEntropy } from "./families/weighted-cross-entropy.ts";
import type { LossFamilyModule } from "./family.ts";
import { LOSS_FAMILIES, type LossFamily } from "./names.ts";
import type { LossKernel, LossOptions } from "./options.ts";

const FAMILIES = {
  "cross-entropy": crossEntropy,
  "weighted-cross-entropy": weightedCrossEntropy,
  "focal-softmax": focalSoftmax,
  "focal-sigmoid": focalSigmoid,
  "focal-sample-dependent": focalSampleDependent,
  "logit-adjusted": logitAdjusted,
  ldam,
  asymmetric,
  "focal-tversky": focalTversky,
} as const satisfies Record<LossFamily, LossFamilyModule>;

type Blocks = (typeof FAMILIES)[LossFamily]["block"];
/** A block of a sweep, parsed. */
export type Loss = z.output<Blocks>;
const blocks = LOSS_FAMILIES.map((name) => FAMILIES[name].block) as unknown as [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]];
export const LossSchema = z.discriminatedUnion("family", blocks) as unknown as z.ZodType<Loss, z.input<Blocks>>;

export const lossFamily = (family: LossFamily): LossFamilyModule => FAMILIES[family];
/** The module with its block: they belong together, which the compiler cannot see. */
export const moduleOf = (loss: Loss): LossFamilyModule<Loss> => FAMILIES[loss.family] as LossFamilyModule<Loss>;

export const isSigmoid = (family: LossFamily): boolean => FAMILIES[family].activation === "sigmoid";
export const hasNormalizedHead = (family: LossFamily): boolean => lossFamily(family).normalizedHead === true;

export function lossKernel(family: LossFamily, o: LossOptions): LossKernel {
  const { activation, needsTerms, kernel } = lossFamily(family);
  if (kernel) return kernel;
  if (activation === "sigmoid") {
    if (o.smoothing !== undefined) return "sigmoid-soft";
    const terms = needsTerms || o.beta !== undefined || o.weights !== undefined || o.poly !== undefined || o.reduction !== undefined;
    return terms ? "sigmoid-terms" : "sigmoid";
  }
  const terms = needsTerms || o.poly !== undefined || o.smoothing !== undefined || o.tau !== undefined || o.gammaHard !== undefined;
  return terms ? "softmax-terms" : "softmax";
}

/** Runs of one sweep with the same kind can share a cohort. Stored with the configuration, so that SQL can group by it. */
export function cohortKind(family: LossFamily, options: LossOptions): string {
  return `${lossKernel(family, options)}${hasNormalizedHead(family) ? "/normalized" : ""}`;
}
