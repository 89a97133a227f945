/**
 * @file Where a table goes, as said on the command line: format, rows, and whether a file is there already.
 * Reads: options, the file system.
 */
import { existsSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { ExportRequest } from "#shared/wire/contract.ts";
import { AppError, describe } from "#shared/errors/errors.ts";
import {
  endingOf,
  FORMAT_NAMES,
  type FormatFacts,
  type FormatName,
  formatFacts,
  formatsWithOption,
  hasOption,
  isRounded,
  tableKind,
  usualRows,
} from "#shared/export/formats.ts";
import type { FormatOption } from "#shared/export/options.ts";
import { listed } from "#shared/text/lists.ts";
import type { Bytes } from "../../export/format.ts";
import { formatOfFile } from "../../export/format-of-file.ts";
import { tryTarget, writeFileWhole } from "../../export/write-file.ts";
import type { CliOptions } from "../arguments/options.ts";
import { type CommandLine, UsageError } from "../arguments/arguments.ts";
import type { CliContext } from "../arguments/context.ts";
import { commandsWith } from "../arguments/help.ts";
import type { Output } from "../print/output.ts";
import { shellWord } from "../print/shell-word.ts";

export interface ResultFile {
  /** null: standard output. */
  readonly path: string | null;
  readonly format: FormatName;
  readonly rows: ExportRequest["rows"];
  /** A file is there already and will be replaced. */
  readonly replaces: boolean;
}

type Target = Pick<ResultFile, "path" | "replaces">;

const STANDARD_OUTPUT = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
const isStandardOutput = (out: string | undefined): boolean => out !== undefined && STANDARD_OUTPUT.includes(out);

/** A wrong --out is told before an hour of training, not after. @param inputs that must not be written over. @throws AppError `export/write`. */
export async function checkOut(out: string, inputs: readonly string[]): Promise<Target> {
  if (isStandardOutput(out)) return { path: null, replaces: false };
  const path = resolve(out);
  if (!existsSync(dirname(path))) throw new AppError("export/write", { path, detail: "its folder does not exist" });
  const there = statSync(path, { throwIfNoEntry: false });
  const isInput = (input: string): boolean => {
    const read = statSync(input, { throwIfNoEntry: false });
    return relative(resolve(input), path) === "" || (read !== undefined && read.dev === there?.dev && read.ino === there.ino);
  };
  if (there?.isFile() && inputs.some(isInput)) throw new AppError("export/write", { path, detail: "the command reads that file" });
  await tryTarget(path);
  return { path, replaces: there?.isFile() === true };
}

/** @param signal ends the wait for the reader of a pipe. @throws AppError `export/write`. */
export async function writeResult(
  { path }: Pick<ResultFile, "path">,
  bytes: Bytes,
  err: Output,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> {
  if (path !== null) return writeFileWhole(path, bytes, { signal, waiting: () => err.write(`Waiting for a reader of ${path}; Ctrl+C ends the wait.\n`) });
  let written = 0;
  for await (const portion of bytes) {
    await writeOut(portion);
    written += portion.length;
  }
  return written;
}

/** Resolves when the reader has taken it. */
function writeOut(portion: Uint8Array): Promise<void> {
  return new Promise<void>((done, fail) => {
    const refuse = (error: Error): void => fail(new AppError("export/write", { path: "Standard output", detail: describe(error) }, { cause: error }));
    // As it is: a table is read by programs.
    process.stdout.write(portion, (error) => (error ? refuse(error) : done()));
  });
}

/** @returns undefined without --out. @throws AppError `export/write`, UsageError for options that do not go together. */
export async function resultFile(options: CliOptions, inputs: readonly string[] = []): Promise<ResultFile | undefined> {
  const { out, baseline, decimals } = options;
  if (out === undefined) {
    const idle = (["format", "rows", "baseline", "configs", "family", "metrics", "after", "decimals", "select-by", "csv-style"] as const).find(
      (name) => options[name] !== undefined,
    );
    const flag = options.bare ? "bare" : options.bom ? "bom" : undefined;
    if (idle ?? flag) throw new UsageError(`--${idle ?? flag} is about the result file: give --out FILE as well`);
    return undefined;
  }
  const format = outFormat(out, options.format);
  const { rows = usualRows(format) } = options;
  if (options["select-by"] !== undefined && rows !== "families")
    throw new UsageError("--select-by chooses the best of each family: give --rows families as well");
  if (rows === "families" && (options.configs ?? options.family) !== undefined)
    throw new UsageError("--rows families is of the whole sweep: leave --configs and --family out");
  const kind = tableKind(format, rows);
  if (kind === null) throw new UsageError(`${formatFacts(format).label} has no table with one row per ${ROW_NAMES[rows]}: leave --rows ${rows} out`);
  if (baseline !== undefined && rows === "runs") throw new UsageError("--baseline compares configurations: give --rows configs as well");
  if (baseline !== undefined && kind === "float") throw new UsageError(`--baseline is for formats with differences and p: ${endingsWithTests(rows)}`);
  if (decimals !== undefined && !isRounded(format, rows))
    throw new UsageError(`--decimals is for rounded tables: ${roundedText()}; this one keeps every digit`);
  for (const [option, name] of FORMAT_FLAGS)
    if (options[name] && !hasOption(format, option)) throw new UsageError(`--${name} is for ${formatsWithOption(option)}, and ${out} is not`);
  const target = await checkOut(out, inputs);
  refuseOnTerminal(formatFacts(format), target.path, process.stdout.isTTY === true);
  return { ...target, format, rows };
}

const ROW_NAMES: Readonly<Record<ResultFile["rows"], string>> = { runs: "run", configs: "configuration", families: "family" };
const FORMAT_FLAGS = [
  ["csvStyle", "csv-style"],
  ["bom", "bom"],
  ["bare", "bare"],
] as const satisfies readonly (readonly [FormatOption, keyof CliOptions])[];

const endingsWithTests = (rows: ResultFile["rows"]): string =>
  listed(FORMAT_NAMES.filter((name) => ["rows", "report"].includes(tableKind(name, rows) ?? "")).map(endingOf), Infinity);
/** "Markdown of --rows configs, LaTeX". */
const roundedText = (): string =>
  FORMAT_NAMES.flatMap((name) =>
    !isRounded(name, "configs") ? [] : [`${formatFacts(name).label}${tableKind(name, "runs") === null ? "" : " of --rows configs"}`],
  ).join(", ");

/**
 * Bytes that are no text would make a terminal unreadable, or act on it.
 * @param isTerminal whether standard output is one. @throws UsageError.
 */
export function refuseOnTerminal({ label, content, endings }: FormatFacts, path: string | null, isTerminal: boolean): void {
  if (path === null && content === "binary" && isTerminal)
    throw new UsageError(`${label} is no text, and standard output is a terminal: give --out FILE.${endings[0]}, or send it on with | or >`);
}

/** What is no plain file has no ending that says a format: --format does, or it is CSV. @param problem where less can be written. @throws UsageError, AppError `export/write`. */
export function outFormat(out: string, given: FormatName | undefined, problem?: string): FormatName {
  const there = isStandardOutput(out) ? undefined : statSync(resolve(out), { throwIfNoEntry: false });
  if (isStandardOutput(out) || (there && !there.isFile() && !there.isDirectory())) return given ?? "csv";
  if (there?.isDirectory()) throw new AppError("export/write", { path: resolve(out), detail: "it is a folder" });
  const found = formatOfFile(out, given);
  if ("problem" in found) throw new UsageError(`--out ${out}: ${problem ?? found.problem}`);
  return found.format;
}

/** Standard output that holds the table holds nothing else. */
export function besideTable(context: CliContext, file: Pick<ResultFile, "path"> | undefined): CliContext {
  return file?.path === null ? { ...context, out: context.err } : context;
}

/** "24 rows written to FILE". */
export function writtenText({ path, replaces }: Target, rowCount: number): string {
  return `${rowCount} ${rowCount === 1 ? "row" : "rows"} written to ${path ?? "standard output"}${replaces ? ", replacing the earlier file" : ""}`;
}

/** The command that writes the table of a trained sweep as it was asked for. */
export function exportCommandText(sweepId: number, { given }: CommandLine): string {
  const kept = Object.entries(given).filter(([name]) => name === "data-dir" || (commandsWith(name).includes("export") && name !== "json"));
  const said = kept.flatMap(([name, values]) => (values.length === 0 ? [`--${name}`] : values.map((value) => optionText(name, value))));
  return ["focaldesk export", String(sweepId), ...said].join(" ");
}

/** What begins with a hyphen is taken for an option unless it is tied to its own. */
const optionText = (name: string, value: string): string => `--${name}${/^-./.test(value) ? "=" : " "}${shellWord(value)}`;
