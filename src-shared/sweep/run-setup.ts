/**
 * @file What all runs of a sweep are trained with beside data and loss: with the configuration, every hyper-parameter of a run.
 * Reads: a sweep.
 */
import { z } from "zod";
import { TASK_IDS } from "../task/ids.ts";
import { OPTIMIZERS, ScheduleSchema, type SweepSpec, WatchdogSchema } from "./spec.ts";

export const RunSetupSchema = z.object({
  hidden: z.array(z.int()).describe("units of each hidden ReLU layer"),
  dropout: z.number(),
  epochs: z.int(),
  batchSize: z.int(),
  optimizer: z.enum(OPTIMIZERS),
  momentum: z.number().describe("sgd only"),
  schedule: ScheduleSchema,
  watchdog: WatchdogSchema,
  task: z.enum(TASK_IDS).optional(),
  selectBy: z.string().optional().describe("metric of validation that selects the best epoch; absent: macro_f1"),
});
export type RunSetup = z.infer<typeof RunSetupSchema>;

export function runSetup({ model, training, watchdog, task, selectBy }: Pick<SweepSpec, "model" | "training" | "watchdog" | "task" | "selectBy">): RunSetup {
  const { epochs, batchSize, optimizer, momentum, schedule } = training;
  return {
    hidden: model.hidden,
    dropout: model.dropout,
    epochs,
    batchSize,
    optimizer,
    momentum,
    schedule,
    watchdog,
    ...(task === undefined ? {} : { task }),
    ...(selectBy === undefined ? {} : { selectBy }),
  };
}
