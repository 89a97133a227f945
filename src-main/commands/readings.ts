/** @file Readings of tables under the names that their callers gave them: how far each is, and its end. */
import type { EventPayload } from "#shared/wire/contract.ts";
import type { ReadingOptions } from "../table-readers/table-readers.ts";

export class Readings {
  readonly #running = new Map<string, Set<AbortController>>();
  readonly #tell: (progress: EventPayload<"dataset.reading">) => void;

  constructor(tell: (progress: EventPayload<"dataset.reading">) => void) {
    this.#tell = tell;
  }

  /** @param name absent: nobody asks how far it is, and nobody ends it. */
  async run<T>(name: string | undefined, read: (options: ReadingOptions) => Promise<T>): Promise<T> {
    if (name === undefined) return read({});
    const controller = new AbortController();
    const same = this.#running.get(name) ?? new Set();
    this.#running.set(name, same.add(controller));
    try {
      return await read({ signal: controller.signal, tell: (bytes, total) => this.#tell({ reading: name, bytes, total }) });
    } finally {
      same.delete(controller);
      if (same.size === 0) this.#running.delete(name);
    }
  }

  cancel(name: string): void {
    for (const controller of this.#running.get(name) ?? []) controller.abort();
  }
}
