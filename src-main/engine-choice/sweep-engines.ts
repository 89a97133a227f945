/**
 * @file Which engine trains a sweep now: by its shape, its size and what was measured here; one whose engine is gone waits for its user.
 * Reads: sweeps. Writes: pauses a sweep.
 */
import type { EngineName, EngineShape } from "#shared/wire/engines.ts";
import type { AppError } from "#shared/errors/errors.ts";
import { needOf } from "#shared/model/supports.ts";
import { sizeOfDataset } from "../store/dataset-rows.ts";
import type { WriteDb } from "../store/open.ts";
import { countRuns } from "../store/run-rows.ts";
import { getSweep, setSweepPaused, type SweepRow } from "../store/sweep-rows.ts";
import type { EngineChoice, Engines } from "./engines.ts";
import { engineOfSweep, goneEngine } from "./sweep-engine.ts";

export interface SweepEngines {
  /** undefined: not measured yet, or gone. */
  choose(sweepId: number): EngineChoice | undefined;
  /** Measures what is not known for the shape of a sweep. */
  ask(sweepId: number): Promise<void>;
  /** What `auto` means for a sweep now. */
  resolve(sweep: SweepRow): Promise<EngineName>;
}

/** @param tellGone told of a sweep that was paused because its engine is gone; others go on. */
export function sweepEngines(db: WriteDb, engines: Engines, tellGone: (gone: AppError) => void): SweepEngines {
  const shapeOf = ({ datasetId, spec }: SweepRow): EngineShape => {
    const { features, classes } = sizeOfDataset(db, datasetId);
    return { features, hidden: spec.model.hidden, outputs: classes, batchSize: spec.training.batchSize };
  };
  const stepRunsOf = ({ id, datasetId, spec }: SweepRow): number => {
    const runs = Object.values(countRuns(db, id).counts).reduce((a, b) => a + b, 0);
    return runs * spec.training.epochs * Math.ceil((sizeOfDataset(db, datasetId).rows * spec.split.train) / spec.training.batchSize);
  };
  return {
    choose(sweepId) {
      const sweep = getSweep(db, sweepId);
      const gone = goneEngine(db, sweep, (name) => engines.isThere(name));
      if (!gone) return engines.choose(shapeOf(sweep), engineOfSweep(db, sweep), stepRunsOf(sweep), needOf(sweep.spec));
      setSweepPaused(db, sweepId, true);
      tellGone(gone);
      return undefined;
    },
    async ask(sweepId) {
      const sweep = getSweep(db, sweepId);
      if (!sweep.paused) await engines.survey(shapeOf(sweep));
    },
    resolve: (sweep) => engines.resolve(shapeOf(sweep), stepRunsOf(sweep), needOf(sweep.spec)),
  };
}
