/** @file Learning rate over the steps of a run. Computed in float64 on the host, the same for every engine. */

export interface Schedule {
  readonly kind: "constant" | "step" | "cosine";
  /** Epochs of linear warm-up from 0; 0: none. */
  readonly warmupEpochs: number;
  /** "step": the rate is multiplied by `factor` after every `everyEpochs` epochs. */
  readonly everyEpochs: number;
  readonly factor: number;
  /** "cosine": fraction of the base rate that is reached at the end. */
  readonly finalFraction: number;
}

export const CONSTANT: Schedule = { kind: "constant", warmupEpochs: 0, everyEpochs: 1, factor: 1, finalFraction: 0 };

/**
 * What the base learning rate is multiplied by.
 * @param step optimiser steps taken before this one, from 0. @param epochs of the whole run.
 * @returns in (0, 1].
 * Source: step: PyTorch StepLR, whole epochs; cosine: Loshchilov and Hutter 2017, eq. 5 without restarts, per step, after the warm-up.
 */
export function rateFactor(schedule: Schedule, step: number, stepsPerEpoch: number, epochs: number): number {
  const warmup = schedule.warmupEpochs * stepsPerEpoch;
  if (step < warmup) return (step + 1) / warmup;
  switch (schedule.kind) {
    case "constant":
      return 1;
    case "step":
      return schedule.factor ** Math.floor(Math.floor(step / stepsPerEpoch) / schedule.everyEpochs);
    case "cosine": {
      const length = Math.max(1, epochs * stepsPerEpoch - warmup);
      const { finalFraction } = schedule;
      return finalFraction + ((1 - finalFraction) * (1 + Math.cos((Math.PI * (step - warmup)) / length))) / 2;
    }
  }
}
