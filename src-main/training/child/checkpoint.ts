/**
 * @file One checkpoint file per run: what it needs to go on as if it had never stopped.
 * Reads: `<folder>/<runId>.ckpt`. Writes: the same, first under a temporary name, so a power cut leaves the old one.
 *
 * Layout: 8 bytes magic, uint32 length of the header, header (JSON), then float32 values: parameters, m, v [n each], the
 * outputs of the best epoch (validation, test) and, of a run that was trained to its end, those of the last one (it needs no parameters any
 * more, n = 0), then SHA-256 of everything before it: one flipped digit of the header would give other
 * results in silence. Little-endian, as every machine that runs Electron. Files of layout 1 (no digest at the end, one of the values in the
 * header) are read as they were.
 */
import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AppError, describe } from "#shared/errors/errors.ts";
import { EarlierFlagSchema } from "#shared/earlier/run-flags.ts";
import { type RunFlag, RunFlagSchema } from "#shared/wire/run-flags.ts";
import { type Cohort, type EpochResult, EpochResultSchema, type TrainerRun } from "#shared/wire/trainer-protocol.ts";
import { USUAL_TASK } from "#shared/task/ids.ts";
import { USUAL_SELECT_BY } from "#shared/task/select-by.ts";
import type { RunState } from "../engines/engine.ts";
import type { EpochScores } from "./epoch-scores.ts";
import { type WatchdogState, WatchdogStateSchema } from "./watchdog.ts";

const MAGIC = "FDCKPT02";
const MAGIC_1 = "FDCKPT01";
const PREFIX_BYTES = MAGIC.length + 4;
const DIGEST_BYTES = 32;

/** `selects` is absent where macro F1 selects, as in checkpoints of earlier versions. */
const ScoredEpochSchema = z.object({ epoch: z.int(), macroF1: z.number(), selects: z.number().nullable().optional(), validation: z.int(), test: z.int() });
const HeaderSchema = z.object({
  runId: z.int(),
  fingerprint: z.string(),
  backend: z.string(),
  epoch: z.int().min(1),
  steps: z.int().min(0),
  trainMs: z.number(),
  parameters: z.int().min(0),
  best: ScoredEpochSchema.nullable(),
  last: ScoredEpochSchema.optional().describe("of a run that was trained to its end"),
  results: z.array(EpochResultSchema).optional(),
  flags: z.array(z.union([RunFlagSchema, EarlierFlagSchema])).optional(),
  sha256: z.string().optional().describe("layout 1 only"),
  watchdog: WatchdogStateSchema.optional(),
});

export interface Checkpoint {
  /** Whole epochs trained, from 1. */
  readonly epoch: number;
  readonly trainMs: number;
  /** Backend that trained it; on another one the run goes on, but not to the same bits. */
  readonly backend: string;
  /** null: trained to its end. */
  readonly state: RunState | null;
  readonly best: EpochScores | null;
  /** Of a run that was trained to its end. */
  readonly last?: EpochScores;
  /** Absent in checkpoints of versions without a watchdog. */
  readonly watchdog?: WatchdogState;
  /** What was posted and may not be in the database yet, oldest first; absent in checkpoints of earlier versions. */
  readonly unstored?: Unstored;
}

export interface Unstored {
  /** Of consecutive epochs, up to that of the checkpoint. */
  readonly results: readonly EpochResult[];
  readonly flags: readonly RunFlag[];
}

/** Everything that decides a run's weights at an epoch, and which epoch is its best. A checkpoint with another fingerprint belongs to something else. */
export function runFingerprint(cohort: Cohort, run: TrainerRun): string {
  const { sha256, options, labelIndex, classes, split } = cohort.data;
  const { seed, family, gamma, strength, alpha, positiveClass, learningRate, weightDecay } = run;
  const { hidden, epochs, batchSize, optimizer, momentum, dropout, schedule } = cohort;
  const parts = { sha256, options, labelIndex, classes, split, hidden, epochs, batchSize, optimizer, momentum, dropout, schedule };
  // Only where there are any: runs of versions without them go on from their checkpoints.
  const loss = Object.keys(run.options).length > 0 ? { loss: run.options } : {};
  const { task = USUAL_TASK, selectBy = USUAL_SELECT_BY } = cohort;
  const judged = { ...(task === USUAL_TASK ? {} : { task }), ...(selectBy === USUAL_SELECT_BY ? {} : { selectBy }) };
  return sha256Of(JSON.stringify({ ...parts, ...judged, seed, family, gamma, strength, alpha, positiveClass, learningRate, weightDecay, ...loss }));
}

