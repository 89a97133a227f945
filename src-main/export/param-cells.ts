/**
 * @file The parameters of a configuration as columns of an exported table: the familiar ones under the names they always had, then every other by its own.
 * Reads: parameters.
 */
import { cellOfParams } from "#shared/loss/params.ts";
import { OPTION_NAMES } from "#shared/loss/options.ts";
import type { SweepParam } from "#shared/params/def.ts";
import { formatParam } from "#shared/params/domain.ts";
import type { Params, ParamValue } from "#shared/params/value.ts";
import { isBuiltIn } from "#shared/sweep/config-params.ts";
import type { Cell } from "./cell.ts";

const cellOf = (value: ParamValue | undefined): Cell => (value === undefined ? null : typeof value === "object" ? formatParam(value) : value);

function scheduleText(params: Params): string | null {
  const { schedule, warmupEpochs, scheduleEveryEpochs, scheduleFactor, scheduleFinalFraction } = params;
  if (schedule === undefined) return null;
  const shape =
    schedule === "step"
      ? `step every ${String(scheduleEveryEpochs)} by ${String(scheduleFactor)}`
      : schedule === "cosine"
        ? `cosine to ${String(scheduleFinalFraction)}`
        : formatParam(schedule);
  return typeof warmupEpochs === "number" && warmupEpochs > 0 ? `${shape}, warm-up ${warmupEpochs}` : shape;
}

/** Columns that a table has in every sweep. */
const FAMILIAR: Readonly<Record<string, (params: Params) => Cell>> = {
  family: ({ family }) => cellOf(family),
  gamma: ({ gamma }) => cellOf(gamma),
  strength: ({ strength }) => cellOf(strength),
  alpha: ({ alpha }) => cellOf(alpha),
  positive_class: ({ positiveClass }) => cellOf(positiveClass),
  loss_options: (params) => {
    const options = cellOfParams(params)?.options ?? {};
    return Object.keys(options).length > 0 ? JSON.stringify(options) : null;
  },
  learning_rate: ({ learningRate }) => cellOf(learningRate),
  weight_decay: ({ weightDecay }) => cellOf(weightDecay),
  hidden: ({ hidden }) => (Array.isArray(hidden) ? hidden.join("-") : cellOf(hidden)),
  dropout: ({ dropout }) => cellOf(dropout),
  epochs: ({ epochs }) => cellOf(epochs),
  batch_size: ({ batchSize }) => cellOf(batchSize),
  optimizer: ({ optimizer }) => cellOf(optimizer),
  momentum: ({ optimizer, momentum }) => (optimizer === undefined || optimizer === "sgd" ? cellOf(momentum) : null),
  schedule: scheduleText,
};

/** What else the head of a row says: a parameter of one of these names gets "param." before it. */
const TAKEN = new Set([...Object.keys(FAMILIAR), "sweep", "config", "config_id", "is_control", "run_id", "seed", "seeds", "runs", "complete_runs", "state"]);
const TAKEN_PARTS =
  /^(metrics_|test_|validation_|split_|dataset|engine|backend$|label$|app_version$|started_at$|finished_at$|error$|watchdog$|train_seconds$|baseline$)/;

/** The column of a parameter that is none of the familiar ones. */
const columnOfParam = (name: string): string => (TAKEN.has(name) || TAKEN_PARTS.test(name) ? `param.${name}` : name);

/** Options of a loss are in `loss_options`, and in columns of their own where nobody knows them by name. */
const isFamiliar = (name: string): boolean => isBuiltIn(name) || (OPTION_NAMES as readonly string[]).includes(name);

export function paramCells(params: Params, sweepParams: readonly SweepParam[]): Record<string, Cell> {
  const own = sweepParams.filter(({ name }) => !isFamiliar(name)).map(({ name }): [string, Cell] => [columnOfParam(name), cellOf(params[name])]);
  return { ...Object.fromEntries(Object.entries(FAMILIAR).map(([name, read]) => [name, read(params)])), ...Object.fromEntries(own) };
}
