/** @file Values of an axis as chips: what is typed or pasted, taken apart and put together. Reads: text. */
import { expandAxis, formatAxis, parseAxisText, type Axis } from "#shared/params/axis.ts";

export interface Chip {
  /** As typed: "0.5", "1..5 step 1", or a word such as "off". */
  readonly text: string;
  /** Values it stands for; a range has several. */
  readonly values: readonly (number | string)[];
}

/** Takes words out of the text, because the rest is numbers. */
function takeWords(text: string, words: readonly string[]): { found: string[]; rest: string } {
  const found: string[] = [];
  const rest = text.replace(/[\p{L}-]{2,}/gu, (word) => {
    const known = words.find((w) => w === word.toLowerCase());
    if (known === undefined) return word;
    if (!found.includes(known)) found.push(known);
    return " ";
  });
  return { found, rest };
}

/**
 * @param text "0, 0.5, 1..5 step 1"; empty gives no chip. @param name of the axis, for the message.
 * @param words allowed beside numbers, lower case. @throws AppError `input/invalid` or `sweep/invalid` naming the part.
 */
export function readChips(text: string, name: string, words: readonly string[] = []): Chip[] {
  const { found, rest } = takeWords(text, words);
  const chips: Chip[] = found.map((word) => ({ text: word, values: [word] }));
  if (!/[^\s,;]/.test(rest)) return chips;
  const axis = parseAxisText(rest, name);
  for (const item of Array.isArray(axis) ? axis : [axis]) {
    const chipText = formatAxis(item);
    if (!chips.some((chip) => chip.text === chipText)) chips.push({ text: chipText, values: expandAxis(item, name) });
  }
  return chips;
}

export function writeChips(chips: readonly Pick<Chip, "text">[]): string {
  return chips.map((chip) => chip.text).join(", ");
}

/** @returns the text with the values of `added` at the end, each once. @throws as {@link readChips}. */
export function addChips(text: string, added: string, name: string, words: readonly string[] = []): string {
  return writeChips(readChips(`${text}, ${added}`, name, words));
}

/** @returns distinct numbers of the text in order, words left out; an empty list while the text is wrong. */
export function numbersOf(text: string, words: readonly string[] = []): number[] {
  try {
    return [...new Set(readChips(text, "", words).flatMap((chip) => chip.values.filter((value) => typeof value === "number")))];
  } catch {
    return [];
  }
}

/** Axis with words to the form of the sweep file: ranges are written out only where the schema has no other way. */
export function axisWithWords(chips: readonly Chip[], words: readonly string[]): (number | string)[] | Axis {
  if (!chips.some((chip) => words.includes(chip.text))) return parseAxisText(writeChips(chips), "");
  return [...new Set(chips.flatMap((chip) => chip.values))];
}
