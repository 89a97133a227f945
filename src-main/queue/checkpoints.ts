/**
 * @file Checkpoints that nobody needs any more. Trainers write them; only the app knows when the word of an end is stored.
 * Reads: states of runs, the folder of checkpoints. Writes: removes files there.
 */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ReadDb } from "../store/open.ts";
import { runsThatGoOn } from "../store/run-rows.ts";

export function checkpointDir(dataDir: string): string {
  return join(dataDir, "checkpoints");
}

export function forgetCheckpoint(dataDir: string, runId: number): void {
  try {
    rmSync(join(checkpointDir(dataDir), `${runId}.ckpt`), { force: true });
  } catch {
    // A run that has ended never looks for it again, so one that stays on a disk that fails does no harm.
  }
}

/** At the start: what a kill left between the end of a run and the removal of its checkpoint, or in the middle of writing one. */
export function forgetLeftovers(db: ReadDb, dataDir: string): void {
  const files = readdirSync(checkpointDir(dataDir));
  if (files.length === 0) return;
  const goOn = runsThatGoOn(db);
  for (const file of files) {
    const match = /^(\d+)\.ckpt((?:\.\d+)?\.tmp)?$/.exec(file);
    if (match && (match[2] || !goOn.has(Number(match[1])))) rmSync(join(checkpointDir(dataDir), file), { force: true });
  }
}
