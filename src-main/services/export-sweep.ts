/** @file One export of a sweep, with the metrics of its scores. Reads: store. Writes: nothing. */
import type { CommandOutput, ExportRequest } from "#shared/contract.ts";
import type { CompareData } from "#shared/records.ts";
import { renderExport } from "../export/render.ts";
import type { ReadDb } from "../store/open.ts";
import { compareMeasures } from "./compare.ts";

/** @throws AppError `export/nothing` when no run of the sweep is complete, `input/invalid` for a baseline that it does not have. */
export function exportSweep(db: ReadDb, data: CompareData, request: ExportRequest): CommandOutput<"export.render"> {
  const of = (split: "validation" | "test") => compareMeasures(db, data.sweep.id, request.at, split, true);
  return renderExport({ data, measures: { validation: of("validation"), test: of("test") } }, request);
}
