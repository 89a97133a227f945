/**
 * @file Messages between the app and a trainer process. Only these cross; the trainer has no handle on the database.
 * Reads: unknown messages (both ends parse).
 *
 * A checkpoint carries what the app has not called stored, so that an app that is killed between a message and its commit loses nothing: the
 * next trainer says it again. A run that was finished then has `startEpochs` at its last epoch and is not trained.
 *
 * Order, per cohort: `progress` while the data are read, `started`, then `progress` (at least twice a second) and `epoch` in any mix, `run-finished` once for each run
 * that reached its last epoch, `run-failed` once for each that diverged or was ended by the watchdog, then exactly one of `cohort-finished`,
 * `cohort-stopped`, `cohort-failed`. `warning` and `metrics` may come at any time in between. `run-flagged` comes after the `epoch` it speaks of and before the end of its run.
 */
import { z } from "zod";
import { FitNoteSchema, FitReasonSchema } from "../calibration/notes.ts";
import { ColumnSchema, ImportOptionsSchema } from "../data/dataset.ts";
import { ErrorDataSchema } from "../errors/error-data.ts";
import { ErrorCodeSchema, RunFailureSchema } from "../errors/failure-codes.ts";
import { EngineReportSchema, EngineShapeSchema, ProbeResultSchema } from "./engines.ts";
import { ConfigParamsSchema } from "../sweep/config-params.ts";
import { LossCellSchema } from "../loss/params.ts";
import { ReportedMetricSchema, ReportedValueSchema } from "../metrics/reported.ts";
import { RunFlagSchema } from "./run-flags.ts";
import { MetricReasonSchema } from "../metrics/reasons.ts";
import { MODEL_KINDS } from "../model/ids.ts";
import { TASK_IDS } from "../task/ids.ts";
import { SelectBySchema } from "../task/select-by.ts";
import { ENGINES, OPTIMIZERS, ScheduleSchema, SplitSchema, WatchdogSchema } from "../sweep/spec.ts";

/** The data a cohort trains on; the trainer reads the file itself and refuses it when the fingerprint differs. */
const CohortDataSchema = z.object({
  name: z.string(),
  path: z.string(),
  sha256: z.string(),
  options: ImportOptionsSchema,
  columns: z.array(ColumnSchema),
  labelIndex: z.int(),
  classes: z.array(z.string()),
  split: SplitSchema,
});
export type CohortData = z.infer<typeof CohortDataSchema>;

const TrainerRunSchema = ConfigParamsSchema.extend({
  runId: z.int(),
  seed: z.int(),
  /** Continue from `<checkpointDir>/<runId>.ckpt` when it is there and readable. */
  resume: z.boolean(),
  /** Epochs of this run in the database; a checkpoint beyond them is used only when it carries those between. Absent: no limit. */
  storedEpochs: z.int().optional(),
});
export type TrainerRun = z.infer<typeof TrainerRunSchema>;

/** Runs that differ only in loss, learning rate and seed, and have the same number of outputs: they train together. */
export const CohortSchema = z.object({
  cohortId: z.string(),
  data: CohortDataSchema,
  /** Absent: the usual one. */
  model: z.enum(MODEL_KINDS).optional(),
  hidden: z.array(z.int()),
  epochs: z.int(),
  batchSize: z.int(),
  optimizer: z.enum(OPTIMIZERS),
  momentum: z.number(),
  dropout: z.number().default(0),
  schedule: ScheduleSchema.prefault({}),
  engine: z.enum(ENGINES),
  task: z.enum(TASK_IDS).optional(),
  /** As the sweep says it; absent: macro F1. */
  selectBy: SelectBySchema.optional(),
  watchdog: WatchdogSchema.prefault({}),
  runs: z.array(TrainerRunSchema).min(1),
  checkpointDir: z.string(),
  /** A checkpoint of every run is written when this much time has passed at the end of an epoch. */
  checkpointEveryMs: z.number(),
});
/** Parsed; a sender may leave out what has a default. */
export type Cohort = z.output<typeof CohortSchema>;

/**
 * Fault injection for tests: what the trainer does once it has finished this epoch. Never set by the product.
 * "hold": it is alive and waits until it is asked for something; "hold-each": so also after every later epoch, and no run ends by itself.
 * "nap": it stands still, as in a sleeping machine, until somebody wakes it (SIGCONT).
 */
const FAULTS = ["crash", "hang", "throw", "killed", "hold", "hold-each", "nap"] as const;
const FaultSchema = z.object({ kind: z.enum(FAULTS), afterEpoch: z.int() });
export type Fault = z.infer<typeof FaultSchema>;

