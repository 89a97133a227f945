/**
 * @file Every failure a user can meet: one code, one sentence, one next step.
 * Call sites choose a code and give the data; wording lives here only.
 */

import { type Data, e, type Entry, type ErrorArguments } from "./error-entry.ts";
import { MEASURING_ERRORS } from "./measuring-errors.ts";
import { PAUSE_ERRORS } from "./pause-errors.ts";
import { CHOICE_ERRORS } from "./choice-errors.ts";
import { PREDICTION_ERRORS } from "./prediction-errors.ts";
import { systemFailure, systemWords } from "./system-failure.ts";

export const ERROR_TABLE = {
  "input/invalid": e("{what} is not valid: {detail}.", "Correct the value and try again."),
  "input/unknown-command": e("There is no command named “{command}”.", "Check the spelling; the window and the server must be of the same version."),
  "data/not-found": e("The file {path} cannot be read: {detail}.", "Check the path and the permissions."),
  "data/empty": e("{file} is empty: no row of data was found.", "Choose a file with a header line and at least one row."),
  "data/no-rows": e("{file} has no rows below its header “{header}”.", "Choose a file with at least one row; a file without a header needs --no-header."),
  "data/skip-beyond": e(
    "Skipping {skip} lines leaves nothing of {file}: it has {lines}.",
    "Skip only the lines above the table (--skip, “skip” in a sweep file).",
  ),
  "data/foreign-format": e("{file} is no text table: it is {is}.", "{way}."),
  "data/not-text": e(
    "Line {line} of {file} is not valid text in the encoding {encoding}.",
    "Choose the encoding the file was written in (--encoding), or correct that line: it may be damaged.",
  ),
  "data/arff": e("Line {line} of {file} is not valid in an ARFF file: {detail}.", "Correct that line, or save the table as CSV."),
  "data/ragged": e(
    "Line {line} of {file} has {found} instead of {expected} fields: “{text}”.",
    "Correct that line, or say how the file is read: another delimiter (--delimiter), lines above or below the table (--skip, --skip-end), comment lines (--comment).",
  ),
  "data/quote": e("Line {line} of {file} has a broken quotation: {detail}.", "Close or double the quotation mark on that line."),
  "data/long-line": e("Line {line} of {file} is longer than {limit} bytes.", "Check the line ends of the file: this does not look like a table."),
  "data/long-cell": e(
    "A cell of {file} is longer than {limit} characters: line {line}, column {column}.",
    "Most often a quotation mark that begins there is never closed: close it, double it or remove it. Otherwise shorten the cell or leave the column out of the file.",
  ),
  "data/long-texts": e(
    "The different texts of {file} add up to more than {limit} characters, most of them in column “{column}”.",
    "Leave that column out with --ignore (a network sees each text as a category of its own), or choose another label if it is the label.",
  ),
  "data/too-wide": e("Line {line} of {file} has {columns} columns; at most {limit} are supported.", "Keep the feature columns that matter and import again."),
  "data/too-many-features": e(
    "Column {column} of {file} brings the one-hot features to {features}; at most {limit} are supported.",
    "Leave out columns with many distinct texts (identifiers, names).",
  ),
  "data/no-label": e("{file} has no column named “{label}”. Its columns are: {columns}.", "Choose one of these columns as label."),
  "data/label-below": e(
    "{file} has no column named “{label}”. Its columns are read as {columns}; “{label}” stands in line {line}: “{text}”.",
    "Choose one of these columns as label; or, if the names of the columns are in line {line}, skip what is above: --skip {skip}, or “skip” in a sweep file.",
  ),
  "data/label-missing-everywhere": e("The label column “{label}” of {file} holds no value.", "Choose another label column."),
  "data/one-class": e(
    "The label column “{label}” of {file} holds one class only (“{value}”).",
    "A classifier needs at least two classes: choose another column or add rows.",
  ),
  "data/one-class-merged": e(
    "Merging leaves one class only, “{value}”, in the label column “{label}” of {file}.",
    "A classifier needs at least two classes: merge fewer (--merge, “merge” in a sweep file).",
  ),
  "data/label-continuous": e(
    "The label column “{label}” of {file} holds {classes} different values in {rows} rows: it looks like a measured quantity, not a class.",
    "Choose the column that holds the class.",
  ),
  "data/soft-targets": e(
    "The label column “{label}” of {file} holds a probability for each class (“{value}”): soft targets are not supported, every row has one class.",
    "Add a column with the class of each row, e.g. the most probable one, and choose it as label.",
  ),
  "data/no-features": e("{file} has no feature column besides the label “{label}”.", "Add feature columns, or choose another label."),
  "data/missing-refused": e(
    "Line {line} of {file} has no value in column “{column}”.",
    "Choose another missing-value policy (median, mean, drop-rows), or fill the value.",
  ),
  "data/no-rows-left": e(
    "Every row of {file} lacks a value in some column: the policy “drop-rows” leaves none.",
    "Choose median or mean, or leave out the column that is mostly empty.",
  ),
  "data/duplicate-column": e("{file} names the column “{column}” twice (columns {first} and {second}).", "Rename one of them."),
  "data/changed": e(
    "The stored copy of data set “{name}” is gone or damaged: its SHA-256 is no longer {sha256}.",
    "Import the same file again with the same options: that restores the copy, and its sweeps go on.",
  ),
  "data/in-use": e("Data set “{name}” is used by {sweeps}.", "Delete those sweeps first."),
  "data/being-written": e("{file} was written to while it was copied. Nothing was stored.", "Import it again when the program that writes it is done."),
  "data/cancelled": e("The reading of {file} was cancelled; nothing was stored.", "Import it again when you are ready.", "info"),
  "data/reader-ended": e("The process that reads {file} ended before it was done: {reason}. Nothing was stored.", "Import the file again."),
  "data/reader-memory": e(
    "There was not enough memory to read {file}. Nothing was stored.",
    "Close other programs and import it again, or import fewer rows or columns.",
  ),
  "data/upload": e("The upload of {file} was interrupted: {detail}.", "Drop the file again."),
  "data/too-large": e("{file} is {size} bytes; at most {limit} are supported.", "Import a smaller table."),
  "split/invalid": e("The split {train} / {validation} / {test} does not add up to 1.", "Give three fractions above 0 that add up to 1."),
  "split/empty": e("The split leaves no row for the {part} part.", "Raise its fraction (or mark rows for it in the split column), or import more rows."),
  "split/few-groups": e(
    "The rows come in {groups} groups; training, validation and test need at least 3.",
    "Choose another group column, or split without groups.",
  ),
  "split/no-column": e("{file} has no column named “{column}”, by which the sweep splits it.", "Correct “split.column” of the sweep, or split by fractions."),
  "split/column-used": e(
    "“split.column” of the sweep is “{column}”, which is {role} of data set “{name}”.",
    "Name another column there, or import the file once more with “{column}” excluded from the features and use that data set.",
  ),
  "split/value": e(
    "Line {line} of {file} has “{value}” in column “{column}”, which says no part.",
    "Write train, validation (val, dev) or test on every line, or split by fractions.",
  ),
  "sweep/invalid": e("{where} of the sweep is not valid: {detail}.", "Correct that value."),
  "sweep/softmax-alpha": e(
    "{where} of the sweep is {alpha} with {family}: under softmax one α for all classes only rescales the loss, as another learning rate does, and balances nothing.",
    'Write "strength": [0, 0.5, 1] instead (class weights proportional to n^-s), or "weights": {"classes": {…}} with a weight for every class; α itself belongs to focal-sigmoid.',
  ),
  "sweep/class-alpha": e(
    "{where} of the sweep is {alpha}: α has no value per class. Under sigmoid it is the weight of the positive class, and 1 − α that of the other rows.",
    'Write "weights": {"classes": {…}} with a weight for every class, and leave “alpha” out. A list of numbers is an axis: one configuration for each.',
  ),
  "sweep/soft-targets": e(
    "{where} of the sweep: soft targets are not supported, every row has one class.",
    'Leave it out. Label smoothing is "smoothing": 0.1 in a loss block; unequal costs of classes are "weights": {"classes": {…}}.',
  ),
  "sweep/not-json": e("The sweep file {path} is not JSON: {detail}.", "Correct it there, or save the sweep again from the form."),
  "sweep/unknown-key": e("“{key}” is no setting of {owner}{guess}", "Its settings are: {settings}."),
  "sweep/two-weightings": e(
    "{where} of the sweep has both a strength ({strength}) and weights ({weights}): only one of them can weigh the classes.",
    "Take out “strength” to keep these weights, or take out “weights” to weigh by frequency; for both, write two blocks.",
  ),
  "sweep/unknown-class": e("{where} of the sweep names the class “{name}”, which data set “{dataset}” does not have{guess}", "Its classes are: {classes}."),
  "sweep/missing-class": e(
    "{where} of the sweep gives no weight to {missing} of data set “{dataset}”.",
    "Own weights need a number for every class; 1 is what no weighting is, 0 leaves a class out of training.",
  ),
  "sweep/empty": e("The sweep has no run: {detail}.", "Give at least one value on every axis."),
  "sweep/too-large": e("The sweep would have {runs} runs: {sizes}. At most {limit} are supported in one sweep.", "Cut {cut}, or make several sweeps."),
  "sweep/engine-gone": e(
    "Sweep {id} “{name}” began on the engine {engine}, which is not installed here any more, so it waits.",
    "Install that engine again (“npm run engine:tensorflow”), or train the rest on another: “focaldesk run SPEC.json --engine wasm”. Figures of two engines differ in their last digits.",
    "warning",
  ),
  "sweep/seeds-there": e("Sweep “{name}” has the seeds {seeds} already.", "Name seeds that it has not."),
  "sweep/dataset": e("The sweep names the data set {wanted}, which is not imported here.", "Import it first, or correct “dataset” in the sweep."),
  "sweep/dataset-several": e(
    "{what} {why}: {list}.",
    'In “dataset” of the sweep file, write what stands in brackets behind the one that is meant. To read it as found, add "missing": "median".',
  ),
  "sweep/dataset-changed": e(
    "{file} has sha256 {found}, and the sweep wants {wanted}: nothing was imported.",
    "Get the file that the sweep was made with, or take “sha256” out of “dataset” to train on this one.",
  ),
  "sweep/no-file": e("The data file {path} of the sweep is not there.", "{source}"),
  "sweep/several": e("{count} fit “{word}”: {list}.", "Write the one that is meant in this way."),
  "sweep/unknown": e("No sweep has the name or id “{word}”.", "{hint}."),
  "sweep/positive-class": e("The positive class “{name}” is not a class of this data set ({classes}).", "Choose one of its classes."),
  "run/not-found": e("There is no {what} with id {id}.", "It may have been deleted; reload the list."),
  "run/state": e("Run {id} is {state}: it cannot be {verb}.", "Choose a run in another state."),
  "run/no-scores": e("The scores of run {id} were not kept ({state}).", "Wait until it is complete; a run of an earlier version has to be trained again."),
  "train/diverged": e("The loss became {value} in epoch {epoch} (learning rate {learningRate}).", "Lower the learning rate and retry."),
  "train/watchdog": e("The watchdog ended the run.", "See what it found in the run."),
  "train/crashed": e("The trainer process ended unexpectedly ({reason}) while it trained {runs}.", "Retry; if it happens again, report it with {log}."),
  "train/hung": e("The trainer gave no sign of life for {seconds} s and was stopped.", "Retry; a smaller batch or model needs less memory."),
  "train/start": e("The trainer process could not start: {reason}.", "Check the engine under Settings."),
  ...PAUSE_ERRORS,
  ...MEASURING_ERRORS,
  "train/engine": e("No tfjs backend gives right gradients on this machine: {detail}.", "Report this with the output of “focaldesk doctor”."),
  "engine/missing": e(
    "The TensorFlow engine is not installed ({path} holds none).",
    "Run “npm run engine:tensorflow”, or install it under Settings > Engines.",
  ),
  "engine/broken": e("The TensorFlow engine does not work: {detail}.", "Run “npm run engine:tensorflow -- --again”."),
  "engine/no-pip": e(
    "No Python with pip was found to fetch the TensorFlow library (tried {tried}).",
    "Install one (“apt-get install python3-pip” on Debian and Ubuntu), or name a folder with the library in FOCALDESK_TENSORFLOW.",
  ),
  "engine/no-compiler": e(
    "No C++ compiler was found to link TensorFlow's binding (tried {tried}).",
    "Install one: “apt-get install g++” on Debian and Ubuntu, “xcode-select --install” on macOS.",
  ),
  "engine/space": e(
    "{path} has {free} GiB free; the TensorFlow engine needs {needed} GiB.",
    "Free some space, or name a folder on another disk in FOCALDESK_ENGINES.",
  ),
  "engine/download": e(
    "{what} could not be fetched: {detail}.",
    "Check the network and run “npm run engine:tensorflow” again, or name a folder with the library in FOCALDESK_TENSORFLOW.",
  ),
  "engine/link": e("The binding could not be linked with {library}: {detail}.", "Remove what is named there, or report this message."),
  "engine/self-test": e("The TensorFlow library was installed but does not pass its test: {detail}.", "Report this message; other engines keep working."),
  "engine/unavailable": e("The engine “{engine}” cannot train here: {detail}.", "Choose another engine, or “auto”."),
  "train/note": e("{detail}", "Nothing to do.", "info"),
  "train/no-result": e("The trainer ended without a result for this run.", "Retry; if it happens again, report it with {log}."),
  "train/ended-with-app": e("Focaldesk ended {attempts} times while it trained this run.", "Retry; if it happens again, report it with {log}."),
  "train/failed": e("Training failed: {detail}.", "Correct the setting it names and retry."),
  "checkpoint/write": e(
    "The checkpoint of run {id} cannot be written to {path}: {detail}. Training goes on without checkpoints.",
    "Free some space there: until then a run that is interrupted starts again from its last checkpoint.",
    "warning",
  ),
  "checkpoint/unreadable": e("The checkpoint of run {id} cannot be read ({detail}); the run starts again from epoch 0.", "Nothing to do.", "warning"),
  "store/newer": e(
    "The database {path} was written by a newer Focaldesk (schema {found}; this version knows {known}).",
    "Update Focaldesk, or choose another data folder.",
  ),
  "store/older": e(
    "The database {path} has an older schema ({found}; this version needs {known}).",
    "Close an older Focaldesk that uses it, then open it once with this one (window or “focaldesk serve”), which brings it up to date.",
  ),
  "store/none": e("The data folder {path} holds no Focaldesk database yet.", "Import a table or run a sweep first, or name another folder with --data-dir."),
  "store/unreadable": e(
    "The database {path} cannot be read: {detail}.",
    "Reading needs permission to write in its folder too (SQLite keeps an index beside it): copy the whole folder to a place of your own and name it with --data-dir.",
  ),
  "store/corrupt": e(
    "The database {path} cannot be read: {detail}.",
    "“focaldesk db restore” takes the latest backup; or choose another data folder with --data-dir.",
  ),
  "store/damaged": e(
    "The database {path} is damaged: {detail}.",
    "“focaldesk db check” tells what is wrong, “focaldesk db restore” takes the latest backup, “focaldesk db salvage” saves what can still be read.",
  ),
  "store/vanished": e(
    "The data folder {path} holds {tables}, but its database is gone or empty.",
    "“focaldesk db restore” takes the latest backup. To start anew, choose another folder with --data-dir or move this one away.",
  ),
  "store/lock-damaged": e("The lock file {path} is damaged.", "Make sure that no other Focaldesk uses this folder, then delete that file."),
  "store/foreign": e("{path} is no database of Focaldesk.", "Name a backup: “focaldesk db” lists those there are."),
  "store/beyond-salvage": e(
    "Nothing in the database {path} can be read any more.",
    "“focaldesk db restore” takes the latest backup. The file is left as it is.",
  ),
  "store/reading-only": e(
    "The database is damaged, and what could be read of it is shown: {command} was not done, because it would be lost.",
    "Restore a backup or save what can be read first: the line at the top of the window leads there.",
  ),
  "store/reads-only": e("{command} changes something, and this command only reads the data folder.", "Use the window, “focaldesk serve” or “focaldesk run”."),
  "store/in-order": e(
    "The database in {path} is in order and in use, so nothing was put in its place.",
    "Close Focaldesk; then “focaldesk db” can replace it.",
  ),
  "store/no-backup": e(
    "There is no backup of the database in {path}.",
    "Name one (“focaldesk db restore FILE”), or save what can be read with “focaldesk db salvage”.",
  ),
  "store/migration": e("Migration {name} of {path} failed and was rolled back: {detail}.", "Keep the file and report this message."),
  "store/locked": e(
    "The data folder {path} is in use by another Focaldesk (process {pid}).",
    "Use that window or command, or choose another folder with --data-dir.",
  ),
  "store/locked-by-window": e(
    "The data folder {path} is in use by the Focaldesk window (process {pid}).",
    "Close that window first, or choose another folder with --data-dir.",
  ),
  "store/locked-by-server": e(
    "The data folder {path} is in use by “focaldesk serve” (process {pid}).",
    "Use the address that it printed, stop it with Ctrl+C there, or choose another folder with --data-dir.",
  ),
  "store/busy": e(
    "The database in {path} is held by another program, so this was not done.",
    "Close the program that has focaldesk.db open (a database browser, a script, a backup), then try again. Nothing is lost.",
  ),
  "store/full": e(
    "The disk is full: the database in {path} could not be written, so this was not done.",
    "Free some space there, then try again. What was stored before is untouched.",
  ),
  "store/read-only": e(
    "The database in {path} cannot be written: {detail}.",
    "Allow writing to focaldesk.db and its folder, or choose another folder with --data-dir.",
  ),
  "store/io": e(
    "The database in {path} could not be read or written: {detail}.",
    "Check free space, quota and the disk itself, then try again. What was stored before is untouched.",
  ),
  "store/failed": e(
    "The database refused to store results ({detail}), so training was paused.",
    "Free some space, or close the program that holds the database; then resume the queue. Nothing finished is lost.",
  ),
  "store/folder": e("The data folder {path} cannot be used: {detail}.", "Check the permissions and the free space, or choose another with --data-dir."),
  "disk/full": e("{path} could not be written: {detail}.", "Free some space there, then try again. Nothing half-written was kept."),
  "disk/refused": e("{path} could not be read or written: {detail}.", "Check the path, the permissions and the disk, then try again."),
  "export/nothing": e("There is nothing to export in {sweep}.", "Wait until more runs are complete, or choose another sweep, other rows or another metric."),
  "export/ending": e("{path} cannot be the result file: {detail}.", "Choose an ending that says what is in the file."),
  "export/write": e("{path} could not be written: {detail}.", "Choose another place; the earlier file, if any, is untouched."),
  "export/late": e("The runs are trained and kept, but {path} could not be written: {detail}.", "When that is mended, or with another --out: {command}"),
  ...PREDICTION_ERRORS,
  ...CHOICE_ERRORS,
  "access/token": e("The access token is missing or wrong.", "Open the address that the server printed, with its token."),
  "access/host": e(
    "This server does not answer to the name {host}.",
    "Open the address that it printed, or start it with --allow-host {host} if that name is meant to lead here.",
  ),
  "access/origin": e(
    "A page of {origin} asked for data of this server and was refused.",
    "Open the address that the server printed. If a reverse proxy shows Focaldesk at {origin}, start it with --allow-host {name}.",
  ),
  "access/path": e("{command} names the file {path}, which may not be read or written from here.", "Upload the file, or download the result, instead."),
  "access/sender": e("A message came from a frame that is not the Focaldesk window and was refused.", "Close unknown windows."),
  "host/unavailable": e("{what} needs the desktop window.", "Use the download or upload of the browser instead."),
  "host/port": e("Port {port} on {host} cannot be used: {detail}.", "Choose another with --port, or stop the program that uses it."),
  "host/token": e(
    "The token in FOCALDESK_TOKEN cannot be used: {what}.",
    "Letters, digits, spaces inside it and the signs of ASCII are allowed; without FOCALDESK_TOKEN each start has a new token.",
  ),
  "host/unreachable": e("Focaldesk at {address} does not answer.", "Check that it still runs; the window reconnects by itself.", "warning"),
  "host/broken-off": e(
    "The Focaldesk that has the data folder (process {pid}) did not answer {what}: {detail}.",
    "If it has ended, the same command goes on without it; otherwise try again. What was stored is kept.",
  ),
  "host/other-version": e(
    "The Focaldesk that has the data folder (process {pid}) is of version {there}, and this command of version {here}.",
    "Use the command of that version, or close it and start this one.",
  ),
  "read/died": e("The part of Focaldesk that reads large sweeps ended while it worked on {what}: {reason}.", "Ask again: it starts anew. Nothing is lost."),
  "app/closing": e("Focaldesk is closing; {what} was not started.", "Start it again and retry.", "info"),
  "app/internal": e("An unexpected error: {detail}.", "Retry; if it happens again, report it with {log}."),
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof ERROR_TABLE;

/** Plain form of an error: what crosses a process or network boundary. */
export interface WireError {
  readonly code: ErrorCode;
  readonly data: Data;
  readonly message: string;
  readonly action: string;
  readonly severity: Entry["severity"];
}

/** Names and values come from files: a sentence of megabytes is none. */
const LONGEST = 8_000;
/** Of data that only some places know. */
const UNSAID: Data = { log: "the log (“focaldesk log” shows it)" };

function fill(template: string, data: Data): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const text = String(data[key] ?? UNSAID[key] ?? `(${key}?)`);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  });
}

