/**
 * @file A look at a table before it is imported, with refusals that know what was asked for: a skip beyond the end, a label that stands below.
 * Reads: the file.
 */
import type { Inspection, ReadChoices } from "#shared/data/dataset.ts";
import { AppError } from "#shared/errors/errors.ts";
import { counted, namesOf } from "#shared/text/lists.ts";
import { firstLines } from "../../data/inspect/sample.ts";
import { detectEncoding } from "../../data/text/detect-encoding.ts";
import type { TableLook } from "../print/table-look.ts";

/** Signs of a line, and columns, in a message. */
const SHOWN = 60;
const NAMED = 20;
const shown = (line: string): string => (line.length > SHOWN ? `${line.slice(0, SHOWN).toWellFormed()}…` : line);

/** As `look.inspect`. @throws AppError `data/skip-beyond`, `data/no-rows` where only that says why no row was found. */
export async function inspectTable(
  look: Pick<TableLook, "inspect">,
  path: string,
  fileName: string,
  given: ReadChoices,
  missingWords: readonly string[] | undefined,
): Promise<Inspection> {
  try {
    return await look.inspect(path, fileName, given, missingWords);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "data/empty") throw error;
    const lines = await firstLines(path, fileName, given.encoding ?? (await detectEncoding(path)));
    const skip = given.skip ?? 0;
    if (lines.length > 0 && skip >= lines.length) throw new AppError("data/skip-beyond", { file: fileName, skip, lines: counted(lines.length, "line") });
    const header = lines.slice(skip).find((line) => line.trim() !== "");
    throw header === undefined ? error : new AppError("data/no-rows", { file: fileName, header: shown(header.trim()) });
  }
}

/** Names that stand further down are not seen as names: what the user asks for tells. @throws AppError `data/label-below`. */
export function refuseLabelBelow({ columns, lines, fileName }: Inspection, label: string): void {
  if (columns.some(({ name }) => name === label)) return;
  const at = lines.findIndex((line) => cellsOf(line).includes(label.trim()));
  if (at < 1) return;
  const names = columns.map(({ name }) => name);
  throw new AppError("data/label-below", { file: fileName, label, columns: namesOf(names, NAMED), line: at + 1, text: shown(lines[at]!), skip: at });
}

/** Under any delimiter: the one that was found may be that of what stands above. */
const cellsOf = (line: string): string[] =>
  [line.split(/[,;\t|]/), line.split(/\s+/)].flatMap((cells) => cells.map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")));
