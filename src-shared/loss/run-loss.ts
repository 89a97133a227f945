/**
 * @file The loss of one run in the numbers an engine needs.
 * Reads: a run's parameters and the class counts of the training part. Formulas: docs/losses.md.
 *
 * Softmax, logits z [C] of a row with label t, margins in the sense of src-shared/loss/focal.ts:
 *   u_j = scale (z_j - margins_t [j = t]) + shift_j,  m_c = u_c - logsumexp over j != c of u_j,  p_c = sigmoid(m_c)
 *   f(m) = exp(-g softplus(m)) softplus(-m) + poly exp(-(g + 1) softplus(m)),  g = gammaHard where m < hardMargin, else gamma (detached)
 *   loss = sum over c of q_c weights_c f(m_c),  q = (1 - smoothing) [c = t] + smoothing / C
 * Tversky: one function of all rows of a step, batch-loss.ts.
 * Sigmoid, logit x_j, target y_j in {0, 1}, p = sigmoid(x):
 *   y = 1: positive f(x) with gamma;  y = 0: negative times the same of 1 - p, with gammaNegative and p lowered by clip, at least to 0
 *   loss = rowWeights_t (sum over j), times the factor of the reduction
 */
import { AppError } from "../errors/errors.ts";
import { classWeights } from "./focal.ts";
import { effectiveNumberWeights, ldamMargins, logPriors } from "./class-weights.ts";
import type { LossCell } from "./cell.ts";
import type { LossFamily } from "./names.ts";
import { type LossKernel, type REDUCTIONS, TVERSKY_ALPHA, TVERSKY_GAMMA } from "./options.ts";
import { isSigmoid, lossKernel } from "./registry.ts";
import { ownValue } from "../schema/own-value.ts";

/**
 * A row exactly at the limit (a fresh network with five equal logits has p_t 0.2) must take the same gamma on every engine, whichever way its last
 * digit falls: what is this much below the limit, in the margin, is still at it. Eight times the rounding of a float32 margin.
 */
const AT_THE_LIMIT = 1e-6;

/** The margin of p_t = hardBelow, less what rounding may take from a margin there. @param hardBelow in (0, 1). */
function hardMarginOf(hardBelow: number): number {
  const margin = Math.log(hardBelow) - Math.log1p(-hardBelow);
  return margin - AT_THE_LIMIT * Math.max(1, Math.abs(margin));
}

/** Absent: the plain focal loss, which the engines compute on a shorter path. */
export interface SoftmaxTerms {
  readonly gammaHard: number;
  /** Finite; a margin no row has (-1e30) where gamma is one. */
  readonly hardMargin: number;
  /** epsilon_1 of Poly-1; 0: none. */
  readonly poly: number;
  /** In [0, 1). */
  readonly smoothing: number;
  readonly scale: number;
  /** [C], added to the scaled logits: tau log prior; a class without training rows has 0. */
  readonly shift: readonly number[];
  /** [C], taken from the logit of the label before scaling. */
  readonly margins: readonly number[];
}

export interface SigmoidTerms {
  readonly gammaNegative: number;
  /** In [0, 1). */
  readonly clip: number;
  readonly poly: number;
  /** In [0, 1); above 0 targets are y (1 - smoothing) + smoothing / 2, and gammaNegative, clip and poly have no effect. */
  readonly smoothing: number;
  /** [C], weight of all terms of a row by its label. */
  readonly rowWeights: readonly number[];
  /** "row-mean": summed over outputs, mean over rows. */
  readonly reduction: "row-mean" | (typeof REDUCTIONS)[number];
}

interface Weighted {
  /** Deferred re-weighting: after this many epochs these replace `weights` (softmax) or `rowWeights` (sigmoid), which are 1 before. */
  readonly later?: { readonly fromEpoch: number; readonly weights: readonly number[] };
}

export interface SoftmaxLoss extends Weighted {
  readonly activation: "softmax";
  readonly gamma: number;
  /** [C], the weight of a sample by its class; with smoothing of a term by its class. */
  readonly weights: readonly number[];
  readonly terms?: SoftmaxTerms;
  readonly tversky?: undefined;
}

export interface SigmoidLoss extends Weighted {
  readonly activation: "sigmoid";
  /** With terms: of positive targets. */
  readonly gamma: number;
  /** Weight of an output's positive samples. */
  readonly positive: number;
  /** Weight of an output's negative samples. */
  readonly negative: number;
  /** Binary data: the class whose logit is above 0. Null with one output per class. */
  readonly positiveClass: number | null;
  readonly terms?: SigmoidTerms;
  readonly tversky?: undefined;
}

/** Couples the rows of a step, so it has no weights of rows or classes: each class that a step holds counts alike. */
export interface TverskyLoss {
  readonly activation: "softmax";
  readonly tversky: {
    /** Weight of false negatives, in [0, 1]; false positives weigh 1 - alpha. */
    readonly alpha: number;
    /** In [1, 3]; the exponent is 1 / gamma. */
    readonly gamma: number;
  };
  readonly terms?: undefined;
  readonly later?: undefined;
}

/** The loss of a step is a sum over its rows. */
export type RowwiseLoss = SoftmaxLoss | SigmoidLoss;
export type RunLoss = RowwiseLoss | TverskyLoss;
export const isRowwise = (loss: RunLoss): loss is RowwiseLoss => loss.tversky === undefined;

/** @throws TypeError where a caller has brought a loss that couples the rows: no row of it has a loss of its own. */
export function rowwise(loss: RunLoss): RowwiseLoss {
  if (!isRowwise(loss)) throw new TypeError("a loss that couples the rows of a step has no loss of one row");
  return loss;
}

