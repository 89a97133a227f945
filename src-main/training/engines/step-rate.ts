/** @file The learning rate of one step of one run, and the numbers an optimiser derives from it. In float64, the same for every engine. */
import type { Architecture, EngineRun } from "./engine.ts";
import { CONSTANT, rateFactor } from "./schedule.ts";

export const ADAM_BETA1 = 0.9;
export const ADAM_BETA2 = 0.999;
export const ADAM_EPSILON = 1e-8;

/** @param step optimiser steps the run has taken before this one, from 0. @returns base rate times the schedule's factor. */
export function stepRate(architecture: Architecture, run: EngineRun, step: number, stepsPerEpoch: number): number {
  // Only the cosine asks for the length; a constant or stepped rate does not need the epochs.
  return run.learningRate * rateFactor(architecture.schedule ?? CONSTANT, step, stepsPerEpoch, architecture.epochs ?? 1);
}

/** What a step of Adam multiplies by. 1 - 0.999^t loses 3 digits in float32 at small t, so this is never left to a device. */
export interface AdamScales {
  /** rate / (1 - beta1^t), t the number of this step from 1. */
  readonly rate: number;
  /** 1 / sqrt(1 - beta2^t). */
  readonly root: number;
}

/** @param rate of this step. @param step steps taken before this one, from 0. Source: torch.optim.Adam, single-tensor form. */
export function adamScales(rate: number, step: number): AdamScales {
  return { rate: rate / (1 - ADAM_BETA1 ** (step + 1)), root: 1 / Math.sqrt(1 - ADAM_BETA2 ** (step + 1)) };
}
