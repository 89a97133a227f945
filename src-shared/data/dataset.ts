/**
 * @file What is known of a table: how it was read, what its columns are, how its classes are spread.
 * Reads: unknown JSON (database rows, messages).
 */
import { z } from "zod";
import { DataFindingSchema } from "./findings.ts";
import { SplitFindingSchema } from "./split-findings.ts";

export const MISSING_POLICIES = ["median", "mean", "drop-rows", "refuse"] as const;
/** "median"/"mean": fitted on the training part; a missing category becomes a category of its own. */
export const MissingPolicySchema = z.enum(MISSING_POLICIES);

export const ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1252",
  "iso-8859-15",
  "windows-1250",
  "windows-1251",
  "gb18030",
  "big5",
  "shift_jis",
  "euc-jp",
  "euc-kr",
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A blank stands for any run of blanks and tabs. */
export const DELIMITERS = [",", "\t", ";", "|", " "] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/**
 * How a file becomes records. What versions before these options did is what their absence means, and an option at its default is left out,
 * so that data sets of those versions keep their stored form (`sweepFingerprint` hashes it).
 */
export const ReadOptionsSchema = z.strictObject({
  delimiter: z.enum(DELIMITERS),
  header: z.boolean(),
  format: z.enum(["arff"]).optional().describe("ARFF or KEEL: names and categories stand in @attribute lines; absent: delimited text"),
  encoding: z.enum(ENCODINGS).optional().describe("absent: UTF-8"),
  skip: z.int().min(1).max(10_000).optional().describe("lines above the table that are no part of it"),
  skipEnd: z.int().min(1).max(10_000).optional().describe("lines below the table that are no part of it, blank ones not counted"),
  headerLines: z
    .int()
    .min(2)
    .max(9)
    .optional()
    .describe("header lines, where there are several; the first names the columns, a later one where it has no name"),
  comment: z.string().trim().min(1).max(8).optional().describe("lines that begin with this are skipped"),
});
export type ReadOptions = z.infer<typeof ReadOptionsSchema>;

/** What a user has settled before a file is inspected: absent is found from the file, null says there is none (no comment lines, nothing above). */
export const ReadChoicesSchema = z.strictObject({
  delimiter: ReadOptionsSchema.shape.delimiter.optional(),
  header: ReadOptionsSchema.shape.header.optional(),
  format: ReadOptionsSchema.shape.format.nullable(),
  encoding: ReadOptionsSchema.shape.encoding,
  skip: ReadOptionsSchema.shape.skip.nullable(),
  skipEnd: ReadOptionsSchema.shape.skipEnd.nullable(),
  headerLines: ReadOptionsSchema.shape.headerLines.nullable(),
  comment: ReadOptionsSchema.shape.comment.nullable(),
});
export type ReadChoices = z.infer<typeof ReadChoicesSchema>;

/**
 * How numbers of one column are written, where that is not the plain way of programming languages. Under any style a Unicode minus and Unicode
 * digits are read too. The unit is taken off, not converted: "12.38%" is 12.38.
 */
const NumberStyleSchema = z.strictObject({
  decimal: z.enum([".", ","]),
  thousands: z.enum([",", ".", " ", "'"]).optional().describe('" ": any blank, no-break and thin ones too'),
  prefix: z.string().min(1).max(20).optional().describe("before every number, e.g. $"),
  suffix: z.string().min(1).max(20).optional().describe("behind every number, e.g. % or kg"),
});
export type NumberStyle = z.infer<typeof NumberStyleSchema>;

/** Words that mean missing in a feature column unless the data set says otherwise; in any case of letters. The empty cell always does. */
export const MISSING_WORDS = [
  "?",
  "NA",
  "N/A",
  "NaN",
  "-NaN",
  "nan(ind)",
  "-nan(ind)",
  "null",
  "None",
  "<NA>",
  "#N/A",
  "#NA",
  "#DIV/0!",
  "#VALUE!",
  "#REF!",
  "#NUM!",
  "#NAME?",
  "#NULL!",
  "Infinity",
  "-Infinity",
  "+Infinity",
  "inf",
  "-inf",
  "+inf",
  "1.#IND",
  "-1.#IND",
  "1.#QNAN",
  "1.#INF",
  ".",
] as const;

