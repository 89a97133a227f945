/** @file One export request from sweep to text. Reads: compare data. Writes: nothing. */
import type { CommandOutput, ExportRequest } from "#shared/contract.ts";
import { AppError } from "#shared/errors.ts";
import { defaultBaseline } from "#shared/statistics/sweep-groups.ts";
import { ENDING, formatTable, MIME } from "./formats.ts";
import type { ExportData } from "./metric-cells.ts";
import { paperTable } from "./paper-table.ts";
import { configTable, runTable } from "./result-table.ts";

/** With four bytes each and the ending, the longest name that every file system takes (255 bytes). */
const NAME_CHARACTERS = 60;

/** @throws AppError `export/nothing` when no run of the sweep is complete, `input/invalid` for a baseline that it does not have. */
export function renderExport(input: ExportData, request: ExportRequest): CommandOutput<"export.render"> {
  const { data } = input;
  if (!data.runs.some((run) => run.counts !== null)) throw new AppError("export/nothing", { sweep: `“${data.sweep.name}”` });
  const { baseline = defaultBaseline(data.configs) } = request;
  if (baseline !== null && !data.configs.some((config) => config.id === baseline))
    throw new AppError("input/invalid", { what: "The baseline", detail: `the sweep has no configuration ${baseline}` });
  const table = request.rows === "runs" ? runTable(input, request.at) : configTable(input, request.at, baseline);
  const spelled = data.sweep.name.normalize("NFC").replaceAll(/[^\p{L}\p{N}._-]+/gu, "-");
  // A dot in front would hide the file.
  const name = [...spelled.replace(/^[-.]+/, "")].slice(0, NAME_CHARACTERS).join("").replace(/-+$/, "") || "sweep";
  return {
    fileName: `${name}-${request.rows}.${ENDING[request.format]}`,
    mime: MIME[request.format],
    text: request.rows === "configs" && request.format === "markdown" ? paperTable(input, table, request.at, baseline) : formatTable(table, request.format),
    rowCount: table.rows.length,
  };
}
