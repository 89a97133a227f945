/** @file What the user should see that is no answer in place: notices of the app, confirmations, failures without a field. Reads: event `notice`. Writes: nothing. */
import { AppError, describe } from "#shared/errors.ts";
import { backend } from "../backend.ts";

export interface Notice {
  readonly id: number;
  readonly severity: "info" | "warning" | "error";
  readonly message: string;
  readonly action: string;
  /** A button beside the text, e.g. undo. */
  readonly button?: { readonly label: string; readonly run: () => void };
}

/** Information goes by itself; warnings and errors stay until closed. */
const INFO_MS = 5_000;
/** Older ones give way: a crashing trainer must not fill the window. */
const SHOWN = 4;

class NoticeState {
  #next = 1;
  list = $state.raw<readonly Notice[]>([]);

  constructor() {
    backend.subscribe("notice", (n) => this.#add({ severity: n.severity, message: n.message, action: n.action }));
  }
  info(message: string, button?: Notice["button"]): void {
    this.#add({ severity: "info", message, action: "", ...(button ? { button } : {}) });
  }
  /** Shows anything thrown, with its next step. */
  fail(thrown: unknown): void {
    if (thrown instanceof AppError) this.#add({ severity: thrown.severity, message: thrown.message, action: thrown.action });
    else this.#add({ severity: "error", message: describe(thrown), action: "" });
  }
  close(id: number): void {
    this.list = this.list.filter((n) => n.id !== id);
  }
  #add(notice: Omit<Notice, "id">): void {
    const id = this.#next++;
    const others = this.list.filter((n) => n.message !== notice.message);
    this.list = [...others, { ...notice, id }].slice(-SHOWN);
    if (notice.severity === "info") setTimeout(() => this.close(id), INFO_MS);
  }
}
export const notices = new NoticeState();
