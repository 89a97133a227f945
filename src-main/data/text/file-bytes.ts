/**
 * @file The bytes of a file: its size, its first and last ones, and all of them in chunks.
 * Reads: the file, 32 KiB at a time, so the event loop breathes between chunks.
 */
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { AppError, describe } from "#shared/errors/errors.ts";
import { tellReading } from "./reading-progress.ts";

/** Lines of 256 KiB held the event loop up for 50 ms, of 32 KiB for less than one frame. */
const CHUNK_BYTES = 1 << 15;

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
export function headOfFile(path: string, bytes: number): Promise<Buffer> {
  return partOfFile(path, bytes, () => 0);
}

/** The last bytes of a file, from an even position on. @throws AppError `data/not-found`. */
export function tailOfFile(path: string, bytes: number): Promise<Buffer> {
  return partOfFile(path, bytes, (size) => Math.max(0, 2 * Math.ceil((size - bytes) / 2)));
}

async function partOfFile(path: string, bytes: number, startOf: (size: number) => number): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, startOf(size));
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw new AppError("data/not-found", { path, detail: describe(thrown) }, { cause: thrown });
  }
}

/** @param size of a chunk in bytes. @throws AppError `data/not-found`. */
export async function* chunksOfFile(path: string, size = CHUNK_BYTES): AsyncGenerator<Buffer> {
  try {
    const total = (await stat(path)).size;
    let bytes = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: size }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      tellReading(bytes, total);
      yield chunk;
    }
  } catch (thrown) {
    // An error of the consumer never comes here: it ends the generator by return().
    throw new AppError("data/not-found", { path, detail: describe(thrown) }, { cause: thrown });
  }
}
