/** @file Waits between two looks at the app: until somebody says that something has changed, and a second at the most. */

/** Without an event the app is asked all the same: one may have been lost with its connection. */
const ASK_MS = 1_000;

export class LookingAgain {
  #wake = (): void => {};

  /** Something has changed. */
  readonly wake = (): void => this.#wake();

  /** To be called before the look: what changes during it is then not missed. @returns what waits for the next one, or leaves it. */
  begin(): { wait(): Promise<void>; leave(): void } {
    let timer: NodeJS.Timeout | undefined;
    const something = new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, ASK_MS);
    });
    const leave = (): void => clearTimeout(timer);
    return { wait: () => something.finally(leave), leave };
  }
}
