/**
 * @file What a format of exported tables is: a table of rows, or one for a text, made into bytes. Facts that window and command line need as well stand
 * in src-shared/export/formats.ts; one file a format in formats/, one line in registry.ts; test/unit/main/export/conformance.test.ts tests them all.
 */
import type { FORMATS, FormatName, TableKind } from "#shared/export/formats.ts";
import type { FormatOption, OptionsOf } from "#shared/export/options.ts";
import type { Paper } from "./paper.ts";
import type { ResultTable } from "./result-table.ts";

/**
 * Bytes that are made while they are gone through, once, with memory that does not grow with the table. Whoever stops early ends the iteration, so
 * what a format holds open is let go in `finally`. @throws on the way what reading the table throws.
 */
export type Bytes = Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>;

interface Sources {
  readonly rows: ResultTable;
  readonly report: Paper;
  readonly float: Paper;
}

/** How a format writes the kinds of table that its facts name. Figures that are not finite are there: a format says them or gives the reason. */
export type Writers<K extends TableKind, O extends FormatOption> = { readonly [Kind in K]: (table: Sources[Kind], options: OptionsOf<O>) => Bytes };

type Facts<N extends FormatName> = (typeof FORMATS)[N];
/** @typeParam N its name in the facts: what they name and it lacks does not compile. */
export type ExportFormat<N extends FormatName = FormatName> = Writers<
  Facts<N>["tables"][keyof Facts<N>["tables"]] & TableKind,
  Facts<N>["options"][number] & FormatOption
>;
