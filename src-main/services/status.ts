/** @file How far sweeps and the queue are, and when they will end. Reads: runs, trainers. Writes: nothing. */
import type { QueueStatus, SweepSummary, TrainerStatus } from "#shared/records.ts";
import type { Queue, SlotWork } from "../queue/queue.ts";
import { forecastMs } from "../planner/forecast.ts";
import { sizeOfDataset } from "../store/dataset-rows.ts";
import { listPastRuns, type PastRun } from "../store/forecast-rows.ts";
import type { ReadDb } from "../store/open.ts";
import { countConfigs, countRuns } from "../store/run-rows.ts";
import { listSweeps, type SweepRow } from "../store/sweep-rows.ts";
import type { TrainerSlot } from "../supervisor/trainer-slot.ts";

/** Wall time of one epoch of one run on one trainer, as forecast for this sweep from what was measured here. */
function msPerRunEpoch(db: ReadDb, sweep: SweepRow, past: readonly PastRun[]): number {
  return forecastMs({ epochs: 1, ...sizeOfDataset(db, sweep.datasetId), hidden: sweep.spec.model.hidden }, 1, past, 1).ms;
}

/** Of trainers that work on this sweep now: milliseconds per epoch and run. */
function liveRate(works: readonly SlotWork[]): number | null {
  const rates = works.flatMap((w) => (w.msPerStep && w.live.size > 0 ? [(w.msPerStep * w.stepsPerEpoch) / w.live.size] : []));
  return rates.length ? rates.reduce((a, b) => a + b, 0) / rates.length : null;
}

/** @param past read once for many sweeps: this is asked ten times a second while training. */
export function summarizeSweep(
  db: ReadDb,
  sweep: SweepRow,
  works: readonly SlotWork[],
  trainers: number,
  past: () => readonly PastRun[] = () => listPastRuns(db),
): SweepSummary {
  const { counts, epochsDone, epochsOpen } = countRuns(db, sweep.id);
  const runCount = Object.values(counts).reduce((a, b) => a + b, 0);
  const epochs = sweep.spec.training.epochs;
  const open = counts.waiting + counts.running;
  const rate = open === 0 ? null : (liveRate(works.filter((w) => w.sweepId === sweep.id)) ?? msPerRunEpoch(db, sweep, past()));
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
    etaMs: rate === null ? null : ((open * epochs - epochsOpen) * rate) / Math.min(trainers, open),
  };
}

export function summarizeAll(db: ReadDb, slots: readonly TrainerSlot[], queue: Queue | null): SweepSummary[] {
  const works = slots.flatMap((slot) => queue?.workOf(slot.id) ?? []);
  let kept: PastRun[] | undefined;
  const past = (): PastRun[] => (kept ??= listPastRuns(db));
  return listSweeps(db).map((sweep) => summarizeSweep(db, sweep, works, Math.max(1, slots.length), past));
}

export function trainerStatus(slot: TrainerSlot, work: SlotWork | undefined): TrainerStatus {
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
export function queueStatus(db: ReadDb, slots: readonly TrainerSlot[], queue: Queue): QueueStatus {
  const active = summarizeAll(db, slots, queue).filter((s) => s.counts.running > 0 || (s.counts.waiting > 0 && !s.paused));
  const sum = (pick: (s: SweepSummary) => number): number => active.reduce((total, s) => total + pick(s), 0);
  return {
    paused: queue.paused,
    waiting: sum((s) => s.counts.waiting),
    running: sum((s) => s.counts.running),
    done: sum((s) => s.counts.complete),
    total: sum((s) => s.runCount),
    etaMs: queue.paused || active.length === 0 ? null : sum((s) => s.etaMs ?? 0),
    trainers: slots.map((slot) => trainerStatus(slot, queue.workOf(slot.id))),
  };
}
