/** @file The sweep that a file describes: the one that trains the same, the one that needs more seeds only, or a new one. Reads, writes: sweeps of the app. */
import type { Dataset } from "#shared/data/dataset.ts";
import { parseSweepSpec, type SweepSpec } from "#shared/sweep/spec.ts";
import { counted } from "#shared/text/lists.ts";
import type { Connection } from "../../connection/connection.ts";
import type { Output } from "../print/output.ts";

/** @param fresh a new one whatever there is. @returns its id; a new one is paused. */
export async function findOrCreate(app: Connection, dataset: Dataset, spec: SweepSpec, fresh: boolean, err: Output): Promise<number> {
  const parsed = parseSweepSpec(spec);
  const { same, fewerSeeds } = fresh ? { same: null, fewerSeeds: null } : await app.call("sweep.find", { datasetId: dataset.id, spec: parsed });
  if (same !== null) return same;
  if (fewerSeeds?.lacks.length === 0) return fewerSeeds.id;
  if (fewerSeeds) {
    const { id, lacks } = fewerSeeds;
    const { runCount } = await app.call("sweep.addSeeds", { id, seeds: lacks });
    const noun = lacks.length === 1 ? "seed" : "seeds";
    err.write(`Note: sweep ${id} goes on with the ${noun} ${lacks.join(", ")}: ${counted(runCount, "run")} more, the others stay. “--new” starts another.\n`);
    return id;
  }
  // It is set going last: what is wrong with the command must not leave one that trains.
  return (await app.call("sweep.create", { datasetId: dataset.id, spec: parsed, start: false })).sweepId;
}
