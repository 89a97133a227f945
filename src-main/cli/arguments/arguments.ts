/** @file The command line: what may be said. Reads: argv. Writes: nothing. */
import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ExportFormatSchema } from "#shared/wire/contract.ts";
import { type Delimiter, DELIMITERS, ENCODINGS, MissingPolicySchema } from "#shared/data/dataset.ts";
import { describe } from "#shared/errors/errors.ts";
import { ENGINES } from "#shared/sweep/spec.ts";
import { nearestName } from "#shared/text/nearest-name.ts";
import { ownValue } from "#shared/schema/own-value.ts";
import { hostName } from "../../transport/doors.ts";
import { COMMAND_HELP, commandsWith } from "./help.ts";
import { UsageError } from "./usage-error.ts";

export { UsageError } from "./usage-error.ts";

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

const OptionsSchema = z.object({
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
  format: ExportFormatSchema.optional(),
  rows: z.enum(["runs", "configs", "families"]).optional(),
  "select-by": z.string().min(1).optional(),
  at: z.enum(["best", "last"]).default("best"),
  baseline: z.string().min(1).optional(),
  configs: list.optional(),
  family: list.optional(),
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
const FLAGS = ["json", "no-header", "dry-run", "retry", "new", "open", "one-vs-rest", "bare", "bom"];
const LISTS = [
  "missing-word",
  "also-missing",
  "label-missing",
  "ignore",
  "categorical",
  "merge",
  "configs",
  "family",
  "metrics",
  "after",
  "classes",
  "train-counts",
  "allow-host",
];
export type CliOptions = z.output<typeof OptionsSchema>;

export interface CommandLine {
  readonly command: string;
  readonly operands: readonly string[];
  readonly options: CliOptions;
  /** As given, so that another command can be told in full: values of each option, none for a flag. */
  readonly given: Readonly<Record<string, readonly string[]>>;
}

/** @throws UsageError naming the option or value, and the nearest that there is. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const names = Object.keys(OptionsSchema.shape);
  let raw: { values: Record<string, unknown>; positionals: string[] };
  try {
    raw = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(
          names.map((name) => [name, FLAGS.includes(name) ? ({ type: "boolean" } as const) : ({ type: "string", multiple: true } as const)]),
        ),
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    });
  } catch (error) {
    throw new UsageError(optionProblem(error, names));
  }
  const [command = "help", ...operands] = raw.positionals;
  const nothing = OptionsSchema.parse({ json: raw.values["json"] });
  if (raw.values["help"]) return { command: "help", operands: command === "help" ? operands : [command], options: nothing, given: {} };
  if (raw.values["version"]) return { command: "version", operands: raw.positionals, options: nothing, given: {} };
  if (!Object.hasOwn(COMMAND_HELP, command)) {
    const nearest = nearestName(command, Object.keys(COMMAND_HELP));
    throw new UsageError(`“${command}” is not a command${nearest === null ? "" : `; the nearest is “${nearest}”`}`);
  }
  const foreign = Object.keys(raw.values).find((name) => commandsWith(name).length > 0 && !commandsWith(name).includes(command));
  if (foreign !== undefined) throw new UsageError(`--${foreign} is not an option of ${command}, but of ${commandsWith(foreign).join(", ")}`);
  const parsed = OptionsSchema.safeParse(Object.fromEntries(Object.entries(raw.values).map(([name, value]) => [name, oneOrAll(name, value)])));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new UsageError(`--${String(issue.path[0])} “${String(raw.values[String(issue.path[0])])}”: ${valueProblem(issue)}`);
  }
  const given = Object.fromEntries(Object.entries(raw.values).map(([name, value]) => [name, Array.isArray(value) ? (value as string[]) : []]));
  return { command, operands, options: parsed.data, given };
}

/** Lists add up; of two different values of another option none is the right one. @throws UsageError. */
function oneOrAll(name: string, value: unknown): unknown {
  if (!Array.isArray(value) || LISTS.includes(name)) return value;
  const [first, other] = new Set(value as string[]);
  if (other !== undefined) throw new UsageError(`--${name} is given twice, as “${first}” and as “${other}”: keep one`);
  return first;
}

function valueProblem(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value" && issue.message.startsWith("Invalid")) return `it must be one of ${issue.values.map(String).join(", ")}`;
  return issue.code === "too_small" ? "it is empty" : issue.message;
}

/** The parser's own words without its advice, and the option that was perhaps meant. */
function optionProblem(error: unknown, names: readonly string[]): string {
  const text = describe(error).split("\n")[0]!.split(". To specify")[0]!.replace(/\.$/, "");
  const ambiguous = /^Option '(--[^']+)' argument is ambiguous/.exec(text)?.[1];
  if (ambiguous !== undefined) return `${ambiguous} needs a value; one that begins with a hyphen is written ${ambiguous}=VALUE`;
  const unknown = /^Unknown option '--([^'=]+)/.exec(text)?.[1];
  const nearest = unknown === undefined ? null : nearestName(unknown, names);
  return nearest === null ? text : `${text}; the nearest is --${nearest}`;
}

/** For commands that take no word. @throws UsageError naming the first, and for a folder the option that was meant. */
export function noOperands({ command, operands }: CommandLine): void {
  const [word] = operands;
  if (word === undefined) return;
  const takesFolder = command !== "version";
  throw new UsageError(`“${word}” is one word too many for ${command}${takesFolder ? `; a data folder is named with --data-dir ${word}` : ""}`);
}

/** The one operand of a command. @throws UsageError when it is missing or there are more. */
export function operand(line: CommandLine, what: string): string {
  if (line.operands.length === 0) throw new UsageError(`${line.command} needs ${what}`);
  if (line.operands.length > 1) throw new UsageError(`“${line.operands[1]}” is one word too many for ${line.command}`);
  return line.operands[0]!;
}
