/**
 * @file What a user should know of a table before training on it, as data: an id and what the sentence needs. Never prose.
 * Reads: unknown JSON (database rows, messages). Words: src-shared/words/data-findings.ts.
 */
import { z } from "zod";
import { findingOf as of } from "../schema/finding.ts";

const Count = z.object({ name: z.string(), count: z.int() });
const Columns = z.array(z.string()).min(1);

export const DataFindingSchema = z.discriminatedUnion("id", [
  // The shape of the file.
  /** Lines that are no part of the table; 1-based numbers of the first few. */
  of("lines-skipped", { why: z.enum(["above", "below", "comment", "separator-line", "extra-header"]), count: z.int(), lines: z.array(z.int()) }),
  of("header-repeated", { count: z.int(), lines: z.array(z.int()) }),
  /** Columns of one name: every one but the first has a new one. */
  of("columns-renamed", { columns: z.array(z.object({ from: z.string(), to: z.string() })).min(1) }),
  /** Every line ends in a delimiter, which adds no column. */
  of("trailing-delimiter", {}),
  /** The records have one field more than the header: row names stand first (as R writes them). */
  of("row-names", { column: z.string() }),
  of("encoding-read", { encoding: z.string(), example: z.object({ line: z.int(), text: z.string() }).nullable() }),

  // Rows.
  of("rows-without-label", { rows: z.int(), line: z.int(), cell: z.string() }),
  of("rows-dropped", { rows: z.int(), line: z.int() }),
  /** `estimated`: there are more different rows than are remembered (33,554,432), and a part of them was counted for all. */
  of("duplicate-rows", { rows: z.int(), share: z.number(), estimated: z.literal(true).optional() }),

  // Classes.
  of("classes-too-small", { classes: z.array(Count).min(1) }),
  /** Fewer than 5 rows in validation or test at the usual split. */
  of("classes-few-held-out", { classes: z.array(Count).min(1) }),
  /** A class with a name that often means missing; it is kept. */
  of("class-named-missing", { classes: z.array(Count).min(1) }),
  /** Names that a person may mean as one class; the first of a group is the commonest. */
  of("classes-alike", {
    groups: z.array(z.object({ why: z.enum(["number", "case", "punctuation", "blank", "unicode"]), names: z.array(Count).min(2) })).min(1),
  }),
  of("classes-merged", { merged: z.array(z.object({ from: z.string(), into: z.string(), rows: z.int() })).min(1) }),
  /** Cells that hold several labels, e.g. “cat;dog”: read as one class each. */
  of("labels-in-cell", { separator: z.string(), examples: z.array(z.string()).min(1), rows: z.int() }),
  /** Other columns look like labels of the same rows: multi-label data. */
  of("label-siblings", { columns: Columns }),

  // What gives the class away, or lets rows of one thing into training and test.
  of("row-index", { column: z.string(), order: z.enum(["sorted", "shuffled"]) }),
  /** Its values come with several rows each that (nearly) all have one class: patients, sessions, machines. */
  of("group-identifier", { column: z.string(), groups: z.int(), rows: z.int(), share: z.number().describe("of the groups with one class") }),
  /** One column alone predicts the class of (nearly) all rows. */
  of("gives-label-away", {
    column: z.string(),
    accuracy: z.number().describe("mean recall over classes of that column alone"),
    /** Absent in findings of earlier versions. */
    rows: z.number().optional().describe("share of the rows whose class it tells"),
    exact: z.boolean(),
  }),
  /** Another value in every row, under the name of a key. */
  of("identifier", { column: z.string() }),
  /** Another text in (nearly) every row; nothing says that it is a key. */
  of("texts-unique", { column: z.string(), distinct: z.int(), rows: z.int(), inputs: z.int().describe("of the network, from all columns") }),
  of("part-column", { column: z.string() }),
  of("group-classes", { column: z.string(), groups: z.int(), classes: z.array(Count).describe("groups that hold rows of a class, fewer than 3") }),
  /** Rows without a value in the group column: each is a group of its own. */
  of("rows-without-group", { column: z.string(), rows: z.int() }),

  // Columns.
  /** What was taken for missing in a column: “NA” 3. */
  of("missing-words", {
    columns: z.array(z.object({ name: z.string(), words: z.array(z.object({ word: z.string(), count: z.int() })), lines: z.array(z.int()) })).min(1),
  }),
  of("missing-filled", { columns: z.array(Count).min(1), policy: z.enum(["median", "mean"]), numbers: z.boolean(), texts: z.boolean() }),
  /** Numbers in another style than the plain one were read. */
  of("numbers-read", { columns: z.array(z.object({ name: z.string(), text: z.string(), value: z.number() })).min(1) }),
  /** Two styles fit every value, so it is read as texts until somebody says which. */
  of("numbers-ambiguous", { column: z.string(), text: z.string(), values: z.array(z.number()) }),
  /** A style fits every value, but the column is read as texts. */
  of("numbers-as-texts", { columns: z.array(z.object({ name: z.string(), text: z.string(), value: z.number() })).min(1) }),
  /** Integers with leading zeros, as postcodes have them. */
  of("codes-as-numbers", { columns: z.array(z.object({ name: z.string(), text: z.string() })).min(1) }),
  /** One number, repeated, far outside the rest: -999. */
  of("sentinel", { value: z.string(), columns: z.array(Count).min(1) }),
  /** Integers beyond 2^53, of which the last digits are lost. */
  of("integers-rounded", { column: z.string(), text: z.string(), value: z.string() }),
  of("dates-as-texts", { column: z.string(), example: z.string(), distinct: z.int() }),
  of("units-mixed", { column: z.string(), units: z.array(z.string()) }),
  of("odd-value", { column: z.string(), line: z.int(), cell: z.string() }),
  of("columns-empty", { columns: Columns }),
  of("columns-constant", { columns: Columns }),
  of("columns-equal", { pairs: z.array(z.object({ first: z.string(), second: z.string() })).min(1) }),
  /** Texts that name image files. */
  of("images-named", { column: z.string(), example: z.string() }),
]);
export type DataFinding = z.infer<typeof DataFindingSchema>;
export type DataFindingId = DataFinding["id"];
export type FindingOf<Id extends DataFindingId> = Extract<DataFinding, { id: Id }>;
