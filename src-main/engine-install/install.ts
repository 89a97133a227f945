/**
 * @file Installs what the `tensorflow` engine needs: finds or fetches the library, links the binding, tests it, records it.
 * Reads: the system, the package index. Writes: the engine's folder only. Never called by `npm ci`.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ProbeResult } from "#shared/wire/engines.ts";
import { AppError } from "#shared/errors/errors.ts";
import { engineHome, readInstalled, writeInstalled, type InstalledTensorflow } from "./engine-home.ts";
import { fetchArchive, fetchWindowsBinding } from "./fetch-archive.ts";
import { fetchWheel, type Variant } from "./fetch-wheel.ts";
import { findLibrary, libraryIn, type NativeLibrary } from "./find-library.ts";
import { linkBinding } from "./link-binding.ts";
import { runTool } from "./run-tool.ts";

export interface InstallOptions {
  readonly home?: string;
  /** FOCALDESK_TENSORFLOW: a folder with a library to use instead of looking for one. */
  readonly library?: string;
  /** Ignores what is installed. */
  readonly again?: boolean;
  /** One line for people, at every stage. */
  onProgress(text: string): void;
  /** Loads a binding in a process of its own and checks its gradients: a library that does not fit may take its process down. */
  probe(binding: string): Promise<ProbeResult>;
}

export interface InstallReport extends InstalledTensorflow {
  readonly gradientError: number;
  /** Name of the GPU in use, or why none is. */
  readonly device: string;
}

/** @returns name of the first NVIDIA GPU, or null. */
async function nvidiaGpu(): Promise<string | null> {
  const { code, stdout } = await runTool("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader"], { timeoutMs: 20_000 });
  return code === 0 ? (stdout.trim().split("\n")[0] ?? null) : null;
}

/**
 * Does nothing but test when it is installed already.
 * @throws AppError `engine/no-pip`, `engine/no-compiler`, `engine/space`, `engine/download`, `engine/link`, `engine/self-test`.
 */
export async function installTensorflow(options: InstallOptions): Promise<InstallReport> {
  const { home = engineHome(), onProgress } = options;
  const gpu = await nvidiaGpu();
  const installed = options.again || options.library ? null : await readInstalled(home);
  if (installed) {
    onProgress(`testing ${installed.binding}`);
    const probed = await options.probe(installed.binding);
    if (probed.ok) return report(installed, probed, gpu);
    onProgress(`it does not work any more (${probed.reason}); installing again`);
  }
  await mkdir(home, { recursive: true });
  if (installed || options.again)
    for (const folder of ["library-cpu", "library-cuda", "archive-cpu", "archive-cuda", "lib"]) await rm(join(home, folder), { recursive: true, force: true });

  const variant: Variant = gpu ? "cuda" : "cpu";
  const record = process.platform === "win32" ? await onWindows(home, variant, onProgress) : await linked(home, variant, options);
  onProgress("testing it on a gradient that is known");
  const probed = await options.probe(record.binding);
  if (!probed.ok) throw new AppError("engine/self-test", { detail: probed.reason });
  const complete = { ...record, version: probed.version };
  await writeInstalled(home, complete);
  return report(complete, probed, gpu);
}

type Unproven = Omit<InstalledTensorflow, "version">;

async function linked(home: string, variant: Variant, { library: named, onProgress }: InstallOptions): Promise<Unproven> {
  // On a machine with a GPU a library without CUDA, whoever installed it, is not what is wanted; one named by the user is.
  const own = [join(home, `library-${variant}`, "tensorflow"), join(home, `archive-${variant}`)];
  const found = variant === "cpu" || named ? await findLibrary(named, own) : own.map((folder) => libraryIn(folder, "Focaldesk's own copy")).find(Boolean);
  if (named && !found) throw new AppError("engine/download", { what: named, detail: "it holds no TensorFlow library with its C headers" });
  if (found) onProgress(`found ${found.files[0]!} (${found.source})`);
  const library = found ?? (await fetched(home, variant, onProgress));
  const binding = await linkBinding(home, library, onProgress);
  return { binding, libraries: [...library.files], source: library.source, sizeBytes: library.sizeBytes };
}

/** By pip; where that cannot be, the official archive. The first failure is the one to tell: it is what the user can mend. */
async function fetched(home: string, variant: Variant, onProgress: (text: string) => void): Promise<NativeLibrary> {
  try {
    const library = libraryIn(await fetchWheel(home, variant, onProgress), variant === "cuda" ? "the wheel tensorflow[and-cuda]" : "the wheel of tensorflow");
    if (library) return library;
    throw new AppError("engine/download", { what: "the wheel of tensorflow", detail: "it holds no library" });
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "engine/space") throw error;
    onProgress(`${error.message} Trying the official archive`);
    try {
      const library = libraryIn(await fetchArchive(home, variant, onProgress), "the official archive");
      if (library) return library;
    } catch (second) {
      onProgress(second instanceof AppError ? second.message : String(second));
    }
    throw error;
  }
}

async function onWindows(home: string, variant: Variant, onProgress: (text: string) => void): Promise<Unproven> {
  const { binding, library } = await fetchWindowsBinding(home, variant, onProgress);
  return { binding, libraries: [library], source: "the official archive", sizeBytes: 0 };
}

function report(record: InstalledTensorflow, probed: Extract<ProbeResult, { ok: true }>, gpu: string | null): InstallReport {
  const why = gpu ? `${gpu} is there, but the library does not use it: ${probed.deviceNote}` : "no NVIDIA GPU: nvidia-smi finds none";
  return { ...record, gradientError: probed.gradientError, device: probed.usesGpu ? `GPU ${gpu ?? ""}`.trim() : `processor (${why})` };
}
