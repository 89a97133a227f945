/**
 * @file The reads that take long where a sweep is large: one line each. They run in a thread beside the process that draws the window.
 * Reads: the store. Writes: nothing, but for the file of an export.
 */
import type { CommandOutput, ParsedInput } from "#shared/wire/contract.ts";
import { AppError } from "#shared/errors/errors.ts";
import { atOnce } from "#shared/numbers/at-once.ts";
import type { CompareColumns } from "#shared/wire/compare-columns.ts";
import type { CompareMeasures, SweepSummary } from "#shared/wire/records.ts";
import { formatOfFile } from "../export/format-of-file.ts";
import { madeAnswer, madeAsJson } from "../export/made-answer.ts";
import { writeFileWhole } from "../export/write-file.ts";
import { inTurns } from "../base/in-turns.ts";
import { compareItems } from "../commands/compare-items.ts";
import { compareColumnsAsJson, compareSweep } from "../commands/compare.ts";
import { measureSlices } from "../commands/compare-measures.ts";
import { exportSweep } from "../commands/export-sweep.ts";
import type { LongReadName } from "../commands/long-read-names.ts";
import type { ReadDb } from "../store/open.ts";
import { listRuns } from "../store/run-views.ts";
import { classesOfSweep } from "../store/sweep-rows.ts";

/** @param summary of the sweep that is read: how far it is only the process that trains knows. @throws AppError as the service does. */
type LongRead<N extends LongReadName> = (db: ReadDb, input: ParsedInput<N>, summary: SweepSummary) => CommandOutput<N> | Promise<CommandOutput<N>>;

const LONG_READS: { readonly [N in LongReadName]: LongRead<N> } = {
  "run.list": (db, { sweepId }) => listRuns(db, sweepId, classesOfSweep(db, sweepId)),
  "compare.get": (db, { counts }, summary) => compareSweep(db, summary, counts),
  "compare.columns": (db, _, summary) => JSON.parse([...compareColumnsAsJson(db, summary)].join("")) as CompareColumns,
  "compare.measures": (db, request) => inTurns(measureSlices(db, request)),
  "compare.items": (db, request) => compareItems(db, request),
  "export.render": (db, request, summary) => madeAnswer(exportSweep(db, compareSweep(db, summary), request)),
  "export.write": async (db, { path, ...request }, summary) => {
    const found = formatOfFile(path, request.format);
    if ("problem" in found) throw new AppError("export/ending", { path, detail: found.problem });
    const { bytes, rowCount } = exportSweep(db, compareSweep(db, summary), request);
    return { path, rowCount, bytes: await writeFileWhole(path, bytes) };
  },
};

/** In this very thread. */
export async function readHere<N extends LongReadName>(db: ReadDb, name: N, input: ParsedInput<N>, summary: SweepSummary): Promise<CommandOutput<N>> {
  return await (LONG_READS[name] as LongRead<N>)(db, input, summary);
}

/** The answer as JSON, in pieces. */
export async function readAsJson<N extends LongReadName>(
  db: ReadDb,
  name: N,
  input: ParsedInput<N>,
  summary: SweepSummary,
): Promise<Iterable<string> | AsyncIterable<string>> {
  if (name === "export.render") return madeAsJson(exportSweep(db, compareSweep(db, summary), input as ParsedInput<"export.render">));
  if (name === "compare.columns") return compareColumnsAsJson(db, summary);
  if (name === "compare.measures") return measuresAsJson(atOnce(measureSlices(db, input as ParsedInput<"compare.measures">)));
  return [JSON.stringify(await readHere(db, name, input, summary))];
}

/** Column by column: all of them are one text of tens of megabytes. */
function* measuresAsJson({ columns, ...rest }: CompareMeasures): Generator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"columns":[`;
  for (const [i, column] of columns.entries()) yield (i === 0 ? "" : ",") + JSON.stringify(column);
  yield "]}";
}
