/**
 * @file The data set that a sweep file names: one that is known, or its file, imported.
 * Reads: the store, the file. Writes: the data folder when the file is new.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Dataset } from "#shared/dataset.ts";
import { AppError } from "#shared/errors.ts";
import { nearestName } from "#shared/nearest-name.ts";
import type { SweepSpec } from "#shared/sweep-spec.ts";
import type { App } from "../app.ts";
import { importTable } from "./import-file.ts";

/**
 * By file (imported when new; a split column is left out of its features), fingerprint or name.
 * @param folder that of the sweep file.
 * @throws AppError `sweep/dataset`, `sweep/no-file`, `sweep/invalid`, `data/*`.
 */
export async function findData(app: App, spec: SweepSpec, folder: string): Promise<Dataset> {
  const wanted = spec.dataset;
  const { column } = spec.split;
  const known = await app.call("dataset.list", {});
  const leavesOut = (dataset: Dataset): boolean => column === undefined || dataset.options.ignore.includes(column);
  const bySha = wanted.sha256 ? known.filter((d) => d.sha256 === wanted.sha256 && (!wanted.label || d.options.label === wanted.label)) : [];
  const fit = bySha.find(leavesOut);
  if (fit) return fit;
  if (wanted.file !== undefined) return importFile(app, spec, wanted.file, folder);
  const byName = wanted.sha256 ? bySha : known.filter((d) => d.name === wanted.name);
  // One that has the split column among its features is refused later, with the sentence what to do.
  const found = byName.find(leavesOut) ?? byName[0];
  if (found) return found;
  const meant = nearestName(
    wanted.name ?? "",
    known.map((d) => d.name),
  );
  throw new AppError("sweep/dataset", {
    wanted: wanted.name
      ? `“${wanted.name}”${meant === null ? "" : ` (do you mean “${meant}”?)`}`
      : wanted.sha256
        ? `with sha256 ${wanted.sha256.slice(0, 12)}…`
        : "without name, file or sha256",
  });
}

async function importFile(app: App, spec: SweepSpec, file: string, folder: string): Promise<Dataset> {
  const { name, label, sha256, source } = spec.dataset;
  const path = resolve(folder, file);
  if (!label) throw new AppError("sweep/invalid", { where: "“dataset.label”", detail: `it must name the label column of ${file}` });
  if (source !== undefined && !existsSync(path)) throw new AppError("sweep/no-file", { path, source });
  const { column } = spec.split;
  const dataset = await importTable(app, path, label, {
    name,
    delimiter: undefined,
    "no-header": false,
    missing: "median",
    ignore: column === undefined ? [] : [column],
    categorical: [],
  });
  if (sha256 && dataset.sha256 !== sha256)
    throw new AppError("sweep/dataset", { wanted: `${file} with sha256 ${sha256.slice(0, 12)}… (the file has ${dataset.sha256.slice(0, 12)}…)` });
  return dataset;
}