/** Without defaults, so that a sweep file can leave each out. */
const importShape = {
  ...ReadOptionsSchema.shape,
  label: z.string().describe("the column that holds the class"),
  missing: MissingPolicySchema.describe("what is done about missing values of features"),
  ignore: z.array(z.string()).describe("columns left out of the features"),
  categorical: z.array(z.string()).describe("columns read as categories although every value is a number"),
  rules: z
    .literal(2)
    .optional()
    .describe("how cells are judged; absent: as versions before did (fixed missing words, in the label too; a header line that comes again is data)"),
  missingWords: z.array(z.string().max(100)).max(1000).optional().describe("words that mean missing in feature columns; rules 2 always has them"),
  labelMissing: z.array(z.string().max(100)).max(1000).optional().describe("words that mean “no label”; absent: the empty cell alone"),
  numbers: z.record(z.string(), NumberStyleSchema).optional().describe("columns whose numbers are written in another way, by name"),
  merge: z.record(z.string(), z.string()).optional().describe("labels counted as another class, e.g. {“1.0”: “1”}"),
  group: z.string().optional().describe("rows with the same value of this column stay in one part of the split; it is no feature"),
};
export const ImportOptionsSchema = z.strictObject({
  ...importShape,
  missing: importShape.missing.default("median"),
  ignore: importShape.ignore.default([]),
  categorical: importShape.categorical.default([]),
});
export type ImportOptions = z.infer<typeof ImportOptionsSchema>;
/** Some of them, as a sweep file gives them: what it does not say is found from the file or usual. */
export const GivenOptionsSchema = z.strictObject(importShape).partial();
export type GivenOptions = z.infer<typeof GivenOptionsSchema>;

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

const ClassCountSchema = z.object({ name: z.string(), count: z.int() });
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
  warnings: z.array(z.string()).describe("sentences of earlier versions; empty since there are findings"),
  findings: z.array(DataFindingSchema).optional().describe("what to know before training, the weightiest first; absent: imported by an earlier version"),
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
    z.object({
      name: z.string(),
      kind: z.enum(["numeric", "categorical"]).describe("as read with `style`"),
      missing: z.int().describe("under the missing words given, or the usual ones"),
      distinct: z.int().describe("counted up to 1001"),
      /** Words that were taken for missing, the commonest first; "" is the empty cell. */
      words: z.array(z.object({ word: z.string(), count: z.int() })),
      style: NumberStyleSchema.nullable().describe("how its numbers are written, where not plainly; null: plain numbers or texts"),
      /** Two readings fit every value, e.g. 1,234: the user has to say. `style` is null then. */
      styles: z.array(NumberStyleSchema),
      example: z
        .object({ text: z.string(), value: z.number().nullable() })
        .nullable()
        .describe("a value and what `style` (or the first of `styles`) makes of it"),
    }),
  ),
  rows: z.int(),
  lines: z.array(z.string().max(400)).describe("first lines of the file as text, at most 20, cut at 400 characters"),
  preview: z.array(z.array(z.string())).describe("first rows as read, at most 20, and of each the first 100 columns"),
  findings: z.array(DataFindingSchema).describe("of the shape of the file"),
  suggestedLabel: z.string().nullable(),
});
export type Inspection = z.infer<typeof InspectionSchema>;

/** Rows of each class in each part of a split. */
export const SplitPreviewSchema = z.object({
  parts: z.object({ train: z.array(z.int()), validation: z.array(z.int()), test: z.array(z.int()) }),
  warnings: z.array(SplitFindingSchema),
});
export type SplitPreview = z.infer<typeof SplitPreviewSchema>;

/** One stored form for one way of reading: lists that are sets and records that are unordered must not make two data sets of one. */
export function canonicalOptions(options: ImportOptions): ImportOptions {
  const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();
  const byName = <T>(record: Readonly<Record<string, T>>): Record<string, T> => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { rules, numbers, merge, missingWords, labelMissing } = options;
  // What versions before wrote stays as they wrote it: it is hashed.
  if (rules === undefined) return options;
  return ImportOptionsSchema.parse({
    ...options,
    ignore: sorted(options.ignore),
    categorical: sorted(options.categorical),
    missingWords: sorted(missingWords ?? MISSING_WORDS),
    ...(labelMissing && labelMissing.length > 0 ? { labelMissing: sorted(labelMissing) } : { labelMissing: undefined }),
    ...(numbers && Object.keys(numbers).length > 0 ? { numbers: byName(numbers) } : { numbers: undefined }),
    ...(merge && Object.keys(merge).length > 0 ? { merge: byName(merge) } : { merge: undefined }),
  });
}
