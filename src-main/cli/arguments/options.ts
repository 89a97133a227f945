/** @file The options of the command line, parsed. Reads: argv. */
import { isIP } from "node:net";
import { z } from "zod";
import { FormatNameSchema, TABLE_ROWS } from "#shared/export/formats.ts";
import { type Delimiter, DELIMITERS, ENCODINGS, MissingPolicySchema } from "#shared/data/dataset.ts";
import { ENGINES } from "#shared/sweep/spec.ts";
import { SelectBySchema } from "#shared/task/select-by.ts";
import { ownValue } from "#shared/schema/own-value.ts";
import { hostName } from "../../transport/doors.ts";
import { UsageError } from "./usage-error.ts";

/** What was given each time: names are told apart where it is known which there are (name-lists.ts). */
const list = z.array(z.string());
const whole = (name: string, min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `${name} must be a whole number`)
    .transform(Number)
    .pipe(z.number().refine((n) => n >= min && n <= max, `${name} must be from ${min} to ${max}`));

const DELIMITER_WORDS: Readonly<Record<string, Delimiter>> = { tab: "\t", "\\t": "\t", blank: " ", space: " ", comma: ",", semicolon: ";", pipe: "|" };

/** Any usual name of it: latin1, cp1252, gbk, sjis. */
function encodingNamed(name: string): string {
  try {
    const { encoding } = new TextDecoder(name.trim());
    return encoding === "gbk" ? "gb18030" : encoding;
  } catch {
    return name;
  }
}

/** @throws UsageError for what is no name: an address with scheme, port or path. */
function namesOfHosts(given: readonly string[]): string[] {
  return given
    .flatMap((text) => text.split(","))
    .map((text) => {
      const name = hostName(text);
      if (!/^[a-z0-9._-]+$/.test(name) && isIP(name) === 0)
        throw new UsageError(`--allow-host “${text.trim()}”: it must be a name alone, like lab.example.org, without https:// and path`);
      return name;
    });
}

export const OptionsSchema = z.object({
  "data-dir": z.string().min(1).optional(),
  json: z.boolean().default(false),
  label: z.string().optional(),
  name: z.string().optional(),
  encoding: z.string().transform(encodingNamed).pipe(z.enum(ENCODINGS)).optional(),
  delimiter: z
    .string()
    .transform((d) => ownValue(DELIMITER_WORDS, d) ?? d)
    .pipe(z.enum(DELIMITERS, { error: "it must be one of , ; | tab blank" }))
    .optional(),
  header: z
    .string()
    .regex(/^(none|[0-9])$/, "it must be the number of header lines, from 0 to 9, or none")
    .transform((n) => (n === "none" ? 0 : Number(n)))
    .optional(),
  "no-header": z.boolean().default(false),
  skip: whole("--skip", 0, 10_000).optional(),
  "skip-end": whole("--skip-end", 0, 10_000).optional(),
  comment: z.string().trim().min(1).max(8).optional(),
  missing: MissingPolicySchema.optional(),
  "missing-word": list.optional(),
  "also-missing": list.optional(),
  "label-missing": list.optional(),
  ignore: list.default([]),
  categorical: list.default([]),
  merge: list.default([]),
  group: z.string().min(1).optional(),
  numbers: z.enum(["auto", "plain"]).default("auto"),
  decimal: z.enum([".", ","]).optional(),
  thousands: z
    .string()
    .transform((t) => (t === "blank" || t === "space" ? " " : t))
    .pipe(z.enum([",", ".", " ", "'"], { error: "it must be one of , . ' blank" }))
    .optional(),
  "dry-run": z.boolean().default(false),
  out: z.string().min(1).optional(),
  format: FormatNameSchema.optional(),
  rows: z.enum(TABLE_ROWS).optional(),
  "select-by": z.string().min(1).optional(),
  at: z.enum(["best", "last"]).default("best"),
  baseline: z.string().min(1).optional(),
  configs: list.optional(),
  family: list.optional(),
  where: list.optional(),
  sort: z.string().min(1).optional(),
  metrics: list.optional(),
  after: list.optional(),
  decimals: whole("--decimals", 0, 10).optional(),
  bare: z.boolean().default(false),
  bom: z.boolean().default(false),
  "csv-style": z.enum(["comma", "semicolon"]).optional(),
  trainers: whole("--trainers", 1, 64).optional(),
  retry: z.boolean().default(false),
  new: z.boolean().default(false),
  engine: z.enum(ENGINES).optional(),
  "epoch-by": SelectBySchema.optional(),
  prediction: z.string().min(1).optional(),
  scores: z.enum(["probabilities", "logits"]).default("probabilities"),
  "one-vs-rest": z.boolean().default(false),
  positive: z.string().min(1).optional(),
  classes: list.default([]),
  "train-counts": list.default([]),
  port: whole("--port", 0, 65535).optional(),
  host: z.string().min(1).default("127.0.0.1"),
  "allow-host": z.array(z.string()).transform(namesOfHosts).default([]),
  open: z.boolean().default(false),
  lines: whole("--lines", 1, 10_000).optional(),
});
export type CliOptions = z.output<typeof OptionsSchema>;
