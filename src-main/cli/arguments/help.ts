/** @file What every command is for, which options it takes, and its help. */
import { MISSING_WORDS } from "#shared/data/dataset.ts";
import { ALL_ENDINGS, endingOf, FORMAT_NAMES, TABLE_FORMATS } from "#shared/export/formats.ts";
import { VARIANTS } from "#shared/metrics/variant-metrics.ts";
import { ownValue } from "#shared/schema/own-value.ts";
import type { CliOptions } from "./options.ts";

type OptionName = keyof CliOptions;

interface CommandHelp {
  /** Behind “focaldesk”. */
  readonly usage: string;
  readonly summary: string;
  /** Option with its value, and what it does, in the order of the help. */
  readonly options: Partial<Record<OptionName, readonly [spelled: string, what: string]>>;
  /** What else must be known. */
  readonly notes: readonly string[];
}

const EVERYWHERE: CommandHelp["options"] = {
  "data-dir": ["--data-dir DIR", "where database and tables are kept"],
  json: ["--json", "machine-readable output"],
};

const RESULT_FILE: CommandHelp["options"] = {
  out: ["--out FILE", `the table; its ending says the format: ${ALL_ENDINGS.join(" ")}; - for standard output`],
  format: ["--format F", `${FORMAT_NAMES.join(", ")}: for a file without ending, a pipe or -; else it must agree with the ending`],
  rows: ["--rows KIND", "runs (default), configs: mean over seeds (default for .tex), families: the best of each, chosen on validation"],
  "select-by": ["--select-by METRIC", "what chooses the best of a family (default macro_f1)"],
  at: ["--at best|last", "figures of the best epoch on validation (default; by “selectBy” of the sweep), or of the last"],
  baseline: ["--baseline CONFIG", "configuration (name or id, or name:NAME, id:N) that differences and p are against; default: the cross-entropy control"],
  configs: ["--configs A,B", "only these configurations (names or ids), in this order; “focaldesk list SWEEP” names them"],
  family: ["--family A,B", "only configurations of these losses: cross-entropy, focal-softmax, ..."],
  where: [
    "--where CONDITION",
    "only configurations that are so: “gamma 2”, “gamma>=1”, “learningRate 0.001..0.1”, “NAME=VALUE” of any parameter; given twice: both",
  ],
  sort: ["--sort NAME", "in the order of a parameter; NAME:desc from the highest"],
  metrics: ["--metrics A,B", "only these metrics: macro_f1 (on test), validation_macro_f1, recall (each class), recall[NAME], ece@temperature"],
  after: ["--after A,B|all", "beside raw test figures what was done after training; see below"],
  decimals: ["--decimals N", "of rounded tables, which texts take: Markdown of --rows configs, LaTeX, ... (default 3); the others keep every digit"],
  bare: ["--bare", "LaTeX: the tabular without its table environment"],
  "csv-style": ["--csv-style STYLE", "CSV: comma (default; decimal point), or semicolon: with decimal comma and --bom, for Excel in German, French, ..."],
  bom: ["--bom", "CSV, TSV: begin with a byte-order mark, so that Excel reads γ and ü right; programs do not need it"],
};

const AFTER = `After training: ${VARIANTS.join(", ")}.`;
const REPLACED = [
  "An existing FILE is replaced as a whole when the new one is complete, and that is said; a failure leaves it as it was. Links and permissions are kept;",
  "pipes and devices are written through. That FILE can be written is tried before anything is trained.",
].join("\n");
const LISTS = [
  "Lists (A,B) may be given several times; they add up. A name that holds a comma is quoted as in CSV: --ignore '\"Income, annual\",Height'.",
  'A single name needs no quotes: --ignore "Income, annual".',
].join("\n");
const SWEEP = "SWEEP is an id or a name; where a word can be both: id:1 or name:1.";
const COMPLETE = [
  "p, Holm's correction and ties are over all configurations of the sweep, whichever --configs, --family and --where show; of --rows families they are over the",
  "chosen ones. A family without a configuration to choose has a row without figures (.csv .tsv .json) or a note that says why; with none at all it is an error.",
].join("\n");

