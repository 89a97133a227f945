/**
 * @file Where the keyboard goes when a button of a finding has done its work and disappears.
 * Reads: the page. Writes: the focus.
 */
import { tick } from "svelte";

/** To what takes the last step back, else to the whole answer. */
export async function focusDone(): Promise<void> {
  await tick();
  const undo = document.querySelector<HTMLElement>("#import-done li:last-child button");
  (undo ?? document.querySelector<HTMLElement>("#import-check"))?.focus();
}
