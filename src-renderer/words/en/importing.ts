/** @file English: a file on its way in: how it is read, what is missing, what to decide. */
import { formatCount } from "../../format/numbers.ts";
import type { Encoding, ImportOptions, NumberStyle } from "#shared/data/dataset.ts";
import { listed, namesOf } from "#shared/text/lists.ts";
import type { LineMark, Remedy, Shape } from "../subjects.ts";
import { howMany } from "./how-many.ts";

const ENCODING_NAMES: Readonly<Record<Encoding, string>> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16 LE",
  "utf-16be": "UTF-16 BE",
  "windows-1252": "Windows-1252 (Western)",
  "iso-8859-15": "ISO 8859-15 (Latin-9)",
  "windows-1250": "Windows-1250 (Central European)",
  "windows-1251": "Windows-1251 (Cyrillic)",
  gb18030: "GB18030 (Simplified Chinese)",
  big5: "Big5 (Traditional Chinese)",
  shift_jis: "Shift-JIS (Japanese)",
  "euc-jp": "EUC-JP (Japanese)",
  "euc-kr": "EUC-KR (Korean)",
};
const SHAPE_NAMES: Readonly<Record<Shape, string>> = {
  ",": "Comma",
  "\t": "Tab",
  ";": "Semicolon",
  "|": "Vertical bar",
  " ": "Spaces",
  arff: "ARFF or KEEL file",
};
const SEPARATORS: Readonly<Record<string, string>> = { ",": "comma", ".": "point", " ": "space", "'": "apostrophe" };

/** `decimal comma, thousands point, “%” after`. */
function style({ decimal, thousands, prefix, suffix }: NumberStyle): string {
  return [
    `decimal ${SEPARATORS[decimal]}`,
    ...(thousands === undefined ? [] : [`thousands ${SEPARATORS[thousands]}`]),
    ...(prefix === undefined ? [] : [`“${prefix}” before`]),
    ...(suffix === undefined ? [] : [`“${suffix}” after`]),
  ].join(", ");
}
const becomes = (text: string, value: number): string => `${text} → ${String(value).replace("-", "−")}`;

