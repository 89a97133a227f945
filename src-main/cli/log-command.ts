/** @file `focaldesk log`: where the log is, and its last lines. Reads: the log. Writes: stdout. */
import { lastLines, logPath } from "../log/log.ts";
import type { CommandLine } from "./arguments/arguments.ts";
import { type CliContext, report } from "./arguments/context.ts";

const SHOWN_LINES = 100;

export function logCommand(line: CommandLine, context: CliContext): number {
  const path = logPath(context.dataDir);
  const lines = lastLines(context.dataDir, line.options.lines ?? SHOWN_LINES);
  report(context, { path, lines }, lines.length === 0 ? `${path} is not there: nothing has used this data folder yet.` : [...lines, "", path].join("\n"));
  return 0;
}
