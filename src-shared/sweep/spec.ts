/**
 * @file A sweep as data: the form and the JSON file say the same, because both are this schema.
 * Reads: unknown JSON. `npm run schema` publishes it as docs/sweep.schema.json.
 */
import { z } from "zod";
import { LossSchema } from "../loss/registry.ts";
import { AxisSchema } from "../params/axis.ts";
import { SearchSchema } from "../search/settings.ts";
import { GivenOptionsSchema, type ImportOptions } from "../data/dataset.ts";
import { AppError } from "../errors/errors.ts";
import { refuseUnboundedInput } from "../schema/input-bounds.ts";
import { refuseLostNames } from "../schema/own-value.ts";
import { refuseSoftmaxAlpha } from "./refuse/scalar-alpha.ts";
import { complaintsOf } from "../schema/issues.ts";
import { sweepRefusal } from "./refuse/sweep-refusal.ts";
import { refuseTwoWeightings } from "./refuse/two-weightings.ts";
import { MODEL_KINDS } from "../model/ids.ts";
import { TASK_IDS } from "../task/ids.ts";
import { SelectBySchema } from "../task/select-by.ts";
import { TRAINER_KIND_IDS } from "./trainer-kinds.ts";
import { refuseUnsupported } from "./refuse/unsupported-settings.ts";

export const SplitSchema = z
  .strictObject({
    train: z.number().gt(0).lt(1).default(0.6),
    validation: z.number().gt(0).lt(1).default(0.2),
    test: z.number().gt(0).lt(1).default(0.2),
    seed: z.int().min(0).default(1).describe("seed of the stratified split; the same for every run of the sweep"),
    column: z
      .string()
      .min(1)
      .optional()
      .describe("a column of the file whose cells say train, validation (val, dev) or test; it is no feature, and fractions and seed are then not used"),
  })
  .describe("fractions of the rows of every class, which add up to 1; or the column that says the part of every row");
export type Split = z.infer<typeof SplitSchema>;

export const SCHEDULES = ["constant", "step", "cosine"] as const;

/** Learning rate over the epochs; every kind may begin with a linear warm-up. */
export const ScheduleSchema = z.strictObject({
  kind: z.enum(SCHEDULES).default("constant"),
  warmupEpochs: z.number().min(0).max(10_000).default(0).describe("epochs of linear warm-up"),
  everyEpochs: z.int().min(1).max(10_000).default(10).describe("step: epochs between two reductions"),
  factor: z.number().gt(0).max(1).default(0.1).describe("step: the rate is multiplied by this"),
  finalFraction: z.number().min(0).max(1).default(0).describe("cosine: fraction of the rate reached at the end"),
});

export const OPTIMIZERS = ["adam", "adamw", "sgd"] as const;

export const ENGINES = ["auto", "tensorflow", "wasm", "reference"] as const;

/** What is done about a run that learns nothing or falls apart; the rules: training/watchdog.ts. */
export const WatchdogSchema = z.strictObject({
  policy: z.enum(["flag", "stop", "off"]).default("flag").describe("flag: say so; stop: also end the run"),
  patienceEpochs: z.int().min(1).max(10_000).default(10).describe("epochs in a row that a class may have recall 0, or all rows go to one class"),
});
export type Watchdog = z.infer<typeof WatchdogSchema>;

