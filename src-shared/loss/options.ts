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

/** Of focal Tversky where a block names none. Source: Abraham & Khan 2018, section 4.2. */
export const [TVERSKY_ALPHA, TVERSKY_GAMMA] = [0.7, 4 / 3];

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
  /** Focal Tversky: weight of false negatives, false positives weigh 1 less this; and what the exponent is 1 over. */
  tverskyAlpha: z.number().min(0).max(1).optional(),
  tverskyGamma: z.number().min(1).max(3).optional(),
  sampling: z.enum(SAMPLINGS).optional(),
  reduction: z.enum(REDUCTIONS).optional(),
  /** Biases of the last layer start so that the outputs are these probabilities: one number for all, or the shares of the classes. */
  biasPrior: z.union([z.literal("classes"), z.number().gt(0).lt(1)]).optional(),
});
export type LossOptions = z.infer<typeof LossOptionsSchema>;

/** Values of an option that can be an axis of a sweep. */
export interface Domain {
  ok(value: number): boolean;
  /** For "it must be ...". */
  readonly words: string;
}
export const FROM_0_TO_100: Domain = { ok: (v) => v >= 0 && v <= 100, words: "from 0 to 100" };
const BELOW_1: Domain = { ok: (v) => v >= 0 && v < 1, words: "from 0 and below 1" };

/** Options that are axes of a sweep, with their domains; the first is expanded slowest. */
export const AXIS_OPTIONS = {
  tau: FROM_0_TO_100,
  maxMargin: { ok: (v) => v > 0 && v <= 100, words: "above 0 and at most 100" },
  gammaHard: FROM_0_TO_100,
  gammaNegative: FROM_0_TO_100,
  clip: BELOW_1,
  poly: { ok: (v) => v > -1 && v <= 100, words: "above -1 and at most 100" },
  smoothing: BELOW_1,
  tverskyAlpha: { ok: (v) => v >= 0 && v <= 1, words: "from 0 to 1" },
  tverskyGamma: { ok: (v) => v >= 1 && v <= 3, words: "from 1 to 3" },
} as const satisfies { readonly [K in keyof LossOptions]?: Domain };
export type AxisOption = keyof typeof AXIS_OPTIONS;
export const AXIS_OPTION_NAMES = Object.keys(AXIS_OPTIONS) as AxisOption[];

/**
 * Which formula the engines compute: runs with one kernel, one head and one number of outputs train together.
 * softmax, sigmoid: focal loss with class weights, the fast path. softmax-terms: scale, shift, margins, smoothing, two gammas, Poly-1.
 * sigmoid-terms: two gammas, clip, Poly-1, weights of whole rows, reductions. sigmoid-soft: smoothed targets.
 */
export const ROW_KERNELS = ["softmax", "softmax-terms", "sigmoid", "sigmoid-terms", "sigmoid-soft"] as const;
/** No sum over rows: the loss of a step is one function of all of them. tversky: overlap of each class, by soft counts under softmax. */
export const BATCH_KERNELS = ["tversky"] as const;
export const LOSS_KERNELS = [...ROW_KERNELS, ...BATCH_KERNELS] as const;
export type LossKernel = (typeof LOSS_KERNELS)[number];
