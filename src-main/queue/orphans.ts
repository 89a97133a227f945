/**
 * @file Runs that were in training when the app was ended: they go on, and none is blamed for it.
 * Reads and writes: states of runs, setting `queue.ends`; pauses a sweep that never gets further.
 *
 * Somebody who ends the app, a power cut and a run that takes the whole machine down look alike afterwards. So nothing fails; a sweep in whose
 * training the app was ended again and again, and which got nowhere in between, waits for its user.
 */
import { z } from "zod";
import { AppError } from "#shared/errors/errors.ts";
import type { WriteDb } from "../store/open.ts";
import { listOrphans, reachOf, releaseRun } from "../store/run-rows.ts";
import { readSetting, writeSetting } from "../store/setting-rows.ts";
import { getSweep, setSweepPaused } from "../store/sweep-rows.ts";

const SETTING = "queue.ends";
/** By sweep: ends of the app since it last got further, and how far that was. */
const EndsSchema = z.record(z.string(), z.object({ times: z.int(), reach: z.int() }));
const MOST_ENDS = 10;

/** To be called once at the start, by the one process that owns the folder. @returns what the user is to be told. */
export function recoverOrphans(db: WriteDb): AppError[] {
  return db.transaction(() => {
    const orphans = listOrphans(db);
    const before = readSetting(db, SETTING, EndsSchema, {});
    // A sweep that was not in training when the app ended has nothing to do with that end.
    const after: z.infer<typeof EndsSchema> = {};
    const told: AppError[] = [];
    for (const sweepId of new Set(orphans.map((run) => run.sweepId))) {
      const reach = reachOf(db, sweepId);
      const known = before[sweepId];
      const times = known && reach <= known.reach ? known.times + 1 : 1;
      if (times < MOST_ENDS) after[sweepId] = { times, reach: Math.max(reach, known?.reach ?? 0) };
      else {
        setSweepPaused(db, sweepId, true);
        told.push(new AppError("sweep/app-ended", { name: getSweep(db, sweepId).name, times }));
      }
    }
    for (const { id } of orphans) releaseRun(db, id, false, null);
    if (orphans.length > 0 || Object.keys(before).length > 0) writeSetting(db, SETTING, after);
    return told;
  })();
}
