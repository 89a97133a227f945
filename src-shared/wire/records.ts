/**
 * @file What the window, the browser and the CLI are shown of sweeps, runs and the queue.
 * Reads: unknown JSON.
 */
import { z } from "zod";
import { FitReasonSchema } from "../calibration/notes.ts";
import { ReportedMetricSchema } from "../metrics/reported.ts";
import { MetricReasonSchema } from "../metrics/reasons.ts";
import { RUN_STATES } from "./run-state.ts";
import { RunErrorSchema } from "./run-error.ts";
import { RunFlagSchema } from "./run-flags.ts";
import { AnatomySchema, RunMeasureSchema, RunVariantSchema } from "./trainer-protocol.ts";
import { SweepParamSchema } from "../params/def.ts";
import { ParamsSchema } from "../params/value.ts";
import { RunSetupSchema } from "../sweep/run-setup.ts";
import { SweepSpecSchema } from "../sweep/spec.ts";

const RunStateSchema = z.enum(RUN_STATES);

export const ConfigSchema = z.object({
  id: z.int(),
  sweepId: z.int(),
  /** The same for equal configurations of any sweep. */
  key: z.string(),
  label: z.string(),
  params: ParamsSchema,
  isControl: z.boolean(),
});
export type Config = z.infer<typeof ConfigSchema>;

/** One row of the queue. Times are ISO 8601 UTC. */
export const RunRowSchema = z.object({
  id: z.int(),
  sweepId: z.int(),
  configId: z.int(),
  label: z.string(),
  seed: z.int(),
  state: RunStateSchema,
  epoch: z.int().describe("epochs trained so far"),
  epochs: z.int(),
  attempts: z.int(),
  engine: z.string().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  trainMs: z.number().nullable().describe("wall time of the cohort divided by its runs"),
  bestEpoch: z.int().nullable().describe("best on validation by what the sweep selects by, earliest on ties"),
  /** Of the latest epoch; null before the first. */
  validationMacroF1: z.number().nullable(),
  validationRecalls: z.array(z.number().nullable()).nullable(),
  error: RunErrorSchema.nullable().describe("of its end, or of its last attempt"),
  flags: z.array(RunFlagSchema).describe("findings of the watchdog that stand, oldest first"),
  settled: z.array(RunFlagSchema).optional().describe("findings that are over, e.g. a class that was found late; absent in long lists"),
});
export type RunRow = z.infer<typeof RunRowSchema>;

/** While little is known, in which the end will lie; absent once the number alone may stand. */
const EtaRangeSchema = z.object({ low: z.number(), high: z.number() });
export type EtaRange = z.infer<typeof EtaRangeSchema>;

export const SweepSummarySchema = z.object({
  id: z.int(),
  name: z.string(),
  notes: z.string(),
  datasetId: z.int(),
  datasetName: z.string(),
  createdAt: z.string(),
  paused: z.boolean(),
  configCount: z.int(),
  runCount: z.int(),
  counts: z.record(RunStateSchema, z.int()),
  /** Share of all epochs that are trained, 0 to 1. */
  progress: z.number(),
  /** Milliseconds until the last waiting or running run ends; null when nothing is known or nothing remains. */
  /** The engine that its runs train on, once there is one. */
  engine: z.string().optional(),
  etaMs: z.number().nullable(),
  etaRangeMs: EtaRangeSchema.optional(),
});
export type SweepSummary = z.infer<typeof SweepSummarySchema>;

export const SweepDetailSchema = z.object({
  summary: SweepSummarySchema,
  spec: SweepSpecSchema,
  configs: z.array(ConfigSchema),
  classNames: z.array(z.string()),
});
export type SweepDetail = z.infer<typeof SweepDetailSchema>;

/** What one trainer process is doing now. */
export const TrainerStatusSchema = z.object({
  id: z.int(),
  state: z.enum(["idle", "starting", "ready", "training", "stopping"]),
  engine: z.string().nullable(),
  backend: z.string().nullable(),
  sweepId: z.int().nullable(),
  runIds: z.array(z.int()),
  epoch: z.int(),
  epochs: z.int(),
  step: z.int(),
  stepsPerEpoch: z.int(),
  msPerStep: z.number().nullable(),
});
export type TrainerStatus = z.infer<typeof TrainerStatusSchema>;

export const QueueStatusSchema = z.object({
  paused: z.boolean(),
  waiting: z.int(),
  running: z.int(),
  done: z.int().describe("complete runs of the sweeps that still have work and are not paused"),
  total: z.int().describe("all runs of these sweeps"),
  etaMs: z.number().nullable(),
  etaRangeMs: EtaRangeSchema.optional(),
  trainers: z.array(TrainerStatusSchema),
});
export type QueueStatus = z.infer<typeof QueueStatusSchema>;

/** One epoch of one run. `trainLoss` null: not a finite number, see `lossKind`. Counts are row-major, of the shape that the task counts in. */
export const EpochRecordSchema = z.object({
  epoch: z.int(),
  trainLoss: z.number().nullable(),
  lossKind: z.enum(["finite", "nan", "+inf", "-inf"]),
  validation: z.array(z.int()),
  test: z.array(z.int()),
  anatomy: AnatomySchema.nullable(),
  selects: z.number().nullable().optional().describe("the metric of validation that selects, where counts do not give it"),
});
export type EpochRecord = z.infer<typeof EpochRecordSchema>;

