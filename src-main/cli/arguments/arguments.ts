/** @file The command line: what may be said. Reads: argv. */
import { parseArgs } from "node:util";
import type { z } from "zod";
import { describe } from "#shared/errors/errors.ts";
import { nearestName } from "#shared/text/nearest-name.ts";
import { COMMAND_HELP, commandsWith } from "./help.ts";
import { type CliOptions, OptionsSchema } from "./options.ts";
import { UsageError } from "./usage-error.ts";

export { UsageError } from "./usage-error.ts";

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
  "where",
  "metrics",
  "after",
  "classes",
  "train-counts",
  "allow-host",
];
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
