/** @file Runs one question at a time; of those asked meanwhile only the newest is asked next. */
export class Latest {
  #running = false;
  #next: (() => Promise<void>) | null = null;

  /** Waits for `task` itself; one that another replaces is never run. */
  async run(task: () => Promise<void>): Promise<void> {
    if (this.#running) {
      this.#next = task;
      return;
    }
    this.#running = true;
    try {
      await task();
    } finally {
      this.#running = false;
      const next = this.#next;
      this.#next = null;
      if (next) await this.run(next);
    }
  }
}
