/**
 * @file Takes the TensorFlow library out of its Python wheel, into a folder of ours.
 * Reads: the package index through pip. Writes: the folder; nothing in the user's Python.
 *
 * Only the library is wanted, so the wheel need not fit the Python that fetches it, and nothing of what it depends on is fetched.
 */
import { mkdir, readdir, rename, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#shared/errors/errors.ts";
import { PYTHONS } from "./find-library.ts";
import { lastLine, runTool, type ToolResult } from "./run-tool.ts";

/** The release the engine is tested with. */
const TENSORFLOW_VERSION = "2.21.0";
const GIB = 1024 ** 3;
/** Wheels and what is unpacked of them: measured 1.1 GiB for the processor; the CUDA wheels are about three times that. */
const NEEDED = { cpu: 1.5 * GIB, cuda: 8 * GIB };
/** Any of them carries the same library. */
const WHEEL_PYTHONS = ["312", "311", "313", "310"];
const PLATFORMS: Readonly<Record<string, readonly string[]>> = {
  "linux-x64": ["manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_28_x86_64"],
  "linux-arm64": ["manylinux_2_27_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64", "manylinux_2_28_aarch64"],
  "darwin-arm64": ["macosx_12_0_arm64", "macosx_13_0_arm64"],
};

export type Variant = "cpu" | "cuda";

/** @returns the first Python that has pip. @throws AppError `engine/no-pip`. */
export async function pythonWithPip(pythons: readonly string[] = PYTHONS): Promise<string> {
  for (const python of pythons) if ((await runTool(python, ["-m", "pip", "--version"], { timeoutMs: 60_000 })).code === 0) return python;
  throw new AppError("engine/no-pip", { tried: pythons.join(", ") });
}

/** @throws AppError `engine/space` when the disk of `folder` has too little room. */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const gib = (value: number): string => (value / GIB).toFixed(1);
  if (bavail * bsize < bytes) throw new AppError("engine/space", { path: folder, free: gib(bavail * bsize), needed: gib(bytes) });
}

/** Members that are unpacked: the library and the headers that the binding includes. */
const UNPACK = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    all = sys.argv[3] == "all"
    heads = ("tensorflow/include/tensorflow/c/", "tensorflow/include/tensorflow/core/platform/", "tensorflow/include/tsl/", "tensorflow/include/xla/tsl/")
    keep = [n for n in wheel.namelist() if all or n.startswith(heads) or n.startswith("tensorflow/libtensorflow")]
    wheel.extractall(sys.argv[2], keep)
`;

/**
 * @param home folder of the engine; the library ends in `<home>/library-<variant>/tensorflow`.
 * @throws AppError `engine/no-pip`, `engine/space`, `engine/download`.
 */
export async function fetchWheel(home: string, variant: Variant, onProgress: (text: string) => void): Promise<string> {
  const platforms = PLATFORMS[`${process.platform}-${process.arch}`];
  const name = variant === "cpu" && process.platform === "linux" && process.arch === "x64" ? "tensorflow-cpu" : "tensorflow";
  if (!platforms)
    throw new AppError("engine/download", { what: `${name} ${TENSORFLOW_VERSION}`, detail: `there is no wheel for ${process.platform}-${process.arch}` });
  const python = await pythonWithPip();
  await requireSpace(home, NEEDED[variant]);
  const downloads = join(home, "download");
  const target = join(home, `library-${variant}`);
  const part = `${target}.part`;
  for (const folder of [downloads, part, target]) await rm(folder, { recursive: true, force: true });
  await mkdir(downloads, { recursive: true });

  onProgress(`downloading ${name} ${TENSORFLOW_VERSION} with pip`);
  await pipDownload(python, downloads, `${name}==${TENSORFLOW_VERSION}`, platforms);
  const [wheel] = (await readdir(downloads)).filter((file) => file.endsWith(".whl"));
  onProgress("unpacking the library");
  await unpack(python, join(downloads, wheel!), part, "library");
  if (variant === "cuda") {
    // Laid beside the package they are found by the library's own search path.
    for (const requirement of await cudaRequirements(python, join(downloads, wheel!))) {
      onProgress(`downloading ${requirement} with pip`);
      const folder = join(downloads, requirement.replace(/\W+/g, "-"));
      await mkdir(folder);
      await pipDownload(python, folder, requirement, platforms);
      for (const file of await readdir(folder)) await unpack(python, join(folder, file), part, "all");
      await rm(folder, { recursive: true, force: true });
    }
  }
  await rm(downloads, { recursive: true, force: true });
  await rename(part, target);
  return join(target, "tensorflow");
}

async function pipDownload(python: string, folder: string, requirement: string, platforms: readonly string[]): Promise<void> {
  let result: ToolResult | null = null;
  for (const version of WHEEL_PYTHONS) {
    const tags = ["--implementation", "cp", "--python-version", version, "--abi", `cp${version}`, "--abi", "abi3", "--abi", "none"];
    const wanted = [...platforms.flatMap((tag) => ["--platform", tag]), ...tags];
    result = await runTool(python, ["-m", "pip", "download", "--no-deps", "--only-binary=:all:", ...wanted, "-d", folder, requirement]);
    if (result.code === 0) return;
  }
  throw new AppError("engine/download", { what: requirement, detail: lastLine(result!) });
}

/** What the wheel asks for with the extra "and-cuda", without the environment markers. */
async function cudaRequirements(python: string, wheel: string): Promise<string[]> {
  const code =
    "import sys, zipfile; w = zipfile.ZipFile(sys.argv[1]); print(w.read(next(n for n in w.namelist() if n.endswith('dist-info/METADATA'))).decode())";
  const { stdout } = await runTool(python, ["-c", code, wheel]);
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("Requires-Dist:") && /extra *== *["']and-cuda["']/.test(line))
    .map((line) => line.slice("Requires-Dist:".length).split(";")[0]!.replace(/[() ]/g, ""));
}

async function unpack(python: string, wheel: string, folder: string, what: "library" | "all"): Promise<void> {
  const result = await runTool(python, ["-c", UNPACK, wheel, folder, what]);
  if (result.code !== 0) throw new AppError("engine/download", { what: wheel, detail: `it could not be unpacked (${lastLine(result)})` });
}