/** The formula a loss needs; runs of a stack have the same one, except that a stack may mix "softmax" and "sigmoid" on three classes and more. */
export function kernelOf(loss: RunLoss): LossKernel {
  if (loss.tversky) return "tversky";
  if (loss.activation === "softmax") return loss.terms ? "softmax-terms" : "softmax";
  if (!loss.terms) return "sigmoid";
  return loss.terms.smoothing > 0 ? "sigmoid-soft" : "sigmoid-terms";
}

/** Epochs that are trained before deferred weights apply, at least 1. @param share of all epochs, in (0, 1). */
export function reweightEpoch(share: number, epochs: number): number {
  // 0.57 * 100 is a hair below 57.
  return Math.max(1, Math.floor(share * epochs + 1e-9));
}

/** A cell as a trainer is sent it. */
type LossParams = Omit<LossCell, "options"> & Partial<Pick<LossCell, "options">>;

const NO_MARGIN = -1e30;

/**
 * Logits a run needs. Sigmoid on two classes has ONE output: two one-vs-rest outputs would each be positive for its own class,
 * so alpha and 1-alpha would meet every sample once and alpha would weigh nothing.
 */
export function outputsOf(family: LossFamily, classes: number): number {
  return isSigmoid(family) && classes === 2 ? 1 : classes;
}

/**
 * @param classes class names; the index is the class index.
 * @param trainCounts [C] rows of the training part.
 * @param epochs of the whole run; needed with `reweightFrom`.
 * @throws AppError `sweep/positive-class` for a name that is not a class, `sweep/invalid` for own weights that miss a class.
 */
export function runLoss(params: LossParams, classes: readonly string[], trainCounts: readonly number[], epochs = 1): RunLoss {
  const { family, gamma, alpha, options: o = {} } = params;
  if (lossKernel(family, o) === "tversky")
    return { activation: "softmax", tversky: { alpha: o.tverskyAlpha ?? TVERSKY_ALPHA, gamma: o.tverskyGamma ?? TVERSKY_GAMMA } };
  const weights = weightsOf(params, classes, trainCounts);
  const ones = classes.map(() => 1);
  const deferred = o.reweightFrom !== undefined;
  const later = deferred ? { later: { fromEpoch: reweightEpoch(o.reweightFrom!, epochs), weights } } : {};
  const first = deferred ? ones : weights;
  const kernel = lossKernel(family, o);
  if (!isSigmoid(family)) {
    const plain = { activation: "softmax", gamma, weights: first, ...later } as const;
    if (kernel === "softmax") return plain;
    const hard = o.gammaHard === undefined || o.hardBelow === undefined ? null : { gammaHard: o.gammaHard, hardMargin: hardMarginOf(o.hardBelow) };
    return {
      ...plain,
      terms: {
        ...(hard ?? { gammaHard: gamma, hardMargin: NO_MARGIN }),
        poly: o.poly ?? 0,
        smoothing: o.smoothing ?? 0,
        scale: o.scale ?? 1,
        shift: logPriors(trainCounts).map((log) => (o.tau ?? 0) * log),
        margins: o.maxMargin === undefined ? classes.map(() => 0) : ldamMargins(trainCounts, o.maxMargin),
      },
    };
  }
  const plain = {
    activation: "sigmoid",
    gamma,
    positive: alpha ?? 1,
    negative: alpha === null ? 1 : 1 - alpha,
    positiveClass: classes.length === 2 ? positiveIndex(params.positiveClass, classes, trainCounts) : null,
  } as const;
  if (kernel === "sigmoid") return plain;
  const terms: SigmoidTerms = {
    gammaNegative: o.gammaNegative ?? gamma,
    clip: o.clip ?? 0,
    poly: o.poly ?? 0,
    smoothing: o.smoothing ?? 0,
    rowWeights: first,
    reduction: o.reduction ?? "row-mean",
  };
  return { ...plain, ...later, terms };
}

/** @param weights [C]: in place of `weights` (softmax) or `terms.rowWeights` (sigmoid with terms); the plain sigmoid loss and Tversky have none. */
export function reweighted(loss: RunLoss, weights: readonly number[]): RunLoss {
  if (loss.tversky) return loss;
  if (loss.activation === "softmax") return { ...loss, weights };
  return loss.terms ? { ...loss, terms: { ...loss.terms, rowWeights: weights } } : loss;
}

/** The loss of a run in one of its epochs: with `later` before the deferred weights apply, without it from then on. @param epoch 1-based. */
export function lossInEpoch(loss: RunLoss, epoch: number): RunLoss {
  const { later, ...rest } = loss;
  return later && epoch > later.fromEpoch ? reweighted(rest, later.weights) : loss;
}

/** [C]; by strength, effective number or as given. */
function weightsOf({ family, strength, options: o = {} }: LossParams, classes: readonly string[], trainCounts: readonly number[]): number[] {
  if (o.weights !== undefined) {
    const own = o.weights;
    const missing = classes.find((name) => ownValue(own, name) === undefined);
    if (missing !== undefined) throw new AppError("sweep/invalid", { where: "“weights.classes”", detail: `class “${missing}” has no weight` });
    return classes.map((name) => own[name]!);
  }
  if (o.beta !== undefined) return effectiveNumberWeights(trainCounts, o.beta);
  return isSigmoid(family) ? classes.map(() => 1) : classWeights(trainCounts, strength ?? 0);
}

/** The named class, else the rarest of the training part (the first one of equals). */
function positiveIndex(name: string | null, classes: readonly string[], trainCounts: readonly number[]): number {
  if (name === null) return trainCounts[1]! < trainCounts[0]! ? 1 : 0;
  const index = classes.indexOf(name);
  if (index < 0) throw new AppError("sweep/positive-class", { name, classes: classes.join(", ") });
  return index;
}
