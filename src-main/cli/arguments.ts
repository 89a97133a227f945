/** @file The command line: what may be said, and its help. Reads: argv. Writes: nothing. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { EXPORT_FORMATS, ExportFormatSchema } from "#shared/contract.ts";
import { MissingPolicySchema } from "#shared/dataset.ts";
import { AppError, describe } from "#shared/errors.ts";

export const HELP = `Focaldesk: focal-loss sweeps for imbalanced data

Usage
  focaldesk import FILE --label COLUMN   add a table (CSV, TSV) to the data folder
      --name NAME  --delimiter , ; | tab  --no-header  --missing median|mean|drop-rows|refuse
      --ignore A,B  --categorical A,B
  focaldesk run SPEC.json --out FILE     train a sweep and write its table; continues a sweep it began
      --format ${EXPORT_FORMATS.join("|")} (default: from the file's ending)
      --rows runs|configs  --at best|last  --trainers N  --retry (failed runs too)  --new (from the start)
  focaldesk list [SWEEP]                 data sets and sweeps, or the table of one sweep
  focaldesk export SWEEP --format F --out FILE   the result table; --rows and --at as above
  focaldesk metrics PREDICTIONS.csv      every metric of a file with a label, a score per class, a prediction
      --label COLUMN (label)  --prediction COLUMN (prediction)  --scores probabilities|logits  --one-vs-rest
      --classes A,B  --train-counts A=400,B=30 (for head and tail)  --delimiter D  --out FILE.csv
  focaldesk serve                        the window in a browser
      --port N (4170)  --host ADDRESS (127.0.0.1)  --open
  focaldesk doctor                       the engines of this machine: state, speed, why not
  focaldesk help | version

Everywhere
  --data-dir DIR   where database and tables are kept
  --json           machine-readable output

Exit codes
  0 done   1 an error, told in one sentence   2 wrong usage   3 done, but some runs failed   130 interrupted, can be continued
`;

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);
const whole = (name: string, min: number, max: number) =>
  z.string().regex(/^\d+$/, `${name} must be a whole number`).transform(Number).pipe(z.number().min(min).max(max));

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
  rows: z.enum(["runs", "configs"]).default("runs"),
  at: z.enum(["best", "last"]).default("best"),
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

/** @throws UsageError naming the option or value. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const flags = ["json", "no-header", "retry", "new", "open", "one-vs-rest"];
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
    throw new UsageError(describe(error).split(". To specify")[0]!);
  }
  if (raw.values["help"]) return { command: "help", operands: [], options: OptionsSchema.parse({}) };
  if (raw.values["version"]) return { command: "version", operands: [], options: OptionsSchema.parse({}) };
  const parsed = OptionsSchema.safeParse(raw.values);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new UsageError(`--${issue.path.join(".")} “${String(raw.values[String(issue.path[0])])}”: ${issue.message}`);
  }
  const [command = "help", ...operands] = raw.positionals;
  return { command, operands, options: parsed.data };
}

/** The one operand of a command. @throws UsageError when it is missing or there are more. */
export function operand(line: CommandLine, what: string): string {
  if (line.operands.length === 0) throw new UsageError(`${line.command} needs ${what}`);
  if (line.operands.length > 1) throw new UsageError(`“${line.operands[1]}” is one word too many for ${line.command}`);
  return line.operands[0]!;
}
