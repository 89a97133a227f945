/**
 * @file Where a table goes, as said on the command line: format, rows, and whether a file is there already.
 * Reads: options, the file system. Writes: nothing.
 */
import { existsSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { ExportRequest } from "#shared/contract.ts";
import { AppError } from "#shared/errors.ts";
import { formatOfFile } from "../export/formats.ts";
import { type CliOptions, UsageError } from "./arguments.ts";

export interface ResultFile {
  readonly path: string;
  readonly format: ExportRequest["format"];
  readonly rows: ExportRequest["rows"];
  /** A file is there already and will be replaced. */
  readonly replaces: boolean;
}

/** A wrong --out is told before an hour of training, not after. @param inputs that must not be written over. @throws AppError `export/write`. */
export function checkOut(out: string, inputs: readonly string[]): { readonly path: string; readonly replaces: boolean } {
  const path = resolve(out);
  if (!existsSync(dirname(path))) throw new AppError("export/write", { path, detail: "its folder does not exist" });
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw new AppError("export/write", { path, detail: "it is a folder" });
  if (there && inputs.some((input) => relative(resolve(input), path) === ""))
    throw new AppError("export/write", { path, detail: "the command reads that file" });
  return { path, replaces: there !== undefined };
}

/** @returns undefined without --out. @throws AppError `export/write`, UsageError for options that do not go together. */
export function resultFile(options: CliOptions, inputs: readonly string[] = []): ResultFile | undefined {
  const { out, baseline, decimals, bare } = options;
  if (out === undefined) {
    const idle = (["format", "rows", "baseline", "configs", "family", "metrics", "after", "decimals", "select-by", "csv-style"] as const).find(
      (name) => options[name] !== undefined,
    );
    const flag = bare ? "bare" : options.bom ? "bom" : undefined;
    if (idle ?? flag) throw new UsageError(`--${idle ?? flag} is about the result file: give --out FILE as well`);
    return undefined;
  }
  const found = formatOfFile(out, options.format);
  if ("problem" in found) throw new UsageError(`--out ${out}: ${found.problem}`);
  const { format } = found;
  const { rows = format === "latex" ? "configs" : "runs" } = options;
  const isRounded = format === "latex" || (format === "markdown" && rows !== "runs");
  if (options["select-by"] !== undefined && rows !== "families")
    throw new UsageError("--select-by chooses the best of each family: give --rows families as well");
  if (rows === "families" && (options.configs ?? options.family) !== undefined)
    throw new UsageError("--rows families is of the whole sweep: leave --configs and --family out");
  if (format === "latex" && rows === "runs") throw new UsageError("a LaTeX table has one row per configuration or family: leave --rows runs out");
  if (baseline !== undefined && rows === "runs") throw new UsageError("--baseline compares configurations: give --rows configs as well");
  if (baseline !== undefined && format === "latex") throw new UsageError("--baseline is for formats with differences and p: .csv, .tsv, .json and .md");
  if (decimals !== undefined && !isRounded) throw new UsageError("--decimals is for LaTeX and for Markdown of --rows configs; this table keeps every digit");
  if (options["csv-style"] !== undefined && format !== "csv") throw new UsageError(`--csv-style is for CSV, and ${out} is not`);
  if (options.bom && format !== "csv" && format !== "tsv") throw new UsageError(`--bom is for CSV and TSV, and ${out} is neither`);
  if (bare && format !== "latex") throw new UsageError(`--bare is for LaTeX, and ${out} is not`);
  return { ...checkOut(out, inputs), format, rows };
}

/** "24 rows written to FILE". */
export function writtenText({ path, replaces }: Pick<ResultFile, "path" | "replaces">, rowCount: number): string {
  return `${rowCount} ${rowCount === 1 ? "row" : "rows"} written to ${path}${replaces ? ", replacing the earlier file" : ""}`;
}
