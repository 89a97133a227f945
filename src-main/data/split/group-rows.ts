/**
 * @file The group of every row, by a column of the file: rows of one patient, session or machine.
 * Reads: rows of a table. Writes: nothing.
 */
import type { ImportOptions } from "#shared/dataset.ts";
import { AppError } from "#shared/errors.ts";

/** @returns position of the group column; -1: the data set has none. @throws AppError `input/invalid` when the file lacks it, or when it is the label. */
export function groupColumn(names: readonly string[], fileName: string, { group, label }: ImportOptions): number {
  if (group === undefined) return -1;
  const refuse = (detail: string): never => {
    throw new AppError("input/invalid", { what: "The group column", detail });
  };
  const index = names.indexOf(group);
  if (index < 0) refuse(`${fileName} has no column named “${group}”`);
  if (group === label) refuse(`“${group}” is the label of ${fileName}, so every class would be one group`);
  return index;
}

/** Numbers the groups in order of appearance. A row without a group is one of its own: nothing ties it to another. */
export class GroupIndex {
  readonly #numbers = new Map<string, number>();
  #count = 0;

  /** @param cell trimmed. */
  of(cell: string): number {
    if (cell === "") return this.#count++;
    let number = this.#numbers.get(cell);
    if (number === undefined) this.#numbers.set(cell, (number = this.#count++));
    return number;
  }

  get count(): number {
    return this.#count;
  }
}