export const COMMAND_HELP: Readonly<Record<string, CommandHelp>> = {
  import: {
    usage: "import FILE|- --label COLUMN",
    summary: "add a table to the data folder",
    options: {
      label: ["--label COLUMN", "the column that holds the class (needed)"],
      name: ["--name NAME", "of the data set; default: that of the file"],
      "dry-run": ["--dry-run", "shows what would be imported; stores nothing"],
      encoding: ["--encoding E", "utf-8, utf-16le, windows-1252, gb18030, shift_jis, ..."],
      delimiter: ["--delimiter D", "one of , ; | tab blank"],
      header: ["--header N", "number of header lines, or none"],
      "no-header": ["--no-header", "the first line is data; same as --header none"],
      skip: ["--skip N", "lines above the table"],
      "skip-end": ["--skip-end N", "lines below the table"],
      comment: ["--comment P", "lines that begin with P are skipped; none: there are no comments"],
      missing: ["--missing POLICY", "median (default), mean, drop-rows or refuse"],
      "missing-word": ["--missing-word W", "a word that means missing in feature columns; replaces the usual words, once for each word"],
      "also-missing": ["--also-missing W", "one more such word, beside the usual ones"],
      "label-missing": ["--label-missing W", "a word that means “no label”; by default only the empty cell"],
      ignore: ["--ignore A,B", "columns left out of the features"],
      categorical: ["--categorical A,B", "columns of numbers that are categories"],
      merge: ["--merge FROM=TO", "counts class FROM as class TO"],
      group: ["--group COLUMN", "rows with the same value stay in one part of the split"],
      numbers: ["--numbers KIND", "auto (default): decimal commas, thousands, units as found; plain: none of these"],
      decimal: ["--decimal D", "decimal sign of every number column: , or ."],
      thousands: ["--thousands C", "thousands separator of every number column: , . ' or blank"],
    },
    notes: [
      "“-” reads standard input. While the window or “focaldesk serve” uses the folder, the table is added through it.",
      "How the file is read is found from the file unless given. What was found and decided is said in notes; --json has it as profile.findings.",
      `Usual words for a missing value: ${MISSING_WORDS.join(" ")}, in any case, and the empty cell.`,
      LISTS,
    ],
  },
  run: {
    usage: "run SPEC.json [--out FILE]",
    summary: "train a sweep and write its table; continues a sweep it began",
    options: {
      ...RESULT_FILE,
      trainers: ["--trainers N", "processes that train at once"],
      retry: ["--retry", "trains failed and cancelled runs again"],
      engine: ["--engine NAME", "trains what is left on auto, wasm, tensorflow or reference, whatever the sweep began with"],
      "epoch-by": ["--epoch-by METRIC", "selects the best epoch of each run on validation: macro_f1, nll, recall[NAME], ...; default: “selectBy” of the file"],
      new: ["--new", "from the start, whatever was trained before"],
    },
    notes: [
      "Exit code 0: every run of the sweep is complete. 3: the table is written, but runs failed, were cancelled or are not trained yet.",
      "1: an error, e.g. no run is complete. 130: interrupted; the same command continues.",
      "While the window or “focaldesk serve” uses the folder the sweep trains there, behind those that wait there, with its trainers (no --trainers).",
      "Ctrl+C then pauses the sweep there; kill -9 of the command leaves it training. If it is paused there by somebody, the command ends with code 3.",
      "“dataset” of the sweep file may hold every option of import (label, ignore, merge, ...), so that the file alone repeats the result. Comments and",
      "trailing commas are read.",
      AFTER,
      REPLACED,
      LISTS,
    ],
  },
  list: {
    usage: "list [SWEEP]",
    summary: "data sets and sweeps, or the table of one sweep (id or name)",
    options: { at: RESULT_FILE.at!, where: RESULT_FILE.where!, sort: RESULT_FILE.sort! },
    notes: ["Changes nothing; works while the window, “focaldesk serve” or “focaldesk run” uses the folder.", SWEEP],
  },
  export: {
    usage: "export SWEEP --out FILE",
    summary: "write the results of a sweep (id or name) to a file",
    options: RESULT_FILE,
    notes: [
      "Changes nothing in the folder; works while the window, “focaldesk serve” or “focaldesk run” uses it.",
      SWEEP,
      "Exit code 0: every run of the sweep is complete. 3: the file is written, but runs failed, were cancelled or are not trained yet.",
      AFTER,
      REPLACED,
      COMPLETE,
      LISTS,
    ],
  },
  measure: {
    usage: "measure SWEEP",
    summary: "measure stored runs in metrics that they lack; nothing is trained",
    options: {},
    notes: [
      "For runs that ended under a version that knew fewer metrics of scores: measured from their stored scores. What was measured stays as it is;",
      "of runs without stored scores nothing changes. Ctrl+C keeps what is done; the same command goes on.",
      "While the window or “focaldesk serve” uses the folder, the runs are measured there.",
      SWEEP,
    ],
  },
  metrics: {
    usage: "metrics PREDICTIONS.csv|-",
    summary: "every metric of a file with a label, a score per class, a prediction",
    options: {
      label: ["--label COLUMN", "the true class (default: label)"],
      prediction: ["--prediction COLUMN", "the decided class (default: prediction, if there is one)"],
      scores: ["--scores KIND", "probabilities (default) or logits"],
      "one-vs-rest": ["--one-vs-rest", "each class has its own sigmoid; a row need not add up to 1"],
      positive: ["--positive CLASS", "the class of a single score column; the other has 1 - p"],
      classes: ["--classes A,B", "the classes in their order; default: those of the score columns"],
      "train-counts": ["--train-counts A=400,B=30", "training rows per class, for head, middle and tail"],
      ignore: ["--ignore A,B", "columns that are no scores (an id)"],
      encoding: ["--encoding E", "utf-8, windows-1252, ...; default: found from the file"],
      delimiter: ["--delimiter D", "one of , ; | tab blank; default: found from the file"],
      header: ["--header N", "number of header lines; default 1"],
      skip: ["--skip N", "lines above the table"],
      comment: ["--comment P", "lines that begin with P are skipped"],
      out: ["--out FILE", `the metrics as a table: ${TABLE_FORMATS.map(endingOf).join(" ")}`],
    },
    notes: ["“-” reads standard input. Needs no data folder.", REPLACED, LISTS],
  },
  serve: {
    usage: "serve",
    summary: "the window in a browser",
    options: {
      port: ["--port N", "default 4170, or another when that is taken"],
      host: ["--host ADDRESS", "default 127.0.0.1: this machine only; 0.0.0.0: every network, by plain HTTP"],
      "allow-host": ["--allow-host NAME", "a further name under which the window is opened: of this machine, or of a reverse proxy (also https)"],
      open: ["--open", "opens the browser"],
      trainers: ["--trainers N", "processes that train at once"],
    },
    notes: [
      "FOCALDESK_TOKEN sets the token of the address; without it each start has a new one.",
      "From another machine without opening a port: ssh -L 4170:127.0.0.1:4170 MACHINE, then open the printed address there.",
    ],
  },
  db: {
    usage: "db [check | backup | restore [FILE] | salvage]",
    summary: "check, back up or restore the database; without a word: list its backups",
    options: {},
    notes: [
      "A backup is made each day that Focaldesk is used (3 are kept), and before every change of the schema (2 are kept).",
      "restore takes the newest backup, or FILE. salvage saves from a damaged database what can still be read. Both keep the present file beside it,",
      "and are refused while another Focaldesk uses the folder.",
    ],
  },
  doctor: {
    usage: "doctor",
    summary: "the engines of this machine: state, speed, why not",
    options: { trainers: ["--trainers N", "as for run"] },
    notes: [],
  },
  log: {
    usage: "log",
    summary: "the log of the data folder, which belongs to a report of a fault",
    options: { lines: ["--lines N", "how many of its last lines (default 100)"] },
    notes: ["Starts and ends, versions, engines, notices, unexpected errors and dead trainers; no values of tables, no tokens."],
  },
  version: { usage: "version", summary: "the version", options: {}, notes: [] },
  help: { usage: "help [COMMAND]", summary: "this page, or everything about one command", options: {}, notes: [] },
};