/** An expected failure. `message` is the sentence for the user; `action` says what to do next. */
export class AppError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "AppError";
  readonly code: Code;
  readonly data: Data;
  constructor(code: Code, ...[data = {}, options]: ErrorArguments<typeof ERROR_TABLE, Code>) {
    super(fill(ERROR_TABLE[code].sentence, data), options);
    this.code = code;
    this.data = data;
  }
  get action(): string {
    return fill(ERROR_TABLE[this.code].action, this.data);
  }
  get severity(): Entry["severity"] {
    return ERROR_TABLE[this.code].severity;
  }
}

/**
 * What SQLite or the file system refused, as the failure that it is. Whoever knows the data folder passes it: SQLite's errors name no file.
 * @returns null for anything else.
 */
export function systemError(thrown: unknown, dataDir = "the data folder"): AppError | null {
  const failure = systemFailure(thrown);
  return failure && new AppError(failure.code, { path: failure.path ?? dataDir, detail: describe(thrown) }, { cause: thrown });
}

/** Reduces anything thrown to a wire error; never throws, never loses the first cause's text. */
export function toWire(thrown: unknown): WireError {
  const error = asAppError(thrown);
  return { code: error.code, data: error.data, message: error.message, action: error.action, severity: error.severity };
}

/** Rebuilds the error on the other side; an unknown code (version mismatch) becomes `app/internal`. */
export function fromWire(wire: { code: string; data?: Data; message?: string }): AppError {
  if (wire.code in ERROR_TABLE) return new AppError(wire.code as ErrorCode, wire.data ?? {});
  return new AppError("app/internal", { detail: wire.message ?? wire.code });
}

/** The cause of something thrown, for the end of a sentence that names the file or the thing itself. */
export function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return systemWords(thrown) ?? thrown.message;
}

export function assertNever(value: never): never {
  throw new AppError("app/internal", { detail: `unexpected value ${JSON.stringify(value)}` });
}

/** Anything thrown as an AppError, so that views show sentence and next step alike. */
export function asAppError(thrown: unknown, code: ErrorCode = "app/internal"): AppError {
  return thrown instanceof AppError ? thrown : (systemError(thrown) ?? new AppError(code, { detail: describe(thrown) }, { cause: thrown }));
}
