/**
 * @file Notices of a time in which nobody looked: kept until somebody does. What was paused at the start of the app would be told to nobody otherwise.
 */
import type { EventPayload } from "#shared/wire/contract.ts";

type Notice = EventPayload<"notice">;

/** The log has them all; whoever comes after days is not to read through a hundred. */
const MOST = 20;

export class HeldNotices {
  #held: Notice[] = [];

  add(notice: Notice): void {
    this.#held = [...this.#held, notice].slice(-MOST);
  }
  /** @returns what was held, the oldest first; nothing is held any more. */
  take(): Notice[] {
    const held = this.#held;
    this.#held = [];
    return held;
  }
}
