/**
 * @file The handlers that need nothing but the database, whoever has it open: the app, or a command that only reads.
 * Reads: parsed input, the store. Long reads have a list of their own (src-main/reads/long-reads.ts).
 */
import type { CommandOutput, ParsedInput } from "#shared/wire/contract.ts";
import type { SweepSummary } from "#shared/wire/records.ts";
import { getDataset, listDatasets } from "../store/dataset-rows.ts";
import type { ReadDb } from "../store/open.ts";
import { getSweep, listConfigs } from "../store/sweep-rows.ts";
import { describeRun } from "./compare.ts";
import { decideForGoals } from "./decide.ts";
import { reliabilityOfRun } from "./reliability.ts";
import { findSweep, findSweepWithFewerSeeds } from "./sweeps.ts";

const READ_NAMES = ["dataset.list", "dataset.get", "sweep.list", "sweep.get", "sweep.find", "run.get", "run.decide", "run.reliability"] as const;
type ReadName = (typeof READ_NAMES)[number];
export type ReadHandlers = { readonly [N in ReadName]: (input: ParsedInput<N>) => CommandOutput<N> | Promise<CommandOutput<N>> };

/** How far sweeps are: only the process that trains knows all of it. */
export interface Summaries {
  one(sweepId: number): SweepSummary;
  all(): SweepSummary[];
}

export function createReadHandlers(db: ReadDb, summaries: Summaries): ReadHandlers {
  return {
    "dataset.list": () => listDatasets(db),
    "dataset.get": ({ id }) => getDataset(db, id),
    "sweep.list": () => summaries.all(),
    "sweep.get": ({ id }) => {
      const sweep = getSweep(db, id);
      return {
        summary: summaries.one(id),
        spec: sweep.spec,
        configs: listConfigs(db, id),
        classNames: getDataset(db, sweep.datasetId).profile.classes.map((c) => c.name),
      };
    },
    "sweep.find": ({ datasetId, spec }) => ({ same: findSweep(db, datasetId, spec), fewerSeeds: findSweepWithFewerSeeds(db, datasetId, spec) }),
    "run.decide": ({ id, at, ...goals }) => decideForGoals(db, id, at, goals),
    "run.reliability": ({ id, at }) => reliabilityOfRun(db, id, at),
    "run.get": ({ id }) => describeRun(db, id),
  };
}
