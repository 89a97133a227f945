/**
 * @file Builds the app from its parts; every host (window, server, command line) calls this once.
 * Reads and writes: the data folder it is given. No Electron here.
 */
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { CommandName, CommandOutput, EventName, EventPayload, ParsedInput } from "#shared/wire/contract.ts";
import { AppError, systemError, toWire } from "#shared/errors/errors.ts";
import type { Fault } from "#shared/wire/trainer-protocol.ts";
import { Backfill } from "../commands/backfill.ts";
import type { AppCore, Changed } from "../commands/core.ts";
import { createHandlers } from "../commands/handlers.ts";
import { EventHub, Merger } from "./events.ts";
import type { HostServices } from "../base/host.ts";
import type { TableReaders } from "../table-readers/table-readers.ts";
import { epochPoint, Ingest } from "../ingest/ingest.ts";
import { logCrashes } from "../log/log-crashes.ts";
import { Log } from "../log/log.ts";
import { logFailure, logNotice, withLog } from "../log/logged-errors.ts";
import { loggedLauncher } from "../log/logged-launcher.ts";
import { backUpDaily } from "./daily-backup.ts";
import { parseInput } from "./parse-input.ts";
import { forgetCheckpoint } from "../queue/checkpoints.ts";
import { Queue } from "../queue/queue.ts";
import { isLongRead, type LongReadName } from "../commands/long-read-names.ts";
import { readHere } from "../reads/long-reads.ts";
import type { Parts } from "../reads/parts.ts";
import { Readers } from "../reads/readers.ts";
import { Engines } from "../engine-choice/engines.ts";
import { createControl } from "../commands/control.ts";
import { AwakeClock } from "./awake-clock.ts";
import { MACHINE_SETTING, Paces, WatchedSlot } from "../engine-choice/paces.ts";
import { learnMachine, queueStatus, summarizeSweep, trainerStatus } from "../commands/status.ts";
import { removeHalfCopies } from "../commands/table-copies.ts";
import { Readings } from "../commands/readings.ts";
import { sweepEngines } from "../engine-choice/sweep-engines.ts";
import { Uploads } from "../commands/uploads.ts";
import { hasWriteAheadLog, openStore, type Store } from "../store/open.ts";
import { schemaVersion } from "../store/migrate.ts";
import { PATIENCE_MS, patiently } from "../store/patience.ts";
import { readRuns } from "../store/run-views.ts";
import { readSetting } from "../store/setting-rows.ts";
import { classesOfSweep, getSweep, hasSweep, taskOfSweep } from "../store/sweep-rows.ts";
import type { LaunchTrainer } from "../processes/launch.ts";
import { APP_VERSION } from "../base/version.ts";
import { engineHome, readInstalled } from "../engine-install/engine-home.ts";
import { MachineSchema } from "../planner/forecast.ts";
import type { Pace } from "../planner/pace.ts";
import type { TrainerLimits } from "../trainers/kind.ts";
import { DEFAULT_LIMITS } from "../trainers/local/trainer-slot.ts";
import type { Slot } from "../trainers/slot.ts";

/** More processes than this starve the window and the disk; measured on the reference engine only. */
const MAX_TRAINERS = 8;

export interface AppOptions {
  readonly dataDir: string;
  readonly migrationsDir: string;
  readonly examplesDir: string;
  readonly host: HostServices;
  readonly launchTrainer: LaunchTrainer;
  /** Read tables outside this process; closed with the app. */
  readonly tables: TableReaders;
  /** Module of the threads for long reads; without one these hold up whoever else asks (command line). */
  readonly readerEntry?: string;
  /** Trainer processes; default one per core. */
  readonly trainers?: number;
  /** "none": nothing trains, whatever the queue holds, until a sweep is resumed; then that one alone (command line). */
  readonly autoTrain?: "all" | "none";
  /** Where measurements of engines are kept; default beside the engines' own folder. */
  readonly calibrationFile?: string;
  /** Tests only: shorter limits and injected faults. */
  readonly limits?: Partial<TrainerLimits>;
  readonly nextFault?: () => Fault | undefined;
  readonly busyMs?: number;
}

