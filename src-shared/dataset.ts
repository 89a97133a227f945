/**
 * @file What is known of a table: how it was read, what its columns are, how its classes are spread.
 * Reads: unknown JSON (database rows, messages). Writes: nothing.
 */
import { z } from "zod";

export const MISSING_POLICIES = ["median", "mean", "drop-rows", "refuse"] as const;
/** "median"/"mean": fitted on the training part; a missing category becomes a category of its own. */
export const MissingPolicySchema = z.enum(MISSING_POLICIES);

export const ReadOptionsSchema = z.strictObject({
  delimiter: z.enum([",", "\t", ";", "|"]),
  header: z.boolean(),
});
export type ReadOptions = z.infer<typeof ReadOptionsSchema>;

export const ImportOptionsSchema = z.strictObject({
  ...ReadOptionsSchema.shape,
  label: z.string(),
  missing: MissingPolicySchema.default("median"),
  /** Columns left out of the features. */
  ignore: z.array(z.string()).default([]),
  /** Columns read as categories although every value is a number. */
  categorical: z.array(z.string()).default([]),
});
export type ImportOptions = z.infer<typeof ImportOptionsSchema>;

/** One feature column of the file, as it will be encoded. */
export const ColumnSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("numeric"),
    name: z.string(),
    index: z.int(),
    missing: z.int(),
    min: z.number().nullable(),
    max: z.number().nullable(),
    mean: z.number().nullable(),
    constant: z.boolean(),
  }),
  z.object({ kind: z.literal("categorical"), name: z.string(), index: z.int(), missing: z.int(), categories: z.array(z.string()), constant: z.boolean() }),
]);
export type Column = z.infer<typeof ColumnSchema>;

export const ClassCountSchema = z.object({ name: z.string(), count: z.int() });
export type ClassCount = z.infer<typeof ClassCountSchema>;

export const ProfileSchema = z.object({
  rows: z.int().describe("rows with a label, after the missing-value policy"),
  /** Feature columns of the file, in file order. */
  columns: z.array(ColumnSchema),
  labelIndex: z.int(),
  /** Inputs of the network: numeric columns plus one per category. */
  features: z.int(),
  /** Sorted by name: numbers by value, else by code unit. The index is the class index everywhere. */
  classes: z.array(ClassCountSchema),
  /** Largest class over smallest. */
  imbalanceRatio: z.number(),
  droppedRows: z.int(),
  splitColumns: z
    .array(z.string())
    .optional()
    .describe("columns whose cells say train, validation or test on every row; absent: imported by an earlier version"),
  warnings: z.array(z.string()),
});
export type Profile = z.infer<typeof ProfileSchema>;

export const DatasetSchema = z.object({
  id: z.int(),
  name: z.string(),
  fileName: z.string(),
  sha256: z.string(),
  sizeBytes: z.int(),
  options: ImportOptionsSchema,
  profile: ProfileSchema,
  createdAt: z.string(),
  sweepCount: z.int(),
});
export type Dataset = z.infer<typeof DatasetSchema>;

/** What a file looks like before it is imported. */
export const InspectionSchema = z.object({
  fileName: z.string(),
  sizeBytes: z.int(),
  options: ReadOptionsSchema.describe("as detected, or as given"),
  columns: z.array(
    z.object({ name: z.string(), kind: z.enum(["numeric", "categorical"]), missing: z.int(), distinct: z.int().describe("counted up to 1001") }),
  ),
  rows: z.int(),
  preview: z.array(z.array(z.string())).describe("first rows, at most 20"),
  suggestedLabel: z.string().nullable(),
});
export type Inspection = z.infer<typeof InspectionSchema>;

/** Rows of each class in each part of a split. */
export const SplitPreviewSchema = z.object({
  parts: z.object({ train: z.array(z.int()), validation: z.array(z.int()), test: z.array(z.int()) }),
  warnings: z.array(z.string()),
});
export type SplitPreview = z.infer<typeof SplitPreviewSchema>;
