/**
 * @file Which columns of a file of predictions hold what: label, decided class, the score of each class.
 * Reads: names of columns.
 */
import { AppError } from "#shared/errors/errors.ts";

export interface ColumnChoice {
  /** Column of the true class; default “label”. */
  readonly label?: string;
  /** Column of the decided class; default “prediction” if there is one. */
  readonly prediction?: string;
  /** The classes in their order; those of the score columns when empty. */
  readonly classes: readonly string[];
  /** Columns that are no scores. */
  readonly ignored?: readonly string[];
}

interface ScoreColumn {
  readonly column: number;
  /** As the column is named, without its prefix. */
  readonly className: string;
}

export interface Columns {
  readonly label: number;
  readonly prediction: number | null;
  readonly scores: readonly ScoreColumn[];
}

/** A column of such a name besides two classes holds the score of one of them. */
const SINGLE = ["score", "p", "prob", "proba", "probability", "logit", "y_score", "y_prob", "y_proba"];
export const SCORE_PREFIXES = ["score_", "p_", "prob_", "proba_", "logit_"];

/** @throws AppError `predictions/no-column`, `predictions/no-scores`. */
export function findColumns(names: readonly string[], options: ColumnChoice, file: string): Columns {
  const find = (wanted: string, role: string, option: string): number => {
    const at = names.indexOf(wanted);
    if (at < 0) throw new AppError("predictions/no-column", { file, column: wanted, role, option, columns: names.join(", ") });
    return at;
  };
  const label = find(options.label ?? "label", "label", "--label");
  const usual = label === names.indexOf("prediction") ? -1 : names.indexOf("prediction");
  const prediction = options.prediction !== undefined ? find(options.prediction, "prediction", "--prediction") : usual < 0 ? null : usual;
  const others = names
    .map((name, column) => ({ name, column }))
    .filter(({ name, column }) => column !== label && column !== prediction && !options.ignored?.includes(name));

  const scores = options.classes.length ? namedScores(options.classes, others) : unnamedScores(others);
  if (scores.length === 0 && prediction === null)
    throw new AppError("predictions/no-scores", { file, label: names[label]!, others: others.map(({ name }) => `“${name}”`).join(", ") || "none" });
  return { label, prediction, scores };
}

type Candidate = { readonly name: string; readonly column: number };

/** A class may have no column: it was never scored. Of two classes, a column of another name may hold one probability. */
function namedScores(classes: readonly string[], others: readonly Candidate[]): ScoreColumn[] {
  const named = classes.flatMap((className) => {
    const spelled = ["", ...SCORE_PREFIXES].map((prefix) => others.find(({ name }) => name === prefix + className));
    const found = spelled.find((candidate) => candidate !== undefined);
    return found ? [{ column: found.column, className }] : [];
  });
  if (named.length > 0 || classes.length !== 2) return named;
  const single = others.length === 1 ? others : others.filter(({ name }) => SINGLE.includes(name.toLowerCase()));
  return single.length === 1 ? unnamedScores(single) : named;
}

/** All columns with the prefix, where some have it; else every column that is left. */
function unnamedScores(others: readonly Candidate[]): ScoreColumn[] {
  for (const prefix of SCORE_PREFIXES) {
    const prefixed = others.filter(({ name }) => name.startsWith(prefix) && name.length > prefix.length);
    if (prefixed.length > 0) return prefixed.map(({ name, column }) => ({ column, className: name.slice(prefix.length) }));
  }
  return others.map(({ name, column }) => ({ column, className: name }));
}
