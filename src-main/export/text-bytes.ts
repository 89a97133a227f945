/** @file A text that is made piece by piece as the bytes of a format. */
import type { Bytes } from "./format.ts";
import { portions } from "./portions.ts";

/** @param spell makes pieces of about a row. */
export const textBytes =
  <T, O>(spell: (table: T, options: O) => Iterable<string>): ((table: T, options: O) => Bytes) =>
  (table, options) =>
    portions(spell(table, options));
