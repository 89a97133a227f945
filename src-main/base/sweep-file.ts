/** @file Sweep files as they lie on the disk. Reads: a file. */
import { readFile } from "node:fs/promises";
import { AppError, describe } from "#shared/errors/errors.ts";
import { readSweepText } from "#shared/sweep/file-text.ts";
import { openSweep, type OpenedSweep } from "#shared/sweep/opened-sweep.ts";
import { replaceDefaultStrength } from "#shared/sweep/refuse/two-weightings.ts";
import { parseSweepSpec, type SweepSpec } from "#shared/sweep/spec.ts";

/** @throws AppError `data/not-found`, `sweep/not-json`. */
async function readSweepJson(path: string): Promise<unknown> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new AppError("data/not-found", { path, detail: describe(error) }, { cause: error });
  });
  return readSweepText(bytes, path);
}

/** As the command line takes it. @returns the sweep and what must be said about it. @throws AppError `data/not-found`, `sweep/invalid`, `sweep/softmax-alpha`. */
export async function readSweepFile(path: string): Promise<{ spec: SweepSpec; notes: string[] }> {
  const { input, blocks } = replaceDefaultStrength(await readSweepJson(path));
  const notes = blocks.map((block) => `“losses.${block}”: the strength [1] that an earlier version saved beside weights has no effect and is left out.`);
  return { spec: parseSweepSpec(input), notes };
}

/** As the form takes it. @throws AppError `data/not-found`, `sweep/invalid`. */
export async function openSweepFile(path: string): Promise<OpenedSweep> {
  return openSweep(await readSweepJson(path));
}
