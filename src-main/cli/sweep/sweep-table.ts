/**
 * @file The result tables of a sweep for a terminal: scores, then recall class by class, none wider than a terminal.
 * Reads: compare data and measures.
 */
import { bestBy } from "#shared/words/best-epoch.ts";
import { absentInSweep } from "#shared/results/absent-classes.ts";
import type { StoredRuns } from "#shared/results/run-value.ts";
import type { CompareData } from "#shared/wire/records.ts";
import { absentSentence } from "#shared/words/absent-classes.ts";
import { runStanding } from "#shared/words/en/run-standing.ts";
import { agree, counted } from "#shared/text/lists.ts";
import { bestPositions } from "#shared/numbers/same-value.ts";
import { byWeighting, type ConfigFigures, type Spread, sweepFigures } from "./sweep-figures.ts";
import { textTable, textWidth } from "../print/terminal.ts";

const WIDTH = 120;
const GAP = 2;
/** Configurations whose failed and open runs are explained below the table. */
const NAMED = 10;

interface Column {
  readonly header: string;
  readonly cells: readonly string[];
}

const NOTHING: Spread = { mean: null, sd: null, n: 0, values: [] };

const percent = ({ mean, sd }: Spread): string => (mean === null ? "–" : (100 * mean).toFixed(1) + (sd === null ? "" : ` ±${(100 * sd).toFixed(1)}`));
const plain = ({ mean, sd }: Spread): string => (mean === null ? "–" : mean.toFixed(3) + (sd === null ? "" : ` ±${sd.toFixed(3)}`));

/** Of the usual one as short as the columns are. */
function epochWords({ spec, classNames }: CompareData): string {
  return `the epoch with the ${spec.selectBy === undefined ? "best validation F1" : bestBy(spec.selectBy, classNames)}`;
}

/**
 * Mean ± standard deviation over seeds; blocks of equal weights with gamma rising, unless the configurations are in an order that was asked for.
 * @param at epoch that the figures are of.
 */
export function sweepTable(data: CompareData, measures: StoredRuns, at: "best" | "last", isOrdered = false): string {
  const figures = sweepFigures(data, measures, at);
  const rows = isOrdered ? figures : byWeighting(figures);
  const { labels, shared } = shortLabels(rows.map((row) => row.config.label));
  const runsOf = ({ config }: ConfigFigures) => data.runs.filter((run) => run.configId === config.id);
  const failedOf = (row: ConfigFigures): number => runsOf(row).filter((run) => run.state === "failed").length;
  const names: Column[] = [
    { header: "configuration", cells: rows.map((row, i) => labels[i] + (row.config.isControl ? " (control)" : "")) },
    { header: "seeds", cells: rows.map((row) => `${row.complete}/${row.runs}${failedOf(row) ? ` (${failedOf(row)} failed)` : ""}`) },
  ];
  const ids: Column = { header: "id", cells: rows.map((row) => String(row.config.id)) };
  const column = (header: string, spread: (row: ConfigFigures) => Spread | undefined, show = percent): Column[] =>
    rows.some(spread) ? [{ header, cells: rows.map((row) => show(spread(row) ?? NOTHING)) }] : [];
  const absent = { validation: absentInSweep(data.runs, data.classNames, "validation"), test: absentInSweep(data.runs, data.classNames, "test") };
  const scores = [
    ...column("val. F1", (row) => row.validationMacroF1),
    ...column("F1", (row) => row.test["macroF1"]),
    ...(absent.test ? column("F1 present", (row) => row.test["macroF1Present"]) : []),
    ...column("bal. acc.", (row) => row.test["balancedAccuracy"]),
    ...column("acc.", (row) => row.test["accuracy"]),
    ...column("ECE", (row) => row.test["ece"]),
    ...averagePrecision(data, column),
    ...column("NLL", (row) => row.test["nll"], plain),
  ];
  const recalls = data.classNames.flatMap((name, c) => column(`recall ${name}`, (row) => row.recall[c]));
  const epoch = at === "best" ? epochWords(data) : "the last epoch";
  const zeros = [absent.validation, absent.test].flatMap((part) => (part && absentSentence(part, ["macroF1"])) ?? []);
  const lines = [
    `Test part at ${epoch}; mean ± sd over seeds, in % (NLL: nats). F1: macro.${shared ? ` All: ${shared}.` : ""}`,
    "",
    fitted([ids, ...names], scores, "column"),
    "",
    fitted(names.slice(0, 1), recalls, "class"),
  ];
  if (zeros.length > 0) lines.push("", ...zeros.map((sentence) => `${sentence}.`));
  const unfinished = rows.flatMap((row, i) => (row.complete < row.runs ? [`${names[0]!.cells[i]}: ${runStanding(runsOf(row))}.`] : []));
  if (unfinished.length > 0) lines.push("", ...unfinished.slice(0, NAMED));
  if (unfinished.length > NAMED) lines.push(`${counted(unfinished.length - NAMED, "more configuration")} with runs that are not complete.`);
  lines.push(...highest(rows, names[0]!.cells));
  return lines.join("\n");
}

