/**
 * @file The handlers of the contract: each calls one service. A command without a handler does not compile.
 * Reads: parsed input. Writes: through services only.
 */
import { statfs } from "node:fs/promises";
import { basename, join } from "node:path";
import type { CommandName, CommandOutput, ParsedInput, Source } from "#shared/wire/contract.ts";
import type { ImportOptions } from "#shared/data/dataset.ts";
import { USUAL_SHAPE } from "#shared/wire/engines.ts";
import { AppError } from "#shared/errors/errors.ts";
import { refuseLargeSweep } from "#shared/sweep/size.ts";
import type { AppCore } from "./core.ts";
import { portions } from "../export/portions.ts";
import { writeFileWhole } from "../export/write-file.ts";
import type { LongReadName } from "./long-read-names.ts";
import { lastLines, logPath } from "../log/log.ts";
import { RETRYABLE } from "./control.ts";
import { importDataset, removeDataset } from "./datasets.ts";
import { createReadHandlers } from "./read-handlers.ts";
import { copyIsWhole } from "./table-copies.ts";
import { queueStatus, summarizeAll, summarizeSweep } from "./status.ts";
import { goneEngine } from "../engine-choice/sweep-engine.ts";
import { addSeeds, createSweep, previewSweep, sampleSweep } from "./sweeps.ts";
import { getDataset, renameDataset, type StoredDataset } from "../store/dataset-rows.ts";
import { schemaVersion } from "../store/migrate.ts";
import { writeSetting } from "../store/setting-rows.ts";
import { chooseEngine, deleteSweep, getSweep, renameSweep } from "../store/sweep-rows.ts";
import { openSweepFile } from "../base/sweep-file.ts";
import { APP_VERSION } from "../base/version.ts";

/** Of everything but long reads, which have a list of their own (src-main/reads/long-reads.ts). */
export type Handlers = { readonly [N in Exclude<CommandName, LongReadName>]: (input: ParsedInput<N>) => CommandOutput<N> | Promise<CommandOutput<N>> };

const SHOWN_LOG_LINES = 300;
const DONE: Record<string, never> = {};