/** Raw outputs (logits) of a split, little-endian float32 [rows, outputs], row order of the split. */
const ScoreSetSchema = z.object({
  which: z.enum(["best", "last"]),
  split: z.enum(["validation", "test"]),
  epoch: z.int(),
  outputs: z.int(),
  logits: z.custom<Float32Array>((value) => value instanceof Float32Array),
});
export type ScoreSet = z.infer<typeof ScoreSetSchema>;

const LabelsSchema = z.custom<Int32Array>((value) => value instanceof Int32Array);

export const ToTrainerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("train"), cohort: CohortSchema, fault: FaultSchema.optional() }),
  /** Write checkpoints of the last whole epoch, then answer `cohort-stopped`. `checkpoint: false` for a cancel. */
  z.object({ type: z.literal("stop"), checkpoint: z.boolean() }),
  /** Leave these runs out from now on (cancelled or paused one by one); with `checkpoint` their last whole epoch is kept. */
  z.object({ type: z.literal("drop"), runIds: z.array(z.int()), checkpoint: z.boolean() }),
  /** Load, check and measure every engine; answered by `surveyed`. Sent to a process that trains nothing. */
  z.object({ type: z.literal("survey"), shape: EngineShapeSchema }),
  /** Load this TensorFlow binding and check its gradients; answered by `probed`, or by the death of the process. */
  z.object({ type: z.literal("probe"), binding: z.string() }),
  /** Measure a run that was trained before from its scores; answered by `measured` or `measure-failed`. Sent to a process that trains nothing. */
  z.object({
    type: z.literal("measure"),
    runId: z.int(),
    cell: LossCellSchema,
    epochs: z.int(),
    classNames: z.array(z.string()),
    trainCounts: z.array(z.int()),
    labels: z.object({ validation: LabelsSchema, test: LabelsSchema }),
    scores: z.array(ScoreSetSchema),
  }),
  /** Results up to these epochs are in the database: checkpoints need not carry them any longer. */
  z.object({ type: z.literal("stored"), epochs: z.array(z.object({ runId: z.int(), epoch: z.int() })) }),
  z.object({ type: z.literal("shutdown") }),
]);
export type ToTrainer = z.infer<typeof ToTrainerSchema>;

/** Row-major, of the shape that the task counts in; of single labels C*C. */
const CountsSchema = z.array(z.int());

/**
 * Where the gradient of an epoch came from, measured on the probe: a fixed sample of the training rows, weighted up to all of them and
 * by how often sampling visits them.
 * Each list has one place per class. Gradient: sum of |dL/dz| over the logits of a row. A row is easy when p_t > 0.9.
 */
export const AnatomySchema = z.object({
  /** Share of the whole gradient; sums to 1. Null when there is none. */
  gradientShare: z.array(z.number().nullable()),
  /** Share of the class's own gradient that its easy rows give. */
  easyGradientShare: z.array(z.number().nullable()),
  /** Share of the class's rows that are easy. */
  easyRows: z.array(z.number().nullable()),
  /** Mean p_t. */
  meanP: z.array(z.number().nullable()),
});
export type Anatomy = z.infer<typeof AnatomySchema>;

/**
 * What was measured of a finished run on one part: metrics by the names of metrics/catalogue.ts. A value is null when it is undefined, and
 * `reasons` then says why, under the id of the metric, for a class "name:index".
 */
export const RunMeasureSchema = z.object({
  which: z.enum(["best", "last"]),
  split: z.enum(["validation", "test"]),
  /** "raw", or what was done after training: calibration/after-training.ts. */
  variant: z.string(),
  overall: z.record(z.string(), z.number().nullable()),
  /** [C] each. */
  classes: z.record(z.string(), z.array(z.number().nullable())),
  reasons: z.record(z.string(), MetricReasonSchema),
});
export type RunMeasure = z.infer<typeof RunMeasureSchema>;

/** What was fitted on validation after training: temperature, thresholds. */
export const RunVariantSchema = z.object({
  which: z.enum(["best", "last"]),
  variant: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.null(), z.array(z.number().nullable())])),
  notes: z.array(FitNoteSchema),
  /** Why it does not exist for this run; null when it does. */
  reason: FitReasonSchema.nullable(),
});
export type RunVariant = z.infer<typeof RunVariantSchema>;

