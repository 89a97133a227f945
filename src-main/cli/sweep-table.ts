/** @file The result table of a sweep for a terminal. Reads: compare data. Writes: nothing. */
import { classMetrics, meanAndSpread, scoresOf } from "#shared/metrics.ts";
import type { CompareData } from "#shared/records.ts";
import { textTable } from "./terminal.ts";

/** Per-class columns beyond this many do not fit a terminal; the exported file has them all. */
const CLASS_COLUMNS = 8;

function show(values: readonly (number | null)[]): string {
  const { mean, sd } = meanAndSpread(values);
  if (mean === null) return "–";
  return sd === null ? mean.toFixed(4) : `${mean.toFixed(4)} ±${sd.toFixed(4)}`;
}

/** Configurations, best validation macro F1 first; test figures of the epoch that validation chose. */
export function sweepTable(data: CompareData): string {
  const classes = data.classNames.length;
  const rows = data.configs
    .map((config) => {
      const all = data.runs.filter((run) => run.configId === config.id);
      const runs = all.flatMap((run) => (run.counts ? [run.counts.best] : []));
      const score = (split: "validation" | "test", name: "macroF1" | "balancedAccuracy" | "accuracy") =>
        runs.map((counts) => scoresOf(counts[split], classes)[name]);
      const recalls = data.classNames.slice(0, CLASS_COLUMNS).map((_, c) => show(runs.map((counts) => classMetrics(counts.test, classes)[c]!.recall)));
      const validation = score("validation", "macroF1");
      return {
        rank: meanAndSpread(validation).mean ?? -1,
        cells: [
          config.label + (config.isControl ? " (control)" : ""),
          `${runs.length}/${all.length}`,
          show(validation),
          show(score("test", "macroF1")),
          show(score("test", "balancedAccuracy")),
          show(score("test", "accuracy")),
          ...recalls,
        ],
      };
    })
    .sort((a, b) => b.rank - a.rank);
  const header = [
    "configuration",
    "seeds",
    "val macro F1",
    "test macro F1",
    "test bal. acc.",
    "test acc.",
    ...data.classNames.slice(0, CLASS_COLUMNS).map((name) => `recall ${name}`),
  ];
  const hidden = classes > CLASS_COLUMNS ? `\n${classes - CLASS_COLUMNS} more classes are in the exported file.` : "";
  return `${textTable(
    header,
    rows.map((row) => row.cells),
  )}${hidden}`;
}
