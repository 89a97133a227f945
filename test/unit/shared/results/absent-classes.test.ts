/**
 * @file Classes without a row in a part: the mean over all classes, the mean over those present, and the sentence that tells them apart.
 * Figures by scikit-learn 1.9.1 (`f1_score`, `precision_score` with and without `labels`) or by hand.
 */
import { describe, expect, it } from "vitest";
import { parse } from "csv-parse/sync";
import { sweepTable } from "#main/cli/sweep/sweep-table.ts";
import { renderExport } from "../../../fixtures/rendered-text.ts";
import { absentClasses } from "#shared/results/absent-classes.ts";
import { scoresOf } from "#shared/metrics/from-counts.ts";
import { absentSentence, absentShort } from "#shared/words/absent-classes.ts";
import { absentNote } from "../../../../src-renderer/views/compare/state/columns.ts";
import { exported, type WholeExport } from "../../../fixtures/two-configurations.ts";

/** Rows true, columns predicted. Classes c and d have no row; c is never predicted either, d twice. */
const COUNTS = [
  [40, 8, 0, 2],
  [5, 25, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 0],
].flat();

describe("means over classes where some have no row", () => {
  it("are those of scikit-learn over all classes, and with labels=unique(y_true)", () => {
    const scores = scoresOf(COUNTS, 4);
    expect(scores.macroF1).toBeCloseTo(0.40893901420217205, 14);
    expect(scores.macroF1Present).toBeCloseTo(0.8178780284043441, 14);
    expect(scores.macroPrecision).toBeCloseTo(0.4116161616161616, 14);
    expect(scores.macroPrecisionPresent).toBeCloseTo(0.8232323232323232, 14);
    // The recall over present classes has a name already.
    expect(scores.macroRecall).toBeCloseTo(0.8166666666666667 / 2, 14);
    expect(scores.balancedAccuracy).toBeCloseTo(0.8166666666666667, 14);
  });

  it("are told apart in a sentence, where a mean over all classes is shown", () => {
    const absent = absentClasses(COUNTS, ["a", "b", "c", "d"], "test")!;
    expect(absentSentence(absent, ["accuracy", "macroF1"])).toBe(
      "2 of 4 classes have no row in test (“c” and “d”): macro F1 counts them as 0; macro_f1_present is the mean over the other 2",
    );
    expect(absentSentence(absent, ["macroF1", "macroRecall"])).toMatch(
      /: macro F1 and macro recall count them as 0; macro_f1_present and balanced_accuracy are the means/,
    );
    expect(absentSentence(absent, ["accuracy", "macroF1Present"])).toBeNull();
    expect(absentShort(absent)).toBe("2 of 4 classes without rows");
    expect(absentClasses([3, 0, 0, 2], ["a", "b"], "test")).toBeNull();
    expect(absentClasses([0, 0, 0, 0], ["a", "b"], "test")).toBeNull();
  });
});

/** The sweep of two configurations with a third class of which the test part has no row. */
function withThird(): WholeExport {
  const pad = ([a, b, c, d]: readonly number[]): number[] => [a!, b!, 0, c!, d!, 0, 0, 0, 0];
  const both = (counts: readonly number[]) => ({ validation: [...pad(counts).slice(0, 8), 7], test: pad(counts) });
  const { data, measures } = exported((run) => ({
    ...run,
    counts: run.counts && { best: both(run.counts.best.test), last: both(run.counts.last.test) },
  }));
  return { data: { ...data, classNames: ["a", "b", "c"], classCounts: [500, 500, 20], trainCounts: [300, 300, 13] }, measures };
}
const SENTENCE = "1 of 3 classes has no row in test (“c”): macro F1 counts it as 0; macro_f1_present is the mean over the other 2";

describe("at the numbers of a sweep", () => {
  // Of lead 56 % of the rows of both classes are right on average: F1 0.56 of each, 0.56 · 2 / 3 over three.
  const request = { sweepId: 1, at: "best", rows: "configs" } as const;
  const unformatted = (text: string): string => text.replaceAll("\\_", "_");

  it("exports have both means, tables for a text both and the sentence", () => {
    const rows: Record<string, string>[] = parse(renderExport(withThird(), { ...request, format: "csv" }).text, { columns: true });
    expect(Number(rows[1]!["test_macro_f1_mean"])).toBeCloseTo((0.56 * 2) / 3, 12);
    expect(Number(rows[1]!["test_macro_f1_present_mean"])).toBeCloseTo(0.56, 12);
    const markdown = renderExport(withThird(), { ...request, format: "markdown" }).text;
    expect(markdown).toContain("| Configuration | Seeds | Macro F1 | Macro F1, present classes | Balanced accuracy |");
    expect(markdown).toMatch(/\| lead \| 6 \| \*\*0\.373 ± 0\.025\*\* \| \*\*0\.560 ± 0\.037\*\* \|/);
    expect(unformatted(markdown)).toContain(`- ${SENTENCE}.`);
    const latex = renderExport(withThird(), { ...request, format: "latex" }).text;
    expect(latex).toContain("Macro F1 & F1 present & Bal. acc.");
    expect(unformatted(latex)).toContain("macro F1 counts it as 0; macro_f1_present is the mean over the other 2.");
    // Chosen columns stay those that were chosen.
    const chosen = renderExport(withThird(), { ...request, format: "markdown", metrics: ["accuracy"] }).text;
    expect(chosen).not.toContain("present");
  });

  it("nothing is said and nothing added where every class has rows", () => {
    for (const format of ["markdown", "latex"] as const) expect(renderExport(exported(), { ...request, format }).text).not.toMatch(/present|no row/);
    expect(sweepTable(exported().data, exported().measures.test, "best")).not.toMatch(/present|no row/);
    expect(absentNote(exported().data, { split: "test", metric: "macroF1" })).toBe("");
  });

  it("the command line and the window say it too", () => {
    const { data, measures } = withThird();
    const lines = sweepTable(data, measures.test, "best").split("\n");
    expect(lines.find((line) => line.includes("configuration"))).toMatch(/val\. F1 +F1 +F1 present +bal\. acc\./);
    expect(lines.find((line) => line.includes("lead"))).toMatch(/ 37\.3 ±2\.5 +56\.0 ±3\.7 +56\.0 ±3\.7/);
    expect(lines).toContain(`${SENTENCE}.`);
    expect(absentNote(data, { split: "test", metric: "macroF1" })).toBe(`${SENTENCE}.`);
    expect(absentNote(data, { split: "validation", metric: "macroF1" })).toBe("");
    expect(absentNote(data, { split: "test", metric: "accuracy" })).toBe("");
  });
});
