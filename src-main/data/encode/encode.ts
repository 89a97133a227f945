/**
 * @file From a data file to the arrays a network trains on: split, filled, standardised, one-hot.
 * Reads: the data file of a cohort. Runs inside the trainer process.
 */
import { AppError } from "#shared/errors/errors.ts";
import type { Column } from "#shared/data/dataset.ts";
import { taskOf } from "#shared/task/registry.ts";
import type { Task } from "#shared/task/task.ts";
import type { CohortData } from "#shared/wire/trainer-protocol.ts";
import { sha256OfFile } from "../text/fingerprint.ts";
import type { DataPart, PreparedData } from "./prepared.ts";
import { pickProbe } from "./probe.ts";
import { readColumns } from "./raw-columns.ts";
import type { RawColumns } from "./raw-columns.ts";
import { splitOf } from "../split/split.ts";
import { fitNumeric } from "./training-statistics.ts";
import type { NumericStatistics } from "./training-statistics.ts";

/**
 * Reads and encodes a data set. Features stand in file order, a categorical column as one 0/1 feature per category. Every number that is
 * learned from data (fill value, mean, deviation) comes from the training part alone. The same input gives the same bits.
 * @throws AppError `data/changed` when the file is no longer the imported one, `split/*`, and as `scanTable`.
 */
export async function prepareData(data: CohortData, task: Pick<Task, "encodeTargets"> = taskOf({})): Promise<PreparedData> {
  if ((await sha256OfFile(data.path)) !== data.sha256) throw new AppError("data/changed", { name: data.name, sha256: data.sha256 });
  const raw = await readColumns(data);
  const { classes } = data;
  const split = splitOf(raw, data.split, classes);
  const policy = data.options.missing === "mean" ? "mean" : "median";
  const fitted = data.columns.map((column, c) => (column.kind === "numeric" ? fitNumeric(raw.columns[c] as Float64Array, split.train, policy) : null));
  const features = data.columns.reduce((sum, column) => sum + (column.kind === "numeric" ? 1 : column.categories.length), 0);
  const part = (rows: Int32Array): DataPart => ({
    ...encodePart(rows, raw, data.columns, fitted, features),
    y: task.encodeTargets(rows, raw.labels),
  });
  // Constant over the whole file is told at import; constant in training only is news.
  const flat = data.columns.filter((column, c) => fitted[c]?.deviation === 0 && !column.constant).map((column) => column.name);
  const warnings = [...split.warnings];
  if (flat.length > 0) warnings.push({ id: "columns-constant-in-training", columns: flat });
  const train = part(split.train);
  const probe = pickProbe(train, features, classes.length);
  return { features, classes, train, validation: part(split.validation), test: part(split.test), probe, warnings };
}

function encodePart(
  rows: Int32Array,
  raw: RawColumns,
  columns: readonly Column[],
  fitted: readonly (NumericStatistics | null)[],
  features: number,
): Omit<DataPart, "y"> {
  const x = new Float32Array(rows.length * features);
  let offset = 0;
  columns.forEach((column, c) => {
    const values = raw.columns[c]!;
    const numeric = fitted[c];
    if (column.kind === "categorical") {
      rows.forEach((row, i) => (x[i * features + offset + values[row]!] = 1));
      offset += column.categories.length;
      return;
    }
    if (numeric && numeric.deviation > 0) {
      rows.forEach((row, i) => {
        const value = Number.isNaN(values[row]!) ? numeric.fill : values[row]!;
        x[i * features + offset] = (value - numeric.mean) / numeric.deviation;
      });
    }
    offset++;
  });
  return { rows: rows.length, x };
}
