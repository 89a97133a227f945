/** @file A computation in slices, all of them now: where nobody waits. In turns: src-main/base/in-turns.ts. */

/** @throws what a slice throws. */
export function atOnce<T>(slices: Iterator<unknown, T>): T {
  for (;;) {
    const slice = slices.next();
    if (slice.done) return slice.value;
  }
}
