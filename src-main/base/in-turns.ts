/**
 * @file Long computations in slices: a generator that yields where other work may go first.
 * The process that draws the window, and a trainer that is listened to, must not be silent for seconds.
 */
import { setImmediate } from "node:timers/promises";

/** One slice per turn of the event loop. @param between called after each turn. @throws what a slice throws. */
export async function inTurns<T>(slices: Iterator<unknown, T>, between?: () => void): Promise<T> {
  for (;;) {
    const slice = slices.next();
    if (slice.done) return slice.value;
    await setImmediate();
    between?.();
  }
}
