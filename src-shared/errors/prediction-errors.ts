/** @file The errors of a table of predictions, a part of the table in errors.ts. */
import { e, type Entry } from "./error-entry.ts";

export const PREDICTION_ERRORS = {
  "predictions/no-column": e("{file} has no column “{column}” to take as {role}. Its columns are: {columns}.", "Name the column with {option}."),
  "predictions/no-scores": e(
    "{file} has neither a score column nor a prediction column besides the label “{label}” (other columns: {others}).",
    "Name the column of scores of each class like the class, score_<class> or p_<class>; a column of decided classes is named with --prediction.",
  ),
  "predictions/one-score": e(
    "{file} has one score column, “{column}”, and {found} classes ({classes}); one score is enough for two classes.",
    "Add a score column for every class, named like the class or score_<class>. Where one of two classes does not occur, name both with --classes A,B and the scored one with --positive.",
  ),
  "predictions/whose-score": e(
    "{file} has one score column, “{column}”, for the classes “{first}” and “{second}”, and nothing says for which.",
    'Name that class: --positive "{second}" or --positive "{first}".',
  ),
  "predictions/positive": e("--positive “{positive}” is none of the two classes of {file} ({classes}).", "Name one of these."),
  "predictions/positive-idle": e(
    "--positive “{positive}” says whose score a single score column holds; in {file} these columns are taken for scores: {taken}.",
    "Leave out those that are none with --ignore A,B, or leave --positive out.",
  ),
  "predictions/no-label": e(
    "Line {line} of {file} has no label (column “{column}”).",
    "Fill in the class or remove the line; another label column is named with --label.",
  ),
  "predictions/comma": e(
    "Line {line} of {file}, column “{column}”: “{value}” may be a number with decimals or one with thousands, and no other cell tells which.",
    "Write the logits with a decimal point and without marks between thousands.",
  ),
  "predictions/class": e(
    "Line {line} of {file}, column “{column}”: “{value}” is none of the classes {classes}.",
    "Correct the value, or name the classes with --classes.",
  ),
  "predictions/score": e(
    "Line {line} of {file}, column “{column}”: “{value}” is not {expected}.",
    "Correct the value; logits need --scores logits; a column that is no score is left out with --ignore.",
  ),
  "predictions/sum": e(
    "The scores on line {line} of {file} add up to {sum}, not to 1 (columns {columns}).",
    "Logits need --scores logits, a sigmoid per class --one-vs-rest; a column that is no score is left out with --ignore; rows of low precision (bfloat16) are divided by their sum first.",
  ),
} as const satisfies Record<string, Entry>;
