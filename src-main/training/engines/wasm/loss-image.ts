/**
 * @file The loss of a run as the kernel takes it.
 * Structures: Run and Terms of kernel/structures.h.
 */
import { kernelOf, type RunLoss } from "#shared/loss/run-loss.ts";
import { LOSS_NUMBERS, REDUCTION_NUMBERS, TERMS } from "./kernel-layout.ts";
import { padded } from "./padded-layout.ts";

export interface LossImage {
  /** Of LOSS_NUMBERS. */
  readonly kernel: number;
  readonly gamma: number;
  /** Softmax: [C], by class. Sigmoid with terms: [C], of a row by its label. Else empty. */
  readonly weights: readonly number[];
  readonly positive: number;
  readonly negative: number;
  readonly positiveClass: number;
  /** Of REDUCTION_NUMBERS. */
  readonly reduction: number;
  /** float64, the Terms structure; null where the kernel needs none. */
  readonly terms: readonly number[] | null;
}

/** [C] values, then 0 up to the next vector. */
const padValues = (values: readonly number[]): number[] => Array.from({ length: padded(values.length) }, (_, i) => values[i] ?? 0);

/** log of p / (1-p). @param p in (0, 1). @param rest 1 - p, without its rounding where p is close to 1. */
const logit = (p: number, rest = 1 - p): number => Math.log(p) - Math.log(rest);

type TermNumbers = Readonly<Record<keyof (typeof TERMS)["at"], number>>;
const inOrder = (numbers: TermNumbers): number[] => (Object.keys(TERMS.at) as (keyof TermNumbers)[]).map((name) => numbers[name]);

/** The Terms structure, then the numbers by class. */
function termsOf(loss: RunLoss): number[] | null {
  if (!loss.terms) return null;
  const { gamma } = loss;
  if (loss.activation === "softmax") {
    const { gammaHard, hardMargin, poly, smoothing, scale, shift, margins } = loss.terms;
    const own = inOrder({ gamma, gamma_other: gammaHard, hard_margin: hardMargin, poly, smoothing, scale, clip: 0, logit: 0 });
    return [...own, ...padValues(shift), ...padValues(margins)];
  }
  const { gammaNegative, clip, poly, smoothing } = loss.terms;
  const at = smoothing > 0 ? logit(1 - smoothing / 2, smoothing / 2) : clip > 0 ? logit(clip) : 0;
  return inOrder({ gamma, gamma_other: gammaNegative, hard_margin: 0, poly, smoothing, scale: 1, clip, logit: at });
}

export function lossImage(loss: RunLoss): LossImage {
  const common = { kernel: LOSS_NUMBERS[kernelOf(loss)], gamma: loss.gamma, terms: termsOf(loss) };
  if (loss.activation === "softmax")
    return { ...common, weights: loss.weights, positive: 0, negative: 0, positiveClass: 0, reduction: REDUCTION_NUMBERS["row-mean"] };
  const { positive, negative, positiveClass, terms } = loss;
  const reduction = REDUCTION_NUMBERS[terms?.reduction ?? "row-mean"];
  return { ...common, weights: terms?.rowWeights ?? [], positive, negative, positiveClass: positiveClass ?? 0, reduction };
}
