/** @file English: the next step after an error where the window has another one than the command line: its controls by their names. */
import type { AppError, ErrorCode } from "#shared/errors/errors.ts";
import { frame } from "./frame.ts";
import { importing } from "./importing.ts";
import { sweep } from "./sweep.ts";

type Say = (data: AppError["data"]) => string;
const { reading, missing, columns } = importing;
const { form } = sweep;
const excluded = `“${columns.roles.excluded}” under “${columns.title}”`;
const bySplit = `“${form.splitBy}”`;

const reportWithLog: Say = ({ log }) =>
  `Try again. If it happens again, report it with ${String(log ?? "the log")} (“${frame.settings.title}” > “${frame.settings.log}” shows it).`;

export const errorActions: Partial<Record<ErrorCode, string | Say>> = {
  "data/not-text": `Choose another “${reading.encoding}”, or correct that line: it may be damaged.`,
  "data/ragged": `Choose another “${reading.delimiter}”, leave lines out with “${reading.skip}”, “${reading.skipEnd}” or “${reading.comment}”, or correct that line.`,
  "data/no-rows": `Set “${reading.header}” to “${reading.headers(0)}”, or choose a file with at least one row.`,
  "data/skip-beyond": `Set “${reading.skip}” and “${reading.skipEnd}” to fewer lines.`,
  "data/label-below": ({ skip }) => `If the column names stand there, set “${reading.skip}” to ${skip}.`,
  "data/one-class-merged": "A classifier needs at least two classes: undo a merge.",
  "data/missing-refused": `Choose another policy under “${missing.title}”, or fill in the value.`,
  "data/no-rows-left": `Fill missing values instead (“${missing.title}”), or set the column that is mostly empty to ${excluded}.`,
  "data/no-label": `Choose the “${importing.label}”.`,
  "data/too-many-features": `Set columns with many distinct texts (identifiers, names) to ${excluded}.`,
  "data/long-texts": ({ column }) => `Set “${column}” to ${excluded}: a network sees each text as a category of its own.`,
  "sweep/app-ended":
    "If you or the system ended it, resume the sweep. If the machine runs out of memory, train another one with smaller batches or fewer hidden units.",
  "split/few-groups": `Import the file with another column under “${importing.group}”, or with “${importing.noGroup}”.`,
  "split/no-column": `Choose another column under ${bySplit}, or “${form.byFractions}”.`,
  "split/column-used": ({ column }) =>
    `Choose another column under ${bySplit}, or “${form.byFractions}”; or import the file once more with “${column}” as “${columns.roles.split}” and use that data set.`,
  "split/value": `Write train, validation (val, dev) or test on every line, or choose “${form.byFractions}” under ${bySplit}.`,
  "sweep/engine-gone": `Install that engine again under Settings, or choose “${sweep.list.otherEngine}” in the menu of the sweep. Figures of two engines differ in their last digits.`,
  "app/internal": reportWithLog,
  "train/crashed": reportWithLog,
  "store/none": "Import a table first.",
  "store/read-only": "Allow writing to focaldesk.db and its folder, then try again.",
  "store/folder": "Check the permissions and the free space, then try again.",
};