const ProvenanceSchema = z.object({
  datasetName: z.string(),
  datasetSha256: z.string(),
  label: z.string(),
  split: SweepSpecSchema.shape.split,
  seed: z.int(),
  engine: z.string().nullable(),
  backend: z.string().nullable(),
  engineVersion: z.string().nullable(),
  cohortSize: z.int().nullable(),
  threads: z.int().nullable(),
  appVersion: z.string(),
});

export const RunDetailSchema = z.object({
  row: RunRowSchema,
  config: ConfigSchema,
  params: z.array(SweepParamSchema).describe("of the sweep"),
  setup: RunSetupSchema,
  classNames: z.array(z.string()),
  trainCounts: z.array(z.int()).nullable(),
  epochs: z.array(EpochRecordSchema),
  provenance: ProvenanceSchema,
  /** Metrics of scores, per class and of the whole, raw and after what was fitted after training. Empty before the run is complete. */
  measures: z.array(RunMeasureSchema),
  variants: z.array(RunVariantSchema),
});
export type RunDetail = z.infer<typeof RunDetailSchema>;

/** Does confidence come true? Rows in 15 bins of equal width of the confidence in the most probable class. */
export const ReliabilitySchema = z.object({
  curves: z.array(
    z.object({
      /** "raw", "temperature" or "focal-link". */
      variant: z.string(),
      ece: z.number(),
      bins: z.array(z.object({ low: z.number(), high: z.number(), count: z.int(), confidence: z.number().nullable(), accuracy: z.number().nullable() })),
    }),
  ),
});
export type Reliability = z.infer<typeof ReliabilitySchema>;

/** Everything Compare and the exports need of one run: counts at the best and the last epoch; metrics are derived. */
export const CompareRunSchema = z.object({
  id: z.int(),
  configId: z.int(),
  seed: z.int(),
  state: RunStateSchema,
  epoch: z.int(),
  bestEpoch: z.int().nullable(),
  trainMs: z.number().nullable(),
  engine: z.string().nullable(),
  backend: z.string().nullable(),
  engineVersion: z.string().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  error: RunErrorSchema.nullable(),
  flags: z.array(RunFlagSchema),
  counts: z
    .object({
      best: z.object({ validation: z.array(z.int()), test: z.array(z.int()) }),
      last: z.object({ validation: z.array(z.int()), test: z.array(z.int()) }),
    })
    .nullable(),
});
export type CompareRun = z.infer<typeof CompareRunSchema>;

/** [place in `runIds`, place in `reasons`]. */
const SaidSchema = z.tuple([z.int(), z.int()]);
/**
 * Metrics of scores of every complete run of a sweep at one epoch choice and on one split, metric by metric: run by run they take four times the
 * bytes. Runs of which nothing was kept are left out.
 */
export const CompareMeasuresSchema = z.object({
  /** Columns were chosen: of others nothing is known. */
  chosen: z.boolean(),
  runIds: z.array(z.int()),
  /** Each once. */
  reasons: z.array(z.union([MetricReasonSchema, FitReasonSchema])),
  variants: z.array(
    z.object({
      /** "raw", or what was done after training. "all": said of every variant that is not there. */
      variant: z.string(),
      /** Places of runs that do not have it. */
      lacking: z.array(z.int()),
      /** Why, where it is known. */
      absent: z.array(SaidSchema),
    }),
  ),
  columns: z.array(
    z.object({
      variant: z.string(),
      /** "ece", "recall:2" of one class, "reported.map50". */
      metric: z.string(),
      /** In the order of `runIds`. */
      values: z.array(z.number().nullable()),
      /** Why there is no value, where it is known. */
      missing: z.array(SaidSchema),
    }),
  ),
});
export type CompareMeasures = z.infer<typeof CompareMeasuresSchema>;

/** Test rows that only the first of the two has right, and only the second; exact p. */
const McnemarSchema = z.object({ seed: z.int(), p: z.number(), onlyA: z.int(), onlyB: z.int() });

/** Two configurations on the same test rows. */
export const ItemComparisonSchema = z.union([
  z.object({
    /** Mean over seeds of metric(a) - metric(b), and its percentile interval over resampled rows. */
    difference: z.number(),
    low: z.number(),
    high: z.number(),
    level: z.number(),
    standardError: z.number(),
    p: z.number(),
    n: z.int().describe("test rows"),
    method: z.string(),
    note: z.string().nullable(),
    seeds: z.array(z.int()),
    mcnemar: z.array(McnemarSchema),
  }),
  z.object({ refused: z.string(), mcnemar: z.array(McnemarSchema) }),
]);
export type ItemComparison = z.infer<typeof ItemComparisonSchema>;

export const CompareDataSchema = z.object({
  sweep: SweepSummarySchema,
  spec: SweepSpecSchema,
  datasetSha256: z.string(),
  classNames: z.array(z.string()),
  classCounts: z.array(z.int()).describe("rows of the whole data set"),
  trainCounts: z.array(z.int()).nullable().describe("rows of the training part; null before the first cohort"),
  configs: z.array(ConfigSchema),
  params: z.array(SweepParamSchema).describe("of all configurations together"),
  runs: z.array(CompareRunSchema),
  reported: z.array(ReportedMetricSchema).describe("metrics beside the built-in ones"),
});
export type CompareData = z.infer<typeof CompareDataSchema>;
