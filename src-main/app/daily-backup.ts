/** @file A backup of the database for each day on which the app runs. Reads: backups there are. Writes: the folder of backups. */
import { type AppError, asAppError, systemError } from "#shared/errors/errors.ts";
import { backUp, needsDailyBackup } from "../store/backup.ts";
import type { WriteDb } from "../store/open.ts";

/** A server may stay up for weeks. */
const CHECK_MS = 3_600_000;

/**
 * Beside other work: SQLite copies in small steps.
 * @param atOnce false for a folder that is new, which has nothing to lose yet. @param report told of one that failed. @returns what ends it.
 */
export function backUpDaily(db: WriteDb, dataDir: string, now: () => string, atOnce: boolean, report: (error: AppError) => void): () => void {
  let ended = false;
  const check = (): void => {
    if (ended || !needsDailyBackup(dataDir, now())) return;
    backUp(db, dataDir, now(), "daily").catch((error: unknown) => {
      if (!ended) report(systemError(error, dataDir) ?? asAppError(error));
    });
  };
  if (atOnce) check();
  const timer = setInterval(check, CHECK_MS);
  timer.unref();
  return () => {
    ended = true;
    clearInterval(timer);
  };
}
