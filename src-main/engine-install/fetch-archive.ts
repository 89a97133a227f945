/**
 * @file Takes the TensorFlow library from the official archives, where no wheel can be had (no pip, no wheel for the system, Windows).
 * Reads: the archive's address. Writes: a folder of ours.
 */
import { createWriteStream } from "node:fs";
import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { pipeline } from "node:stream/promises";
import { AppError, describe } from "#shared/errors/errors.ts";
import { requireSpace, type Variant } from "./fetch-wheel.ts";
import { lastLine, runTool } from "./run-tool.ts";

const HOST = "https://storage.googleapis.com";
const NEEDED = 3 * 1024 ** 3;
const UNIX_VERSION = "2.18.0";
/** The release that tfjs-node-gpu 4.22 was compiled for: on Windows its compiled binding is used as it is, and binding and library must fit. */
const WINDOWS_VERSION = "2.9.1";

/** @returns the address of the library's archive for this system. @throws AppError `engine/download` when there is none. */
export function archiveAddress(variant: Variant, platform: NodeJS.Platform = process.platform, arch: string = process.arch): string {
  const kind = variant === "cuda" ? "gpu" : "cpu";
  switch (`${platform}-${arch}`) {
    case "linux-x64":
      return `${HOST}/tensorflow/versions/${UNIX_VERSION}/libtensorflow-${kind}-linux-x86_64.tar.gz`;
    // Apple's GPUs are not supported by TensorFlow's C library: the processor is all there is.
    case "darwin-arm64":
      return `${HOST}/tensorflow/versions/${UNIX_VERSION}/libtensorflow-cpu-darwin-arm64.tar.gz`;
    case "win32-x64":
      return `${HOST}/tensorflow/libtensorflow/libtensorflow-${kind}-windows-x86_64-${WINDOWS_VERSION}.zip`;
    default:
      throw new AppError("engine/download", { what: "the TensorFlow library", detail: `there is no official archive for ${platform}-${arch}` });
  }
}

/** Unpacks an archive into a folder that is complete or not there. tar of Windows 10 reads zip files too. */
async function fetchAndUnpack(address: string, folder: string): Promise<void> {
  const part = `${folder}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  const file = join(part, basename(new URL(address).pathname));
  try {
    const response = await fetch(address);
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(file));
  } catch (error) {
    const cause = error instanceof Error && error.cause ? describe(error.cause) : describe(error);
    throw new AppError("engine/download", { what: address, detail: cause }, { cause: error });
  }
  const result = await runTool("tar", ["-xf", file, "-C", part]);
  if (result.code !== 0) throw new AppError("engine/download", { what: address, detail: `it could not be unpacked (${lastLine(result)})` });
  await rm(file);
  await rm(folder, { recursive: true, force: true });
  await rename(part, folder);
}

/** @returns the folder of the library; Linux and macOS. @throws AppError `engine/space`, `engine/download`. */
export async function fetchArchive(home: string, variant: Variant, onProgress: (text: string) => void, address = archiveAddress(variant)): Promise<string> {
  await requireSpace(home, NEEDED);
  const folder = join(home, `archive-${variant}`);
  onProgress(`downloading ${address}`);
  await fetchAndUnpack(address, folder);
  return folder;
}

/**
 * Windows: library and compiled binding as published, since no compiler can be expected.
 * The package's own script puts tensorflow.dll into lib/napi-v<version of the running Node>, the binding sits in lib/napi-v8, and Windows
 * looks for a library beside the module that needs it: "The specified module could not be found". Hence the copy.
 * @returns path of tfjs_binding.node.
 */
export async function fetchWindowsBinding(home: string, variant: Variant, onProgress: (text: string) => void): Promise<{ binding: string; library: string }> {
  await requireSpace(home, NEEDED);
  const deps = join(home, "deps");
  const lib = join(home, "lib", "napi-v8");
  const kind = variant === "cuda" ? "GPU" : "CPU";
  onProgress("downloading TensorFlow for Windows");
  await fetchAndUnpack(archiveAddress(variant, "win32", "x64"), deps);
  onProgress("downloading the compiled binding");
  await fetchAndUnpack(`${HOST}/tf-builds/pre-built-binary/napi-v8/4.22.0/${kind}-windows-4.22.0.zip`, lib);
  const library = join(lib, "tensorflow.dll");
  await copyFile(join(deps, "lib", "tensorflow.dll"), library);
  return { binding: join(lib, "tfjs_binding.node"), library };
}
