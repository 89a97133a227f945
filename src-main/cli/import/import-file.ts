/** @file `focaldesk import`: adds a table, or says what would be added. Reads: the file. Writes: the data folder. */
import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import type { Dataset, Profile } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { counted } from "#shared/text/lists.ts";
import { sayFinding } from "#shared/words/data-findings.ts";
import { type CommandLine, operand } from "../arguments/arguments.ts";
import { withCancelling } from "../cancelled-by-signal.ts";
import { type CliContext, report } from "../arguments/context.ts";
import { connectToWork } from "../connect.ts";
import { optionsFor } from "./finding-options.ts";
import { withPlainInput } from "../arguments/plain-input.ts";
import { noteSharedName } from "../arguments/shared-name.ts";
import { lookThrough, ReadingLine } from "../print/table-look.ts";
import { planImport, type PlannedImport } from "./import-options.ts";

export async function importCommand(line: CommandLine, context: CliContext): Promise<number> {
  return withCancelling((signal) => withPlainInput(operand(line, "a FILE (or - for standard input)"), ({ path }) => importPlain(path, line, context, signal)));
}

async function importPlain(path: string, line: CommandLine, context: CliContext, signal: AbortSignal): Promise<number> {
  const progress = new ReadingLine(process.stderr, basename(path));
  let planned: PlannedImport;
  try {
    planned = await planImport(path, line.options, lookThrough(context.tables, progress, signal));
  } finally {
    progress.end();
  }
  if (line.options["dry-run"]) return showPlanned(basename(path), planned, context);
  const app = await connectToWork(line, context, 1);
  // What the app calls it; another command may import beside this one.
  const reading = `import ${randomUUID()}`;
  try {
    app.subscribe("dataset.reading", (read) => read.reading === reading && progress.show(read.bytes, read.total));
    const source = await app.source(path, basename(path), { signal, tell: progress.show });
    const cancel = (): void => void app.call("dataset.cancel", { reading }).catch(() => {});
    if (signal.aborted) throw new AppError("data/cancelled", { file: basename(path) });
    signal.addEventListener("abort", cancel, { once: true });
    const { name } = line.options;
    const known = await app.call("dataset.list", {});
    const dataset = await app.call("dataset.import", { source, name, options: planned.options, reading });
    progress.end();
    report(context, { ...dataset, profile: withSentences(dataset.profile) }, `${describeProfile(dataset.name, dataset.profile)}\nsha256 ${dataset.sha256}`);
    if (known.some(({ id }) => id === dataset.id)) noteKnown(dataset, name, context);
    else noteSharedName(dataset, known, context.err);
    noteProfile(dataset.profile, context);
    return 0;
  } finally {
    progress.end();
    await app.close();
  }
}

function showPlanned(fileName: string, { options, profile }: PlannedImport, context: CliContext): number {
  report(context, { dryRun: true, fileName, options, profile: withSentences(profile) }, `Not imported. ${describeProfile(fileName, profile)}`);
  noteProfile(profile, context);
  return 0;
}

function noteKnown({ id, name }: Dataset, wanted: string | undefined, { err }: CliContext): void {
  const kept = wanted === undefined || wanted === name ? "" : `, which keeps its name (“${wanted}” is not used)`;
  err.write(`Note: The same file, read in the same way, is already data set ${id} “${name}”${kept}.\n`);
}

/** For scripts that look for a word: the findings as sentences too, beside those that an earlier version wrote. */
const withSentences = (profile: Profile): Profile => ({ ...profile, warnings: [...(profile.findings ?? []).map(sayFinding), ...profile.warnings] });

function noteProfile({ findings = [], warnings }: Profile, { err }: CliContext): void {
  for (const finding of findings) {
    const options = optionsFor(finding);
    err.write(`Note: ${sayFinding(finding)}${options === null ? "" : ` (${options})`}\n`);
  }
  for (const sentence of warnings) err.write(`Note: ${sentence}\n`);
}

function describeProfile(name: string, profile: Profile): string {
  const classes = profile.classes.map((c) => `${c.name} ${c.count}`).join(", ");
  return `${name}: ${counted(profile.rows, "row")}, ${counted(profile.features, "feature")}, ${profile.classes.length} classes (${classes}), imbalance ratio ${profile.imbalanceRatio.toFixed(1)}`;
}
