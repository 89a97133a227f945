/**
 * @file The group of every row, by a column of the file: rows of one patient, session or machine.
 * Reads: rows of a table.
 */
import type { ImportOptions } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { HashTable } from "../cells/hash-table.ts";
import { ownText } from "../cells/text-budget.ts";
import { hashText } from "../cells/text-hash.ts";

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

/** Groups that are told apart by their texts; beyond, by 64-bit hashes: of 20 million, two are taken for one with a probability of about 1e-5. */
const MOST_TEXTS = 1_000_000;

/** Numbers the groups in order of appearance. A row without a group is one of its own: nothing ties it to another. */
export class GroupIndex {
  #texts: Map<string, number> | null = new Map();
  #hashes: HashTable | null = null;
  readonly #x = new Int32Array(1);
  readonly #y = new Int32Array(1);
  readonly #mostTexts: number;
  #count = 0;

  constructor(mostTexts = MOST_TEXTS) {
    this.#mostTexts = mostTexts;
  }

  /** @param cell trimmed. */
  of(cell: string): number {
    if (cell === "") return this.#count++;
    if (this.#hashes) return this.#place(this.#hashes, cell, this.#count) ?? this.#count++;
    const texts = this.#texts!;
    const number = texts.get(cell);
    if (number !== undefined) return number;
    texts.set(ownText(cell), this.#count);
    if (texts.size > this.#mostTexts) {
      this.#hashes = new HashTable(true);
      for (const [text, group] of texts) this.#place(this.#hashes, text, group);
      this.#texts = null;
    }
    return this.#count++;
  }

  #place(hashes: HashTable, text: string, group: number): number | null {
    hashText(text, this.#x, this.#y, 0);
    return hashes.place(this.#x[0]!, this.#y[0]!, group);
  }

  get count(): number {
    return this.#count;
  }
}
