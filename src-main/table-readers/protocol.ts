/** @file What the app and the process that reads tables say to each other; each side parses what it hears. */
import { z } from "zod";
import { ENCODINGS, ImportOptionsSchema, InspectionSchema, ProfileSchema, ReadChoicesSchema, SplitPreviewSchema } from "#shared/data/dataset.ts";
import { SplitSchema } from "#shared/sweep/spec.ts";

/** `fileName` is what messages call the file. */
const Named = { path: z.string(), fileName: z.string() };

export const ReadingTaskSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("inspect"), ...Named, given: ReadChoicesSchema, missingWords: z.array(z.string()).optional() }),
  z.strictObject({ kind: z.literal("lines"), ...Named, encoding: z.enum(ENCODINGS).optional(), around: z.int().optional() }),
  z.strictObject({ kind: z.literal("profile"), ...Named, options: ImportOptionsSchema }),
  z.strictObject({ kind: z.literal("import"), ...Named, options: ImportOptionsSchema }),
  z.strictObject({ kind: z.literal("split"), ...Named, profile: ProfileSchema, options: ImportOptionsSchema, split: SplitSchema }),
]);
export type ReadingTask = z.infer<typeof ReadingTaskSchema>;
export type ReadingKind = ReadingTask["kind"];

export const ANSWERS = {
  inspect: InspectionSchema,
  lines: z.object({ first: z.int(), lines: z.array(z.string()) }),
  profile: ProfileSchema,
  import: z.object({ profile: ProfileSchema, sha256: z.string(), sizeBytes: z.int() }),
  split: SplitPreviewSchema,
} as const satisfies Record<ReadingKind, z.ZodType>;
export type ReadingAnswer<K extends ReadingKind> = z.infer<(typeof ANSWERS)[K]>;

export const FromReaderSchema = z.discriminatedUnion("type", [
  /** Bytes of the file; a file that is read several times counts from 0 each time. */
  z.strictObject({ type: z.literal("reading"), bytes: z.int(), total: z.int() }),
  /** `value` is parsed by the schema of the task. */
  z.strictObject({ type: z.literal("done"), value: z.unknown() }),
  z.strictObject({ type: z.literal("failed"), code: z.string(), data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) }),
]);
export type FromReader = z.infer<typeof FromReaderSchema>;
