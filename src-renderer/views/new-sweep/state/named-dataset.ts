/**
 * @file The imported data set that a sweep file names by fingerprint, name or file.
 * Reads: its arguments. The command line finds it the same way, and imports the file where it is new.
 */
import { fits, meant } from "#shared/sweep/data-candidates.ts";
import type { Dataset } from "#shared/data/dataset.ts";
import type { SweepSpec } from "#shared/sweep/spec.ts";
import { words } from "../../../words/index.ts";

export interface NamedDataset {
  /** null: none of the imported ones is it, or the file does not say which of several. */
  readonly dataset: Dataset | null;
  /** Those it can be, where it does not say which; else empty. */
  readonly among: readonly Dataset[];
  /** What the file says, to be read in a sentence, e.g. “page-blocks.csv”; empty: it names no data set at all. */
  readonly description: string;
}

const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** A fingerprint must fit when it is given, and so must a label: the same file read with another label is another data set. */
export function namedDataset(known: readonly Dataset[], { dataset: named, split }: SweepSpec): NamedDataset {
  const { name, sha256, label } = named;
  const file = named.file === undefined ? undefined : baseName(named.file);
  const said = name ?? file;
  const called = known.filter((d) => d.name === name || d.fileName === file);
  const both = called.filter((d) => d.name === name && d.fileName === file);
  const candidates = sha256 === undefined ? (both.length > 0 ? both : called) : known.filter((d) => d.sha256 === sha256);
  // A column that splits is no feature: of two imports of one file, that without it is meant.
  const unsplit = candidates.filter((d) => fits(d, named, split.column));
  const fitting = unsplit.length > 0 ? unsplit : candidates.filter((d) => fits(d, named, undefined));
  // Where one data set has the name and another comes from the file, the name alone does not decide.
  const decisive = sha256 === undefined && file !== undefined ? { ...named, name: undefined } : named;
  const left = meant(fitting, decisive, split.column);
  const found = left.length === 1 ? { dataset: left[0]!, among: [] } : { dataset: null, among: left };
  const text = words.sweep.named;
  if (said === undefined) return { ...found, description: sha256 === undefined ? "" : text.fingerprint(sha256.slice(0, 12)) };
  // Something of that name is here and is not it: the sentence must say what tells them apart.
  if (left.length === 0 && called.length > 0)
    return { ...found, description: candidates.length === 0 ? text.withFingerprint(said, sha256!.slice(0, 12)) : otherwise(candidates, said, label) };
  return { ...found, description: text.plain(said) };
}

function otherwise(candidates: readonly Dataset[], said: string, label: string | undefined): string {
  const text = words.sweep.named;
  const hasLabel = label === undefined || candidates.some((d) => d.options.label === label);
  return hasLabel ? text.readOtherwise(said) : text.labelled(said, label);
}
