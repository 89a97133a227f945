/** @file English: the parameters that the product knows. Others are called as their authors call them. */
import type { BuiltInParam } from "#shared/sweep/config-params.ts";

interface ParamWords {
  /** In lists of settings. */
  readonly label: string;
  /** Over a column. */
  readonly short?: string;
}

export const params: Readonly<Record<BuiltInParam, ParamWords>> = {
  family: { label: "Loss" },
  gamma: { label: "γ (focusing exponent)", short: "γ" },
  gammaHard: { label: "γ of hard rows" },
  hardBelow: { label: "Hard below" },
  gammaNegative: { label: "γ− of negative targets", short: "γ−" },
  clip: { label: "Shift of negative probabilities", short: "Shift" },
  strength: { label: "Strength s (class weights ∝ n^−s)", short: "Strength s" },
  beta: { label: "β of effective numbers", short: "β" },
  weights: { label: "Own class weights" },
  reweightFrom: { label: "Weights from this share of the epochs", short: "Weights from" },
  alpha: { label: "α (weight of the positive class)", short: "α" },
  positiveClass: { label: "Positive class" },
  tau: { label: "τ of logit adjustment", short: "τ" },
  maxMargin: { label: "Largest margin" },
  scale: { label: "Scale of the cosines", short: "Scale" },
  poly: { label: "ε₁ of Poly-1", short: "ε₁" },
  smoothing: { label: "Label smoothing" },
  sampling: { label: "Sampling" },
  reduction: { label: "Reduction" },
  biasPrior: { label: "Prior of the biases", short: "Prior" },
  learningRate: { label: "Learning rate" },
  weightDecay: { label: "Weight decay" },
  optimizer: { label: "Optimiser" },
  momentum: { label: "Momentum" },
  schedule: { label: "Schedule" },
  scheduleEveryEpochs: { label: "Schedule: epochs between steps", short: "Step every" },
  scheduleFactor: { label: "Schedule: factor of a step", short: "Step factor" },
  scheduleFinalFraction: { label: "Schedule: share of the rate at the end", short: "Rate at the end" },
  warmupEpochs: { label: "Warm-up" },
  epochs: { label: "Epochs" },
  batchSize: { label: "Batch size" },
  hidden: { label: "Hidden layers" },
  dropout: { label: "Dropout" },
};
