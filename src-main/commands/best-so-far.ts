/**
 * @file The best epoch so far of runs that have not ended: what the window shows as provisional values.
 * Reads: stored epochs. What decides is what will decide at the end: selectBy of the sweep, judged on validation.
 */
import { selectedMetric } from "#shared/task/select-by.ts";
import { isBetterEpoch } from "#shared/task/best-epoch.ts";
import { taskOf } from "#shared/task/registry.ts";
import type { CompareData, CompareRun } from "#shared/wire/records.ts";
import { isUnfinished } from "#shared/wire/run-state.ts";
import type { ReadDb } from "../store/open.ts";
import { selectsOfRun } from "../store/run-views.ts";
import { matricesOfRun, matrixAt } from "../store/confusion-rows.ts";

type Facts = Pick<CompareData, "spec" | "classNames" | "trainCounts">;

interface Counts {
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/**
 * Asked for at every look at a sweep that trains, so no more is read than decides: of the test part the two epochs that are shown.
 * @param rows of one sweep. @returns by run id counts of its best and its last stored epoch; runs that have ended, or have no epoch, are absent.
 */
export function bestSoFar(
  db: ReadDb,
  facts: Facts,
  rows: readonly Pick<CompareRun, "id" | "state" | "epoch">[],
): ReadonlyMap<number, { readonly best: Counts; readonly last: Counts }> {
  const { spec, classNames, trainCounts } = facts;
  const task = taskOf(spec);
  const shape = task.countsShape(classNames.length);
  const selector = task.selector(selectedMetric(spec.selectBy, classNames), { classNames, trainCounts: trainCounts ?? classNames.map(() => 0) });
  const found = new Map<number, { best: Counts; last: Counts }>();
  for (const { id, state, epoch: last } of rows) {
    if (!isUnfinished(state) || last === 0) continue;
    const selects = selector.fromCounts ? null : selectsOfRun(db, id);
    const epochs = [...matricesOfRun(db, id, shape, "validation")]
      .filter(([epoch]) => epoch <= last)
      .map(([epoch, validation]) => ({
        epoch,
        validation,
        macroF1: task.macroF1(validation) ?? 0,
        selects: selects ? selects.get(epoch) : selector.value(validation, NO_TARGETS, NO_ROWS),
      }));
    const [first, ...rest] = epochs;
    if (first === undefined) continue;
    const best = rest.reduce((one, next) => (isBetterEpoch(next, one, selector.higherIsBetter) ? next : one), first);
    const counts = ({ epoch, validation }: (typeof epochs)[number]): Counts => ({ validation, test: matrixAt(db, id, shape, "test", epoch) });
    found.set(id, { best: counts(best), last: counts(epochs.at(-1)!) });
  }
  return found;
}

/** A selector that works on counts looks at nothing else. */
const NO_TARGETS = new Int32Array(0);
const NO_ROWS = { logits: new Float32Array(0), outputs: 0, loss: { activation: "softmax", gamma: 0, weights: [] } } as const;
