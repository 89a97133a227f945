/**
 * @file The characters of a number in ASCII: minus signs, digits of other scripts, blanks that do not break, apostrophes.
 * Reads: cells.
 */

const ASCII = /^[\x20-\x7e]*$/;
/** Hyphens, dashes and minus signs that stand for a sign. */
const MINUS = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g;
const BLANK = /[\t\u00A0\u2000-\u200A\u202F\u205F\u3000]/g;
const INVISIBLE = /[\u200B-\u200F\u2060\u2066-\u2069\uFEFF]/g;
const APOSTROPHE = /[\u2018\u2019\u02BC\uFF07]/g;
const OTHERS: Readonly<Record<string, string>> = { "\uFF0B": "+", "\uFF0C": ",", "\uFF0E": ".", "\uFF05": "%", "\u066A": "%", "\u066B": ".", "\u066C": "," };
/** Code points of the digit 0 of scripts that write decimal numbers; 1 to 9 follow it. */
const ZEROS = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0xff10];

/** @returns the cell with what stands for an ASCII sign, digit, separator or blank replaced by it, without invisible characters, trimmed. */
export function plainCharacters(cell: string): string {
  if (ASCII.test(cell)) return cell;
  return cell
    .replace(INVISIBLE, "")
    .replace(MINUS, "-")
    .replace(BLANK, " ")
    .replace(APOSTROPHE, "'")
    .replace(/[\uFF05\uFF0B\uFF0C\uFF0E\u066A-\u066C]/g, (mark) => OTHERS[mark]!)
    .replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0)!;
      const zero = ZEROS.find((start) => code >= start && code < start + 10);
      return zero === undefined ? digit : String(code - zero);
    })
    .trim();
}
