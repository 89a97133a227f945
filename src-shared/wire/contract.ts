/**
 * @file The only list of what can cross a boundary: commands (call, answer) and events (subscribe).
 * Reads: unknown input from IPC, HTTP or argv; every side parses.
 * A command without a handler does not compile (src-main/commands/handlers.ts).
 */
import { z } from "zod";
import { DatasetSchema, ENCODINGS, ImportOptionsSchema, InspectionSchema, ProfileSchema, ReadChoicesSchema, SplitPreviewSchema } from "../data/dataset.ts";
import { CompareColumnsSchema } from "./compare-columns.ts";
import { EngineShapeSchema, EngineSurveySchema } from "./engines.ts";
import { FormatNameSchema, TABLE_ROWS } from "../export/formats.ts";
import { formatOptions } from "../export/options.ts";
import { MeasureKeySchema } from "../metrics/measure.ts";
import { VARIANTS } from "../metrics/variant-metrics.ts";
import { MeasuringSchema, UnmeasuredSchema } from "./measuring.ts";
import { OpenedSweepSchema } from "../sweep/opened-sweep.ts";
import {
  CompareDataSchema,
  CompareMeasuresSchema,
  ItemComparisonSchema,
  QueueStatusSchema,
  ReliabilitySchema,
  RunDetailSchema,
  RunRowSchema,
  SweepDetailSchema,
  SweepSummarySchema,
  TrainerStatusSchema,
} from "./records.ts";
import { RunMeasureSchema, RunVariantSchema } from "./trainer-protocol.ts";
import { AxisSchema } from "../params/axis.ts";
import { SweepFindingSchema } from "../sweep/findings.ts";
import { ENGINES, SplitSchema, SweepSpecSchema } from "../sweep/spec.ts";

const Nothing = z.strictObject({});
const Done = z.object({});
const ById = z.strictObject({ id: z.int() });
/** A name that the caller gives to a reading: `dataset.reading` tells how far it is, `dataset.cancel` ends it. */
const ReadingName = z.string().min(1).max(100).optional();
/** A file already uploaded, or a path on the machine that runs the app. */
const SourceSchema = z.union([z.strictObject({ uploadId: z.string() }), z.strictObject({ path: z.string() })]);
export type Source = z.infer<typeof SourceSchema>;

const ExportRequestSchema = z.strictObject({
  sweepId: z.int(),
  format: FormatNameSchema,
  /** Not every format has a table of each. "runs": one row per run; "configs": one per configuration, mean and sd over seeds; "families": the best of each, chosen on validation. */
  rows: z.enum(TABLE_ROWS).default("runs"),
  /** Families: name of the metric of the choice; "macro_f1" when absent. */
  selectBy: z.string().max(500).optional(),
  /** Which epoch the metrics are of; selected on validation only. */
  at: z.enum(["best", "last"]).default("best"),
  /** Configuration that differences and p-values are taken against; the cross-entropy control when absent. */
  baseline: z.int().optional(),
  /** Configuration ids in the order of the rows; all when absent. Corrections stay over the whole sweep. */
  configs: z.array(z.int()).min(1).max(100_000).optional(),
  /** Columns by name (src-shared/results/column-name.ts); when absent all, in rounded tables the main ones. */
  metrics: z.array(z.string().max(500)).min(1).max(10_000).optional(),
  /** What was done after training, beside the raw test figures of the columns. */
  variants: z.array(z.enum(VARIANTS)).max(VARIANTS.length).optional(),
  /** Of rounded tables; 3 when absent. The others keep every digit. */
  decimals: z.int().min(0).max(10).optional(),
  ...formatOptions,
});
export type ExportRequest = z.infer<typeof ExportRequestSchema>;
/** Formats that are no text come in base64. */
const MadeTable = z.object({ fileName: z.string(), mime: z.string(), rowCount: z.int() });

