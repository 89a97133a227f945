/**
 * @file An answer that comes part by part: whoever passes it on does so while the rest is still being read.
 * Reads and writes: parts of UTF-8 JSON.
 */
import type { AppError } from "#shared/errors/errors.ts";

/** Gone through once. */
export class Parts implements AsyncIterable<Uint8Array> {
  #waiting: Uint8Array[] = [];
  #ended: { readonly error: AppError | null } | null = null;
  #isLeft = false;
  #wake: (() => void) | null = null;

  add(part: Uint8Array): void {
    if (!this.#isLeft) this.#waiting.push(part);
    this.#wake?.();
  }

  /** @param error what ended it before it was whole. */
  end(error: AppError | null): void {
    this.#ended = { error };
    this.#wake?.();
  }

  /** Whoever leaves before the end lets go of what still comes. @throws AppError that ended it. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, undefined> {
    try {
      for (;;) {
        const part = this.#waiting.shift();
        if (part) yield part;
        else if (this.#ended?.error) throw this.#ended.error;
        else if (this.#ended) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.#isLeft = true;
      this.#waiting = [];
    }
  }

  /** @throws AppError that ended it. */
  async whole(): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of this) parts.push(part);
    return Buffer.concat(parts);
  }
}
