/**
 * @file Finds a TensorFlow library with its C headers: named by the user, kept by us, in an installed Python package, in the system.
 * Reads: folders, Python's package index.
 */
import { existsSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";

export interface NativeLibrary {
  /** Files to link with; the first one has the C interface. */
  readonly files: readonly string[];
  readonly folder: string;
  readonly include: string;
  readonly source: string;
  readonly sizeBytes: number;
}

/** Wheels carry libtensorflow_cc, the archives of the C interface libtensorflow; both have the same C symbols. */
const NAMES: Readonly<Partial<Record<NodeJS.Platform, readonly (readonly string[])[]>>> = {
  linux: [
    ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
    ["libtensorflow.so.2", "libtensorflow_framework.so.2"],
  ],
  darwin: [
    ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"],
    ["libtensorflow.2.dylib", "libtensorflow_framework.2.dylib"],
  ],
};

const hasHeaders = (folder: string): boolean => existsSync(join(folder, "tensorflow", "c", "c_api.h"));

/** @param folder that holds the library itself or has it in `lib`. @returns null when the library or its headers are not there. */
export function libraryIn(folder: string, source: string, platform: NodeJS.Platform = process.platform): NativeLibrary | null {
  const include = [join(folder, "include"), join(folder, "..", "include"), "/usr/include", "/usr/local/include"].find(hasHeaders);
  if (!include) return null;
  for (const at of [folder, join(folder, "lib")]) {
    for (const names of NAMES[platform] ?? []) {
      const files = names.map((name) => join(at, name));
      if (!files.every((file) => existsSync(file))) continue;
      const sizeBytes = files.reduce((sum, file) => sum + statSync(realpathSync(file)).size, 0);
      return { files, folder: at, include, source, sizeBytes };
    }
  }
  return null;
}

/** Python programs to try, best first. */
export const PYTHONS = process.platform === "win32" ? ["python", "py"] : ["python3", "python"];

/** The `tensorflow` package of the first Python that has one; it is looked up, not imported. */
async function pythonPackage(): Promise<string | null> {
  const code = "import importlib.util as u; s = u.find_spec('tensorflow'); print(s.submodule_search_locations[0] if s else '')";
  for (const python of PYTHONS) {
    const { code: exit, stdout } = await runTool(python, ["-c", code], { timeoutMs: 30_000 });
    if (exit === 0 && stdout.trim()) return stdout.trim();
  }
  return null;
}

const SYSTEM_FOLDERS = ["/usr/local/lib", "/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/opt/homebrew/lib"];

/**
 * @param named value of FOCALDESK_TENSORFLOW: a folder with the library; only this one is then looked at.
 * @param own folders where earlier installs of ours put theirs.
 * @returns the first that is complete, or null.
 */
export async function findLibrary(named: string | undefined, own: readonly string[]): Promise<NativeLibrary | null> {
  if (named) return libraryIn(named, "the folder named by FOCALDESK_TENSORFLOW");
  for (const folder of own) {
    const found = libraryIn(folder, "Focaldesk's own copy");
    if (found) return found;
  }
  const python = await pythonPackage();
  const inPython = python && libraryIn(python, "the installed Python package tensorflow");
  if (inPython) return inPython;
  for (const folder of SYSTEM_FOLDERS) {
    const found = libraryIn(folder, "the system");
    if (found) return found;
  }
  return null;
}
