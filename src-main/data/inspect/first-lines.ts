/**
 * @file The first lines of any file as text, for eyes that shall see why it cannot be read as a table.
 * Reads: the head of the file. Writes: nothing.
 */
import type { Encoding } from "#shared/dataset.ts";
import { detectEncoding } from "../text/detect-encoding.ts";
import { headOfFile } from "../text/file-bytes.ts";

const HEAD_BYTES = 1 << 16;
const LINES = 20;
const LENGTH = 400;

/** @param encoding undefined: the one that is found. Bytes that are none of it become U+FFFD. @throws AppError `data/not-found`. */
export async function firstLinesOf(path: string, encoding?: Encoding): Promise<string[]> {
  const head = await headOfFile(path, HEAD_BYTES);
  const text = new TextDecoder(encoding ?? (await detectEncoding(path))).decode(head, { stream: true });
  const lines = text.split(/\r\n|\n|\r/);
  // The last line may be cut by the end of the head, or stand behind the last line end.
  if (head.length === HEAD_BYTES || lines.at(-1) === "") lines.pop();
  return lines.slice(0, LINES).map((line) => line.slice(0, LENGTH));
}
