/**
 * @file A file as checked text: chunks of whole lines, each certain to be text of its encoding without NUL.
 * Reads: the file, a chunk at a time.
 */
import { isUtf8 } from "node:buffer";
import type { Encoding } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { decodedLines, withoutReturns } from "./decoded-lines.ts";
import { chunksOfFile, headOfFile, sizeOfFile } from "./file-bytes.ts";

const HEAD_BYTES = 1 << 18;
const LF = 10;
const CR = 13;

export interface TextLimits {
  readonly maxBytes: number;
  /** Longest line, and longest record over quoted line breaks. */
  readonly maxRecordBytes: number;
}

/** CR alone ends lines only in a file that has no LF (old Macintosh files); elsewhere LF does, with or without CR before it. */
function lineEndOf(head: Buffer): "\n" | "\r" {
  return head.includes(CR) && !head.includes(LF) ? "\r" : "\n";
}

/** Throws for the first line of `bytes` that is not text. @param line number of the line `bytes` starts in. */
function refuseBytes(bytes: Buffer, line: number, end: number, fileName: string): never {
  for (let start = 0; start < bytes.length; line++) {
    const next = bytes.indexOf(end, start);
    const stop = next < 0 ? bytes.length : next + 1;
    const part = bytes.subarray(start, stop);
    if (part.includes(0) || !isUtf8(part)) break;
    start = stop;
  }
  throw new AppError("data/not-text", { file: fileName, line, encoding: "utf-8" });
}

/**
 * Lines of a text file in order, without their line ends and without a byte order mark.
 * @throws AppError `data/not-found`, `data/too-large`, `data/not-text` (names the line), `data/long-line`.
 */
export async function* readLines(path: string, fileName: string, limits: TextLimits, encoding: Encoding = "utf-8"): AsyncGenerator<string[]> {
  await sizeOfFile(path, fileName, limits.maxBytes);
  const head = await headOfFile(path, HEAD_BYTES);
  if (encoding === "utf-8") yield* utf8Lines(path, head, fileName, limits);
  else yield* decodedLines(chunksOfFile(path), head, encoding, fileName, limits.maxRecordBytes);
}

/** Checks bytes instead of decoding them one by one: several times as fast as any decoder. */
async function* utf8Lines(path: string, head: Buffer, fileName: string, limits: TextLimits): AsyncGenerator<string[]> {
  const end = lineEndOf(head);
  const endByte = end === "\n" ? LF : CR;
  // UTF-8 never has a line-end byte inside a character, so text cut behind one is whole.
  let rest: Buffer[] = [];
  let restBytes = 0;
  let line = 1;
  let first = true;
  const textOf = (bytes: Buffer): string[] => {
    if (bytes.includes(0) || !isUtf8(bytes)) refuseBytes(bytes, line, endByte, fileName);
    let text = bytes.toString("utf8");
    if (first && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    first = false;
    const lines = text.split(end);
    return withoutReturns(text, lines, end);
  };
  for await (const chunk of chunksOfFile(path)) {
    const cut = chunk.lastIndexOf(endByte);
    if (cut < 0) {
      // A NUL here already tells that this is no text: do not gather 64 MiB of it first.
      if (chunk.includes(0)) refuseBytes(Buffer.concat([...rest, chunk]), line, endByte, fileName);
      rest.push(chunk);
      restBytes += chunk.length;
      if (restBytes > limits.maxRecordBytes) throw new AppError("data/long-line", { file: fileName, line, limit: limits.maxRecordBytes });
      continue;
    }
    const lines = textOf(Buffer.concat([...rest, chunk.subarray(0, cut)]));
    rest = [chunk.subarray(cut + 1)];
    restBytes = chunk.length - cut - 1;
    line += lines.length;
    yield lines;
  }
  if (restBytes > 0) yield textOf(Buffer.concat(rest));
}
