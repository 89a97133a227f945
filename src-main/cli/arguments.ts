/** @file The command line: what may be said. Reads: argv. Writes: nothing. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { ExportFormatSchema } from "#shared/contract.ts";
import { MissingPolicySchema } from "#shared/dataset.ts";
import { AppError, describe } from "#shared/errors.ts";
import { nearestName } from "#shared/nearest-name.ts";
import { COMMAND_HELP, commandsWith } from "./help.ts";

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);
const whole = (name: string, min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `${name} must be a whole number`)
    .transform(Number)
    .pipe(z.number().refine((n) => n >= min && n <= max, `${name} must be from ${min} to ${max}`));

const OptionsSchema = z.object({
  "data-dir": z.string().min(1).optional(),
  json: z.boolean().default(false),
  label: z.string().optional(),
  name: z.string().optional(),
  delimiter: z
    .enum([",", ";", "|", "tab", "\t"])
    .transform((d) => (d === "tab" ? "\t" : d))
    .optional(),
  "no-header": z.boolean().default(false),
  missing: MissingPolicySchema.default("median"),
  ignore: list.default([]),
  categorical: list.default([]),
  out: z.string().min(1).optional(),
  format: ExportFormatSchema.optional(),
  rows: z.enum(["runs", "configs", "families"]).optional(),
  "select-by": z.string().min(1).optional(),
  at: z.enum(["best", "last"]).default("best"),
  baseline: z.string().min(1).optional(),
  configs: z.string().min(1).optional(),
  family: list.optional(),
  metrics: z.string().min(1).optional(),
  after: list.optional(),
  decimals: whole("--decimals", 0, 10).optional(),
  bare: z.boolean().default(false),
  bom: z.boolean().default(false),
  "csv-style": z.enum(["comma", "semicolon"]).optional(),
  trainers: whole("--trainers", 1, 64).optional(),
  retry: z.boolean().default(false),
  new: z.boolean().default(false),
  prediction: z.string().min(1).optional(),
  scores: z.enum(["probabilities", "logits"]).default("probabilities"),
  "one-vs-rest": z.boolean().default(false),
  classes: list.default([]),
  "train-counts": list.default([]),
  port: whole("--port", 0, 65535).optional(),
  host: z.string().min(1).default("127.0.0.1"),
  open: z.boolean().default(false),
});
export type CliOptions = z.output<typeof OptionsSchema>;

export interface CommandLine {
  readonly command: string;
  readonly operands: readonly string[];
  readonly options: CliOptions;
}

/** Wrong usage: exit code 2. */
export class UsageError extends AppError {
  constructor(detail: string) {
    super("input/invalid", { what: "The command line", detail });
  }
}

/** @throws UsageError naming the option or value, and the nearest that there is. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const flags = ["json", "no-header", "retry", "new", "open", "one-vs-rest", "bare", "bom"];
  const names = Object.keys(OptionsSchema.shape);
  let raw: { values: Record<string, unknown>; positionals: string[] };
  try {
    raw = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(names.map((name) => [name, { type: flags.includes(name) ? "boolean" : "string" } as const])),
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    });
  } catch (error) {
    throw new UsageError(optionProblem(error, names));
  }
  const [command = "help", ...operands] = raw.positionals;
  const nothing = OptionsSchema.parse({});
  if (raw.values["help"]) return { command: "help", operands: command === "help" ? operands : [command], options: nothing };
  if (raw.values["version"]) return { command: "version", operands: [], options: nothing };
  if (!Object.hasOwn(COMMAND_HELP, command)) {
    const nearest = nearestName(command, Object.keys(COMMAND_HELP));
    throw new UsageError(`“${command}” is not a command${nearest === null ? "" : `; the nearest is “${nearest}”`}`);
  }
  const foreign = Object.keys(raw.values).find((name) => commandsWith(name).length > 0 && !commandsWith(name).includes(command));
  if (foreign !== undefined) throw new UsageError(`--${foreign} is not an option of ${command}, but of ${commandsWith(foreign).join(", ")}`);
  const parsed = OptionsSchema.safeParse(raw.values);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new UsageError(`--${issue.path.join(".")} “${String(raw.values[String(issue.path[0])])}”: ${valueProblem(issue)}`);
  }
  return { command, operands, options: parsed.data };
}

function valueProblem(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `it must be one of ${issue.values.map(String).join(", ")}`;
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

/** The one operand of a command. @throws UsageError when it is missing or there are more. */
export function operand(line: CommandLine, what: string): string {
  if (line.operands.length === 0) throw new UsageError(`${line.command} needs ${what}`);
  if (line.operands.length > 1) throw new UsageError(`“${line.operands[1]}” is one word too many for ${line.command}`);
  return line.operands[0]!;
}
