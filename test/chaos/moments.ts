/** @file The moments at which the program is harmed, drawn from a seed. */
import { createRandom } from "../../src-shared/numbers/random.ts";

export interface Moment {
  /** "nap": a trainer is stopped while the clocks of the app go on by 45 s, then goes on. */
  readonly who: "app" | "trainer" | "nap";
  /** The n-th statement of SQLite, message of a child process, or millisecond of a start; "page": so many pages more fit on the disk. */
  readonly at: "statement" | "message" | "ms" | "page";
  readonly n: number;
}

/** A whole sweep of the world executes about so many statements, and its children say so much. */
const STATEMENTS = 6_000;
const MESSAGES = 400;
const MILLISECONDS = 4_000;

/** The same seed gives the same moments, without end. */
export function* moments(seed: number): Generator<Moment, never> {
  const random = createRandom(seed, "chaos");
  // Even over orders of magnitude: the few statements of start-up, migration and import are hit as often as the many of training.
  const upTo = (most: number): number => Math.max(1, Math.floor(most ** random.next()));
  for (;;) {
    const kind = random.next();
    if (kind < 0.45) yield { who: "app", at: "statement", n: upTo(STATEMENTS) };
    else if (kind < 0.65) yield { who: "app", at: "message", n: upTo(MESSAGES) };
    else if (kind < 0.8) yield { who: "app", at: "ms", n: Math.floor(MILLISECONDS * random.next()) };
    else if (kind < 0.93) yield { who: "trainer", at: "message", n: upTo(MESSAGES) };
    else yield { who: "trainer", at: "ms", n: Math.floor(MILLISECONDS * random.next()) };
  }
}
