/**
 * @file Measurements of the engines on disk: several programs may add theirs at the same time.
 * Reads and writes: calibration.json and its lock beside it. A cache: what cannot be written is measured again.
 */
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { EngineSurveySchema } from "#shared/wire/engines.ts";

const CalibrationSchema = z.record(z.string(), EngineSurveySchema);
export type Calibration = z.infer<typeof CalibrationSchema>;

/** A lock is held for milliseconds; one this old was left by a program that was killed. */
const STALE_MS = 10_000;
const WAIT_MS = 20;
const TRIES = 100;

/** @returns nothing for a file that is absent or no calibration. */
export async function readCalibration(path: string): Promise<Calibration> {
  try {
    const stored = CalibrationSchema.safeParse(JSON.parse(await readFile(path, "utf8")));
    return stored.success ? stored.data : {};
  } catch {
    return {};
  }
}

/** Reads, changes and replaces the file while no other program does. Never throws: then nothing was written. */
export async function changeCalibration(path: string, change: (stored: Calibration) => Calibration): Promise<void> {
  const lock = `${path}.lock`;
  const part = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    if (!(await taken(lock))) return;
    try {
      await writeFile(part, JSON.stringify(change(await readCalibration(path)), null, 2));
      await rename(part, path);
    } finally {
      await rm(lock, { force: true });
    }
  } catch {
    await rm(part, { force: true }).catch(() => {});
  }
}

async function taken(lock: string): Promise<boolean> {
  for (let i = 0; i < TRIES; i++) {
    try {
      await (await open(lock, "wx")).close();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rm(lock, { force: true });
    else await setTimeout(WAIT_MS);
  }
  return false;
}
