/** @file Where the biases of the last layer start, so that an untrained network already says how frequent the classes are. */
import { logPriors } from "#shared/loss/class-weights.ts";
import { marginOf } from "#shared/loss/focal.ts";
import type { LossOptions } from "#shared/loss/options.ts";
import type { RunLoss } from "#shared/loss/run-loss.ts";
import type { Layout } from "../engines/layout.ts";

/**
 * Sigmoid: b = log(p / (1 - p)), p the given prior or the class's share of the training rows. Softmax: b_c = log of the class's share; one
 * number for all classes would shift all logits alike and change nothing, so there it starts every class but the most frequent one.
 * @param prior absent: null, biases start at 0. @param trainCounts [C].
 * @returns [outputs], or null.
 * Source: Lin et al. 2017, section 3.3 (p = 0.01); Cui et al. 2019, section 5.2 (p = 1/C).
 */
export function initialBiases(prior: LossOptions["biasPrior"], loss: RunLoss, outputs: number, trainCounts: readonly number[]): number[] | null {
  if (prior === undefined) return null;
  const total = trainCounts.reduce((a, b) => a + b, 0);
  if (loss.activation === "softmax") {
    if (prior === "classes") return logPriors(trainCounts.map((n) => Math.max(n, 1)));
    const frequent = trainCounts.indexOf(Math.max(...trainCounts));
    // Every other class starts at this probability, the most frequent one at what is left.
    const rest = Math.max(1 - prior * (outputs - 1), prior);
    return trainCounts.map((_, c) => (c === frequent ? 0 : Math.log(prior / rest)));
  }
  const shareOf = (n: number): number => Math.min(Math.max(n, 1) / total, 1 - 1 / (total + 1));
  if (outputs === 1) return [marginOf(prior === "classes" ? shareOf(trainCounts[loss.positiveClass ?? 1]!) : prior)];
  return trainCounts.map((n) => marginOf(prior === "classes" ? shareOf(n) : prior));
}

/** Writes biases into a fresh state; the layout's last layer holds them at its end. @param parameters float32 [n], changed in place. */
export function setOutputBiases(layout: Layout, parameters: Float32Array, biases: readonly number[]): void {
  parameters.set(biases, layout.layers.at(-1)!.biases);
}
