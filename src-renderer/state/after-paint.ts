/** @file Work that may wait until what is there has been painted, one piece between two frames. */

/** In a hidden window no frame comes. */
const HIDDEN_MS = 1_000;

export class AfterPaint {
  #waiting: (() => void)[] = [];
  #asked = false;

  /** In the order in which they come. */
  add(work: () => void): void {
    this.#waiting.push(work);
    this.#next();
  }

  /** Nobody wants any more what still waits. */
  forget(): void {
    this.#waiting = [];
  }

  #next(): void {
    if (this.#asked || this.#waiting.length === 0) return;
    this.#asked = true;
    // A task behind the frame: in the frame itself it would hold up the painting.
    if (document.hidden) setTimeout(() => this.#turn(), HIDDEN_MS);
    else requestAnimationFrame(() => setTimeout(() => this.#turn()));
  }

  #turn(): void {
    this.#asked = false;
    const work = this.#waiting.shift();
    try {
      work?.();
    } finally {
      this.#next();
    }
  }
}