export const COMMANDS = {
  "app.info": {
    in: Nothing,
    out: z.object({
      version: z.string(),
      host: z.enum(["electron", "server", "cli"]),
      canPickFiles: z.boolean(),
      dataDir: z.string(),
      logFile: z.string(),
      platform: z.string(),
      freeBytes: z.number().nullable(),
      schemaVersion: z.int(),
    }),
  },
  "app.log": { in: Nothing, out: z.object({ path: z.string(), lines: z.array(z.string()).describe("the last ones, oldest first") }) },
  /** What keeps the database from being used; null where it is in order. While it is not, only the next three and, after `store.read`, reads are answered. */
  "store.trouble": {
    in: Nothing,
    out: z
      .object({
        code: z.string(),
        message: z.string(),
        /** "reading": what could be read is shown. */
        mode: z.enum(["refused", "reading"]),
        /** Rows read and lost (at least) of each table, once it is read. */
        saved: z.array(z.object({ table: z.string(), saved: z.int(), lost: z.int() })),
        /** While what can be read is copied: where that is. */
        saving: z.object({ table: z.string(), rows: z.int() }).nullable(),
        /** Newest first. */
        backups: z.array(z.object({ file: z.string(), at: z.string(), bytes: z.int(), kind: z.enum(["daily", "asked", "before-migration"]) })),
      })
      .nullable(),
  },
  /** Copies what can be read and shows that; the database is not touched. */
  "store.read": { in: Nothing, out: Done },
  /** Puts a backup, or what can be read, in the place of the database, whose predecessor is kept beside it. */
  "store.restore": { in: z.strictObject({ backup: z.string().max(200) }), out: Done },
  "store.salvage": { in: Nothing, out: Done },
  "dataset.list": { in: Nothing, out: z.array(DatasetSchema) },
  "dataset.get": { in: ById, out: DatasetSchema },
  /** How a file is read, found where not given: its columns and first rows. Nothing is stored. */
  "dataset.inspect": {
    in: z.strictObject({
      source: SourceSchema,
      options: ReadChoicesSchema.optional(),
      missingWords: z.array(z.string().max(100)).max(1000).optional(),
      reading: ReadingName,
    }),
    out: InspectionSchema,
  },
  /** Lines as text, also of a file that cannot be read as a table yet. Nothing is stored. */
  "dataset.lines": {
    in: z.strictObject({
      source: SourceSchema,
      encoding: z.enum(ENCODINGS).optional(),
      around: z.int().min(1).optional().describe("a line to be seen with five before and behind it; left out: the first ones"),
    }),
    out: z.object({ first: z.int().describe("number of the first one"), lines: z.array(z.string()).describe("at most 20, cut at 400 characters") }),
  },
  /** What an import with these options would hold, with what to know before it. Nothing is stored. */
  "dataset.check": { in: z.strictObject({ source: SourceSchema, options: ImportOptionsSchema, reading: ReadingName }), out: ProfileSchema },
  "dataset.import": {
    in: z.strictObject({ source: SourceSchema, name: z.string().trim().min(1).max(200).optional(), options: ImportOptionsSchema, reading: ReadingName }),
    out: DatasetSchema,
  },
  /** Ends readings of this name; each rejects with `data/cancelled`. Without one, nothing happens. */
  "dataset.cancel": { in: z.strictObject({ reading: z.string() }), out: Done },
  "dataset.importSample": { in: Nothing, out: DatasetSchema },
  "dataset.rename": { in: z.strictObject({ id: z.int(), name: z.string().trim().min(1).max(200) }), out: Done },
  "dataset.remove": { in: ById, out: Done },
  "dataset.split": { in: z.strictObject({ id: z.int(), split: SplitSchema }), out: SplitPreviewSchema },
  "upload.begin": { in: z.strictObject({ fileName: z.string().min(1).max(500), sizeBytes: z.int().min(0) }), out: z.object({ uploadId: z.string() }) },
  /** Parts arrive in order, at most 1 MiB of bytes each. */
  "upload.append": { in: z.strictObject({ uploadId: z.string(), base64: z.string().max(1_500_000) }), out: z.object({ receivedBytes: z.int() }) },
  /** Forgets an upload and removes its file; one that is not known is no error. */
  "upload.discard": { in: z.strictObject({ uploadId: z.string() }), out: Done },
  "sweep.sample": { in: z.strictObject({ datasetId: z.int() }), out: SweepSpecSchema },
  "sweep.preview": {
    in: z.strictObject({ datasetId: z.int(), spec: SweepSpecSchema }),
    out: z.object({
      runCount: z.int(),
      configCount: z.int(),
      controlsAdded: z.int(),
      mergedCells: z.int(),
      warnings: z.array(SweepFindingSchema),
      forecastMs: z.number(),
      forecastBasis: z.enum(["measured", "estimate"]).describe("measured: from runs on this machine"),
      diskBytes: z.number().describe("of what is stored; checkpoints come and go beside that"),
      /** Training rows per class under the split of the sweep. */
      trainCounts: z.array(z.int()),
    }),
  },
  "sweep.create": {
    in: z.strictObject({ datasetId: z.int(), spec: SweepSpecSchema, start: z.boolean().default(true) }),
    out: z.object({ sweepId: z.int(), runCount: z.int() }),
  },
  /** What the same spec began before, whatever its name: `same` trains just this, `fewerSeeds` all but some seeds; the latest of each. */
  "sweep.find": {
    in: z.strictObject({ datasetId: z.int(), spec: SweepSpecSchema }),
    out: z.object({ same: z.int().nullable(), fewerSeeds: z.object({ id: z.int(), lacks: z.array(z.int()) }).nullable() }),
  },
  "sweep.list": { in: Nothing, out: z.array(SweepSummarySchema) },
  "sweep.get": { in: ById, out: SweepDetailSchema },
  "sweep.pause": { in: ById, out: Done },
  /** With an engine: the rest of the sweep trains on that one, whatever it began with. */
  "sweep.resume": { in: z.strictObject({ id: z.int(), engine: z.enum(ENGINES).optional() }), out: Done },
  "sweep.cancel": { in: ById, out: Done },
  /** Puts failed and cancelled runs back in the queue. */
  "sweep.retry": { in: ById, out: z.object({ retried: z.int() }) },
  /** Trains every configuration with more seeds; the runs that are there stay. Seeds that the sweep has already are passed over. */
  "sweep.addSeeds": { in: z.strictObject({ id: z.int(), seeds: AxisSchema }), out: z.object({ seeds: z.array(z.int()), runCount: z.int() }) },
  "sweep.rename": { in: z.strictObject({ id: z.int(), name: z.string().trim().min(1).max(200), notes: z.string().max(20_000).optional() }), out: Done },
  /** Deletes the sweep with its runs; refused while one is running. */
  "sweep.remove": { in: ById, out: Done },
  /** Complete runs that lack a metric of scores and whose scores were kept: a version that knew fewer trained them. */
  "sweep.unmeasured": { in: ById, out: UnmeasuredSchema },
  /** Measures those from their stored scores, in the background: `measuring.changed` tells how far it is. @returns how many runs that are. */
  "sweep.measure": { in: ById, out: z.object({ runs: z.int() }) },
  /** How far that is, or how it ended; null: it was not asked for since the app began. */
  "sweep.measuring": { in: ById, out: MeasuringSchema.nullable() },
  /** What is measured stays. */
  "sweep.stopMeasuring": { in: ById, out: Done },
  "run.list": { in: z.strictObject({ sweepId: z.int() }), out: z.array(RunRowSchema) },
  "run.get": { in: ById, out: RunDetailSchema },
  /** Thresholds and decisions for a goal of the user, beside those that every run has. */
  "run.decide": {
    in: z.strictObject({
      id: z.int(),
      at: z.enum(["best", "last"]),
      recallGoals: z
        .array(z.strictObject({ classIndex: z.int().min(0), recall: z.number().gt(0).max(1) }))
        .max(100)
        .optional(),
      /** Row-major [C][C], cost of predicting the column where the row is true. */
      costs: z.strictObject({ matrix: z.array(z.array(z.number().min(0))), base: z.enum(["raw", "temperature", "focal-link"]) }).optional(),
    }),
    out: z.object({ measures: z.array(RunMeasureSchema), variants: z.array(RunVariantSchema) }),
  },
  /** On test rows, recomputed from the stored scores: raw, and where probabilities were refitted on validation. */
  "run.reliability": { in: z.strictObject({ id: z.int(), at: z.enum(["best", "last"]) }), out: ReliabilitySchema },
  "run.pause": { in: ById, out: Done },
  "run.resume": { in: ById, out: Done },
  "run.cancel": { in: ById, out: Done },
  "run.retry": { in: ById, out: Done },
  "queue.status": { in: Nothing, out: QueueStatusSchema },
  /** Starts trainers that have nothing to do yet, for whoever is about to give them something. */
  "queue.warmUp": { in: Nothing, out: Done },
  "queue.pause": { in: Nothing, out: Done },
  "queue.resume": { in: Nothing, out: Done },
  /** Metrics of scores and of what was fitted after training; those of counts are derived from compare.get. */
  "compare.measures": {
    in: z.strictObject({
      sweepId: z.int(),
      at: z.enum(["best", "last"]),
      split: z.enum(["validation", "test"]),
      /** "ece", "averagePrecision:2" of a class, "ece@temperature" after training; absent: all there are. */
      columns: z.array(MeasureKeySchema).max(10_000).optional(),
      /** Of all there are: those of each class, too. */
      classes: z.boolean().default(false),
    }),
    out: CompareMeasuresSchema,
  },
  /** Would the difference hold on other rows? Slow: seconds. */
  "compare.items": {
    in: z.strictObject({ sweepId: z.int(), a: z.int(), b: z.int(), at: z.enum(["best", "last"]), metric: z.string() }),
    out: ItemComparisonSchema,
  },
  /** The same as compare.get in a form for many runs; `compareOfColumns` undoes it. */
  "compare.columns": { in: z.strictObject({ sweepId: z.int() }), out: CompareColumnsSchema },
  /** Without counts for who needs configurations and states alone. */
  "compare.get": { in: z.strictObject({ sweepId: z.int(), counts: z.boolean().default(true) }), out: CompareDataSchema },
  "export.render": { in: ExportRequestSchema, out: z.union([MadeTable.extend({ text: z.string() }), MadeTable.extend({ base64: z.string() })]) },
  /** Writes on the machine that runs the app: temporary file, then rename. */
  "export.write": {
    in: z.strictObject({ ...ExportRequestSchema.shape, path: z.string().min(1) }),
    out: z.object({ path: z.string(), rowCount: z.int(), bytes: z.int() }),
  },
  "engine.survey": { in: z.strictObject({ shape: EngineShapeSchema.optional(), again: z.boolean().default(false) }), out: EngineSurveySchema },
  /** Fetches, links and tests the TensorFlow library; lines of progress come as `engine.progress`. Minutes. */
  "engine.install": { in: z.strictObject({ again: z.boolean().default(false) }), out: EngineSurveySchema },
  /** The desktop's own dialogs; `host/unavailable` elsewhere. path null: the user closed the dialog. */
  "host.chooseFile": {
    in: z.strictObject({ purpose: z.enum(["open-data", "open-sweep", "save-table", "save-sweep"]), suggestedName: z.string().optional() }),
    out: z.object({ path: z.string().nullable() }),
  },
  /** Reads a sweep file chosen by `host.chooseFile`. */
  "sweep.readFile": { in: z.strictObject({ path: z.string() }), out: OpenedSweepSchema },
  "sweep.writeFile": { in: z.strictObject({ path: z.string(), spec: SweepSpecSchema }), out: z.object({ path: z.string() }) },
} as const satisfies Record<string, { in: z.ZodType; out: z.ZodType }>;

