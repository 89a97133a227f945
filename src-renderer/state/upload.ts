/** @file Sends a file to the app in parts. Reads: a File. Writes: the app's upload folder, through backend. */
import type { Backend } from "#shared/wire/contract.ts";
import { AppError, describe } from "#shared/errors/errors.ts";

/** Under the contract's 1 MiB with room for base64; the progress bar of 10 MB moves 20 times. */
const PART_BYTES = 512 * 1024;

function base64Of(part: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("the file cannot be read"));
    reader.readAsDataURL(part);
  });
}

/** @param sent called with bytes received so far. @returns the upload's id. @throws AppError `data/upload` when the file cannot be read any more. */
export async function uploadFile(backend: Pick<Backend, "call">, file: File, sent: (bytes: number) => void, signal: AbortSignal): Promise<string> {
  const { uploadId } = await backend.call("upload.begin", { fileName: file.name, sizeBytes: file.size });
  try {
    for (let start = 0; start < file.size; start += PART_BYTES) {
      signal.throwIfAborted();
      const base64 = await base64Of(file.slice(start, start + PART_BYTES)).catch((error: unknown) => {
        throw new AppError("data/upload", { file: file.name, detail: describe(error) }, { cause: error });
      });
      sent((await backend.call("upload.append", { uploadId, base64 })).receivedBytes);
    }
    signal.throwIfAborted();
    return uploadId;
  } catch (error) {
    // What has arrived is of no use.
    backend.call("upload.discard", { uploadId }).catch(() => {});
    throw error;
  }
}
