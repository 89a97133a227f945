/**
 * @file The imported data set that a sweep file names by fingerprint, name or file.
 * Reads: its arguments. Writes: nothing. The command line finds it the same way, and imports the file where it is new.
 */
import { fits, isExact } from "#shared/data-candidates.ts";
import type { Dataset } from "#shared/dataset.ts";
import type { SweepSpec } from "#shared/sweep-spec.ts";
import { words } from "../messages/index.ts";

export interface NamedDataset {
  /** null: none of the imported ones is it. */
  readonly dataset: Dataset | null;
  /** What the file says, to be read in a sentence, e.g. “page-blocks.csv”; empty: it names no data set at all. */
  readonly description: string;
}

const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/**
 * A fingerprint must fit when it is given, and so must a label: the same file read with another label is another data set.
 * @param current comes first where several fit; the others in the order of `known`.
 */
export function namedDataset(known: readonly Dataset[], { dataset: named, split }: SweepSpec, current: Dataset): NamedDataset {
  const { name, sha256, label } = named;
  const file = named.file === undefined ? undefined : baseName(named.file);
  const said = name ?? file;
  const ordered = [...known.filter((d) => d.id === current.id), ...known.filter((d) => d.id !== current.id)];
  const called = [ordered.filter((d) => name !== undefined && d.name === name), ordered.filter((d) => file !== undefined && d.fileName === file)];
  const candidates = sha256 === undefined ? called.flat() : ordered.filter((d) => d.sha256 === sha256);
  // A column that splits is no feature: of two imports of one file, that without it is meant.
  const fitting = candidates.filter((d) => fits(d, named, split.column));
  const dataset = fitting.find((d) => isExact(d, named, split.column)) ?? fitting[0] ?? candidates.find((d) => fits(d, named, undefined)) ?? null;
  const text = words.sweep.named;
  if (said === undefined) return { dataset, description: sha256 === undefined ? "" : text.fingerprint(sha256.slice(0, 12)) };
  // Something of that name is here and is not it: the sentence must say what tells them apart.
  if (dataset === null && called.flat().length > 0)
    return { dataset, description: candidates.length === 0 ? text.withFingerprint(said, sha256!.slice(0, 12)) : otherwise(candidates, said, label) };
  return { dataset, description: text.plain(said) };
}

function otherwise(candidates: readonly Dataset[], said: string, label: string | undefined): string {
  const text = words.sweep.named;
  const hasLabel = label === undefined || candidates.some((d) => d.options.label === label);
  return hasLabel ? text.readOtherwise(said) : text.labelled(said, label);
}
