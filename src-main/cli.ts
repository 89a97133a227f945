/** @file The command line: one word per task, exit codes that mean something. Reads: argv. Writes: stdout (results), stderr (progress, errors). */
import { resolve } from "node:path";
import { AppError, asAppError, toWire } from "#shared/errors/errors.ts";
import { type CommandLine, noOperands, parseCommandLine, UsageError } from "./cli/arguments/arguments.ts";
import { outliveClosedOutput } from "./cli/print/closed-output.ts";
import { CANCELLED_CODE } from "./cli/cancelled-by-signal.ts";
import { type CliContext, createContext, report } from "./cli/arguments/context.ts";
import { dbCommand } from "./cli/db-command.ts";
import { doctorCommand } from "./cli/doctor.ts";
import { COMMAND_HELP, helpData, helpText } from "./cli/arguments/help.ts";
import { importCommand } from "./cli/import/import-file.ts";
import { logCommand } from "./cli/log-command.ts";
import { metricsCommand } from "./cli/measure/metrics-command.ts";
import { shownOn } from "./cli/print/output.ts";
import { exportCommand, listCommand } from "./cli/read-commands.ts";
import { measureCommand } from "./cli/sweep/measure-stored.ts";
import { runCommand } from "./cli/sweep/run-sweep.ts";
import { serveCommand } from "./cli/serve.ts";
import { endWithWrapper } from "./cli/wrapper.ts";
import { defaultDataDir } from "./base/default-data-dir.ts";
import { Log } from "./log/log.ts";
import { logFailure } from "./log/logged-errors.ts";
import { keepToOwner } from "./base/owner-only.ts";
import { APP_VERSION } from "./base/version.ts";

function dispatch(line: CommandLine, context: CliContext): Promise<number> | number {
  switch (line.command) {
    case "import":
      return importCommand(line, context);
    case "run":
      return runCommand(line, context);
    case "list":
      return listCommand(line, context);
    case "export":
      return exportCommand(line, context);
    case "measure":
      return measureCommand(line, context);
    case "metrics":
      return metricsCommand(line, context);
    case "serve":
      noOperands(line);
      return serveCommand(line, context);
    case "db":
      return dbCommand(line, context);
    case "doctor":
      noOperands(line);
      return doctorCommand(line, context);
    case "log":
      noOperands(line);
      return logCommand(line, context);
    case "version":
      noOperands(line);
      report(context, { version: APP_VERSION }, APP_VERSION);
      return 0;
    case "help":
      return helpCommand(line, context);
    default:
      throw new UsageError(`“${line.command}” is not a command`);
  }
}

function helpCommand({ operands }: CommandLine, context: CliContext): number {
  const [about, more] = operands;
  if (more !== undefined) throw new UsageError(`“${more}” is one word too many for help`);
  if (about !== undefined && !Object.hasOwn(COMMAND_HELP, about)) throw new UsageError(`“${about}” is not a command`);
  report(context, helpData(about), helpText(about).trimEnd());
  return 0;
}

/** Where the usage of what was tried is told. */
function whereToLook(argv: readonly string[]): string {
  const command = argv.find((word) => !word.startsWith("-"));
  return `See “focaldesk help${command !== undefined && Object.hasOwn(COMMAND_HELP, command) && command !== "help" ? ` ${command}` : ""}”.`;
}

/** What nobody expected is in the log already where the app met it; here it is what the command itself did. */
function unexpectedInLog(error: unknown, argv: readonly string[]): unknown {
  if (asAppError(error).code !== "app/internal" || (error instanceof AppError && "log" in error.data)) return error;
  const at = argv.indexOf("--data-dir");
  const dataDir = resolve((at >= 0 ? argv[at + 1] : undefined) ?? defaultDataDir());
  return logFailure(new Log(dataDir, () => new Date().toISOString()), argv[0] ?? "", error);
}

/** @returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  let json = argv.includes("--json");
  try {
    const line = parseCommandLine(argv);
    json = line.options.json;
    const context = createContext(line.options);
    try {
      return await dispatch(line, context);
    } finally {
      context.tables.close();
    }
  } catch (error) {
    const wire = toWire(unexpectedInLog(error, argv));
    if (json) shownOn(process.stdout).write(`${JSON.stringify({ error: wire })}\n`);
    else shownOn(process.stderr).write(`${wire.message} ${error instanceof UsageError ? whereToLook(argv) : wire.action}\n`);
    if (process.env["FOCALDESK_DEBUG"] && error instanceof Error && !(error instanceof AppError)) process.stderr.write(`${error.stack}\n`);
    if (wire.code === "data/cancelled") return CANCELLED_CODE;
    return error instanceof UsageError ? 2 : 1;
  }
}

keepToOwner();
endWithWrapper();
outliveClosedOutput();
process.exitCode = await main(process.argv.slice(2));
