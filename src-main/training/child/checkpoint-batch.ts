/**
 * @file The checkpoints of many runs at once.
 * Writes: checkpoint files.
 *
 * Side by side, because each waits for the disk to say that it is safe, and the disk says so for many at a time. One that cannot be written
 * costs its run nothing but the chance to go on from there, so it ends no training.
 */
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import { type Checkpoint, writeCheckpoint } from "./checkpoint.ts";

/** Open files at a time. */
const AT_ONCE = 16;

export interface PlannedCheckpoint {
  readonly runId: number;
  readonly fingerprint: string;
  readonly checkpoint: Checkpoint;
}

/** @returns the runs that have a checkpoint now, and the first failure. */
export async function writeCheckpoints(
  folder: string,
  planned: readonly PlannedCheckpoint[],
): Promise<{ written: { runId: number; epoch: number }[]; failure: AppError | null }> {
  const written: { runId: number; epoch: number }[] = [];
  let failure: AppError | null = null;
  for (let first = 0; first < planned.length; first += AT_ONCE) {
    const batch = planned.slice(first, first + AT_ONCE);
    const ends = await Promise.allSettled(batch.map(({ runId, fingerprint, checkpoint }) => writeCheckpoint(folder, runId, fingerprint, checkpoint)));
    ends.forEach((end, i) => {
      const { runId, checkpoint } = batch[i]!;
      if (end.status === "fulfilled") written.push({ runId, epoch: checkpoint.epoch });
      else failure ??= asAppError(end.reason);
    });
  }
  return { written, failure };
}
