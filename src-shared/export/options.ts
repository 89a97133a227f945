/** @file What single formats can be asked for, beside what every table can: one line an option, with its schema. */
import { z } from "zod";

/** Separator and decimal sign: as programs and an English Excel read it, or as Excel does where the decimal sign is a comma. */
const CSV_STYLES = ["comma-point", "semicolon-comma"] as const;
export type CsvStyle = (typeof CSV_STYLES)[number];

export const formatOptions = {
  /** "comma-point" when absent. */
  csvStyle: z.enum(CSV_STYLES).optional(),
  /** A byte-order mark, without which Excel does not see that the text is UTF-8; when absent with "semicolon-comma" alone. */
  bom: z.boolean().optional(),
  /** The bare tabular, without the table environment around it. */
  bare: z.boolean().optional(),
};
export type FormatOption = keyof typeof formatOptions;
export const FORMAT_OPTIONS = Object.keys(formatOptions) as FormatOption[];

type Parsed = { readonly [O in FormatOption]?: z.output<(typeof formatOptions)[O]> };
/** Of one format. */
export type OptionsOf<O extends FormatOption> = Pick<Parsed, O>;

/** As in "The style of a CSV file is for CSV". */
export const OPTION_WORDS: Readonly<Record<FormatOption, string>> = {
  csvStyle: "The style of a CSV file",
  bom: "A byte-order mark",
  bare: "The bare tabular",
};
