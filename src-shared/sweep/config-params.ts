/**
 * @file The parameters that the product itself knows, and those of a configuration of a built-in sweep: one list for store, window, files and trainer.
 * Reads: a sweep, parameters of a configuration. Names are those of the sweep file.
 */
import { z } from "zod";
import { AppError } from "../errors/errors.ts";
import type { LossCell } from "../loss/cell.ts";
import { cellOfParams, LOSS_PARAMS, type LossParam, LossCellSchema, paramsOfCell } from "../loss/params.ts";
import type { ParamDef } from "../params/def.ts";
import type { Params } from "../params/value.ts";
import { OPTIMIZERS, SCHEDULES, type SweepSpec } from "./spec.ts";

/** What the built-in trainer is told of a configuration: everything of a cell but the seed. */
export const ConfigParamsSchema = LossCellSchema.extend({ learningRate: z.number(), weightDecay: z.number().default(0).describe(">= 0; 0 under adam") });
export type ConfigParams = Readonly<z.infer<typeof ConfigParamsSchema>> & LossCell;

export type BuiltInParam =
  | LossParam
  | "learningRate"
  | "weightDecay"
  | "optimizer"
  | "momentum"
  | "schedule"
  | "scheduleEveryEpochs"
  | "scheduleFactor"
  | "scheduleFinalFraction"
  | "warmupEpochs"
  | "epochs"
  | "batchSize"
  | "hidden"
  | "dropout";

const ofLoss = Object.fromEntries(Object.entries(LOSS_PARAMS).map(([name, def]) => [name, { ...def, of: "loss" }])) as Record<
  LossParam,
  Omit<ParamDef, "name">
>;

const DEFS: Readonly<Record<BuiltInParam, Omit<ParamDef, "name">>> = {
  ...ofLoss,
  learningRate: { domain: { kind: "number", above: 0, log: true }, symbol: "lr", of: "optimizer" },
  weightDecay: { domain: { kind: "number", min: 0 }, symbol: "wd", of: "optimizer" },
  optimizer: { domain: { kind: "choice", of: [...OPTIMIZERS] }, of: "optimizer" },
  momentum: { domain: { kind: "number", min: 0, below: 1 }, of: "optimizer" },
  schedule: { domain: { kind: "choice", of: [...SCHEDULES] }, of: "optimizer" },
  scheduleEveryEpochs: { domain: { kind: "integer", min: 1 }, of: "optimizer" },
  scheduleFactor: { domain: { kind: "number", above: 0, max: 1 }, of: "optimizer" },
  scheduleFinalFraction: { domain: { kind: "number", min: 0, max: 1 }, of: "optimizer" },
  warmupEpochs: { domain: { kind: "number", min: 0 }, of: "optimizer" },
  epochs: { domain: { kind: "integer", min: 1 }, of: "optimizer" },
  batchSize: { domain: { kind: "integer", min: 1 }, of: "optimizer" },
  hidden: { domain: { kind: "numbers" }, of: "model" },
  dropout: { domain: { kind: "number", min: 0, below: 1 }, of: "model" },
};
/** In the order in which they are listed. */
export const BUILT_IN_PARAMS: readonly ParamDef[] = Object.entries(DEFS).map(([name, def]) => ({ name, ...def }));
export const isBuiltIn = (name: string): name is BuiltInParam => Object.hasOwn(DEFS, name);

/** Every parameter of a configuration by name, those that are the same in the whole sweep included. */
export function sweepParams({ model, training }: Pick<SweepSpec, "model" | "training">, { learningRate, weightDecay, ...cell }: ConfigParams): Params {
  const { optimizer, momentum, schedule, epochs, batchSize } = training;
  return {
    ...paramsOfCell(cell),
    learningRate,
    weightDecay,
    optimizer,
    momentum,
    schedule: schedule.kind,
    scheduleEveryEpochs: schedule.everyEpochs,
    scheduleFactor: schedule.factor,
    scheduleFinalFraction: schedule.finalFraction,
    warmupEpochs: schedule.warmupEpochs,
    epochs,
    batchSize,
    hidden: model.hidden,
    dropout: model.dropout,
  };
}

/** For the built-in trainer. @throws AppError `train/failed` for a configuration that it cannot train. */
export function trainedParams(params: Params): ConfigParams {
  const cell = cellOfParams(params);
  const { learningRate, weightDecay } = params;
  const found = cell && ConfigParamsSchema.safeParse({ ...cell, learningRate, weightDecay });
  if (!found?.success) throw new AppError("train/failed", { detail: "the configuration names no loss and learning rate of the built-in trainer" });
  return found.data;
}
