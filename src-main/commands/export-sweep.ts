/** @file One export of a sweep, with the metrics of its scores. Reads: store. */
import type { ExportRequest } from "#shared/wire/contract.ts";
import { asAppError } from "#shared/errors/errors.ts";
import type { CompareData } from "#shared/wire/records.ts";
import type { ReadRuns } from "../export/metric-cells.ts";
import type { Bytes } from "../export/format.ts";
import { type RenderedBytes, renderBytes } from "../export/render.ts";
import { absentVariants, measureReader } from "../store/measure-rows.ts";
import type { ReadDb } from "../store/open.ts";

/**
 * @returns bytes that are made while they are gone through: the database must stay open until then.
 * @throws AppError `export/nothing` when no run of the sweep is complete, `input/invalid` for a baseline that it does not have.
 */
export function exportSweep(db: ReadDb, data: CompareData, request: ExportRequest): RenderedBytes {
  const absent = absentVariants(db, data.sweep.id, request.at);
  const of = (split: "validation" | "test"): ReadRuns => {
    const read = measureReader(db, request.at, split, { classes: true });
    return {
      of(runId) {
        const measures = read(runId);
        return measures.length > 0 ? { measures, absent: absent.get(runId) ?? {} } : null;
      },
    };
  };
  const { bytes, ...rest } = renderBytes({ data, measures: { validation: of("validation"), test: of("test") } }, request);
  return { ...rest, bytes: toldApart(bytes) };
}

/** Whoever writes the bytes must not take a damaged database for a file that cannot be written. */
async function* toldApart(bytes: Bytes): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    yield* bytes;
  } catch (error) {
    throw asAppError(error);
  }
}
