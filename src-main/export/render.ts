/** @file One export request from sweep to text. Reads: compare data. Writes: nothing. */
import type { CommandOutput, ExportRequest } from "#shared/contract.ts";
import { AppError } from "#shared/errors.ts";
import type { CompareData } from "#shared/records.ts";
import { ENDING, formatTable, MIME } from "./formats.ts";
import { configTable, runTable } from "./result-table.ts";

/** With four bytes each and the ending, the longest name that every file system takes (255 bytes). */
const NAME_CHARACTERS = 60;

/** @throws AppError `export/nothing` when no run of the sweep is complete. */
export function renderExport(data: CompareData, request: ExportRequest): CommandOutput<"export.render"> {
  if (!data.runs.some((run) => run.counts !== null)) throw new AppError("export/nothing", { sweep: `“${data.sweep.name}”` });
  const table = request.rows === "runs" ? runTable(data, request.at) : configTable(data, request.at);
  const spelled = data.sweep.name.normalize("NFC").replaceAll(/[^\p{L}\p{N}._-]+/gu, "-");
  // A dot in front would hide the file.
  const name = [...spelled.replace(/^[-.]+/, "")].slice(0, NAME_CHARACTERS).join("").replace(/-+$/, "") || "sweep";
  return {
    fileName: `${name}-${request.rows}.${ENDING[request.format]}`,
    mime: MIME[request.format],
    text: formatTable(table, request.format),
    rowCount: table.rows.length,
  };
}
