/**
 * @file What all runs of a sweep are trained with and is no parameter: with those of the configuration, everything that was set.
 * Reads: a sweep.
 */
import { z } from "zod";
import { TASK_IDS } from "../task/ids.ts";
import { type SweepSpec, WatchdogSchema } from "./spec.ts";

export const RunSetupSchema = z.object({
  watchdog: WatchdogSchema,
  task: z.enum(TASK_IDS).optional(),
  selectBy: z.string().optional().describe("metric of validation that selects the best epoch; absent: macro_f1"),
});
export type RunSetup = z.infer<typeof RunSetupSchema>;

export function runSetup({ watchdog, task, selectBy }: Pick<SweepSpec, "watchdog" | "task" | "selectBy">): RunSetup {
  return { watchdog, ...(task === undefined ? {} : { task }), ...(selectBy === undefined ? {} : { selectBy }) };
}
