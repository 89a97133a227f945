/**
 * @file How bytes become characters in encodings other than UTF-8.
 * Reads: bytes.
 *
 * iconv-lite rather than TextDecoder: its tables come with the app, those of TextDecoder with the host's ICU, which Electron cuts down.
 */
import iconv from "iconv-lite";
import type { Encoding } from "#shared/data/dataset.ts";

export interface Decoder {
  /** Characters that are whole by now; U+FFFD stands for bytes that are none. */
  write(bytes: Buffer): string;
  /** What is left at the end of the file. */
  end(): string;
}

/** Multi-byte characters may be cut anywhere between two writes. A byte order mark is taken off. */
export function decoderOf(encoding: Encoding): Decoder {
  const decoder = iconv.getDecoder(encoding);
  return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? "" };
}

/** @returns null when some bytes are no character of the encoding. */
export function decoded(bytes: Buffer, encoding: Encoding): string | null {
  const text = iconv.decode(bytes, encoding);
  return isSound(text) ? text : null;
}

/** No replacement character, no NUL, no half of a surrogate pair. */
export function isSound(text: string): boolean {
  return !text.includes("\ufffd") && !text.includes("\0") && text.isWellFormed();
}
