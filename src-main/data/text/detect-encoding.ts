/**
 * @file Which encoding a file is written in: by its byte order mark, by being valid UTF-8, by the pattern of UTF-16, else by its letters.
 * Reads: the file, once at the most.
 */
import { isAscii, isUtf8 } from "node:buffer";
import type { Encoding } from "#shared/data/dataset.ts";
import { decoded } from "./encodings.ts";
import { chunksOfFile, headOfFile } from "./file-bytes.ts";

/** A file of a million German rows says no more than its first few hundred different words. */
const SAMPLE_BYTES = 1 << 15;
const HEAD_BYTES = 1 << 12;
const LF = 10;
const CR = 13;
const SEPARATORS = [..."\t ,;"].map((mark) => mark.charCodeAt(0));
const LONGEST_PIECE = 1 << 20;
const LONGEST_CHARACTER = 4;
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** What jschardet calls them. A superset stands for what web pages and Windows really write under the name. */
const BY_NAME: Readonly<Record<string, Encoding>> = {
  "windows-1252": "windows-1252",
  "iso-8859-1": "windows-1252",
  "windows-1250": "windows-1250",
  "windows-1251": "windows-1251",
  gb18030: "gb18030",
  gb2312: "gb18030",
  gbk: "gb18030",
  big5: "big5",
  shift_jis: "shift_jis",
  cp932: "shift_jis",
  "euc-jp": "euc-jp",
  "euc-kr": "euc-kr",
  cp949: "euc-kr",
};
/** A guess must be this much surer than windows-1252: on a handful of accented words scores are noise. */
const SURER = 1.9;
/** Enough where windows-1252 would put a symbol between two letters, as it does with Polish. */
const SURER_WITH_SYMBOLS = 1.2;
const SYMBOL_IN_WORD = /\p{L}[¹³£¥¼¾¿]\p{L}/u;
/** Units and the like, each alone between ASCII: “5 °C”, “10 µm”. Two-byte encodings would take the letter behind for half of a character. */
const SYMBOLS_ONLY = /^(?:[\0-\x7f]|[°µ²³±·×÷§©®£¥¼½¾ºª](?![\u0080-\uffff]))*$/;
/** A Cyrillic word has no letter of ASCII: one or two letters are accents. */
const LEAST_CYRILLIC = 3;

export async function detectEncoding(path: string): Promise<Encoding> {
  const head = await headOfFile(path, HEAD_BYTES);
  if (head.subarray(0, 3).equals(UTF8_MARK)) return "utf-8";
  return utf16Of(head) ?? (await legacyOf(path));
}

function utf16Of(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const pairs = head.length >> 1;
  if (pairs < 2) return null;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let i = 0; i < 2 * pairs; i += 2) {
    if (head[i] === 0) evenZeros++;
    if (head[i + 1] === 0) oddZeros++;
  }
  // Digits, delimiters and line ends are ASCII even in a Chinese table: one byte of each such pair is 0.
  if (evenZeros === 0 && oddZeros > pairs / 4) return "utf-16le";
  if (oddZeros === 0 && evenZeros > pairs / 4) return "utf-16be";
  return null;
}

/** Two-byte encodings: some of their characters are valid UTF-8 by chance, so lines of both kinds are no proof of damage. */
const TWO_BYTE: ReadonlySet<Encoding> = new Set(["gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"]);
/** More valid UTF-8 than this among the lines with letters beyond ASCII is no chance under an encoding of single bytes. */
const CHANCE = 0.02;
const TWO_BYTE_CHANCE = 0.9;

/** UTF-8 where every line is, and where lines of both kinds are no chance: that is a damaged file, which reading refuses by line. */
async function legacyOf(path: string): Promise<Encoding> {
  const words = new Set<string>();
  let sampled = 0;
  let valid = 0;
  let invalid = 0;
  let rest: Buffer = Buffer.alloc(0);
  const look = (bytes: Buffer): void => {
    if (isAscii(bytes)) return;
    const whole = isUtf8(bytes);
    // LF, CR (old Macintosh files) or both end a line.
    const end = bytes.includes(LF) ? LF : CR;
    for (let start = 0; start < bytes.length;) {
      const next = bytes.indexOf(end, start);
      const stop = next < 0 ? bytes.length : next;
      const line = bytes.subarray(start, stop);
      start = stop + 1;
      if (isAscii(line)) continue;
      if (whole || isUtf8(line)) valid++;
      else invalid++;
      if (sampled > SAMPLE_BYTES) continue;
      for (const word of line.toString("latin1").split(/[,;\t"\r]/)) {
        if (isAscii(Buffer.from(word, "latin1")) || words.has(word)) continue;
        words.add(word);
        sampled += word.length;
      }
    }
  };
  for await (const chunk of chunksOfFile(path)) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = Math.max(chunk.lastIndexOf(LF), chunk.lastIndexOf(CR));
    // A line may be as long as the file; it is looked at in pieces, each of whole characters.
    const cut = end >= 0 ? bytes.length - chunk.length + end + 1 : bytes.length > LONGEST_PIECE ? betweenCharacters(bytes) : 0;
    if (cut > 0) look(bytes.subarray(0, cut));
    rest = bytes.subarray(cut);
  }
  look(rest);
  if (invalid === 0) return "utf-8";
  const guess = await byLetters(Buffer.from([...words].join("\n"), "latin1"));
  return valid / (valid + invalid) <= (TWO_BYTE.has(guess) ? TWO_BYTE_CHANCE : CHANCE) ? guess : "utf-8";
}

/** Behind the last comma and its like, which no encoding has inside a character; without one, before a character of UTF-8 that is not whole. */
function betweenCharacters(bytes: Buffer): number {
  const separator = Math.max(...SEPARATORS.map((byte) => bytes.lastIndexOf(byte)));
  if (separator >= 0) return separator + 1;
  let start = bytes.length - 1;
  while (start > bytes.length - LONGEST_CHARACTER && (bytes[start]! & 0xc0) === 0x80) start--;
  const lead = bytes[start]!;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return start + length > bytes.length ? start : bytes.length;
}

async function byLetters(sample: Buffer): Promise<Encoding> {
  // A megabyte of tables, for the few files that need them.
  const { detectAll } = await import("jschardet");
  const guesses = detectAll(sample, { detectEncodings: Object.keys(BY_NAME), minimumThreshold: 0 })
    .map(({ encoding, confidence }) => ({ encoding: BY_NAME[encoding?.toLowerCase() ?? ""], confidence }))
    .filter((guess): guess is { encoding: Encoding; confidence: number } => guess.encoding !== undefined && decoded(sample, guess.encoding) !== null);
  const western = decoded(sample, "windows-1252");
  const best = guesses.find(({ encoding }) => encoding !== "windows-1252" && (encoding !== "windows-1251" || beyondAscii(sample) >= LEAST_CYRILLIC));
  if (western === null) return best?.encoding ?? "windows-1252";
  const fallback = guesses.find(({ encoding }) => encoding === "windows-1252")?.confidence ?? 0;
  const surer = best && best.confidence > (SYMBOL_IN_WORD.test(western) ? SURER_WITH_SYMBOLS : SURER) * fallback;
  if (surer && !SYMBOLS_ONLY.test(western) && decoded(sample, best.encoding) !== western) return best.encoding;
  // ISO 8859-15 has the euro sign where the others have a currency sign that nobody writes.
  return western.includes("¤") && !sample.some((byte) => byte >= 0x80 && byte < 0xa0) ? "iso-8859-15" : "windows-1252";
}

function beyondAscii(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte >= 0x80) count++;
  return count;
}