export type CommandName = keyof typeof COMMANDS;
/** What a caller passes (defaults may be left out). */
export type CommandInput<N extends CommandName> = z.input<(typeof COMMANDS)[N]["in"]>;
/** What a handler gets (parsed, defaults filled). */
export type ParsedInput<N extends CommandName> = z.output<(typeof COMMANDS)[N]["in"]>;
export type CommandOutput<N extends CommandName> = z.output<(typeof COMMANDS)[N]["out"]>;

/** Sent by the app; at most every 100 ms each; a receiver that reconnects asks again for what it shows. */
export const EVENTS = {
  "datasets.changed": z.object({}),
  /** Of a reading that was given a name: bytes of the file. A file that is read again counts from 0 again. */
  "dataset.reading": z.object({ reading: z.string(), bytes: z.int(), total: z.int() }),
  /** Sweeps that were made, changed or deleted. */
  "sweeps.changed": z.object({ ids: z.array(z.int()) }),
  /** The rows as they are now. */
  "runs.changed": z.object({ sweepId: z.int(), runs: z.array(RunRowSchema) }),
  /** New epochs, in order for each run. */
  "epochs.added": z.object({
    sweepId: z.int(),
    points: z.array(
      z.object({
        runId: z.int(),
        epoch: z.int(),
        trainLoss: z.number().nullable(),
        validationMacroF1: z.number().nullable(),
        validationRecalls: z.array(z.number().nullable()),
      }),
    ),
  }),
  /** Of `sweep.measure`: before each run and at the end. */
  "measuring.changed": MeasuringSchema,
  "queue.changed": QueueStatusSchema,
  "trainer.progress": TrainerStatusSchema,
  "engine.progress": z.object({ text: z.string() }),
  /** Something the user should know that no call of theirs answers, e.g. a trainer that crashed. */
  notice: z.object({
    code: z.string(),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    message: z.string(),
    action: z.string(),
    severity: z.enum(["info", "warning", "error"]),
  }),
} as const satisfies Record<string, z.ZodType>;

export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = z.output<(typeof EVENTS)[N]>;

/** The app as every transport sees it. `call` rejects with an AppError. */
export interface Backend {
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** @returns a function that ends the subscription. */
  subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}
