/**
 * @file Rows by label, as long as these can be classes: beyond a limit they are a measured quantity or texts, and are no longer counted.
 * Reads: labels.
 */
import { MOST_CHARACTERS, ownText } from "./text-budget.ts";

/** Two hundred times as many as an import takes for classes; up to here a refusal tells the exact number. */
export const MOST_LABELS = 200_000;

export class LabelTally {
  readonly counts = new Map<string, number>();
  /** Why a label was left out; null: none was. */
  full: "number" | "length" | null = null;
  #characters = 0;

  /** @returns false: there are too many to be classes. */
  add(label: string): boolean {
    const rows = this.counts.get(label);
    if (rows !== undefined) this.counts.set(label, rows + 1);
    else if (this.counts.size >= MOST_LABELS) this.full ??= "number";
    else if ((this.#characters += label.length) > MOST_CHARACTERS) this.full ??= "length";
    else this.counts.set(ownText(label), 1);
    return this.full === null;
  }
}
