/**
 * @file English words of the findings of a table: what is there, and what to do. One entry for every id; a missing one does not compile.
 * Reads: findings.
 */
import { counted } from "../text/counted.ts";
import type { DataFinding, DataFindingId, FindingOf } from "../data/findings.ts";
import { agree, listed, namesOf } from "../text/lists.ts";

type Say = { readonly [Id in DataFindingId]: (finding: FindingOf<Id>) => string };

const rows = (count: number): string => counted(count, "row");
const sized = (classes: readonly { name: string; count: number }[]): string => listed(classes.map((c) => `“${c.name}” (${rows(c.count)})`));
const lines = (numbers: readonly number[], count: number): string =>
  `${agree(count, "line", "lines")} ${listed(numbers.map(String))}${count > numbers.length ? ` and ${count - numbers.length} more` : ""}`;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const columns = (names: readonly string[]): string => `${agree(names.length, "Column", "Columns")} ${namesOf(names)}`;
const becomes = ({ name, text, value }: { name: string; text: string; value: number }): string => `“${name}” (“${text}” is ${value})`;

const SKIPPED: Readonly<Record<FindingOf<"lines-skipped">["why"], (count: number) => string>> = {
  above: (count) => `${counted(count, "line")} above the table`,
  below: (count) => `${counted(count, "line")} below the table`,
  comment: (count) => counted(count, "comment line"),
  "separator-line": () => "the line that names the delimiter",
  "extra-header": (count) => `${counted(count, "line")} between the column names and the data`,
};
const ALIKE: Readonly<Record<FindingOf<"classes-alike">["groups"][number]["why"], string>> = {
  number: "the same number",
  case: "differ only in upper and lower case",
  punctuation: "differ only in punctuation",
  blank: "differ only in blanks or invisible characters",
  unicode: "look the same but are encoded differently",
};

