/** @file A data set whose name another one has. Reads: the data sets. Writes: a note. */
import type { Dataset } from "#shared/data/dataset.ts";
import { listed } from "#shared/text/lists.ts";
import type { Output } from "../print/output.ts";

/** @param known those there were before. */
export function noteSharedName({ name }: Dataset, known: readonly Dataset[], err: Output): void {
  const same = known.filter((other) => other.name === name).map(({ id }) => String(id));
  if (same.length === 0) return;
  err.write(`Note: another data set has the name “${name}” too (id ${listed(same)}): a sweep that says only the name can mean either. --name gives another.\n`);
}
