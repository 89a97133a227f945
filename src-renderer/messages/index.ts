/**
 * @file All words of the window. A view reads `words.<view>`; another language is another record of the same type.
 * Reads: nothing. Writes: nothing.
 */
import { data } from "./en/data.ts";
import { frame } from "./en/frame.ts";
import { sweep } from "./en/sweep.ts";

const en = { frame, data, sweep };
export type Words = typeof en;
export const words: Words = en;
