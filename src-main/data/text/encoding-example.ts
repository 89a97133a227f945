/**
 * @file The first line with letters beyond ASCII of a file that is not UTF-8: by it a person sees whether the encoding is right.
 * Reads: lines on their way.
 */
import type { DataFinding } from "#shared/data/findings.ts";
import type { Encoding } from "#shared/data/dataset.ts";

const BEYOND_ASCII = /[\u0080-\uffff]/;
const BEFORE = 40;
const SHOWN = 80;

export class EncodingExample {
  readonly #encoding: Encoding;
  #example: { line: number; text: string } | null = null;

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
  }

  async *passing(lines: AsyncIterable<string[]>): AsyncGenerator<string[]> {
    let before = 0;
    for await (const chunk of lines) {
      if (!this.#example) {
        const index = chunk.findIndex((text) => BEYOND_ASCII.test(text));
        if (index >= 0) this.#example = { line: before + index + 1, text: around(chunk[index]!) };
      }
      before += chunk.length;
      yield chunk;
    }
  }

  finding(): DataFinding {
    return { id: "encoding-read", encoding: this.#encoding, example: this.#example };
  }
}

function around(text: string): string {
  const start = Math.max(0, text.search(BEYOND_ASCII) - BEFORE);
  const end = start + SHOWN;
  return `${start > 0 ? "…" : ""}${text.slice(start, end).toWellFormed().trim()}${end < text.length ? "…" : ""}`;
}
