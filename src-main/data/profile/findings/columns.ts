/** @file Columns with gaps, without news, or with the names of images. Reads: what was gathered of a file. */
import type { DataFinding } from "#shared/data/findings.ts";
import type { Seen } from "../watch/seen.ts";

const IMAGE = /\.(?:png|jpe?g|bmp|tiff?|gif|webp|dcm|nii(?:\.gz)?|pgm|ppm|svs|heic)$/i;
const IMAGE_SHARE = 0.9;

export function columnFindings({ columns, tallies, options, equal }: Seen): DataFinding[] {
  const found: DataFinding[] = [];
  const { missing } = options;
  const namesOf = (test: (c: number) => boolean): string[] => columns.flatMap(({ name }, c) => (test(c) ? [name] : []));
  const isEmpty = (c: number): boolean => tallies[c]!.values === 0;

  const worded = columns.flatMap(({ name }, c) => {
    const words = missing === "drop-rows" ? tallies[c]!.allMissingWords : tallies[c]!.missingWords;
    return words.words().some(({ word }) => word !== "") ? [{ name, words: words.words(), lines: [...words.lines] }] : [];
  });
  if (worded.length > 0) found.push({ id: "missing-words", columns: worded });

  const lacking = columns.filter((column, c) => column.missing > 0 && !isEmpty(c));
  if (lacking.length > 0 && (missing === "median" || missing === "mean")) {
    found.push({
      id: "missing-filled",
      columns: lacking.map((column) => ({ name: column.name, count: column.missing })),
      policy: missing,
      numbers: lacking.some(({ kind }) => kind === "numeric"),
      texts: lacking.some(({ kind }) => kind === "categorical"),
    });
  }
  const empty = namesOf(isEmpty);
  if (empty.length > 0) found.push({ id: "columns-empty", columns: empty });
  const constant = namesOf((c) => columns[c]!.constant && !isEmpty(c));
  if (constant.length > 0) found.push({ id: "columns-constant", columns: constant });
  const pairs = equal.filter(([first]) => !columns[first]!.constant && !isEmpty(first));
  if (pairs.length > 0)
    found.push({ id: "columns-equal", pairs: pairs.map(([first, second]) => ({ first: columns[first]!.name, second: columns[second]!.name })) });

  columns.forEach((column, c) => {
    if (column.kind === "numeric" || tallies[c]!.shareOfTexts((text) => IMAGE.test(text)) < IMAGE_SHARE) return;
    found.push({ id: "images-named", column: column.name, example: column.categories.find((text) => IMAGE.test(text))! });
  });
  return found;
}
