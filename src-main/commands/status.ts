/** @file How far sweeps and the queue are, and when they will end. Reads: runs, trainers. */
import type { QueueStatus, SweepSummary, TrainerStatus } from "#shared/wire/records.ts";
import type { Queue, SlotWork } from "../queue/queue.ts";
import { expectedCosts, type Machine, type RunCosts } from "../planner/forecast.ts";
import { knownCosts, NOTHING_SEEN, type TimeLeft, timeLeft } from "../planner/time-left.ts";
import { sizeOfDataset } from "../store/dataset-rows.ts";
import { listPastRuns, type PastRun } from "../store/forecast-rows.ts";
import type { ReadDb, WriteDb } from "../store/open.ts";
import { countConfigs, countRuns } from "../store/run-rows.ts";
import { writeSetting } from "../store/setting-rows.ts";
import { getSweep, listSweeps, type SweepRow } from "../store/sweep-rows.ts";
import type { Slot } from "../trainers/slot.ts";
import { engineOfSweep } from "../engine-choice/sweep-engine.ts";
import { MACHINE_SETTING, type Paces } from "../engine-choice/paces.ts";

/**
 * @param paces what was heard of the trainers; null where none works, as for a reader of another program's data folder.
 * @param past read once for many sweeps: this is asked ten times a second while training.
 */
export function summarizeSweep(
  db: ReadDb,
  sweep: SweepRow,
  works: readonly SlotWork[],
  trainers: number,
  paces: Paces | null = null,
  past: () => readonly PastRun[] = () => listPastRuns(db),
): SweepSummary {
  const { counts, epochsDone, epochsWaiting } = countRuns(db, sweep.id);
  const runCount = Object.values(counts).reduce((a, b) => a + b, 0);
  const epochs = sweep.spec.training.epochs;
  const open = counts.waiting + counts.running;
  const time = open === 0 ? null : timeOf(db, sweep, { waiting: counts.waiting, running: counts.running, epochsWaiting }, { works, trainers, paces, past });
  const engine = engineOfSweep(db, sweep);
  return {
    id: sweep.id,
    name: sweep.name,
    notes: sweep.notes,
    datasetId: sweep.datasetId,
    datasetName: sweep.datasetName,
    createdAt: sweep.createdAt,
    paused: sweep.paused,
    configCount: countConfigs(db, sweep.id),
    runCount,
    counts,
    progress: runCount === 0 ? 0 : Math.min(1, epochsDone / (runCount * epochs)),
    ...(engine === "auto" ? {} : { engine }),
    etaMs: time?.ms ?? null,
    ...(time?.range ? { etaRangeMs: time.range } : {}),
  };
}

interface Open {
  readonly waiting: number;
  readonly running: number;
  /** Behind the runs that wait. */
  readonly epochsWaiting: number;
}
interface Sources {
  readonly works: readonly SlotWork[];
  readonly trainers: number;
  readonly paces: Paces | null;
  past(): readonly PastRun[];
}

/** Expected of the runs of a sweep, before any of them was seen. */
function costsOf(db: ReadDb, { datasetId, spec }: SweepRow, past: readonly PastRun[], machine: Machine | null): RunCosts {
  const work = { epochs: spec.training.epochs, ...sizeOfDataset(db, datasetId), hidden: spec.model.hidden };
  return expectedCosts(work, spec.split.validation + spec.split.test, past, machine);
}

function timeOf(db: ReadDb, sweep: SweepRow, open: Open, { works, trainers, paces, past }: Sources): TimeLeft | null {
  const { epochs } = sweep.spec.training;
  const mine = works.filter((work) => work.sweepId === sweep.id);
  const pace = paces?.peek(sweep.id);
  const slots = pace?.left((run) => mine.some((work) => work.live.has(run))) ?? [];
  // Running by the database alone: the trainer has said nothing yet, or another program trains it.
  const unheard = slots.length === 0 ? open.running : 0;
  const expected = costsOf(db, sweep, past(), paces?.machine ?? null);
  const likeKernel = mine.every(({ engine }) => engine === "" || engine === "wasm");
  const left = { runs: open.waiting + unheard, epochs: (open.waiting + unheard) * epochs - open.epochsWaiting, slots, trainers: slots.length || trainers };
  return timeLeft(left, knownCosts(pace?.costs ?? NOTHING_SEEN, expected, likeKernel));
}

/** Keeps what the ends and starts of a sweep's runs cost here, for the forecasts of the next ones. @throws what the store throws. */
export function learnMachine(db: WriteDb, sweepId: number, paces: Paces): void {
  const sweep = getSweep(db, sweepId);
  const plain = costsOf(db, sweep, [], null);
  const machine = paces.learn(sweepId, plain);
  if (machine) writeSetting(db, MACHINE_SETTING, machine);
}

export function summarizeAll(db: ReadDb, slots: readonly Slot[], queue: Queue | null, paces: Paces | null = null): SweepSummary[] {
  const works = slots.flatMap((slot) => queue?.workOf(slot.id) ?? []);
  let kept: PastRun[] | undefined;
  const past = (): PastRun[] => (kept ??= listPastRuns(db));
  return listSweeps(db).map((sweep) => summarizeSweep(db, sweep, works, Math.max(1, slots.length), paces, past));
}

export function trainerStatus(slot: Slot, work: SlotWork | undefined): TrainerStatus {
  return {
    id: slot.id,
    state: slot.state,
    // With work, never that of the warmed-up process: the sweep may name another, and which one it is comes with "started".
    engine: (work ? work.engine : slot.ready?.engine) || null,
    backend: (work ? work.backend : slot.ready?.backend) || null,
    sweepId: work?.sweepId ?? null,
    runIds: work ? [...work.live] : [],
    epoch: work?.epoch ?? 0,
    epochs: work?.cohort.epochs ?? 0,
    step: work?.step ?? 0,
    stepsPerEpoch: work?.stepsPerEpoch ?? 0,
    msPerStep: work?.msPerStep ?? null,
  };
}

/** Counts what will be trained: a paused sweep waits for its user, not for a trainer. */
export function queueStatus(db: ReadDb, slots: readonly Slot[], queue: Queue, paces: Paces | null = null): QueueStatus {
  const active = summarizeAll(db, slots, queue, paces).filter((s) => s.counts.running > 0 || (s.counts.waiting > 0 && !s.paused));
  const sum = (pick: (s: SweepSummary) => number): number => active.reduce((total, s) => total + pick(s), 0);
  const idle = queue.paused || active.length === 0;
  return {
    paused: queue.paused,
    waiting: sum((s) => s.counts.waiting),
    running: sum((s) => s.counts.running),
    done: sum((s) => s.counts.complete),
    total: sum((s) => s.runCount),
    etaMs: idle ? null : sum((s) => s.etaMs ?? 0),
    ...(!idle && active.some((s) => s.etaRangeMs)
      ? { etaRangeMs: { low: sum((s) => s.etaRangeMs?.low ?? s.etaMs ?? 0), high: sum((s) => s.etaRangeMs?.high ?? s.etaMs ?? 0) } }
      : {}),
    trainers: slots.map((slot) => trainerStatus(slot, queue.workOf(slot.id))),
  };
}
