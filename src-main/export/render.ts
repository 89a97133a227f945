/** @file One export request from sweep to text. Reads: compare data. Writes: nothing. */
import type { CommandOutput, ExportRequest } from "#shared/contract.ts";
import { AppError } from "#shared/errors.ts";
import type { CompareData } from "#shared/records.ts";
import { ENDING, formatTable, MIME } from "./formats.ts";
import { configTable, runTable } from "./result-table.ts";

/** @throws AppError `export/nothing` when no run of the sweep is complete. */
export function renderExport(data: CompareData, request: ExportRequest): CommandOutput<"export.render"> {
  if (!data.runs.some((run) => run.counts !== null)) throw new AppError("export/nothing", { sweep: `“${data.sweep.name}”` });
  const table = request.rows === "runs" ? runTable(data, request.at) : configTable(data, request.at);
  const name =
    data.sweep.name
      .normalize("NFC")
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
      .replaceAll(/^-+|-+$/g, "") || "sweep";
  return {
    fileName: `${name}-${request.rows}.${ENDING[request.format]}`,
    mime: MIME[request.format],
    text: formatTable(table, request.format),
    rowCount: table.rows.length,
  };
}