export const EpochResultSchema = z.object({
  runId: z.int(),
  /** 1-based: the number of epochs trained. */
  epoch: z.int(),
  /** Mean training loss of the epoch under the run's own loss; NaN and infinities are kept. */
  trainLoss: z.custom<number>((value) => typeof value === "number", "expected a number; zod's own number refuses the infinities"),
  validation: CountsSchema,
  test: CountsSchema,
  anatomy: AnatomySchema.optional(),
  /** Beside what is counted; of a resumed run it replaces what the epoch had. */
  reported: z.array(ReportedValueSchema).optional(),
  /** The metric of validation that selects the best epoch, where counts do not give it; null: this epoch has none. */
  selects: z.object({ metric: z.string(), value: z.number().nullable() }).optional(),
});
export type EpochResult = z.infer<typeof EpochResultSchema>;

export const FromTrainerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("surveyed"), engines: z.array(EngineReportSchema) }),
  z.object({ type: z.literal("probed"), result: ProbeResultSchema }),
  z.object({ type: z.literal("measured"), runId: z.int(), measures: z.array(RunMeasureSchema), variants: z.array(RunVariantSchema) }),
  z.object({ type: z.literal("measure-failed"), runId: z.int(), code: ErrorCodeSchema, data: ErrorDataSchema }),
  /** Once, after the self-check; a trainer that never sends it did not start. */
  z.object({ type: z.literal("ready"), engine: z.string(), backend: z.string(), version: z.string(), threads: z.int(), gradientError: z.number() }),
  z.object({
    type: z.literal("started"),
    cohortId: z.string(),
    stepsPerEpoch: z.int(),
    /** Training rows per class, class order of the data set. */
    trainCounts: z.array(z.int()),
    /** Epoch each run starts after: 0, or that of its checkpoint. */
    startEpochs: z.array(z.object({ runId: z.int(), epoch: z.int() })),
    /** Labels of the held-out parts in split order, class indices: statistics over test items need no data file. */
    labels: z.object({ validation: LabelsSchema, test: LabelsSchema }).optional(),
    /** About checkpoints that could not be used. */
    warnings: z.array(z.string()),
    /** The engine that trains this cohort; `ready` told of the one that `auto` takes. */
    engine: z.string().optional(),
    backend: z.string().optional(),
    version: z.string().optional(),
    threads: z.int().optional(),
  }),
  /** Also the sign of life: silence for longer than the supervisor's limit is a hang. */
  z.object({ type: z.literal("progress"), cohortId: z.string(), epoch: z.int(), step: z.int(), stepsPerEpoch: z.int(), runs: z.int(), msPerStep: z.number() }),
  /** What the reported metrics are, at any time; one that is never described counts as higher is better, without unit and bounds. */
  z.object({ type: z.literal("metrics"), cohortId: z.string(), metrics: z.array(ReportedMetricSchema) }),
  z.object({ type: z.literal("epoch"), cohortId: z.string(), results: z.array(EpochResultSchema) }),
  z.object({
    type: z.literal("run-finished"),
    cohortId: z.string(),
    runId: z.int(),
    bestEpoch: z.int(),
    trainMs: z.number(),
    scores: z.array(ScoreSetSchema),
    measures: z.array(RunMeasureSchema).default([]),
    variants: z.array(RunVariantSchema).default([]),
    /** Of the run as a whole: they stand where the epoch that is looked at has none. */
    reported: z.array(ReportedValueSchema).default([]),
  }),
  /** The watchdog found something; a run that it ends posts `run-failed` with `train/watchdog` after it. */
  z.object({ type: z.literal("run-flagged"), cohortId: z.string(), runId: z.int(), flag: RunFlagSchema }),
  z.object({
    type: z.literal("run-failed"),
    cohortId: z.string(),
    runId: z.int(),
    code: RunFailureSchema,
    data: ErrorDataSchema,
  }),
  /** Something that the user should know and that ends nothing. */
  z.object({ type: z.literal("warning"), cohortId: z.string(), code: ErrorCodeSchema, data: ErrorDataSchema }),
  z.object({ type: z.literal("cohort-finished"), cohortId: z.string() }),
  z.object({ type: z.literal("cohort-stopped"), cohortId: z.string(), checkpoints: z.array(z.object({ runId: z.int(), epoch: z.int() })) }),
  z.object({
    type: z.literal("cohort-failed"),
    cohortId: z.string(),
    code: ErrorCodeSchema,
    data: ErrorDataSchema,
  }),
]);
export type FromTrainer = z.infer<typeof FromTrainerSchema>;
