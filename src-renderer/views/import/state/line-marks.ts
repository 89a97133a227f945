/**
 * @file What each of the first lines of a file is taken for: skipped, a comment, column names, data.
 * Reads: lines, options, findings.
 */
import type { DataFinding } from "#shared/data/findings.ts";
import type { ReadOptions } from "#shared/data/dataset.ts";
import type { LineMark } from "../../../words/subjects.ts";
import { headerCount } from "./given.ts";

/** One mark for each line; `lines[0]` is line 1. */
export function markLines(lines: readonly string[], options: Partial<ReadOptions>, findings: readonly DataFinding[] = []): LineMark[] {
  const skipped = new Set(findings.flatMap((f) => ((f.id === "lines-skipped" && f.why !== "comment") || f.id === "header-repeated" ? f.lines : [])));
  const underNames = new Set(findings.flatMap((f) => (f.id === "lines-skipped" && f.why === "extra-header" ? f.lines : [])));
  const comment = options.comment ?? (options.format === "arff" ? "%" : undefined);
  let headers = headerCount({ delimiter: ",", header: false, ...options });
  let inAttributes = options.format === "arff";
  return lines.map((line, index) => {
    // A line of units is one of the header lines.
    if (underNames.has(index + 1)) headers--;
    if (index < (options.skip ?? 0) || skipped.has(index + 1)) return "skipped";
    if (comment !== undefined && line.trimStart().startsWith(comment)) return "comment";
    if (line.trim() === "") return "blank";
    if (inAttributes) {
      inAttributes = !/^\s*@data\b/i.test(line);
      return "header";
    }
    if (options.format !== "arff" && headers > 0) {
      headers--;
      return "header";
    }
    return "data";
  });
}