export function createHandlers(core: AppCore): Handlers {
  const { db, queue, control, changed, tables, readings } = core;
  const inOrder = (): never => {
    throw new AppError("store/in-order", { path: core.dataDir });
  };
  const freeBytes = (): Promise<number | null> =>
    statfs(core.dataDir).then(
      (s) => s.bavail * s.bsize,
      () => null,
    );
  const storedPath = (dataset: StoredDataset): string => join(core.dataDir, "datasets", dataset.storedFile);
  const locate = (source: Source): { path: string; fileName: string } =>
    "uploadId" in source ? core.uploads.complete(source.uploadId) : { path: source.path, fileName: basename(source.path) };
  const summary = (id: number) => summarizeSweep(db, getSweep(db, id), core.works(), core.slots.length, core.paces);
  const splitOf = async (dataset: StoredDataset, split: ParsedInput<"dataset.split">["split"]) => {
    try {
      const { profile, options, name: fileName } = dataset;
      return await tables.read({ kind: "split", path: storedPath(dataset), fileName, profile, options, split });
    } catch (error) {
      // A damaged copy must not be told as a mistake in the user's table.
      if (!(await copyIsWhole(core.dataDir, dataset))) throw new AppError("data/changed", { name: dataset.name, sha256: dataset.sha256 }, { cause: error });
      throw error;
    }
  };
  const importTable = (input: Parameters<typeof importDataset>[2], reading?: string) =>
    readings.run(reading, (watch) =>
      importDataset(db, core.dataDir, input, core.now(), (file) => tables.read({ kind: "import", ...file }, watch), watch.signal),
    );
  const moved = (sweepId: number, ids: readonly number[]): Record<string, never> => {
    changed.runs(sweepId, ids);
    return DONE;
  };

  return {
    "app.info": async () => ({
      version: APP_VERSION,
      host: core.host.kind,
      canPickFiles: core.host.chooseFile !== undefined,
      dataDir: core.dataDir,
      logFile: logPath(core.dataDir),
      platform: process.platform,
      freeBytes: await freeBytes(),
      schemaVersion: schemaVersion(db),
    }),
    "app.log": () => ({ path: logPath(core.dataDir), lines: lastLines(core.dataDir, SHOWN_LOG_LINES) }),
    // A damaged one does not come so far (src-main/rescue/rescue.ts).
    "store.trouble": () => null,
    "store.read": inOrder,
    "store.restore": inOrder,
    "store.salvage": inOrder,
    ...createReadHandlers(db, { one: summary, all: () => summarizeAll(db, core.slots, queue, core.paces) }),
    "dataset.inspect": ({ source, options = {}, missingWords, reading }) =>
      readings.run(reading, (watch) => tables.read({ kind: "inspect", ...locate(source), given: options, ...(missingWords ? { missingWords } : {}) }, watch)),
    "dataset.lines": ({ source, ...choice }) => tables.read({ kind: "lines", ...locate(source), ...choice }),
    "dataset.check": ({ source, options, reading }) => readings.run(reading, (watch) => tables.read({ kind: "profile", ...locate(source), options }, watch)),
    "dataset.cancel": ({ reading }) => {
      readings.cancel(reading);
      return DONE;
    },
    "dataset.import": async ({ source, name, options, reading }) => {
      const dataset = await importTable({ ...locate(source), name, options }, reading);
      if ("uploadId" in source) core.uploads.discard(source.uploadId);
      changed.datasets();
      return dataset;
    },
    "dataset.importSample": async () => {
      const path = join(core.examples, "data", "page-blocks.csv");
      const options: ImportOptions = { delimiter: ",", header: true, label: "Class", missing: "median", ignore: [], categorical: [] };
      const dataset = await importTable({ path, fileName: basename(path), name: undefined, options });
      changed.datasets();
      return dataset;
    },
    "dataset.rename": ({ id, name }) => {
      renameDataset(db, id, name);
      changed.datasets();
      return DONE;
    },
    "dataset.remove": async ({ id }) => {
      await removeDataset(db, core.dataDir, id);
      changed.datasets();
      return DONE;
    },
    "dataset.split": ({ id, split }) => splitOf(getDataset(db, id), split),
    "upload.begin": ({ fileName, sizeBytes }) => ({ uploadId: core.uploads.begin(fileName, sizeBytes) }),
    "upload.append": ({ uploadId, base64 }) => ({ receivedBytes: core.uploads.append(uploadId, base64) }),
    "upload.discard": ({ uploadId }) => {
      core.uploads.discard(uploadId);
      return DONE;
    },
    "sweep.sample": ({ datasetId }) => sampleSweep(getDataset(db, datasetId)),
    "sweep.preview": async ({ datasetId, spec }) => {
      refuseLargeSweep(spec);
      const split = await splitOf(getDataset(db, datasetId), spec.split);
      return previewSweep(
        db,
        datasetId,
        spec,
        { trainers: core.slots.length, machine: core.paces.machine, dataDir: core.dataDir, freeBytes: await freeBytes() },
        split,
      );
    },
    "sweep.create": async ({ datasetId, spec, start }) => {
      // A column that says no part on some line would fail every run alike: told before there is a sweep.
      if (spec.split.column !== undefined) await splitOf(getDataset(db, datasetId), spec.split);
      const created = createSweep(db, datasetId, spec, start, core.now());
      changed.sweeps([created.sweepId]);
      changed.datasets();
      queue.nudge();
      return created;
    },
    "sweep.pause": ({ id }) => {
      control.pauseSweep(id);
      return moved(id, []);
    },
    "sweep.resume": async ({ id, engine }) => {
      const sweep = getSweep(db, id);
      if (engine !== undefined) chooseEngine(db, id, engine === "auto" ? await core.resolveEngine(sweep) : engine);
      const gone = goneEngine(db, sweep, (name) => core.engines.isThere(name));
      if (gone) throw gone;
      const ids = control.resumeSweep(id);
      queue.ask(id);
      return moved(id, ids);
    },
    "sweep.cancel": ({ id }) => moved(id, control.moveAll(id, "cancelled")),
    "sweep.retry": ({ id }) => {
      const ids = control.moveAll(id, "waiting", RETRYABLE);
      moved(id, ids);
      return { retried: ids.length };
    },
    "sweep.addSeeds": ({ id, seeds }) => {
      const added = addSeeds(db, id, seeds);
      changed.sweeps([id]);
      moved(id, added.runIds);
      queue.nudge();
      return { seeds: added.seeds, runCount: added.runIds.length };
    },
    "sweep.unmeasured": ({ id }) => core.backfill.missing(id),
    "sweep.measure": async ({ id }) => ({ runs: await core.backfill.start(id) }),
    "sweep.measuring": ({ id }) => core.backfill.now(id),
    "sweep.stopMeasuring": ({ id }) => {
      core.backfill.stop(id);
      return DONE;
    },
    "sweep.rename": ({ id, name, notes }) => {
      renameSweep(db, id, name, notes);
      return moved(id, []);
    },
    "sweep.remove": ({ id }) => {
      core.forgetCheckpoints(deleteSweep(db, id));
      changed.datasets();
      return moved(id, []);
    },
    "run.pause": ({ id }) => moved(control.moveOne(id, "paused"), [id]),
    "run.resume": ({ id }) => moved(control.moveOne(id, "waiting", ["paused"]), [id]),
    "run.cancel": ({ id }) => moved(control.moveOne(id, "cancelled"), [id]),
    "run.retry": ({ id }) => moved(control.moveOne(id, "waiting", RETRYABLE), [id]),
    "queue.status": () => queueStatus(db, core.slots, queue, core.paces),
    "queue.warmUp": () => {
      for (const slot of core.slots) slot.warm();
      return DONE;
    },
    "queue.pause": () => {
      writeSetting(db, "queue.paused", true);
      queue.setPaused(true);
      changed.queue();
      return DONE;
    },
    "queue.resume": () => {
      // First: where the store still refuses to be written, this says so in a sentence.
      queue.setPaused(false);
      writeSetting(db, "queue.paused", false);
      changed.queue();
      return DONE;
    },
    "engine.survey": ({ shape, again }) => core.engines.survey(shape ?? USUAL_SHAPE, again),
    "engine.install": ({ again }) => core.engines.install(again, (text) => core.tell(text)),
    "host.chooseFile": async ({ purpose, suggestedName }) => {
      if (!core.host.chooseFile) throw new AppError("host/unavailable", { what: "A file dialog" });
      return { path: await core.host.chooseFile(purpose, suggestedName) };
    },
    "sweep.readFile": ({ path }) => openSweepFile(path),
    "sweep.writeFile": async ({ path, spec }) => {
      await writeFileWhole(path, portions([`${JSON.stringify(spec, null, 2)}\n`]));
      return { path };
    },
  };
}
