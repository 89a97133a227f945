/**
 * @file Softmax losses with hard targets and all their settings: scale, shift, margins, two gammas, Poly-1. Value and analytic gradient.
 * Reads: the loss settings of the runs. Formulas: src-shared/loss/run-loss.ts; the float64 twin is src-shared/loss/row-loss.ts.
 */
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import type { SoftmaxLoss, SoftmaxTerms } from "#shared/loss/run-loss.ts";
import { focalOfMargin, MASK_SHIFT, perClass, perRun } from "./margin-terms.ts";
import type { TfCore } from "./matmul.ts";
import type { StackLoss } from "./loss-tensors.ts";

/** Settings of K runs that hard and smoothed targets share; call `dispose` at the end. */
export interface SoftmaxSettings {
  readonly weights: Tensor3D;
  readonly poly: Tensor3D;
  readonly scale: Tensor3D;
  /** u = scale (z - margins [j = t]) + shift, all less scale times the largest logit. @param target one-hot. */
  scores(logits: Tensor3D, target: Tensor3D): Tensor;
  /** gammaHard below the hard margin, else gamma; no gradient goes through the choice. */
  gammaAt(margin: Tensor): Tensor;
  dispose(): void;
}

export function softmaxSettings(tf: TfCore, losses: readonly SoftmaxLoss[]): SoftmaxSettings {
  const number = (of: (terms: SoftmaxTerms, loss: SoftmaxLoss) => number): Tensor3D =>
    perRun(
      tf,
      losses.map((l) => of(l.terms!, l)),
    );
  const row = (of: (terms: SoftmaxTerms, loss: SoftmaxLoss) => readonly number[]): Tensor3D =>
    perClass(
      tf,
      losses.map((l) => of(l.terms!, l)),
    );
  const weights = row((_, l) => l.weights);
  const [margins, shift] = [row((t) => t.margins), row((t) => t.shift)];
  const [poly, scale] = [number((t) => t.poly), number((t) => t.scale)];
  const [gamma, gammaHard, hardMargin] = [number((_, l) => l.gamma), number((t) => t.gammaHard), number((t) => t.hardMargin)];
  return {
    weights,
    poly,
    scale,
    scores(logits, target) {
      // The loss sees differences only; taken first, they keep the digits that logits of 1e4 would round off.
      const centred = tf.sub(logits, tf.max(logits, -1, true));
      return tf.add(tf.mul(scale, tf.sub(centred, tf.mul(target, margins))), shift);
    },
    gammaAt: (margin) => tf.where(tf.less(margin, hardMargin), gammaHard, gamma),
    dispose: () => tf.dispose([weights, margins, shift, poly, scale, gamma, gammaHard, hardMargin]),
  };
}

/** @param losses with terms and smoothing 0. */
export function softmaxTermsLoss(tf: TfCore, losses: readonly SoftmaxLoss[]): StackLoss {
  const settings = softmaxSettings(tf, losses);
  return {
    compute(logits, target) {
      const u = settings.scores(logits, target);
      const others = tf.sub(u, tf.mul(target, MASK_SHIFT));
      const top = tf.max(others, -1, true);
      const powers = tf.exp(tf.sub(others, top));
      const total = tf.sum(powers, -1, true);
      const margin = tf.sub(tf.sub(tf.sum(tf.mul(u, target), -1, true), top), tf.log(total));
      const weight = tf.sum(tf.mul(target, settings.weights), -1, true);
      const { value, slope } = focalOfMargin(tf, margin, { gamma: settings.gammaAt(margin), weight, poly: settings.poly });
      const byMargin = tf.mul(settings.scale, slope);
      return { value: value as Tensor3D, gradient: tf.mul(byMargin, tf.sub(target, tf.div(powers, total))) as Tensor3D };
    },
    dispose: () => settings.dispose(),
  };
}
