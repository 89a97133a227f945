/**
 * @file Some lines of any file as text, for eyes that shall see why it cannot be read as a table.
 * Reads: the file as far as they go.
 */
import type { Encoding } from "#shared/data/dataset.ts";
import { lineEndOfText } from "../text/decoded-lines.ts";
import { detectEncoding } from "../text/detect-encoding.ts";
import { decoderOf } from "../text/encodings.ts";
import { chunksOfFile, headOfFile } from "../text/file-bytes.ts";

const HEAD_BYTES = 1 << 16;
const LINES = 20;
const AROUND = 5;
const LENGTH = 400;

export interface ShownLines {
  /** Number of `lines[0]`. */
  readonly first: number;
  readonly lines: string[];
}

interface Choice {
  /** Left out: the one that is found. Bytes that are none of it become U+FFFD. */
  readonly encoding?: Encoding | undefined;
  /** A line with a few before and behind it; left out: the first ones. */
  readonly around?: number | undefined;
}

/** @throws AppError `data/not-found`. */
export async function shownLines(path: string, { encoding, around }: Choice = {}): Promise<ShownLines> {
  const first = around === undefined ? 1 : Math.max(1, around - AROUND);
  const last = around === undefined ? LINES : around + AROUND;
  const used = encoding ?? (await detectEncoding(path));
  const end = lineEndOfText(decoderOf(used).write(await headOfFile(path, HEAD_BYTES)));
  const decoder = decoderOf(used);
  const lines: string[] = [];
  let number = 1;
  let open = "";
  const take = (line: string): void => {
    if (number++ >= first) lines.push(line.replace(/\r$/, "").slice(0, LENGTH));
  };
  for await (const chunk of chunksOfFile(path)) {
    const [start = "", ...others] = decoder.write(chunk).split(end);
    // A line may be as long as the file: no more of it is kept than is shown.
    open = (open + start).slice(0, LENGTH + 1);
    for (const next of others) {
      take(open);
      if (number > last) return { first, lines };
      open = next;
    }
  }
  open += decoder.end();
  if (open !== "") take(open);
  return { first, lines };
}