/** Of two classes the rarer one's says more than the mean, in which the frequent class is near 1 always. */
function averagePrecision(data: CompareData, column: (header: string, spread: (row: ConfigFigures) => Spread | undefined) => Column[]): Column[] {
  if (data.classNames.length > 2) return column("AP", (row) => row.test["averagePrecision"]);
  const rarer = data.classCounts[1]! <= data.classCounts[0]! ? 1 : 0;
  return column(`AP of ${data.classNames[rarer]}`, (row) => (row.averagePrecision[rarer]!.n > 0 ? row.averagePrecision[rarer] : undefined));
}

/** The configurations that share the highest mean but for rounding, up to this many by name. */
const NAMED_BEST = 4;

function highest(rows: readonly ConfigFigures[], names: readonly string[]): string[] {
  const best = bestPositions(
    rows.map((row) => row.validationMacroF1.mean),
    true,
  );
  if (rows.length < 2 || best.length === 0) return [];
  const mean = rows[best[0]!]!.validationMacroF1;
  if (best.length === 1) return ["", `Highest validation F1: ${names[best[0]!]} (${percent(mean)}).`];
  // Their deviations differ.
  const value = percent({ ...mean, sd: null });
  if (best.length === rows.length) return ["", `Validation F1 is equal in all ${rows.length} configurations (${value}).`];
  const named = best.slice(0, NAMED_BEST).map((i) => names[i]!);
  const more = best.length - named.length;
  return ["", `Highest validation F1, equal in ${best.length} configurations: ${named.join("; ")}${more > 0 ? `; and ${more} more` : ""} (${value}).`];
}

/** Parts that all names have in common are said once: "sigmoid · γ 2 · α 0.5 · prior 0.01" may shrink to "γ 2 · α 0.5". */
export function shortLabels(labels: readonly string[]): { labels: string[]; shared: string } {
  const parts = labels.map((label) => label.split(" · "));
  const common = labels.length > 1 ? parts[0]!.filter((part) => parts.every((other) => other.includes(part))) : [];
  const short = parts.map((own) => own.filter((part) => !common.includes(part)));
  if (common.length === 0 || short.some((own) => own.length === 0)) return { labels: [...labels], shared: "" };
  return { labels: short.map((own) => own.join(" · ")), shared: common.join(" · ") };
}

/** As many columns as fit beside the names; what is left out is said. */
function fitted(names: readonly Column[], columns: readonly Column[], what: "column" | "class"): string {
  const widthOf = ({ header, cells }: Column): number => Math.max(...[header, ...cells].map(textWidth));
  let width = names.reduce((sum, column) => sum + widthOf(column) + GAP, 0) - GAP;
  let shown = 0;
  while (shown < columns.length && width + GAP + widthOf(columns[shown]!) <= WIDTH) width += GAP + widthOf(columns[shown++]!);
  const all = [...names, ...columns.slice(0, shown)];
  const table = textTable(
    all.map((column) => column.header),
    names[0]!.cells.map((_, i) => all.map((column) => column.cells[i]!)),
  );
  const more = columns.length - shown;
  const nouns = what === "class" ? "classes" : "columns";
  return more > 0 ? `${table}\n${counted(more, `more ${what}`, `more ${nouns}`)} ${agree(more, "is", "are")} in the exported file.` : table;
}
