/** @file How many texts of a file are remembered at most, over all of its columns: memory stays bounded whatever the file holds. */

/** A hundred times as many categories as an import takes. */
const MOST_TEXTS = 2_000_000;
/** Hardly a number is longer. */
const SHORT = 60;
export const MOST_CHARACTERS = 2 ** 26;

export class TextBudget {
  #texts: number;
  #characters: number;

  constructor(texts = MOST_TEXTS, characters = MOST_CHARACTERS) {
    this.#texts = texts;
    this.#characters = characters;
  }

  /** @param numeric of a column of numbers so far, whose texts have a limit of their own. @returns false: no room for it. */
  take(text: string, numeric: boolean): boolean {
    if (numeric && text.length <= SHORT) return true;
    if (text.length > this.#characters || this.#texts === 0) return false;
    this.#characters -= text.length;
    this.#texts--;
    return true;
  }

  /** It is the number of texts that is used up, not their length. */
  get fullByCount(): boolean {
    return this.#texts === 0;
  }
}

/** A copy that does not keep the chunk of the file alive out of which it was cut, as the engine's slices of strings do. */
export function ownText(text: string): string {
  return ` ${text}`.slice(1);
}