const SAY: Say = {
  "lines-skipped": ({ why, count, lines: numbers }) => `Skipped: ${SKIPPED[why](count)} (${lines(numbers, count)}).`,
  "header-repeated": ({ count, lines: numbers }) => `The header comes again in ${lines(numbers, count)}; ${agree(count, "it is", "they are")} skipped.`,
  "columns-renamed": ({ columns: renamed }) =>
    `Column names that occur twice: ${listed(renamed.map(({ from, to }) => `the second “${from}” is called “${to}”`))}. Exclude it if it is a copy.`,
  "trailing-delimiter": () => "Every line ends with a delimiter; no column is added for it.",
  "row-names": ({ column }) => `The rows have one value more than the header has names: the first is taken as row names (“${column}”).`,
  "encoding-read": ({ encoding, example }) =>
    `The file is not UTF-8; it is read as ${encoding}${example ? ` (line ${example.line}: “${example.text}”)` : ""}.${/^utf-?16/i.test(encoding) ? "" : " If letters look wrong, choose another encoding."}`,
  "rows-without-label": ({ rows: count, line, cell }) =>
    `${rows(count)} without a label ${agree(count, "is", "are")} left out (first: line ${line}${cell === "" ? "" : `, “${cell}”`}).`,
  "rows-dropped": ({ rows: count, line }) => `${rows(count)} with missing values ${agree(count, "is", "are")} left out (first: line ${line}).`,
  "duplicate-rows": ({ rows: count, share, estimated }) =>
    `${estimated ? "About " : ""}${counted(count, "duplicate row")} (${(100 * share).toFixed(1)} %): copies may end up in both training and test.`,
  "classes-too-small": ({ classes }) =>
    `${agree(classes.length, "Class", "Classes")} ${sized(classes)} ${agree(classes.length, "has", "have")} fewer than 3 rows: too few for training, validation and test. Merge ${agree(classes.length, "it", "them")} with another class or leave the rows out.`,
  "classes-few-held-out": ({ classes }) =>
    `${agree(classes.length, "Class", "Classes")} ${sized(classes)}: fewer than 5 validation or test rows in a 60/20/20 split, so a single row changes recall by 25 points or more.`,
  "class-named-missing": ({ classes }) =>
    `${sized(classes)} ${agree(classes.length, "is", "are")} kept as ${agree(classes.length, "a class", "classes")}, although the name often means a missing value. If it does here, add it to the words for a missing label.`,
  "classes-alike": ({ groups }) =>
    `Classes that may be the same: ${groups
      .map(({ names, why }) => {
        const all = listed(names.map(({ name, count }) => `“${name}” (${count})`));
        return `${all}: ${ALIKE[why]}, ${rows(names.reduce((sum, { count }) => sum + count, 0))} together`;
      })
      .join("; ")}. They stay separate unless you merge them.`,
  "classes-merged": ({ merged }) => `Merged classes: ${listed(merged.map(({ from, into, rows: count }) => `“${from}” (${rows(count)}) into “${into}”`))}.`,
  "labels-in-cell": ({ separator, examples, rows: count }) =>
    `${rows(count)} ${agree(count, "has", "have")} several labels in one cell (${namesOf(examples, 3)}, separated by “${separator}”). Several labels per row are not supported: each combination is read as a class of its own.`,
  "label-siblings": ({ columns: names }) =>
    `${columns(names)} ${agree(names.length, "looks like another label", "look like other labels")} of the same rows. Several labels per row are not supported: one column is the label; exclude the others, or they are used as features.`,
  "row-index": ({ column, order }) =>
    order === "sorted"
      ? `Column “${column}” numbers the rows (in order). If the file was sorted by class it gives the class away. Exclude it.`
      : `Column “${column}” numbers the rows (shuffled). It can give the class away. Exclude it.`,
  "group-identifier": ({ column, groups, rows: count, share }) =>
    `Column “${column}” seems to identify ${counted(groups, "group")} of rows (${(count / groups).toFixed(1)} rows each)${share >= 0.95 ? ", and nearly every group has one class" : ""}. A random split puts rows of one group into both training and test, so test results would be too good. Split by this column.`,
  "gives-label-away": ({ column, accuracy, rows: share, exact }) =>
    exact
      ? `Column “${column}” alone determines the class. Exclude it if it is not known before the class is.`
      : `Column “${column}” alone predicts the class almost perfectly (${share === undefined ? "" : `in ${percent(share)} of the rows, `}mean recall ${percent(accuracy)}). Exclude it if it is not known before the class is.`,
  identifier: ({ column }) => `Column “${column}” seems to be an identifier: it has a different value in every row. Exclude it.`,
  "texts-unique": ({ column, distinct, rows: count, inputs }) =>
    `“${column}” has a different text in ${distinct === count ? "every" : "nearly every"} row: one-hot encoding makes ${distinct} of the ${inputs} inputs from it.`,
  "part-column": ({ column }) => `Column “${column}” says training, validation or test for each row. Exclude it from the features and split by it.`,
  "group-classes": ({ column, groups, classes }) =>
    `Rows are split by ${counted(groups, "group")} of “${column}”. ${agree(classes.length, "Class", "Classes")} ${listed(classes.map((c) => `“${c.name}” (${counted(c.count, "group")})`))} cannot be in training, validation and test at once.`,
  "rows-without-group": ({ column, rows: count }) => `${rows(count)} without a value in “${column}”: each is treated as a group of its own.`,
  "missing-words": ({ columns: found }) =>
    `Read as missing: ${listed(
      found.map(({ name, words, lines: numbers }) => {
        const total = words.reduce((sum, { count }) => sum + count, 0);
        const each = words.map(({ word, count }) => `${word === "" ? "empty" : `“${word}”`} ${count}`).join(", ");
        return `${total} in “${name}” (${each}; ${lines(numbers, total)})`;
      }),
    )}.`,
  "missing-filled": ({ columns: lacking, policy, numbers, texts }) =>
    `${agree(lacking.length, "Column", "Columns")} ${sized(lacking)} ${agree(lacking.length, "lacks", "lack")} values: ${[
      numbers ? `numbers are filled with the ${policy} of the training part` : "",
      texts ? "texts get a category of their own" : "",
    ]
      .filter((part) => part !== "")
      .join(", ")}.`,
  "numbers-read": ({ columns: read }) => `Read as numbers: ${listed(read.map(becomes))}.`,
  "numbers-ambiguous": ({ column, text, values }) =>
    `Column “${column}” is read as text, because “${text}” can be ${values.join(" or ")}. Say which: decimal comma or thousands separator.`,
  "numbers-as-texts": ({ columns: found }) =>
    `${agree(found.length, "Column", "Columns")} read as text that could be numbers: ${listed(found.map(becomes))}. Choose how ${agree(found.length, "its", "their")} numbers are written (decimal mark, thousands separator, unit), or leave ${agree(found.length, "it", "them")} as text.`,
  "codes-as-numbers": ({ columns: found }) =>
    `${agree(found.length, "Column", "Columns")} read as numbers, although values have leading zeros: ${listed(found.map(({ name, text }) => `“${name}” (“${text}”)`))}. If ${agree(found.length, "it holds", "they hold")} codes, e.g. postcodes, read ${agree(found.length, "it", "them")} as categories.`,
  sentinel: ({ value, columns: found }) =>
    `“${value}” is far from all other values: ${listed(found.map(({ name, count }) => `${rows(count)} of “${name}”`))}. It is read as a number; if it means missing, add it to the missing words.`,
  "integers-rounded": ({ column, text, value }) =>
    `Column “${column}” has integers of more digits than a number keeps: “${text}” becomes ${value}. Exclude it if it is an identifier, or read it as categories.`,
  "dates-as-texts": ({ column, example, distinct }) =>
    `Column “${column}” holds dates or times (“${example}”). They are not supported as time: one-hot encoding makes ${counted(distinct, "input")}, one for each value. Exclude the column, or convert it to numbers first.`,
  "units-mixed": ({ column, units }) => {
    const named = listed(units.filter((unit) => unit !== "").map((unit) => `“${unit}”`));
    const mixed = units.includes("")
      ? `numbers with and without a unit (some values have ${named}, others no unit)`
      : `numbers with different units (${named})`;
    return `Column “${column}” has ${mixed} and is read as text. Convert them to one unit.`;
  },
  "odd-value": ({ column, line, cell }) =>
    `Column “${column}” is read as text, although most values are numbers: line ${line} holds “${cell}”. If that means missing, add it to the missing words.`,
  "columns-empty": ({ columns: names }) => `${columns(names)} ${agree(names.length, "has", "have")} no values.`,
  "columns-constant": ({ columns: names }) => `${columns(names)} ${agree(names.length, "has", "have")} the same value in every row.`,
  "columns-equal": ({ pairs }) => `Columns with the same values: ${listed(pairs.map(({ first, second }) => `“${second}” repeats “${first}”`))}.`,
  "images-named": ({ column, example }) =>
    `Column “${column}” names image files (“${example}”). Images are not supported: only the values in the table are used. Exclude it.`,
};

/** The sentence of a finding. */
export function sayFinding<Id extends DataFindingId>(finding: FindingOf<Id> | DataFinding): string {
  return (SAY[finding.id] as (f: typeof finding) => string)(finding);
}
