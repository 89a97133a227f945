/**
 * @file Lines of a file that is not UTF-8, each certain to be text of its encoding. Never holds more than a chunk and a line.
 * Reads: chunks of bytes.
 */
import type { Encoding } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { decoderOf, isSound } from "./encodings.ts";

/** Carriage returns alone end lines only where there is no line feed, as in UTF-8 files. */
export function lineEndOfText(text: string): "\n" | "\r" {
  return text.includes("\r") && !text.includes("\n") ? "\r" : "\n";
}

/** @param lines of `text`. @returns them without the carriage returns before line feeds. */
export function withoutReturns(text: string, lines: string[], end: "\n" | "\r"): string[] {
  return end === "\n" && text.includes("\r") ? lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)) : lines;
}

/**
 * @param head first bytes of the file, which tell its line ends.
 * @throws AppError `data/not-text` (names the line), `data/long-line`.
 */
export async function* decodedLines(
  chunks: AsyncIterable<Buffer>,
  head: Buffer,
  encoding: Encoding,
  fileName: string,
  maxLineLength: number,
): AsyncGenerator<string[]> {
  const end = lineEndOfText(decoderOf(encoding).write(head));
  const decoder = decoderOf(encoding);
  let rest = "";
  let line = 1;
  const checked = (text: string): string[] => {
    const lines = text.split(end);
    if (!isSound(text)) throw new AppError("data/not-text", { file: fileName, line: line + lines.findIndex((each) => !isSound(each)), encoding });
    return withoutReturns(text, lines, end);
  };
  for await (const chunk of chunks) {
    const text = decoder.write(chunk);
    const cut = text.lastIndexOf(end);
    if (cut < 0) {
      if (text.includes("\0")) checked(rest + text);
      rest += text;
      if (rest.length > maxLineLength) throw new AppError("data/long-line", { file: fileName, line, limit: maxLineLength });
      continue;
    }
    const lines = checked(rest + text.slice(0, cut));
    rest = text.slice(cut + 1);
    line += lines.length;
    yield lines;
  }
  rest += decoder.end();
  if (rest !== "") yield checked(rest);
}
