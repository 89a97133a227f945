/** @file Files that arrive in parts from a window or browser. Reads: base64 parts. Writes: <dataDir>/uploads, emptied at start. */
import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { AppError, describe } from "#shared/errors/errors.ts";

/** 1 GiB: what a table may be; larger ones are refused before a byte is sent. */
const UPLOAD_LIMIT = 1024 ** 3;

interface Upload {
  readonly path: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  received: number;
}

export class Uploads {
  readonly #folder: string;
  readonly #open = new Map<string, Upload>();

  constructor(dataDir: string) {
    this.#folder = join(dataDir, "uploads");
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
  }

  begin(fileName: string, sizeBytes: number): string {
    const name = basename(fileName.replaceAll("\\", "/"));
    if (sizeBytes > UPLOAD_LIMIT) throw new AppError("data/too-large", { file: name, size: sizeBytes, limit: UPLOAD_LIMIT });
    const id = randomUUID();
    const path = join(this.#folder, id);
    writeFileSync(path, "");
    this.#open.set(id, { path, fileName: name, sizeBytes, received: 0 });
    return id;
  }

  /** @returns bytes received so far. @throws AppError `data/upload` for an unknown upload, more bytes than announced, or a full disk. */
  append(id: string, base64: string): number {
    const upload = this.#get(id);
    const bytes = Buffer.from(base64, "base64");
    const received = upload.received + bytes.length;
    if (received > upload.sizeBytes)
      throw new AppError("data/upload", { file: upload.fileName, detail: `${received} bytes came where ${upload.sizeBytes} were announced` });
    try {
      appendFileSync(upload.path, bytes);
    } catch (error) {
      // Part of it may have been written: what is there is of no use any more.
      this.discard(id);
      throw new AppError("data/upload", { file: upload.fileName, detail: describe(error) }, { cause: error });
    }
    upload.received = received;
    return received;
  }

  /** @throws AppError `data/upload` when bytes are missing. */
  complete(id: string): { path: string; fileName: string } {
    const upload = this.#get(id);
    if (upload.received !== upload.sizeBytes)
      throw new AppError("data/upload", { file: upload.fileName, detail: `${upload.received} of ${upload.sizeBytes} bytes arrived` });
    return { path: upload.path, fileName: upload.fileName };
  }

  discard(id: string): void {
    const upload = this.#open.get(id);
    if (!upload) return;
    this.#open.delete(id);
    try {
      rmSync(upload.path, { force: true });
    } catch {
      // A reader that is being ended has it open (Windows): the next start empties the folder.
    }
  }

  #get(id: string): Upload {
    const upload = this.#open.get(id);
    if (!upload) throw new AppError("data/upload", { file: "the file", detail: "it is not known here any more" });
    return upload;
  }
}
