/**
 * @file What a loss may have beside gamma, strength and alpha, and which formulas the engines compute.
 * Reads: unknown JSON (column config.options, trainer messages). Formulas: docs/losses.md.
 */
import { z } from "zod";

/** Rows of an epoch drawn with replacement, with probability proportional to n_c^-s of their class: s = 1/2 and 1. */
export const SAMPLINGS = ["square-root", "class-balanced"] as const;

/**
 * How the terms of a batch become one number, sigmoid losses only. Absent: summed over the outputs, mean over the rows.
 * cell-mean: mean over rows x outputs (torchvision "mean"). sum: over all (torchvision "sum").
 * foreground: sum over all, divided by the positive targets of the batch, at least 1 (RetinaNet).
 */
export const REDUCTIONS = ["cell-mean", "sum", "foreground"] as const;

/** What is absent has no effect, so that two equal losses have equal options. */
export const LossOptionsSchema = z.strictObject({
  /** Class weights by the effective number of samples, (1 - beta) / (1 - beta^n_c); in [0, 1). */
  beta: z.number().min(0).lt(1).optional(),
  /** Own class weights by class name, >= 0; used as they are. */
  weights: z.record(z.string(), z.number().min(0)).optional(),
  /** Class weights are 1 until this share of the epochs is trained (deferred re-weighting); in (0, 1). */
  reweightFrom: z.number().gt(0).lt(1).optional(),
  /** Poly-1: epsilon_1 (1 - p_t)^(gamma + 1) is added; > -1. */
  poly: z.number().gt(-1).optional(),
  /** Label smoothing: share of the target spread over all classes; in (0, 1). */
  smoothing: z.number().gt(0).lt(1).optional(),
  /** Logit adjustment: tau log prior is added to the logits while training. */
  tau: z.number().optional(),
  /** LDAM: the margin of the rarest class, and the scale of the cosines. */
  maxMargin: z.number().gt(0).optional(),
  scale: z.number().gt(0).optional(),
  /** Sample-dependent gamma: this one where p_t is below `hardBelow`, `gamma` elsewhere. */
  gammaHard: z.number().min(0).optional(),
  hardBelow: z.number().gt(0).lt(1).optional(),
  /** Asymmetric loss: gamma of negative targets (`gamma` is that of positive ones), and the shift of their probability. */
  gammaNegative: z.number().min(0).optional(),
  clip: z.number().min(0).lt(1).optional(),
  sampling: z.enum(SAMPLINGS).optional(),
  reduction: z.enum(REDUCTIONS).optional(),
  /** Biases of the last layer start so that the outputs are these probabilities: one number for all, or the shares of the classes. */
  biasPrior: z.union([z.literal("classes"), z.number().gt(0).lt(1)]).optional(),
});
export type LossOptions = z.infer<typeof LossOptionsSchema>;
export const OPTION_NAMES = Object.keys(LossOptionsSchema.shape) as (keyof LossOptions)[];

/** Options that are axes of a sweep, with their domains (`params.ts`); the first is expanded slowest. */
export const AXIS_OPTION_NAMES = [
  "tau",
  "maxMargin",
  "gammaHard",
  "gammaNegative",
  "clip",
  "poly",
  "smoothing",
] as const satisfies readonly (keyof LossOptions)[];
export type AxisOption = (typeof AXIS_OPTION_NAMES)[number];
/**
 * Which formula the engines compute: runs with one kernel, one head and one number of outputs train together.
 * softmax, sigmoid: focal loss with class weights, the fast path. softmax-terms: scale, shift, margins, smoothing, two gammas, Poly-1.
 * sigmoid-terms: two gammas, clip, Poly-1, weights of whole rows, reductions. sigmoid-soft: smoothed targets.
 */
export const LOSS_KERNELS = ["softmax", "softmax-terms", "sigmoid", "sigmoid-terms", "sigmoid-soft"] as const;
export type LossKernel = (typeof LOSS_KERNELS)[number];