const EXIT_CODES = "0 done   1 an error, told in one sentence   2 wrong usage   3 done, but not every run is complete   130 interrupted, can be continued";

function lines(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}\n`).join("");
}

/** @param command one of COMMAND_HELP; absent: the overview. */
export function helpText(command?: string): string {
  const help = command === undefined ? undefined : ownValue(COMMAND_HELP, command);
  if (help)
    return [
      `focaldesk ${help.usage}\n  ${help.summary}\n\nOptions\n`,
      lines(Object.values({ ...help.options, ...EVERYWHERE })),
      ...(help.notes.length > 0 ? [`\n${help.notes.join("\n")}\n`] : []),
    ].join("");
  return [
    "Focaldesk: focal-loss sweeps for imbalanced data\n\nCommands\n",
    lines(Object.values(COMMAND_HELP).map(({ usage, summary }) => [`focaldesk ${usage}`, summary])),
    `\n“focaldesk help COMMAND” or “focaldesk COMMAND --help” says which options a command takes.\n\nEverywhere\n`,
    lines(Object.values(EVERYWHERE)),
    `\nExit codes\n  ${EXIT_CODES}\n`,
  ].join("");
}

/** The same as data. @param command as for {@link helpText}. */
export function helpData(command?: string): unknown {
  const described = (name: string): unknown => {
    const { usage, summary, options, notes } = COMMAND_HELP[name]!;
    const all = Object.entries({ ...options, ...EVERYWHERE }).map(([option, [spelled, what]]) => ({ option: `--${option}`, spelled, what }));
    return { command: name, usage: `focaldesk ${usage}`, summary, options: all, notes };
  };
  return command === undefined ? { commands: Object.keys(COMMAND_HELP).map(described), exitCodes: EXIT_CODES } : described(command);
}

/** Commands that take an option; empty for one that all take. */
export function commandsWith(option: string): string[] {
  if (option in EVERYWHERE) return [];
  return Object.keys(COMMAND_HELP).filter((command) => option in COMMAND_HELP[command]!.options);
}
