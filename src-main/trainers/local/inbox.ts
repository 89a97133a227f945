/**
 * @file Messages of a trainer, taken in order, a few per turn of the event loop.
 * Node hands over everything that has arrived in one turn: the ends of 24 runs, each with its scores to be
 * stored, held the window up for 70 ms.
 */

/** Half a frame at 60 frames a second. */
const TURN_MS = 8;

export class Inbox {
  readonly #take: (message: unknown) => void;
  readonly #waiting: unknown[] = [];
  #later: NodeJS.Immediate | undefined;

  constructor(take: (message: unknown) => void) {
    this.#take = take;
  }

  add(message: unknown): void {
    this.#waiting.push(message);
    this.#later ??= setImmediate(() => this.#turn());
  }

  /** Takes all that waits, now: the sender has ended and its end is not to overtake its words. */
  drain(): void {
    clearImmediate(this.#later);
    this.#later = undefined;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#take(next);
  }

  #turn(): void {
    this.#later = undefined;
    const until = performance.now() + TURN_MS;
    do {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#take(next);
    } while (performance.now() < until);
    if (this.#waiting.length > 0) this.#later ??= setImmediate(() => this.#turn());
  }
}
