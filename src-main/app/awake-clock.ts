/**
 * @file A clock that never goes back and stands still while the machine sleeps or this process is stopped.
 * Reads: a monotonic clock. Which monotonic clocks count sleep differs between systems, and none leaves out a stopped process.
 */

const TICK_MS = 1_000;
/** A tick that comes later than this was slept through; a busy process is late by less. */
const ABSENT_MS = 5_000;

export class AwakeClock {
  readonly #read: () => number;
  #before: number;
  #passed = 0;
  readonly #timer: NodeJS.Timeout;

  /** @param read milliseconds of any monotonic clock. */
  constructor(read: () => number = () => performance.now()) {
    this.#read = read;
    this.#before = read();
    this.#timer = setInterval(() => this.now(), TICK_MS);
    this.#timer.unref();
  }

  /** Milliseconds that this process has been awake since the clock was made. */
  now(): number {
    const time = this.#read();
    const gap = time - this.#before;
    this.#passed += gap > ABSENT_MS ? TICK_MS : Math.max(0, gap);
    this.#before = time;
    return this.#passed;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
