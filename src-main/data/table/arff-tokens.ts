/**
 * @file A line of ARFF as values: commas or tabs between them, either quotation mark around them, backslash before a mark inside.
 * Reads: one line. Writes: nothing.
 */

export interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

/** @param separators characters that end a value; blanks around values go. @returns null for a quotation that is never closed. */
export function tokensOf(line: string, separators = ",\t"): Token[] | null {
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
