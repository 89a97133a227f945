/**
 * @file A sweep as data: the form and the JSON file say the same, because both are this schema.
 * Reads: unknown JSON. Writes: nothing. `npm run schema` publishes it as docs/sweep.schema.json.
 */
import { z } from "zod";
import { AxisSchema } from "./axis.ts";
import { AppError } from "./errors.ts";

export const SplitSchema = z
  .strictObject({
    train: z.number().gt(0).lt(1).default(0.6),
    validation: z.number().gt(0).lt(1).default(0.2),
    test: z.number().gt(0).lt(1).default(0.2),
    seed: z.int().min(0).default(1).describe("seed of the stratified split; the same for every run of the sweep"),
  })
  .describe("fractions of the rows of every class; they add up to 1");
export type Split = z.infer<typeof SplitSchema>;

const LossSchema = z.discriminatedUnion("family", [
  z.strictObject({ family: z.literal("cross-entropy") }),
  z.strictObject({
    family: z.literal("weighted-cross-entropy"),
    strength: AxisSchema.default([1]).describe("s in [0, 1]: class weights w_c proportional to n_c^-s, mean over training samples 1"),
  }),
  z.strictObject({
    family: z.literal("focal-softmax"),
    gamma: AxisSchema.describe("focusing exponent, >= 0; 0 is cross entropy"),
    strength: AxisSchema.default([0]).describe("alpha as class weights: strength s in [0, 1], w_c proportional to n_c^-s"),
  }),
  z.strictObject({
    family: z.literal("focal-sigmoid"),
    gamma: AxisSchema.describe("focusing exponent, >= 0"),
    alpha: z
      .union([z.literal("off"), AxisSchema, z.array(z.union([z.literal("off"), z.number()])).min(1)])
      .default("off")
      .describe('weight of the positive class in [0.01, 0.99], 1-alpha of the others; "off": both 1'),
    positiveClass: z.string().optional().describe("binary data only: the class that alpha weighs; default the rarest"),
  }),
]);
export type Loss = z.infer<typeof LossSchema>;
export type LossFamily = Loss["family"];

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
          .regex(/^[0-9a-f]{64}$/)
          .optional()
          .describe("fingerprint of the file; checked when given"),
        file: z.string().optional().describe("path, relative to the sweep file; imported when not yet there"),
        label: z.string().optional().describe("label column of that file"),
      })
      .describe("by name, fingerprint or file"),
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
  })
  .describe("Focaldesk sweep, format 1");

export type SweepSpec = z.infer<typeof SweepSpecSchema>;
export type SweepSpecInput = z.input<typeof SweepSpecSchema>;

/** Parses a sweep from JSON that was already decoded. @throws AppError `sweep/invalid` naming the first wrong place. */
export function parseSweepSpec(input: unknown): SweepSpec {
  const result = SweepSpecSchema.safeParse(input);
  if (result.success) {
    const { train, validation, test } = result.data.split;
    if (Math.abs(train + validation + test - 1) > 1e-6) throw new AppError("split/invalid", { train, validation, test });
    return result.data;
  }
  const issue = result.error.issues[0]!;
  throw new AppError("sweep/invalid", { where: issue.path.length ? `“${issue.path.join(".")}”` : "The top level", detail: issue.message });
}
