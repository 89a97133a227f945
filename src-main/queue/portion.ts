/** @file How many of the waiting runs a trainer gets at once. */
import type { EngineChoice } from "../engine-choice/engines.ts";

/** Starting a cohort costs about as much as one short run. */
const LEAST = 4;

/**
 * Engines that stack runs gain from many, so a trainer gets an even share: all free, what is left is shared among those still to come; some
 * busy, they will be back for theirs. The kernel, which `auto` means where nothing was measured, goes run by run: half of an even share each
 * time, so that a trainer which the system held up leaves the rest to the others (even shares left one idle for a quarter of a short sweep
 * on a busy machine).
 * @param trainers that may work on the sweep. @param free those without work. @param index of the one that asks among the free ones.
 * @returns runs of a cohort, at least 1, for a number of waiting ones.
 */
export function portionOf({ engine, cohort }: EngineChoice, trainers: number, free: number, index: number): (waiting: number) => number {
  const runByRun = engine === "wasm" || engine === "auto";
  const even = free === trainers ? free - index : trainers;
  return (waiting) => {
    const share = Math.ceil(waiting / even);
    const part = !runByRun || trainers === 1 ? share : Math.max(Math.ceil(waiting / (2 * trainers)), Math.min(LEAST, share));
    return Math.min(cohort, part);
  };
}
