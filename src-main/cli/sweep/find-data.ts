/**
 * @file The data set that a sweep file names: one that is known, or its file, imported. Of several that fit none is taken.
 * Reads: the store, the file. Writes: the data folder when the file is new.
 */
import { existsSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { Dataset, GivenOptions, Inspection, ReadChoices } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { nearestName } from "#shared/text/nearest-name.ts";
import type { SweepSpec } from "#shared/sweep/spec.ts";
import type { Connection } from "../../connection/connection.ts";
import { sha256OfFile } from "../../data/text/fingerprint.ts";
import { describeCandidates, fits, isComplete, isExact, leavesOut, meant, readSame, statedKeys, type Wanted } from "#shared/sweep/data-candidates.ts";
import { inspectTable, refuseLabelBelow } from "../import/inspect-table.ts";
import type { Output } from "../print/output.ts";
import type { TableLook } from "../print/table-look.ts";
import { noteSharedName } from "../arguments/shared-name.ts";
import { noteTable } from "./sweep-notes.ts";
import { completeOptions, readPart } from "../import/table-reading.ts";

interface Search {
  readonly app: Connection;
  /** How the file is looked at, before it is known whether it must be imported. */
  readonly look: Pick<TableLook, "inspect">;
  /** Ends an upload. */
  readonly signal: AbortSignal;
  readonly spec: SweepSpec;
  readonly known: readonly Dataset[];
  readonly err: Output;
}

const short = (sha256: string): string => `${sha256.slice(0, 12)}…`;

/**
 * By file (imported when new; a split column is left out of its features), fingerprint or name.
 * @param folder that of the sweep file.
 * @param err notes: what is used instead of what the file names.
 * @throws AppError `sweep/dataset`, `sweep/dataset-several`, `sweep/dataset-changed`, `sweep/no-file`, `sweep/invalid`, `data/*`.
 */
export async function findData({ app, look, signal, err }: Pick<Search, "app" | "look" | "signal" | "err">, spec: SweepSpec, folder: string): Promise<Dataset> {
  const { file, sha256, source } = spec.dataset;
  const search: Search = { app, look, signal, spec, known: await app.call("dataset.list", {}), err };
  const kept = sha256 !== undefined && search.known.some((d) => d.sha256 === sha256);
  if (file === undefined) return findKnown(search);
  const path = resolve(folder, file);
  if (!existsSync(path)) {
    if (kept) return findKnown(search);
    if (source !== undefined) throw new AppError("sweep/no-file", { path, source });
  }
  // It is read several times.
  if (statSync(path).isFIFO()) throw new AppError("data/not-found", { path, detail: "it is a pipe, and a sweep needs a file" });
  const found = await sha256OfFile(path);
  if (sha256 === undefined || found === sha256) return findByFile(search, path, found);
  if (!kept) throw new AppError("sweep/dataset-changed", { file, found: short(found), wanted: short(sha256) });
  err.write(`Note: ${file} has changed (sha256 ${short(found)}): the stored copy with the sha256 of the sweep (${short(sha256)}) is used.\n`);
  return findKnown(search);
}

/** What is stated decides; where no option is, the file as it is read by default, unless it was imported by hand in other ways only. */
async function findByFile(search: Search, path: string, sha256: string): Promise<Dataset> {
  const { app, look, signal, spec, known, err } = search;
  const wanted = spec.dataset;
  const { column } = spec.split;
  const same = known.filter((d) => d.sha256 === sha256 && fits(d, wanted, column));
  if (wanted.label === undefined) {
    if (same.length > 0) return only(same, wanted, column);
    throw new AppError("sweep/invalid", { where: "“dataset.label”", detail: `it must name the label column of ${wanted.file}` });
  }
  const options = await optionsOf(look, path, spec, wanted.label);
  const isEarlier = ({ options: { rules, delimiter, header } }: Dataset): boolean =>
    rules === undefined && delimiter === options.delimiter && header === options.header;
  const isUsual = (d: Dataset): boolean => readSame(d.options, options) || (isEarlier(d) && isExact(d, wanted, column));
  if (statedKeys(wanted).length === 0 && same.length > 0 && !same.some(isUsual))
    throw new AppError("sweep/dataset-several", {
      what: `The file ${wanted.file}`,
      why: "is imported, but not as it is read by default",
      list: describeCandidates(same, options),
    });
  const source = await app.source(path, basename(path), { signal });
  const dataset = await app.call("dataset.import", { source, name: wanted.name, options });
  if (!known.some(({ id }) => id === dataset.id)) {
    err.write(`Data set ${dataset.id} “${dataset.name}” imported from ${wanted.file}\n`);
    noteSharedName(dataset, known, err);
    noteTable(dataset, err);
    noteEarlierReading(
      same.find((d) => d.options.rules === undefined),
      search,
    );
  } else if (wanted.name !== undefined && wanted.name !== dataset.name) {
    err.write(`Note: ${wanted.file} is already data set ${dataset.id} “${dataset.name}”; the sweep calls it “${wanted.name}”.\n`);
  }
  return dataset;
}

/** Sweeps of an earlier version stay with the data set as it was read then. */
function noteEarlierReading(earlier: Dataset | undefined, { spec, err }: Search): void {
  if (earlier)
    err.write(
      `Note: data set ${earlier.id} “${earlier.name}” of an earlier version reads this file in another way (${earlier.profile.rows} rows); its sweeps keep it.\n`,
    );
  else if (spec.dataset.rules === 1)
    err.write("Note: the sweep was made by an earlier version, which judged missing values and labels by other rules; figures may differ.\n");
}

/** For a sweep that leaves nothing to be found. */
const NOTHING_ELSE: ReadChoices = { encoding: "utf-8", format: null, skip: null, skipEnd: null, headerLines: null, comment: null };

async function optionsOf(look: Search["look"], path: string, spec: SweepSpec, label: string): Promise<Dataset["options"]> {
  const { name: _name, sha256: _sha256, file: _file, source: _source, rules: _rules, ...given } = spec.dataset;
  const isWhole = isComplete(spec.dataset);
  const found = await inspectTable(look, path, basename(path), { ...(isWhole ? NOTHING_ELSE : {}), ...readPart(given) }, given.missingWords);
  refuseLabelBelow(found, label);
  refuseUnknownColumns(found, spec);
  const { column } = spec.split;
  const ignore = column === undefined || column === label ? given.ignore : [...(given.ignore ?? []), column];
  const stated: GivenOptions & { label: string } = { ...given, label, ...(ignore === undefined ? {} : { ignore }) };
  return completeOptions(found, stated, { numbers: isWhole ? "plain" : "auto" });
}

/** @throws AppError that names the place in the sweep. */
function refuseUnknownColumns({ columns, fileName }: Inspection, { dataset, split }: SweepSpec): void {
  const names = columns.map(({ name }) => name);
  if (split.column !== undefined && !names.includes(split.column)) throw new AppError("split/no-column", { file: fileName, column: split.column });
  const stated: Record<string, readonly string[]> = {
    group: dataset.group === undefined ? [] : [dataset.group],
    ignore: dataset.ignore ?? [],
    categorical: dataset.categorical ?? [],
    numbers: Object.keys(dataset.numbers ?? {}),
  };
  for (const [key, columnsNamed] of Object.entries(stated)) {
    const unknown = columnsNamed.find((name) => !names.includes(name));
    if (unknown === undefined) continue;
    const nearest = nearestName(unknown, names);
    const guess = nearest === null ? "" : ` (do you mean “${nearest}”?)`;
    throw new AppError("sweep/invalid", { where: `“dataset.${key}”`, detail: `${fileName} has no column named “${unknown}”${guess}` });
  }
}

/** By fingerprint or name among what is imported. */
function findKnown({ spec, known }: Search): Dataset {
  const wanted = spec.dataset;
  const { column } = spec.split;
  const named = known.filter((d) => (wanted.sha256 === undefined ? d.name === wanted.name : d.sha256 === wanted.sha256));
  const fitting = named.filter((d) => fits(d, wanted, column));
  if (fitting.length > 0) return only(fitting, wanted, column);
  // One that has the split column among its features is refused later, with the sentence what to do.
  const unsplit = named.filter((d) => fits(d, wanted, undefined) && !leavesOut(d, column));
  if (unsplit.length > 0) return only(unsplit, wanted, undefined);
  if (named.length > 0 && statedKeys(wanted).length > 0)
    throw new AppError("sweep/dataset-several", {
      what: `The data set ${wantedText(wanted, known)}`,
      why: "is not read as “dataset” of the sweep says",
      list: describeCandidates(named),
    });
  // Another label is refused later, too.
  if (named.length > 0) return only(named, wanted, column);
  throw new AppError("sweep/dataset", { wanted: wantedText(wanted, known) });
}

function only(fitting: readonly Dataset[], wanted: Wanted, column: string | undefined): Dataset {
  const left = meant(fitting, wanted, column);
  const [found, other] = left;
  if (!other) return found!;
  throw new AppError("sweep/dataset-several", {
    what: `The data set ${wantedText(wanted, [])}`,
    why: "can be one of several",
    list: describeCandidates(left),
  });
}

function wantedText({ name, sha256, file }: Wanted, known: readonly Dataset[]): string {
  if (name !== undefined) {
    const meant = nearestName(
      name,
      known.map((d) => d.name),
    );
    return `“${name}”${meant === null || meant === name ? "" : ` (do you mean “${meant}”?)`}`;
  }
  if (sha256 !== undefined) return `with sha256 ${short(sha256)}`;
  return file === undefined ? "without name, file or sha256" : `of ${file}`;
}
