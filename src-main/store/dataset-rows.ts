/** @file SQL of data sets. Reads and writes: tables dataset, dataset_class. Rows are parsed on the way out: the disk is not trusted. */
import { type Dataset, DatasetSchema, type ImportOptions, type Profile } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import type { ReadDb, WriteDb } from "./open.ts";

export interface StoredDataset extends Dataset {
  /** File name inside <dataDir>/datasets. */
  readonly storedFile: string;
}

const COLUMNS = `d.id, d.name, d.file_name AS fileName, d.stored_file AS storedFile, d.sha256, d.size_bytes AS sizeBytes, d.options, d.profile,
  d.created_at AS createdAt, (SELECT count(*) FROM sweep WHERE dataset_id = d.id) AS sweepCount`;

function parse(row: unknown): StoredDataset {
  const raw = row as { options: string; profile: string; storedFile: string };
  return { ...DatasetSchema.parse({ ...raw, options: JSON.parse(raw.options), profile: JSON.parse(raw.profile) }), storedFile: raw.storedFile };
}

/** Newest first. */
export function listDatasets(db: ReadDb): StoredDataset[] {
  return db.prepare(`SELECT ${COLUMNS} FROM dataset d ORDER BY d.id DESC`).all().map(parse);
}

/** @throws AppError `run/not-found`. */
export function getDataset(db: ReadDb, id: number): StoredDataset {
  const row = db.prepare(`SELECT ${COLUMNS} FROM dataset d WHERE d.id = ?`).get(id);
  if (!row) throw new AppError("run/not-found", { what: "data set", id });
  return parse(row);
}

export interface DatasetSize {
  readonly rows: number;
  readonly features: number;
  readonly classes: number;
}

/** Numbers only: asked ten times a second while training, where parsing the profile of a wide table would show. */
export function sizeOfDataset(db: ReadDb, id: number): DatasetSize {
  const row = db
    .prepare(
      "SELECT row_count AS rows, feature_count AS features, (SELECT count(*) FROM dataset_class WHERE dataset_id = d.id) AS classes FROM dataset d WHERE id = ?",
    )
    .get(id);
  if (!row) throw new AppError("run/not-found", { what: "data set", id });
  return row as DatasetSize;
}

/** The same file read in the same way is the same data set. */
export function findDataset(db: ReadDb, sha256: string, options: ImportOptions): StoredDataset | undefined {
  const row = db.prepare(`SELECT ${COLUMNS} FROM dataset d WHERE d.sha256 = ? AND d.options = ? ORDER BY d.id LIMIT 1`).get(sha256, JSON.stringify(options));
  return row ? parse(row) : undefined;
}

/** Whether some data set has its rows in this file of the data folder. */
export function isStored(db: ReadDb, storedFile: string): boolean {
  return db.prepare("SELECT 1 FROM dataset WHERE stored_file = ? LIMIT 1").get(storedFile) !== undefined;
}

export interface NewDataset {
  readonly name: string;
  readonly fileName: string;
  readonly storedFile: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly options: ImportOptions;
  readonly profile: Profile;
  readonly createdAt: string;
}

/** @returns the new id. */
export function insertDataset(db: WriteDb, d: NewDataset): number {
  return db.transaction(() => {
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO dataset (name, file_name, stored_file, sha256, size_bytes, options, profile, row_count, feature_count, label, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        d.name,
        d.fileName,
        d.storedFile,
        d.sha256,
        d.sizeBytes,
        JSON.stringify(d.options),
        JSON.stringify(d.profile),
        d.profile.rows,
        d.profile.features,
        d.options.label,
        d.createdAt,
      );
    const insertClass = db.prepare("INSERT INTO dataset_class (dataset_id, class_index, name, row_count) VALUES (?, ?, ?, ?)");
    d.profile.classes.forEach((c, index) => insertClass.run(lastInsertRowid, index, c.name, c.count));
    return Number(lastInsertRowid);
  })();
}

export function renameDataset(db: WriteDb, id: number, name: string): void {
  if (db.prepare("UPDATE dataset SET name = ? WHERE id = ?").run(name, id).changes === 0) throw new AppError("run/not-found", { what: "data set", id });
}

/** @returns the stored file when no other data set uses it any more. @throws AppError `data/in-use` while sweeps use it. */
export function deleteDataset(db: WriteDb, id: number): string | null {
  return db.transaction(() => {
    const dataset = getDataset(db, id);
    if (dataset.sweepCount > 0)
      throw new AppError("data/in-use", { name: dataset.name, sweeps: dataset.sweepCount === 1 ? "1 sweep" : `${dataset.sweepCount} sweeps` });
    db.prepare("DELETE FROM dataset WHERE id = ?").run(id);
    return isStored(db, dataset.storedFile) ? null : dataset.storedFile;
  })();
}
