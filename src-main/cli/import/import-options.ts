/** @file The options of `focaldesk import`, with names of columns and classes told apart by the file. Reads: options, the file. */
import { basename } from "node:path";
import { type GivenOptions, type ImportOptions, type Inspection, MISSING_WORDS, type Profile, type ReadChoices } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import type { CliOptions } from "../arguments/options.ts";
import { inspectTable, refuseLabelBelow } from "./inspect-table.ts";
import { readKnownNames, readPairs } from "../arguments/name-lists.ts";
import { LOOK_HERE, type TableLook } from "../print/table-look.ts";
import { completeOptions, type NumberWish, refuseUnfitWish } from "./table-reading.ts";
import { UsageError } from "../arguments/usage-error.ts";

export interface PlannedImport {
  readonly options: ImportOptions;
  /** What the data set will hold. */
  readonly profile: Profile;
}

/** Reads the file as it would be imported. Stores nothing. @throws UsageError, AppError of data/*. */
export async function planImport(path: string, options: CliOptions, look: TableLook = LOOK_HERE): Promise<PlannedImport> {
  const fileName = basename(path);
  const missingWords = missingWordsOf(options);
  const inspect = () => inspectTable(look, path, fileName, readGiven(options), missingWords);
  if (options.label === undefined) throw withoutLabel(await inspect().catch(noInspection));
  const found = await inspect();
  const { label } = options;
  refuseLabelBelow(found, label);
  const columns = { names: found.columns.map((column) => column.name), what: `column of ${fileName}` };
  const given: GivenOptions & { label: string } = {
    label,
    ignore: readKnownNames("ignore", options.ignore, columns),
    categorical: readKnownNames("categorical", options.categorical, columns),
    ...(options.missing === undefined ? {} : { missing: options.missing }),
    ...(missingWords === undefined ? {} : { missingWords }),
    ...(options["label-missing"] === undefined ? {} : { labelMissing: wordsOf(options["label-missing"]) }),
    ...(options.group === undefined ? {} : { group: readKnownNames("group", [options.group], columns)[0]! }),
  };
  if (given.ignore!.includes(label)) throw new UsageError(`--ignore “${label}”: that is the label, which is no feature; leave it out of --ignore`);
  const wish: NumberWish = { numbers: options.numbers, decimal: options.decimal, thousands: options.thousands };
  if (wish.decimal !== undefined && wish.decimal === wish.thousands) throw new UsageError(`--decimal and --thousands cannot both be “${wish.decimal}”`);
  if (wish.numbers === "plain" && (wish.decimal ?? wish.thousands) !== undefined)
    throw new UsageError("--numbers plain reads no other style of numbers: leave --decimal and --thousands out");
  const unmerged = completeOptions(found, given, wish);
  const merge = options.merge.length === 0 ? undefined : await mergeOf(look, path, options, unmerged);
  const complete = merge === undefined ? unmerged : completeOptions(found, { ...given, merge }, wish);
  const profile = await look.profile(path, fileName, complete);
  refuseUnfitWish(found, profile, complete, wish);
  return { options: complete, profile };
}

/** Which classes there are to merge is known from the file alone. */
async function mergeOf(look: TableLook, path: string, options: CliOptions, unmerged: ImportOptions): Promise<Record<string, string>> {
  const { classes } = await look.profile(path, basename(path), unmerged);
  return readPairs("merge", options.merge, { names: classes.map((c) => c.name), what: "class" });
}

/** What is wrong with the file is told once the label is there; an end of the reading is told now. */
function noInspection(thrown: unknown): null {
  if (thrown instanceof AppError && (thrown.code === "data/cancelled" || thrown.code.startsWith("data/reader-"))) throw thrown;
  return null;
}

function withoutLabel(found: Inspection | null): UsageError {
  const names = found?.columns.slice(0, 20).map(({ name }) => `“${name}”`);
  const guess = found?.suggestedLabel ? `; perhaps “${found.suggestedLabel}”` : names ? `; there are ${names.join(", ")}` : "";
  return new UsageError(`import needs --label COLUMN, the column that holds the class${guess}`);
}

/** An empty word is the empty cell, which is missing anyway: alone it means “no other”. */
const wordsOf = (words: readonly string[]): string[] => words.filter((word) => word !== "");

function missingWordsOf(options: CliOptions): string[] | undefined {
  const { "missing-word": instead, "also-missing": also } = options;
  if (instead === undefined && also === undefined) return undefined;
  return [...wordsOf(instead ?? MISSING_WORDS), ...wordsOf(also ?? [])];
}

/** Zero and “none” say that there is none, where the file would be asked otherwise. */
export function readGiven(options: CliOptions): ReadChoices {
  const { delimiter, encoding, comment, header, skip, "skip-end": skipEnd } = options;
  if (options["no-header"] && header !== undefined && header > 0) throw new UsageError(`--no-header and --header ${header} contradict each other`);
  const headers = options["no-header"] ? 0 : header;
  return {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(comment === undefined ? {} : { comment: comment === "none" ? null : comment }),
    ...(headers === undefined ? {} : { header: headers > 0, headerLines: headers > 1 ? headers : null }),
    ...(skip === undefined ? {} : { skip: skip || null }),
    ...(skipEnd === undefined ? {} : { skipEnd: skipEnd || null }),
  };
}
