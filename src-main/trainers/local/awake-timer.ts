/**
 * @file A limit of time that only counts while this process was there to listen.
 * Reads: a monotonic clock.
 *
 * A sleeping machine, a stopped process or a blocked event loop makes a plain timer fire before the messages that waited meanwhile are read,
 * and a healthy trainer looks silent. Here time passes in short ticks and a tick that comes late counts as little more than one that is on time.
 */

const TICK_MS = 1_000;
/** A tick may be this many times as long as it was meant to be before the rest is taken for absence. */
const LATE = 2;

export class AwakeTimer {
  #timer: NodeJS.Timeout | undefined;
  #running: { readonly ms: number; readonly expire: () => void } | null = null;
  readonly #now: () => number;

  /** @param now milliseconds of any monotonic clock. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Starts over: `expire` is called once `ms` have passed in this process' presence. */
  start(ms: number, expire: () => void): void {
    this.clear();
    this.#running = { ms, expire };
    const tick = Math.min(TICK_MS, ms / 4);
    let left = ms;
    let before = this.#now();
    const pass = (): void => {
      const now = this.#now();
      left -= Math.min(now - before, LATE * tick);
      before = now;
      if (left <= 0) {
        this.#running = null;
        return expire();
      }
      this.#timer = setTimeout(pass, Math.min(tick, left));
    };
    this.#timer = setTimeout(pass, tick);
  }

  /** The whole time begins anew, where some is running: whoever was silent is listened to first. */
  again(): void {
    if (this.#running) this.start(this.#running.ms, this.#running.expire);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#running = null;
  }
}