export interface App {
  /** Parses the input and rejects with an AppError. */
  call<N extends CommandName>(name: N, input: unknown): Promise<CommandOutput<N>>;
  /** The same for who passes it on: what a thread has read stays the JSON that it wrote. */
  answer(name: CommandName, input: unknown): Promise<Answer>;
  subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
  /** Resolves when nothing is training and nothing waits that could. */
  idle(): Promise<void>;
  /** Stops trainers at a checkpoint, closes the store. Safe to call twice. */
  close(): Promise<void>;
}

export type Answer = { readonly value: unknown } | { readonly json: Parts };

/** @throws AppError `store/*` when the data folder cannot be used; the folder is then free again. */
export async function createApp(options: AppOptions): Promise<App> {
  const log = new Log(options.dataDir, () => new Date().toISOString());
  let store: Store | undefined;
  try {
    store = openStore(options.dataDir, options.migrationsDir, options.busyMs, options.host.kind);
    return await buildApp(options, store, log);
  } catch (error) {
    store?.close();
    throw logFailure(log, "start", systemError(error, options.dataDir) ?? error);
  }
}

async function buildApp(options: AppOptions, store: Store, log: Log): Promise<App> {
  const { db } = store;
  const hub = new EventHub();
  const clock = (): number => Date.now();
  const now = (): string => new Date(clock()).toISOString();
  let closing: Promise<void> | null = null;
  const forgetCrashes = logCrashes(log);
  const launchTrainer = loggedLauncher(options.launchTrainer, log);
  const tellNotice = (error: AppError): void => {
    logNotice(log, error);
    hub.emit("notice", toWire(withLog(error, log)));
  };

  const tellQueue = (): void => hub.emit("queue.changed", () => queueStatus(db, slots, queue, paces));
  const runMerger = new Merger((sweepId, ids) => {
    // The sweep may have been deleted since; its last changes interest nobody.
    if (ids.length > 0 && hasSweep(db, sweepId)) hub.emit("runs.changed", () => ({ sweepId, runs: readRuns(db, sweepId, ids, classesOfSweep(db, sweepId)) }));
    hub.emit("sweeps.changed", { ids: [sweepId] });
    tellQueue();
  });
  const changed: Changed = {
    datasets: () => hub.emit("datasets.changed", {}),
    sweeps: (ids) => {
      hub.emit("sweeps.changed", { ids: [...ids] });
      tellQueue();
    },
    runs: (sweepId, ids) => runMerger.add(sweepId, ids),
    queue: tellQueue,
  };

  const patienceMs = options.busyMs ?? PATIENCE_MS;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const count = options.trainers ?? Math.min(MAX_TRAINERS, availableParallelism());
  const awake = new AwakeClock();
  const paces = new Paces(() => awake.now(), readSetting(db, MACHINE_SETTING, MachineSchema.nullable(), null));
  const paceOf = (slot: number): Pace | undefined => {
    const work = queue.workOf(slot);
    return work && paces.of(work.sweepId);
  };
  const learn = (slot: number): void => {
    const sweepId = queue.workOf(slot)?.sweepId;
    try {
      if (sweepId !== undefined) learnMachine(db, sweepId, paces);
    } catch {
      // The queue meets the same store in a moment, and says what is wrong with it.
    }
  };
  const slots: Slot[] = Array.from({ length: count }, (_, id) => {
    const onState = (): void => hub.emit("trainer.progress", trainerStatus(slots[id]!, queue.workOf(id)));
    return new WatchedSlot(paceOf, learn, { id, launch: launchTrainer, limits, onState, nextFault: options.nextFault });
  });
  const engines = await Engines.open({
    launch: launchTrainer,
    calibrationFile: options.calibrationFile ?? join(dirname(engineHome()), "calibration.json"),
    trainers: count,
    tensorflowInstalled: async () => (await readInstalled(engineHome())) !== null,
    now,
  });
  const choice = sweepEngines(db, engines, tellNotice);
  const ingest = new Ingest(
    db,
    (sweepId, results) => {
      queue.stored(results);
      const task = taskOfSweep(db, sweepId);
      hub.emit("epochs.added", () => ({ sweepId, points: results.map((result) => epochPoint(task, result)) }));
      runMerger.add(
        sweepId,
        results.map((result) => result.runId),
      );
    },
    (error) => queue.halt(error),
    patienceMs,
  );
  const queue: Queue = new Queue(
    {
      db,
      dataDir: options.dataDir,
      slots,
      ingest,
      clock,
      patienceMs,
      engineFor: (sweepId) => choice.choose(sweepId),
      askEngine: (sweepId) => choice.ask(sweepId),
      events: {
        runsChanged: (sweepId, ids) => runMerger.add(sweepId, ids),
        progress: (slot, work) => hub.emit("trainer.progress", trainerStatus(slots[slot]!, work)),
        trainersChanged: tellQueue,
        notice: tellNotice,
      },
    },
    options.autoTrain === "none" ? false : readSetting(db, "queue.paused", z.boolean(), false),
    options.autoTrain,
  );

  const backfill = new Backfill({
    db,
    launch: launchTrainer,
    patienceMs,
    explain: (error) => logFailure(log, "sweep.measure", systemError(error, options.dataDir) ?? error),
    tell: (measuring) => hub.emit("measuring.changed", measuring),
    onMeasured: (sweepId) => changed.sweeps([sweepId]),
  });
  const core: AppCore = {
    backfill,
    db,
    dataDir: options.dataDir,
    examples: options.examplesDir,
    host: options.host,
    queue,
    slots,
    paces,
    engines,
    resolveEngine: (sweep) => choice.resolve(sweep),
    tell: (text) => hub.emit("engine.progress", { text }),
    control: createControl(db, queue, clock),
    uploads: new Uploads(options.dataDir),
    tables: options.tables,
    readings: new Readings((progress) => hub.emit("dataset.reading", progress)),
    changed,
    works: () => slots.flatMap((slot) => queue.workOf(slot.id) ?? []),
    now,
    forgetCheckpoints: (ids) => ids.forEach((id) => forgetCheckpoint(options.dataDir, id)),
  };
  removeHalfCopies(options.dataDir);
  const handlers = createHandlers(core);
  const { node, electron } = process.versions;
  const system = `${process.platform}-${process.arch}`;
  log.write("started", { focaldesk: APP_VERSION, host: options.host.kind, node, electron, system, schema: schemaVersion(db), trainers: count });
  // Where there is no write-ahead log (network file systems) a reader would hold the writer up.
  const readers = options.readerEntry !== undefined && hasWriteAheadLog(db) ? new Readers(options.readerEntry, options.dataDir) : null;
  const summaryOf = (id: number) => summarizeSweep(db, getSweep(db, id), core.works(), slots.length, paces);
  const answer = async (name: CommandName, input: unknown): Promise<Answer> => {
    if (closing) throw new AppError("app/closing", { what: name });
    const parsed = parseInput(name, input);
    try {
      if (!isLongRead(name)) return { value: await patiently(() => (handlers[name] as (input: unknown) => unknown)(parsed), patienceMs) };
      const request = parsed as ParsedInput<LongReadName>;
      const summary = summaryOf(request.sweepId);
      return readers ? { json: await readers.json(name, request, summary, tellNotice) } : { value: await readHere(db, name, request, summary) };
    } catch (error) {
      throw logFailure(log, name, systemError(error, options.dataDir) ?? error);
    }
  };
  const endPower = options.host.watchPower?.(() => {
    for (const slot of slots) slot.listenFirst();
  });
  queue.nudge();
  const endBackups = backUpDaily(db, options.dataDir, now, store.existed, tellNotice);

  return {
    async call(name, input) {
      const found = await answer(name, input);
      return ("json" in found ? JSON.parse((await found.json.whole()).toString("utf8")) : found.value) as never;
    },
    answer,
    subscribe: (name, listener) => hub.subscribe(name, listener),
    idle: () => queue.idle(),
    close() {
      if (closing) return closing;
      endBackups();
      endPower?.();
      // Before the queue, which waits for whom it has asked.
      engines.close();
      options.tables.close();
      closing = Promise.all([queue.close(), backfill.close(), readers?.close()])
        .then(() => {})
        .finally(() => {
          awake.stop();
          runMerger.close();
          store.close();
          forgetCrashes();
          log.write("ended", { host: options.host.kind });
        });
      return closing;
    },
  };
}