export const importing = {
  title: (file: string) => `Import ${file}`,
  size: (rows: number, columns: number, size: string) => `${howMany(rows, "row")} · ${howMany(columns, "column")} · ${size}`,
  uploading: (file: string) => `Reading ${file}`,
  inspecting: "Looking at the columns",
  uploaded: (sent: string, total: string) => `${sent} of ${total}`,
  read: (bytes: string, total: string) => `${bytes} of ${total} read`,
  importing: (file: string) => `Importing ${file}`,
  stopped: "Import cancelled. Nothing was stored.",
  cancel: "Cancel",
  stop: "Cancel import",
  store: "Import",
  toDecide: (count: number) => `${count} to decide`,
  known: (file: string, name: string) => `${file} was imported before with the same options: this is data set “${name}”.`,
  knownRename: (name: string) => `Rename to “${name}”`,

  name: "Name",
  nameTaken: "Another data set has this name.",
  label: "Label column",
  labelPlaceholder: "Choose the column that holds the class",
  labelMissing: "Choose the column that holds the class.",
  group: "Keep together",
  groupHelp: "Rows with the same value stay in one part of the split.",
  noGroup: "No groups",
  distinct: (count: string) => `${count} distinct`,
  many: "1 000+",

  reading: {
    title: "How the file is read",
    note: "Found from the file. Correct what is wrong.",
    auto: "Automatic",
    reset: "Back to what was found",
    found: (value: string) => `Found: ${value}`,
    encoding: "Encoding",
    encodings: ENCODING_NAMES,
    delimiter: "Delimiter",
    shapes: SHAPE_NAMES,
    header: "Column names",
    headers: (count: number) => (count === 0 ? "No header line" : count === 1 ? "1 header line" : `${count} header lines`),
    headerArff: "In @attribute lines",
    skip: "Skip above",
    skipEnd: "Skip below",
    lines: "lines",
    lineCount: "Type a number from 0 to 10 000.",
    comment: "Comment marker",
    commentPlaceholder: "none",
    commentLong: "At most 8 characters.",
    raw: "First lines of the file",
    wrong: "error",
    marks: { skipped: "skipped", comment: "comment", header: "names", blank: "empty", data: "" } satisfies Record<LineMark, string>,
    rows: "First rows as read",
    none: "missing",
    inFile: (cell: string) => `In the file: “${cell}”`,
    rowsSome: (shown: string, all: string) => `Showing ${shown} of ${all} columns.`,
  },

  missing: {
    title: "Missing values",
    policy: "Missing feature values",
    policies: {
      median: "Fill with the median (training part)",
      mean: "Fill with the mean (training part)",
      "drop-rows": "Drop rows with gaps",
      refuse: "Refuse the file",
    } satisfies Record<ImportOptions["missing"], string>,
    policyHints: { median: "robust; the default", mean: "", "drop-rows": "fewer rows", refuse: "stops at the first gap" } satisfies Record<
      ImportOptions["missing"],
      string
    >,
    words: "Words that mean missing in features",
    empty: (count: string) => `empty ${count}`,
    none: "No feature cell is missing.",
    found: (count: number) => `${howMany(count, "cell")} read as missing.`,
    all: (count: number) => `Show all ${count}`,
    fewer: "Show only those found",
    usual: "Back to the usual words",
    labelWords: "Words that mean “no label”",
    labelHelp: "Rows with these are left out. Without words, only empty cells count.",
    add: "Add a word",
    inColumns: (word: string, columns: readonly string[]) => `“${word}” in ${namesOf(columns, 3)}`,
  },

  columns: {
    title: "Columns",
    note: (used: number, all: number) => `${formatCount(used)} of ${howMany(all, "column")} used as features.`,
    find: "Find a column",
    nothing: "No column matches.",
    useAll: "Use all",
    excludeAll: "Exclude all",
    useShown: (count: string) => `Use ${count} found`,
    excludeShown: (count: string) => `Exclude ${count} found`,
    name: "Column",
    role: "Role",
    roleOf: (name: string) => `Role of column ${name}`,
    roles: { feature: "Feature", excluded: "Excluded", label: "Label", group: "Group", split: "Split column" },
    reads: "Read as",
    readsOf: (name: string) => `How column ${name} is read`,
    number: "Number",
    category: "Category",
    text: "Category (text as is)",
    undecided: "Undecided (category for now)",
    distinct: "Distinct",
    missing: "Missing",
    words: "Read as missing",
    becomes,
    style,
  },

  check: {
    title: "Before you import",
    choose: "Choose the label column to see its classes.",
    busy: "Checking",
    rows: (rows: number, inputs: number, ratio: string) => `${howMany(rows, "row")} · ${howMany(inputs, "input")} · imbalance ${ratio}`,
    classes: "Classes",
    classOf: (name: string) => `Select class ${name}`,
    groups: { decide: "To decide", know: "Good to know", read: (count: number) => `How it was read (${count})` },
    clear: "Nothing to decide.",
    done: "Done",
    undo: "Undo",
    undoOf: (what: string) => `Undo: ${what}`,
    merge: "Merge",
    mergeOf: (names: readonly string[]) => `Merge ${listed(names.map((name) => `“${name}”`))}`,
    mergeInto: "into",
    mergeName: "Class after merging",
    selected: (count: number) => `${howMany(count, "class", "classes")} selected`,
    leaveOut: "Leave rows out",
    offer: (remedy: Remedy, severalColumns = false): string => {
      switch (remedy.does) {
        case "exclude":
          if (remedy.splits) return "Keep for the split";
          return remedy.columns.length === 1 ? "Exclude" : `Exclude ${remedy.columns.length} columns`;
        case "group":
          return "Keep its rows together";
        case "merge":
          return "Merge";
        case "categories":
          return "Read as categories";
        case "missing-word":
          return `“${remedy.word}” means missing`;
        case "no-label":
          return `“${remedy.word}” means no label`;
        case "numbers":
          return severalColumns ? `${remedy.column}: ${becomes(remedy.text, remedy.value)}` : becomes(remedy.text, remedy.value);
      }
    },
    didIt: (remedy: Remedy): string => {
      switch (remedy.does) {
        case "exclude":
          if (remedy.splits) return `Column ${namesOf(remedy.columns)} kept for the split: choose it under “Split by” in the sweep`;
          return `${remedy.columns.length === 1 ? "Column" : "Columns"} ${namesOf(remedy.columns, 3)} excluded`;
        case "group":
          return `Rows of one “${remedy.column}” kept together`;
        case "merge":
          return `${namesOf(
            remedy.from.filter((name) => name !== remedy.into),
            3,
          )} merged into “${remedy.into}”`;
        case "categories":
          return `${remedy.columns.length === 1 ? "Column" : "Columns"} ${namesOf(remedy.columns, 3)} read as categories`;
        case "missing-word":
          return `“${remedy.word}” means missing`;
        case "no-label":
          return `Rows with label “${remedy.word}” left out`;
        case "numbers":
          return `“${remedy.column}” read as numbers (${becomes(remedy.text, remedy.value)})`;
      }
    },
  },
};
