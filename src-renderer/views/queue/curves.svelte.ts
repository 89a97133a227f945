/** @file Curves of runs that train, epoch by epoch: history once, then events. Reads: backend. */
import type { EventPayload } from "#shared/wire/contract.ts";
import type { RunDetail } from "#shared/wire/records.ts";
import type { WindowState } from "../../state/of-window.ts";
import { classMetrics, scoresOf } from "#shared/metrics/from-counts.ts";
import { perFrame } from "../../state/frame-batch.ts";

export interface LiveCurve {
  readonly epochs: readonly number[];
  readonly loss: readonly (number | null)[];
  readonly macroF1: readonly (number | null)[];
  /** [epochs][classes], validation. */
  readonly recalls: readonly (readonly (number | null)[])[];
}
const EMPTY: LiveCurve = { epochs: [], loss: [], macroF1: [], recalls: [] };
type Point = EventPayload<"epochs.added">["points"][number];

/** History is asked for a few runs at a time: a cohort of hundreds must not hold up other calls. */
const PARALLEL = 4;

function curveOf(detail: RunDetail): LiveCurve {
  const classes = detail.classNames.length;
  return {
    epochs: detail.epochs.map((e) => e.epoch),
    loss: detail.epochs.map((e) => e.trainLoss),
    macroF1: detail.epochs.map((e) => scoresOf(e.validation, classes).macroF1),
    recalls: detail.epochs.map((e) => classMetrics(e.validation, classes).map((c) => c.recall)),
  };
}

/** Adds one epoch; a run that was retried starts over, so a point takes the place of its epoch and of all later ones. */
function withPoint(curve: LiveCurve, point: Point): LiveCurve {
  const keep = curve.epochs.findIndex((e) => e >= point.epoch);
  const end = keep < 0 ? curve.epochs.length : keep;
  return {
    epochs: [...curve.epochs.slice(0, end), point.epoch],
    loss: [...curve.loss.slice(0, end), point.trainLoss],
    macroF1: [...curve.macroF1.slice(0, end), point.validationMacroF1],
    recalls: [...curve.recalls.slice(0, end), point.validationRecalls],
  };
}

export class CurvesState {
  readonly #backend: WindowState["backend"];
  readonly #curves = new Map<number, LiveCurve>();
  readonly #asked = new Set<number>();
  /** Points that came while the history of their run was under way. */
  readonly #early = new Map<number, Point[]>();
  #waiting: number[] = [];
  #busy = 0;
  /** Counts changes; reading it makes a derived value follow the curves. */
  #version = $state(0);

  constructor({ backend }: Pick<WindowState, "backend">) {
    this.#backend = backend;
    const take = perFrame((batches: readonly EventPayload<"epochs.added">[]) => {
      for (const batch of batches) for (const point of batch.points) this.#add(point);
      this.#version++;
    });
    backend.subscribe("epochs.added", take);
    backend.onConnect(() => {
      const known = [...this.#asked];
      this.#asked.clear();
      this.watch(known);
    });
  }

  /** Asks for the history of runs; their new epochs arrive by themselves. */
  watch(ids: readonly number[]): void {
    for (const id of ids) {
      if (this.#asked.has(id)) continue;
      this.#asked.add(id);
      this.#early.set(id, []);
      this.#waiting.push(id);
    }
    while (this.#busy < PARALLEL && this.#waiting.length) void this.#next();
  }

  of(runId: number): LiveCurve {
    void this.#version;
    return this.#curves.get(runId) ?? EMPTY;
  }
  /** Runs asked for whose history is not here yet. */
  get pending(): number {
    void this.#version;
    return this.#waiting.length + this.#busy;
  }

  async #next(): Promise<void> {
    const id = this.#waiting.shift();
    if (id === undefined) return;
    this.#busy++;
    const early = this.#early.get(id);
    // Asked again after a reconnect: what came early belongs to the later answer.
    const isLast = (): boolean => this.#early.get(id) === early;
    try {
      const detail = await this.#backend.call("run.get", { id });
      if (isLast()) this.#curves.set(id, curveOf(detail));
    } catch {
      // A run deleted meanwhile has no curve; its row goes by its own event.
      if (isLast()) this.#asked.delete(id);
    }
    if (isLast()) {
      this.#early.delete(id);
      for (const point of early ?? []) this.#add(point);
    }
    this.#busy--;
    this.#version++;
    void this.#next();
  }

  #add(point: Point): void {
    const early = this.#early.get(point.runId);
    if (early) early.push(point);
    else if (this.#asked.has(point.runId)) this.#curves.set(point.runId, withPoint(this.#curves.get(point.runId) ?? EMPTY, point));
  }
}
