/** @file What a person at the terminal should know of a sweep: before it trains, and when it is over. Reads: the plan, the findings. Writes: text. */
import type { CompareData } from "#shared/records.ts";
import type { Dataset } from "#shared/dataset.ts";
import { summarizeFindings } from "#shared/finding-summary.ts";
import type { SweepSpec } from "#shared/sweep-spec.ts";
import type { App } from "../app.ts";

interface Writable {
  write(text: string): unknown;
}

/**
 * Warnings of the plan and of the split under it: settings without effect, classes without rows in a part.
 * @throws AppError as `sweep.preview`: a sweep that does not fit its data set is refused before there is one.
 */
export async function notePlan(app: App, dataset: Dataset, spec: SweepSpec, err: Writable): Promise<void> {
  const { warnings } = await app.call("sweep.preview", { datasetId: dataset.id, spec });
  for (const warning of warnings) err.write(`Note: ${warning}\n`);
}

/** What the watchdog found, one line for each kind however many runs it was. */
export function noteFindings({ runs, classNames }: Pick<CompareData, "runs" | "classNames">, err: Writable): void {
  for (const sentence of summarizeFindings(runs, classNames)) err.write(`Note: ${sentence}\n`);
}
