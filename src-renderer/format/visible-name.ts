/** @file A name with the characters in it that cannot be seen, or that look like others, made visible. */

const HIDDEN = /[\p{Cc}\p{Cf}]|(?! )\p{Z}/gu;
const code = (character: string): string => `⟨U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}⟩`;

/** A sentence with names in it: blanks are as they are. */
export const visibleText = (sentence: string): string => sentence.replaceAll(HIDDEN, code);

/** Blanks at the ends become ␣, characters without a shape their code; a name in decomposed Unicode is marked. */
export function visibleName(name: string): string {
  const ends = name.replace(/^ +| +$/g, (blanks) => "␣".repeat(blanks.length)).replace(/ {2,}/g, (blanks) => "␣".repeat(blanks.length));
  const shown = visibleText(ends);
  return name === name.normalize("NFC") ? shown : `${shown} ⟨decomposed⟩`;
}
