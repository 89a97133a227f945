/**
 * @file The best epoch so far of runs that have not ended: what the window shows as provisional values.
 * Reads: stored epochs. What decides is what will decide at the end: selectBy of the sweep, judged on validation.
 */
import { selectedMetric } from "#shared/task/select-by.ts";
import { isBetterEpoch, type Judged } from "#shared/task/best-epoch.ts";
import { taskOf } from "#shared/task/registry.ts";
import type { CompareData, CompareRun, EpochRecord } from "#shared/wire/records.ts";
import { isUnfinished } from "#shared/wire/run-state.ts";
import type { ReadDb } from "../store/open.ts";
import { listEpochs } from "../store/run-views.ts";

type Facts = Pick<CompareData, "spec" | "classNames" | "trainCounts">;

/** @param rows of one sweep. @returns by run id its best and its last stored epoch; runs that have ended, or have no epoch, are absent. */
export function bestSoFar(
  db: ReadDb,
  facts: Facts,
  rows: readonly Pick<CompareRun, "id" | "state" | "epoch">[],
): ReadonlyMap<number, { readonly best: EpochRecord; readonly last: EpochRecord }> {
  const { spec, classNames, trainCounts } = facts;
  const task = taskOf(spec);
  const selector = task.selector(selectedMetric(spec.selectBy, classNames), { classNames, trainCounts: trainCounts ?? classNames.map(() => 0) });
  const judged = ({ validation, selects }: EpochRecord): Judged => ({
    macroF1: task.macroF1(validation) ?? 0,
    selects: selector.fromCounts ? selector.value(validation, NO_TARGETS, NO_ROWS) : selects,
  });
  const found = new Map<number, { best: EpochRecord; last: EpochRecord }>();
  for (const { id, state, epoch } of rows) {
    if (!isUnfinished(state) || epoch === 0) continue;
    const [first, ...rest] = listEpochs(db, id, task.countsShape(classNames.length)).filter((record) => record.epoch <= epoch);
    if (first === undefined) continue;
    const best = rest.reduce((one, next) => (isBetterEpoch(judged(next), judged(one), selector.higherIsBetter) ? next : one), first);
    found.set(id, { best, last: rest.at(-1) ?? first });
  }
  return found;
}

/** A selector that works on counts looks at nothing else. */
const NO_TARGETS = new Int32Array(0);
const NO_ROWS = { logits: new Float32Array(0), outputs: 0, loss: { activation: "softmax", gamma: 0, weights: [] } } as const;
