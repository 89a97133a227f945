/**
 * @file A file as checked text: chunks of whole lines, each certain to be UTF-8 without NUL.
 * Reads: the file, 32 KiB at a time, so the event loop breathes between chunks. Writes: nothing.
 */
import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { AppError, describe } from "#shared/errors.ts";

/** Lines of 256 KiB held the event loop up for 50 ms, of 32 KiB for less than one frame. */
const CHUNK_BYTES = 1 << 15;
const HEAD_BYTES = 1 << 18;
const LF = 10;
const CR = 13;

export interface TextLimits {
  readonly maxBytes: number;
  /** Longest line, and longest record over quoted line breaks. */
  readonly maxRecordBytes: number;
}

/** @throws AppError `data/not-found`, `data/too-large`. @returns size in bytes. */
export async function sizeOfFile(path: string, fileName: string, limit: number): Promise<number> {
  const found = await stat(path).catch((thrown: unknown) => {
    throw new AppError("data/not-found", { path, detail: describe(thrown) }, { cause: thrown });
  });
  if (!found.isFile()) throw new AppError("data/not-found", { path, detail: "it is not a file" });
  if (found.size > limit) throw new AppError("data/too-large", { file: fileName, size: found.size, limit });
  return found.size;
}

/** The first bytes of a file. @throws AppError `data/not-found`. */
export async function headOfFile(path: string, bytes: number): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw new AppError("data/not-found", { path, detail: describe(thrown) }, { cause: thrown });
  }
}

/** CR alone ends lines only in a file that has no LF (old Macintosh files); elsewhere LF does, with or without CR before it. */
export function lineEndOf(head: Buffer): "\n" | "\r" {
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
  throw new AppError("data/not-text", { file: fileName, line });
}

/**
 * Lines of a text file in order, without their line ends and without a byte order mark.
 * @throws AppError `data/not-found`, `data/too-large`, `data/not-text` (names the line), `data/long-line`.
 */
export async function* readLines(path: string, fileName: string, limits: TextLimits): AsyncGenerator<string[]> {
  await sizeOfFile(path, fileName, limits.maxBytes);
  const end = lineEndOf(await headOfFile(path, HEAD_BYTES));
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
    return end === "\n" && text.includes("\r") ? lines.map((value) => (value.endsWith("\r") ? value.slice(0, -1) : value)) : lines;
  };
  for await (const chunk of openChunks(path)) {
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

async function* openChunks(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
  } catch (thrown) {
    // An error of the consumer never comes here: it ends the generator by return().
    throw new AppError("data/not-found", { path, detail: describe(thrown) }, { cause: thrown });
  }
}
