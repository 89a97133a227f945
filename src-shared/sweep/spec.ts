/**
 * @file A sweep as data: the form and the JSON file say the same, because both are this schema.
 * Reads: unknown JSON. Writes: nothing. `npm run schema` publishes it as docs/sweep.schema.json.
 */
import { z } from "zod";
import { AxisItemSchema, AxisSchema } from "../params/axis.ts";
import { GivenOptionsSchema, type ImportOptions } from "../data/dataset.ts";
import { AppError } from "../errors/errors.ts";
import { REDUCTIONS, SAMPLINGS } from "../loss/options.ts";
import { refuseUnboundedInput } from "../schema/input-bounds.ts";
import { refuseLostNames } from "../schema/own-value.ts";
import { refuseSoftmaxAlpha } from "./refuse/scalar-alpha.ts";
import { complaintsOf } from "../schema/issues.ts";
import { sweepRefusal } from "./refuse/sweep-refusal.ts";
import { refuseTwoWeightings, withoutIdleStrength } from "./refuse/two-weightings.ts";
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

/** Instead of `strength`: class weights of another kind. */
const WeightsSchema = z
  .union([
    z.strictObject({ beta: AxisSchema.describe("effective number of samples, in [0, 1): w_c proportional to (1 - beta) / (1 - beta^n_c)") }),
    z.strictObject({ classes: z.record(z.string(), z.number().min(0)).describe("a weight for every class by name; used as they are") }),
  ])
  .optional()
  .describe("class weights instead of those by strength; under sigmoid the weight of a row's class multiplies all terms of the row");

const reweightFrom = z
  .number()
  .gt(0)
  .lt(1)
  .optional()
  .describe("deferred re-weighting: class weights are 1 until this share of the epochs is trained, e.g. 0.8");

/** For every family. */
const anyFamily = {
  sampling: z.enum(SAMPLINGS).optional().describe("rows of an epoch drawn with replacement, classes with probability proportional to n_c^0.5 or equal"),
  biasPrior: z
    .union([z.literal("classes"), z.number().gt(0).lt(1)])
    .optional()
    .describe('biases of the last layer start at this probability; "classes": at the shares of the training rows'),
};
const softmaxTerms = {
  poly: AxisSchema.optional().describe("Poly-1: epsilon_1 (1 - p_t)^(gamma + 1) is added; above -1"),
  smoothing: AxisSchema.optional().describe("label smoothing in [0, 1): share of the target spread evenly over all classes"),
};
const reduction = z
  .enum(REDUCTIONS)
  .optional()
  .describe("of a batch; absent: sum over outputs, mean over rows; cell-mean and sum as in torchvision; foreground: divided by the positives");
const positiveClass = z.string().optional().describe("binary data only: the class that is positive; default the rarest");

const LossSchema = z.discriminatedUnion("family", [
  z.strictObject({ family: z.literal("cross-entropy"), ...softmaxTerms, ...anyFamily }),
  z
    .strictObject({
      family: z.literal("weighted-cross-entropy"),
      strength: AxisSchema.default([1]).describe("s in [0, 1]: class weights w_c proportional to n_c^-s, mean over training samples 1"),
      weights: WeightsSchema,
      reweightFrom,
      ...softmaxTerms,
      ...anyFamily,
    })
    .transform(withoutIdleStrength),
  z
    .strictObject({
      family: z.literal("focal-softmax"),
      gamma: AxisSchema.describe("focusing exponent, >= 0; 0 is cross entropy"),
      strength: AxisSchema.default([0]).describe("alpha as class weights: strength s in [0, 1], w_c proportional to n_c^-s"),
      weights: WeightsSchema,
      reweightFrom,
      ...softmaxTerms,
      ...anyFamily,
    })
    .transform(withoutIdleStrength),
  z.strictObject({
    family: z.literal("focal-sigmoid"),
    gamma: AxisSchema.describe("focusing exponent, >= 0"),
    alpha: z
      .union([z.literal("off"), AxisItemSchema, z.array(z.union([z.literal("off"), AxisItemSchema])).min(1)], {
        error: "give “off”, a number, a range {from, to, step}, or a list of these",
      })
      .default("off")
      .describe('weight of the positive class in [0.01, 0.99], 1-alpha of the others; "off" or below 0: both 1'),
    positiveClass,
    weights: WeightsSchema,
    reweightFrom,
    reduction,
    poly: softmaxTerms.poly,
    smoothing: AxisSchema.optional().describe("in [0, 1): targets become y (1 - eps) + eps / 2, the soft-target loss of torchvision"),
    ...anyFamily,
  }),
  z.strictObject({
    family: z.literal("focal-sample-dependent"),
    gamma: AxisSchema.default([3]).describe("where p_t is at least `hardBelow`"),
    gammaHard: AxisSchema.default([5]).describe("where p_t is below `hardBelow`"),
    hardBelow: z.number().gt(0).lt(1).default(0.2),
    strength: AxisSchema.default([0]).describe("class weights w_c proportional to n_c^-s"),
    ...anyFamily,
  }),
  z.strictObject({
    family: z.literal("logit-adjusted"),
    tau: AxisSchema.default([1]).describe("tau log prior is added to the logits while training; 1 is balanced softmax"),
    ...anyFamily,
  }),
  z.strictObject({
    family: z.literal("ldam"),
    maxMargin: AxisSchema.default([0.5]).describe("margin of the rarest class; m_c proportional to n_c^(-1/4)"),
    scale: z.number().gt(0).max(1000).default(30).describe("of the cosines of the normalised last layer"),
    beta: z.number().min(0).lt(1).default(0.9999).describe("effective-number weights once re-weighting begins; 0: none"),
    reweightFrom: z.number().gt(0).lt(1).default(0.8).describe("share of the epochs before re-weighting"),
    ...anyFamily,
  }),
  z.strictObject({
    family: z.literal("asymmetric"),
    gamma: AxisSchema.default([1]).describe("of positive targets"),
    gammaNegative: AxisSchema.default([4]).describe("of negative targets"),
    clip: AxisSchema.default([0.05]).describe("in [0, 1): probabilities of negative targets are lowered by this, at least to 0"),
    positiveClass,
    reduction,
    ...anyFamily,
  }),
]);
export type Loss = z.infer<typeof LossSchema>;

/** Learning rate over the epochs; every kind may begin with a linear warm-up. */
export const ScheduleSchema = z.strictObject({
  kind: z.enum(["constant", "step", "cosine"]).default("constant"),
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
    seeds: AxisSchema.default([1, 2, 3]).describe("integers >= 0; every configuration is trained once with each (initial weights and shuffles)"),
    controls: z.boolean().default(true).describe("add cross entropy and weighted cross entropy on the same seeds and split"),
    engine: z.enum(ENGINES).default("auto"),
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
