/**
 * @file The split that the data bring along: a column that says train, validation or test for every row.
 * Reads: cells of that column.
 */
import type { Column, ImportOptions } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";

export type PartName = "train" | "validation" | "test";

const WORDS: Readonly<Record<PartName, readonly string[]>> = {
  train: ["train", "training", "trn"],
  validation: ["validation", "validate", "valid", "val", "dev", "development"],
  test: ["test", "testing", "tst"],
};
const PART_OF = new Map((Object.keys(WORDS) as PartName[]).flatMap((part) => WORDS[part].map((word) => [word, part] as const)));

/** @param cell trimmed. @returns the part it names, in any case of letters; undefined for any other text. */
export function partOf(cell: string): PartName | undefined {
  return cell.length <= 11 ? PART_OF.get(cell.toLowerCase()) : undefined;
}

interface ReadData {
  readonly name: string;
  readonly options: Pick<ImportOptions, "label">;
  /** Its features. */
  readonly columns: readonly Pick<Column, "name">[];
}

/**
 * A network that is given the part of a row as a feature, or is to predict it, learns nothing that holds elsewhere.
 * @throws AppError `split/column-used` when the column is the label or a feature of the data set as it was imported.
 */
function refuseUsedColumn(data: ReadData, column: string): void {
  const role = column === data.options.label ? "the label" : data.columns.some(({ name }) => name === column) ? "a feature" : null;
  if (role !== null) throw new AppError("split/column-used", { column, name: data.name, role });
}

/**
 * Finds the split column in a file.
 * @param names columns of the file.
 * @returns a reader of the part of one record.
 * @throws AppError `split/no-column`, `split/column-used`; the reader `split/value`, naming line and value.
 */
export function partReader(names: readonly string[], data: ReadData, fileName: string, column: string): (cells: readonly string[], line: number) => PartName {
  const index = names.indexOf(column);
  if (index < 0) throw new AppError("split/no-column", { file: fileName, column });
  refuseUsedColumn(data, column);
  return (cells, line) => {
    const part = partOf(cells[index]!);
    if (part === undefined) throw new AppError("split/value", { line, file: fileName, column, value: cells[index]! });
    return part;
  };
}
