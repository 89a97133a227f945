/** @file What a person at the terminal should know of a sweep: before it trains, and when it is over. Reads: the plan, the findings. Writes: text. */
import { saySweepFinding } from "#shared/words/sweep-findings.ts";
import { basename } from "node:path";
import type { CommandOutput } from "#shared/wire/contract.ts";
import type { CompareData } from "#shared/wire/records.ts";
import type { DataFindingId } from "#shared/data/findings.ts";
import type { Dataset } from "#shared/data/dataset.ts";
import { summarizeFindings } from "#shared/words/finding-summary.ts";
import { sayFinding } from "#shared/words/data-findings.ts";
import type { SweepSpec } from "#shared/sweep/spec.ts";
import type { Connection } from "../../connection/connection.ts";
import type { Output } from "../print/output.ts";

/** What makes the figures of a sweep look better than they are: said before each training, not only at the import. */
const LEAKS: readonly DataFindingId[] = ["row-index", "group-identifier", "gives-label-away", "identifier", "part-column"];

/** Findings of a table that is new here; leaks come with `noteLeaks`. */
export function noteTable({ profile }: Dataset, err: Output): void {
  for (const finding of profile.findings ?? []) if (!LEAKS.includes(finding.id)) err.write(`Note: ${sayFinding(finding)}\n`);
}

/** @param spec a column that says the part of every row splits groups as its maker chose. */
export function noteLeaks({ profile }: Dataset, { split }: SweepSpec, err: Output): void {
  const leaks = (profile.findings ?? []).filter(({ id }) => LEAKS.includes(id) && !(id === "group-identifier" && split.column !== undefined));
  for (const finding of leaks) err.write(`Note: ${sayFinding(finding)}\n`);
}

export type PlanForecast = Pick<CommandOutput<"sweep.preview">, "forecastMs" | "forecastBasis" | "diskBytes">;

/**
 * Warnings of the plan and of the split under it: settings without effect, classes without rows in a part.
 * @throws AppError as `sweep.preview`: a sweep that does not fit its data set is refused before there is one.
 */
export async function notePlan(app: Connection, dataset: Dataset, spec: SweepSpec, err: Output): Promise<PlanForecast> {
  const { warnings, ...forecast } = await app.call("sweep.preview", { datasetId: dataset.id, spec });
  for (const warning of warnings) err.write(`Note: ${saySweepFinding(warning)}\n`);
  return forecast;
}

/** What the watchdog found, one line for each kind however many runs it was. */
export function noteFindings({ runs, classNames }: Pick<CompareData, "runs" | "classNames">, err: Output): void {
  for (const sentence of summarizeFindings(runs, classNames)) err.write(`Note: ${sentence}\n`);
}

/** A sweep of this name was trained on a file of this name with other bytes: that one keeps them, and this is another. */
export async function noteChangedFile(app: Connection, dataset: Dataset, { name, dataset: { file } }: SweepSpec, err: Output): Promise<void> {
  if (file === undefined) return;
  const datasets = new Map((await app.call("dataset.list", {})).map((d) => [d.id, d]));
  const short = (sha256: string): string => `${sha256.slice(0, 12)}…`;
  for (const sweep of await app.call("sweep.list", {})) {
    const earlier = datasets.get(sweep.datasetId);
    if (sweep.name !== name || !earlier || earlier.fileName !== basename(file) || earlier.sha256 === dataset.sha256) continue;
    err.write(
      `Note: ${file} has changed since sweep ${sweep.id} “${name}” was made: its sha256 was ${short(earlier.sha256)} and is ${short(dataset.sha256)}. Sweep ${sweep.id} keeps the earlier data.\n`,
    );
  }
}
