/** @file What the user should see that is no answer in place: notices of the app, confirmations, failures without a field. Reads: event `notice`. */
import { AppError, describe } from "#shared/errors/errors.ts";
import type { Connection } from "../transport/connection.ts";
import { nextStep } from "../words/next-step.ts";

export interface Notice {
  readonly id: number;
  readonly severity: "info" | "warning" | "error";
  readonly message: string;
  readonly action: string;
  /** Notices that say the same of other runs are one, the latest; so many they are. */
  readonly times: number;
  /** A button beside the text, e.g. undo. */
  readonly button?: { readonly label: string; readonly run: () => void };
}

/** Information goes by itself; warnings and errors stay until closed. */
const INFO_MS = 5_000;
/** Older ones give way: a crashing trainer must not fill the window. */
const SHOWN = 4;

/** What a message says apart from its numbers. */
const kindOf = (message: string): string => message.replaceAll(/\d+/g, "#");

export class NoticeState {
  #next = 1;
  #list = $state.raw<readonly Notice[]>([]);

  constructor(backend: Connection) {
    // What the app says of run after run is one notice; numbers in an answer to the user's own action are not left out.
    backend.subscribe("notice", (n) => this.#add({ severity: n.severity, message: n.message, action: n.action }, kindOf));
  }
  get list(): readonly Notice[] {
    return this.#list;
  }
  info(message: string, button?: Notice["button"]): void {
    this.#add({ severity: "info", message, action: "", ...(button ? { button } : {}) });
  }
  /** Shows anything thrown, with its next step. */
  fail(thrown: unknown): void {
    if (thrown instanceof AppError) this.#add({ severity: thrown.severity, message: thrown.message, action: nextStep(thrown) });
    else this.#add({ severity: "error", message: describe(thrown), action: "" });
  }
  close(id: number): void {
    this.#list = this.#list.filter((n) => n.id !== id);
  }
  #add(notice: Omit<Notice, "id" | "times">, kind: (message: string) => string = (message) => message): void {
    const id = this.#next++;
    const same = (n: Notice): boolean => kind(n.message) === kind(notice.message) && !n.button;
    const times = 1 + this.#list.filter(same).reduce((sum, n) => sum + n.times, 0);
    this.#list = [...this.#list.filter((n) => !same(n)), { ...notice, id, times }].slice(-SHOWN);
    if (notice.severity === "info") setTimeout(() => this.close(id), INFO_MS);
  }
}
