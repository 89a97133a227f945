/**
 * @file A line of ARFF as values: commas or tabs between them, either quotation mark around them, backslash before a mark inside.
 * Reads: one line.
 */

export interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

/** A value is longer than any cell is. */
export class LongToken extends Error {
  /** 1-based. */
  readonly column: number;

  constructor(column: number) {
    super(`value ${column} is too long`);
    this.column = column;
  }
}

/** @param longest characters of a value. @throws LongToken. @param separators characters that end a value; blanks around values go. @returns null for a quotation that is never closed. */
export function tokensOf(line: string, separators = ",\t", longest = Infinity): Token[] | null {
  const tokens: Token[] = [];
  let text = "";
  let mark = "";
  let quoted = false;
  /** Only blanks so far. */
  let blank = true;
  const close = (): void => {
    tokens.push({ text: quoted ? text : text.trim(), quoted });
    text = "";
    quoted = false;
    blank = true;
  };
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (text.length > longest) throw new LongToken(tokens.length + 1);
    if (mark !== "") {
      if (char === "\\" && i + 1 < line.length) text += line[++i]!;
      else if (char === mark) mark = "";
      else text += char;
    } else if ((char === "'" || char === '"') && blank && !quoted) {
      mark = char;
      text = "";
      quoted = true;
    } else if (separators.includes(char)) close();
    // Behind a closing mark only blanks can come.
    else if (!quoted || char.trim() !== "") {
      text += char;
      if (char.trim() !== "") blank = false;
    }
  }
  if (mark !== "") return null;
  close();
  return tokens;
}