const sha256Of = (value: string | Uint8Array): string => createHash("sha256").update(value).digest("hex");
const digestOf = (parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const fileOf = (folder: string, runId: number): string => join(folder, `${runId}.ckpt`);

const judgedOf = <T extends Pick<EpochScores, "epoch" | "macroF1" | "selects">>({ epoch, macroF1, selects }: T) => {
  return { epoch, macroF1, ...(selects === undefined ? {} : { selects }) };
};
const sizesOf = (scores: EpochScores): z.infer<typeof ScoredEpochSchema> => {
  return { ...judgedOf(scores), validation: scores.validation.length, test: scores.test.length };
};

/** Writes, flushes to disk, renames. @throws AppError `checkpoint/write`; an earlier checkpoint is then untouched. */
export async function writeCheckpoint(folder: string, runId: number, fingerprint: string, checkpoint: Checkpoint): Promise<void> {
  const { epoch, trainMs, backend, state, best, last, watchdog, unstored } = checkpoint;
  const arrays = [
    ...(state ? [state.parameters, state.m, state.v] : []),
    ...[best, last].flatMap((scores) => (scores ? [scores.validation, scores.test] : [])),
  ];
  const payload = Buffer.concat(arrays.map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength)));
  const header = Buffer.from(
    JSON.stringify({
      runId,
      fingerprint,
      backend,
      epoch,
      steps: state?.steps ?? 0,
      trainMs,
      parameters: state?.parameters.length ?? 0,
      best: best && sizesOf(best),
      ...(last ? { last: sizesOf(last) } : {}),
      ...(watchdog ? { watchdog } : {}),
      ...(unstored ? { results: [...unstored.results], flags: [...unstored.flags] } : {}),
    } satisfies z.infer<typeof HeaderSchema>),
  );
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(MAGIC, "latin1");
  prefix.writeUInt32LE(header.length, MAGIC.length);
  const content = [prefix, header, payload];
  const path = fileOf(folder, runId);
  // A trainer of an app that was killed may be at its last word while the next one writes.
  const part = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(part, "w");
    try {
      await file.writeFile(Buffer.concat([...content, digestOf(content)]));
      // A run that has ended waits for its commit only, milliseconds as a rule: that must outlive a kill, and a power cut may take it.
      if (!last) await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw new AppError("checkpoint/write", { id: runId, path, detail: describe(error) }, { cause: error });
  }
}

/**
 * @param sizes float32 values expected: of the parameters, and of the outputs of both parts.
 * @returns the checkpoint, or null when the run has none.
 * @throws AppError `checkpoint/unreadable` when it is damaged or belongs to other settings.
 */
export async function readCheckpoint(
  folder: string,
  runId: number,
  fingerprint: string,
  sizes: { parameters: number; validation: number; test: number },
): Promise<Checkpoint | null> {
  const refuse = (detail: string): AppError => new AppError("checkpoint/unreadable", { id: runId, detail });
  let bytes: Buffer;
  try {
    bytes = await readFile(fileOf(folder, runId));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw refuse(describe(error));
  }
  const magic = bytes.toString("latin1", 0, MAGIC.length);
  if (bytes.length < PREFIX_BYTES + DIGEST_BYTES || (magic !== MAGIC && magic !== MAGIC_1)) throw refuse("it is not a checkpoint file");
  const end = magic === MAGIC ? bytes.length - DIGEST_BYTES : bytes.length;
  if (magic === MAGIC && !digestOf([bytes.subarray(0, end)]).equals(bytes.subarray(end))) throw refuse("its content is damaged");
  const payloadStart = PREFIX_BYTES + bytes.readUInt32LE(MAGIC.length);
  const header = parseHeader(bytes.toString("utf8", PREFIX_BYTES, payloadStart));
  if (!header) throw refuse("its header is damaged");
  if (header.runId !== runId || header.fingerprint !== fingerprint) throw refuse("it belongs to other settings or other data");
  const payload = bytes.subarray(payloadStart, end);
  if (magic === MAGIC_1 && sha256Of(payload) !== header.sha256) throw refuse("its content is damaged");
  const parameters = header.last ? 0 : sizes.parameters;
  const scored = (header.best ? 1 : 0) + (header.last ? 1 : 0);
  if (header.parameters !== parameters || payload.length !== 4 * (3 * parameters + scored * (sizes.validation + sizes.test)))
    throw refuse("its size does not fit the model and the data");

  // A copy: the file's buffer need not be aligned to 4 bytes.
  const values = new Float32Array(new Uint8Array(payload).buffer);
  let offset = 0;
  const take = (count: number): Float32Array<ArrayBuffer> => values.slice(offset, (offset += count));
  const state = header.last ? null : { parameters: take(parameters), m: take(parameters), v: take(parameters), steps: header.steps };
  const scoresOf = (scored: z.infer<typeof ScoredEpochSchema>): EpochScores => {
    return { ...judgedOf(scored), validation: take(sizes.validation), test: take(sizes.test) };
  };
  const best = header.best && scoresOf(header.best);
  const last = header.last && scoresOf(header.last);
  const { epoch, trainMs, backend, watchdog, results, flags } = header;
  return {
    epoch,
    trainMs,
    backend,
    state,
    best,
    ...(last ? { last } : {}),
    ...(watchdog ? { watchdog } : {}),
    ...(results && flags ? { unstored: { results, flags } } : {}),
  };
}

function parseHeader(text: string): z.infer<typeof HeaderSchema> | null {
  try {
    return HeaderSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
