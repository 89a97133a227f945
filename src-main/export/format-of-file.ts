/** @file The format that the name of a result file says. */
import { extname } from "node:path";
import { ALL_ENDINGS, type FormatName, formatOfEnding } from "#shared/export/formats.ts";

/**
 * The format of a result file: what its ending says; a format that is given must say the same.
 * @returns a problem for an ending that is none of them or says otherwise: a file must not be called what it is not.
 */
export function formatOfFile(path: string, given: FormatName | undefined): { readonly format: FormatName } | { readonly problem: string } {
  const ending = extname(path).slice(1).toLowerCase();
  if (ending === "" && given) return { format: given };
  const known = `the known endings are ${ALL_ENDINGS.join(", ")}`;
  if (ending === "") return { problem: `it has no ending to tell the format by; ${known}` };
  const format = formatOfEnding(ending);
  if (format === undefined) return { problem: `no table is written as “.${ending}”; ${known}` };
  if (given && given !== format) return { problem: `“.${ending}” says ${format}, and ${given} was asked for` };
  return { format };
}
