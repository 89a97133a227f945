/**
 * @file The loss of a run as the kernel takes it.
 * Structures: Run and Terms of kernel/structures.h.
 */
import { LOSS_KERNELS, REDUCTIONS } from "#shared/loss/options.ts";
import { kernelOf, type RunLoss } from "#shared/loss/run-loss.ts";
import { padded } from "./padded-layout.ts";

export interface LossImage {
  /** Place in LOSS_KERNELS. */
  readonly kernel: number;
  readonly gamma: number;
  /** Softmax: [C], by class. Sigmoid with terms: [C], of a row by its label. Else empty. */
  readonly weights: readonly number[];
  readonly positive: number;
  readonly negative: number;
  readonly positiveClass: number;
  /** 0 "row-mean", then 1 + place in REDUCTIONS. */
  readonly reduction: number;
  /** float64, the Terms structure; null where the kernel needs none. */
  readonly terms: readonly number[] | null;
}

/** [C] values, then 0 up to the next vector. */
const padValues = (values: readonly number[]): number[] => Array.from({ length: padded(values.length) }, (_, i) => values[i] ?? 0);

/** log of p / (1-p). @param p in (0, 1). @param rest 1 - p, without its rounding where p is close to 1. */
const logit = (p: number, rest = 1 - p): number => Math.log(p) - Math.log(rest);

/** In the order of Terms. */
function termsOf(loss: RunLoss): number[] | null {
  if (!loss.terms) return null;
  const { gamma } = loss;
  if (loss.activation === "softmax") {
    const { gammaHard, hardMargin, poly, smoothing, scale, shift, margins } = loss.terms;
    return [gamma, gammaHard, hardMargin, poly, smoothing, scale, 0, 0, ...padValues(shift), ...padValues(margins)];
  }
  const { gammaNegative, clip, poly, smoothing } = loss.terms;
  const at = smoothing > 0 ? logit(1 - smoothing / 2, smoothing / 2) : clip > 0 ? logit(clip) : 0;
  return [gamma, gammaNegative, 0, poly, smoothing, 1, clip, at];
}

export function lossImage(loss: RunLoss): LossImage {
  const common = { kernel: LOSS_KERNELS.indexOf(kernelOf(loss)), gamma: loss.gamma, terms: termsOf(loss) };
  if (loss.activation === "softmax") return { ...common, weights: loss.weights, positive: 0, negative: 0, positiveClass: 0, reduction: 0 };
  const { positive, negative, positiveClass, terms } = loss;
  const reduction = terms && terms.reduction !== "row-mean" ? 1 + REDUCTIONS.indexOf(terms.reduction) : 0;
  return { ...common, weights: terms?.rowWeights ?? [], positive, negative, positiveClass: positiveClass ?? 0, reduction };
}
