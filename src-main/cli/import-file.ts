/** @file `focaldesk import`: adds a table. Reads: the file. Writes: the data folder. */
import { resolve } from "node:path";
import type { Dataset } from "#shared/dataset.ts";
import type { App } from "../app.ts";
import type { CliOptions } from "./arguments.ts";
import { type CommandLine, operand, UsageError } from "./arguments.ts";
import { type CliContext, openApp, report } from "./context.ts";

export async function importCommand(line: CommandLine, context: CliContext): Promise<number> {
  const path = resolve(operand(line, "a FILE"));
  if (line.options.label === undefined) throw new UsageError("import needs --label COLUMN, the column that holds the class");
  const app = await openApp(context, "cli", 1);
  try {
    const dataset = await importTable(app, path, line.options.label, line.options);
    report(context, dataset, describeDataset(dataset));
    for (const warning of dataset.profile.warnings) context.err.write(`Note: ${warning}\n`);
    return 0;
  } finally {
    await app.close();
  }
}

type ReadingOptions = Pick<CliOptions, "name" | "delimiter" | "no-header" | "missing" | "ignore" | "categorical">;

export async function importTable(app: App, path: string, label: string, options: ReadingOptions): Promise<Dataset> {
  const given = { delimiter: options.delimiter, header: options["no-header"] ? false : undefined };
  const { options: found } = await app.call("dataset.inspect", { source: { path }, options: given });
  return app.call("dataset.import", {
    source: { path },
    name: options.name,
    options: { ...found, label, missing: options.missing, ignore: options.ignore, categorical: options.categorical },
  });
}

function describeDataset({ name, profile, sha256 }: Dataset): string {
  const classes = profile.classes.map((c) => `${c.name} ${c.count}`).join(", ");
  return `${name}: ${profile.rows} rows, ${profile.features} features, ${profile.classes.length} classes (${classes}), imbalance ratio ${profile.imbalanceRatio.toFixed(1)}\nsha256 ${sha256}`;
}