export const SweepSpecSchema = z
  .strictObject({
    $schema: z.string().optional(),
    formatVersion: z.literal(1).default(1),
    name: z.string().trim().min(1).max(200),
    notes: z.string().max(20_000).default(""),
    task: z.enum(TASK_IDS).optional().describe("what is to be learned; absent: one class for every row"),
    dataset: z
      .strictObject({
        name: z.string().optional().describe("name of an imported data set"),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/, { error: "it must be the 64 signs 0-9 and a-f that “sha256sum” prints" })
          .optional()
          .describe("fingerprint of the file; checked when given"),
        file: z.string().optional().describe("path, relative to the sweep file; imported when not yet there"),
        ...GivenOptionsSchema.shape,
        rules: z
          .literal([1, 2])
          .optional()
          .describe(
            "how cells are judged; 1: as versions before these options did. With sha256, label, delimiter, header, missing, ignore and categorical the sweep is complete, as Focaldesk saves it: what is then absent is not looked for in the file",
          ),
        source: z.string().trim().min(1).max(500).optional().describe("how to get the file, said when it is not there"),
      })
      .describe("by name, fingerprint or file; with how the file is read, so that the sweep file alone repeats a result"),
    split: SplitSchema.prefault({}),
    model: z
      .strictObject({
        kind: z.enum(MODEL_KINDS).optional().describe("absent: mlp, a multi-layer perceptron"),
        hidden: z.array(z.int().min(1).max(4096)).max(4).default([64, 64]).describe("units of each hidden ReLU layer, 0 to 4 layers"),
        dropout: z.number().min(0).max(0.95).default(0).describe("share of hidden units dropped while training"),
      })
      .prefault({}),
    training: z
      .strictObject({
        epochs: z.int().min(1).max(10_000).default(20),
        batchSize: z.int().min(1).max(65_536).default(128),
        optimizer: z.enum(OPTIMIZERS).default("adam").describe("adam, adamw: beta 0.9, 0.999, epsilon 1e-8; sgd: with momentum"),
        momentum: z.number().min(0).lt(1).default(0.9).describe("sgd only"),
        learningRate: AxisSchema.default([0.001]).describe("above 0"),
        weightDecay: AxisSchema.default([0]).describe("adamw (decoupled) and sgd (added to the gradient), >= 0"),
        schedule: ScheduleSchema.prefault({}),
      })
      .prefault({}),
    losses: z.array(LossSchema).min(1).max(20),
    search: SearchSchema.optional(),
    seeds: AxisSchema.default([1, 2, 3]).describe("integers >= 0; every configuration is trained once with each (initial weights and shuffles)"),
    controls: z.boolean().default(true).describe("add cross entropy and weighted cross entropy on the same seeds and split"),
    trainer: z.enum(TRAINER_KIND_IDS).optional().describe("who trains the runs; absent: processes on this machine"),
    engine: z.enum(ENGINES).default("auto"),
    selectBy: SelectBySchema.optional().describe(
      "metric on validation that selects the best epoch of each run: macro_f1 (default), balanced_accuracy, nll, recall[CLASS], ...; docs/metrics.md lists all",
    ),
    watchdog: WatchdogSchema.prefault({}),
  })
  .describe("Focaldesk sweep, format 1");

export type SweepSpec = z.infer<typeof SweepSpecSchema>;
export type SweepSpecInput = z.input<typeof SweepSpecSchema>;

/** How a data set is read, as a sweep file says it. */
export function statedOptions(options: ImportOptions): Omit<ImportOptions, "rules"> & { readonly rules: 1 | 2 } {
  return { ...options, rules: options.rules ?? 1 };
}

/**
 * Parses a sweep from JSON that was already decoded.
 * @throws AppError `sweep/invalid` naming the first wrong place, `sweep/unknown-key`, `sweep/softmax-alpha`, `sweep/class-alpha`, `sweep/soft-targets`, `sweep/two-weightings`, `split/invalid`.
 */
export function parseSweepSpec(input: unknown): SweepSpec {
  refuseUnboundedInput(input);
  refuseLostNames(input);
  refuseSoftmaxAlpha(input);
  refuseUnsupported(input);
  const result = SweepSpecSchema.safeParse(input);
  if (!result.success) throw sweepRefusal(complaintsOf(result.error, SweepSpecSchema, input)[0]!);
  refuseTwoWeightings(input);
  const { train, validation, test, column } = result.data.split;
  if (column === undefined && Math.abs(train + validation + test - 1) > 1e-6) throw new AppError("split/invalid", { train, validation, test });
  return result.data;
}
