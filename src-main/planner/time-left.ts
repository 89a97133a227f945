/**
 * @file When a sweep will end: what is left of it, at what was seen of its own runs, and before that at what was expected.
 * Reads: counts of runs, the pace of the trainers.
 */
import { PROCESS_START_MS, type RunCosts } from "./forecast.ts";
import type { Cost, PaceCosts, SlotLeft } from "./pace.ts";

/** Milliseconds from now. */
export interface TimeLeft {
  readonly ms: number;
  /** Null once enough is known that the number alone may stand. */
  readonly range: { readonly low: number; readonly high: number } | null;
}

export interface Left {
  /** Runs that no trainer has yet, and their epochs. */
  readonly runs: number;
  readonly epochs: number;
  /** Trainers at work on it. */
  readonly slots: readonly SlotLeft[];
  /** Trainers that will share it. */
  readonly trainers: number;
}

/** What was expected counts as much as so many observations. */
const PRIOR = { epoch: 2, end: 6, start: 4 } as const;
/** A number that is right within this says so by standing alone. */
const SURE = 0.2;

const NOTHING: Cost = { ms: 0, count: 0 };
export const NOTHING_SEEN: PaceCosts = { epoch: NOTHING, end: NOTHING, start: NOTHING, seenMs: 0 };

interface Known {
  readonly costs: RunCosts;
  /** Share of each that is expected and not seen, 0 to 1. */
  readonly assumed: RunCosts;
  /** Milliseconds of trainers that were seen. */
  readonly seenMs: number;
}

const mean = (seen: Cost, expected: number, weight: number): number => (seen.ms + weight * expected) / (seen.count + weight);

/** How much slower than expected this machine is with what was seen of it; 1: nothing was. */
function slowness(seen: readonly { readonly cost: Cost; readonly expected: number }[]): number {
  const ms = seen.reduce((sum, { cost }) => sum + cost.ms, 0);
  const expected = seen.reduce((sum, { cost, expected }) => sum + cost.count * expected, 0);
  return ms > 0 && expected > 0 ? ms / expected : 1;
}

/**
 * What is not seen yet is as much slower than expected as what was: a busy machine is slow with everything.
 * @param expected of this sweep's runs. @param likeKernel the engine's steps run on the same processor as all the rest; else only starts tell how fast that is.
 */
export function knownCosts(seen: PaceCosts, expected: RunCosts, likeKernel: boolean): Known {
  const { epoch, end, start, seenMs } = seen;
  const begun = { cost: start, expected: expected.start };
  const slow = slowness(likeKernel ? [begun, { cost: epoch, expected: expected.epoch }] : [begun]);
  const weights = PRIOR;
  const assumed = (cost: Cost, weight: number): number => weight / (cost.count + weight);
  return {
    costs: {
      epoch: mean(epoch, expected.epoch, epoch.count > 0 ? 0 : weights.epoch),
      end: mean(end, slow * expected.end, weights.end),
      start: mean(start, expected.start, weights.start),
    },
    assumed: { epoch: assumed(epoch, weights.epoch), end: assumed(end, weights.end), start: assumed(start, weights.start) },
    seenMs,
  };
}

/** @returns null when nothing is left. */
export function timeLeft(left: Left, { costs, assumed, seenMs }: Known): TimeLeft | null {
  const ofSlot = ({ started, sinceMs, runs, epochs }: SlotLeft): number => {
    const whole = epochs * costs.epoch + runs * costs.end + (started ? 0 : runs * costs.start);
    // The message that it is working on: what it has done of that is not seen until it comes.
    return Math.max(whole - sinceMs, runs > 0 ? Math.min(whole, costs.end) : 0);
  };
  const epochs = left.epochs + left.slots.reduce((sum, slot) => sum + slot.epochs, 0);
  const runs = left.runs + left.slots.reduce((sum, slot) => sum + slot.runs, 0);
  if (runs === 0) return null;
  const inWork = left.slots.map(ofSlot);
  const waiting = left.epochs * costs.epoch + left.runs * (costs.end + costs.start);
  const trainers = Math.max(1, left.trainers);
  const shared = (inWork.reduce((sum, ms) => sum + ms, 0) + waiting) / trainers;
  const cold = seenMs === 0 ? PROCESS_START_MS : 0;
  const ms = Math.max(shared, ...inWork) + cold;
  const parts = [
    { ms: epochs * costs.epoch, assumed: assumed.epoch },
    { ms: runs * costs.end, assumed: assumed.end },
    { ms: left.runs * costs.start, assumed: assumed.start },
  ];
  const total = parts.reduce((sum, part) => sum + part.ms, 0);
  const guessed = total > 0 ? parts.reduce((sum, part) => sum + part.ms * part.assumed, 0) / total : 0;
  const unseen = total / (total + 10 * seenMs);
  const spread = 0.06 + 0.5 * guessed + 0.25 * unseen;
  return { ms, range: spread <= SURE ? null : { low: ms * (1 - 0.8 * spread), high: ms * (1 + 1.5 * spread) } };
}
