/** Statistics, metrics of scores and reasons in an exported table: values worked out by hand, read back by another parser. */
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { CompareRun } from "#shared/wire/records.ts";
import type { ExportData } from "#main/export/metric-cells.ts";
import { renderExport } from "../../../fixtures/rendered-text.ts";
import { exported, RIGHT } from "../../../fixtures/two-configurations.ts";

const request = { sweepId: 1, at: "best" } as const;
const rowsOf = (input: ExportData, rows: "runs" | "configs"): Record<string, string>[] =>
  parse(renderExport(input, { ...request, rows, format: "csv" }).text, { columns: true });
const jsonOf = (input: ExportData, rows: "runs" | "configs") =>
  JSON.parse(renderExport(input, { ...request, rows, format: "json" }).text) as {
    rows: Record<string, unknown>[];
    reasons: Record<string, string>[];
    statistics?: Record<string, { comparisons: number; configs: { comparison: { test: { method: string } } | null }[] }>;
  };

describe("a table of configurations", () => {
  it("has interval, difference, p, Holm p and standing against the cross-entropy control", () => {
    const [base, lead] = rowsOf(exported(), "configs");
    const number = (row: Record<string, string> | undefined, name: string): number => Number(row![name]);
    expect(lead!["baseline"]).toBe("base");
    expect(number(lead, "test_accuracy_mean")).toBeCloseTo(0.56, 12);
    // Deviation of 51, 53, ... 61 is sqrt(14); t(0.975, 5) = 2.570581835636.
    const half = (2.570581835636 * Math.sqrt(14)) / 100 / Math.sqrt(6);
    expect(number(lead, "test_accuracy_interval95_low")).toBeCloseTo(0.56 - half, 9);
    expect(number(lead, "test_accuracy_interval95_high")).toBeCloseTo(0.56 + half, 9);
    expect(number(lead, "test_accuracy_difference_to_baseline")).toBeCloseTo(0.035, 12);
    // Six differences of one sign and one comparison: 2 / 2^6, uncorrected.
    expect([number(lead, "test_accuracy_wilcoxon_p"), number(lead, "test_accuracy_wilcoxon_p_holm")]).toEqual([1 / 32, 1 / 32]);
    expect([base!["test_accuracy_standing"], lead!["test_accuracy_standing"], base!["test_accuracy_wilcoxon_p"]]).toEqual(["behind", "best", ""]);
    // kappa of equal classes: 2 * accuracy - 1.
    expect(number(lead, "test_kappa_mean")).toBeCloseTo(0.12, 12);
    expect([number(lead, "test_ece_mean"), number(lead, "test_ece@temperature_mean"), number(lead, "test_average_precision[b]_mean")]).toEqual([
      0.25,
      0.125,
      expect.closeTo(0.35, 12),
    ]);
  });

  it("takes another baseline and refuses one that the sweep does not have", () => {
    const [base, lead] = parse(renderExport(exported(), { ...request, rows: "configs", format: "csv", baseline: 2 }).text, { columns: true }) as Record<
      string,
      string
    >[];
    expect([Number(base!["test_accuracy_difference_to_baseline"]), lead!["test_accuracy_difference_to_baseline"]]).toEqual([expect.closeTo(-0.035, 12), ""]);
    expect(() => renderExport(exported(), { ...request, rows: "configs", format: "csv", baseline: 9 })).toThrow("the sweep has no configuration 9");
  });

  it("says in JSON why a test was refused and by which method the others were made", () => {
    const failed = exported((run) => (run.id === 23 ? { ...run, state: "failed", counts: null } : run));
    const [, reasons] = jsonOf(failed, "configs").reasons;
    expect(reasons!["test_accuracy_wilcoxon_p"]).toBe(
      "lead cannot be compared with base. lead has no Accuracy on test for seed 3, since the run failed. Retry that run, or leave the seed out of both.",
    );
    const { statistics } = jsonOf(exported(), "configs");
    expect(statistics!["test_accuracy"]!.comparisons).toBe(1);
    expect(statistics!["test_accuracy"]!.configs[1]!.comparison!.test.method).toBe("Wilcoxon signed-rank, exact, two-sided");
  });

  it("is in Markdown a table for a text: best bold, tied with a dagger, methods and data below", () => {
    const text = renderExport(exported(), { ...request, rows: "configs", format: "markdown" }).text;
    const line = (name: string): string => text.split("\n").find((l) => l.startsWith(`| ${name}`))!;
    expect(line("lead").split(" | ").slice(1, 3)).toEqual(["6", "**0.560 ± 0.037**"]);
    expect(text).toContain("| lead | 0.560 (0.521 to 0.599) | +0.035 | 0.031 | 0.031 | 1.871 |");
    expect(text).toMatch(/Holm over 1 comparison;/);
    expect(text).toContain("0".repeat(64));
    // Equal means of other seeds, 50, 51, ... against 51, 50, 53, 52, ...: nothing is best and nothing behind it.
    const level = exported((run) => (run.configId === 1 ? run : { ...run, counts: levelCounts(run.seed) }));
    expect(renderExport(level, { ...request, rows: "configs", format: "markdown" }).text).not.toMatch(/\| 6 \| (0\.525 ± 0\.\d+ †|\*\*0\.525)/);
  });

  it("spells the baseline in its heading as everywhere else", () => {
    for (const [label, heading] of [
      ["cross entropy", "cross entropy"],
      ["γ 0 · α 0.25 & “50 %”", "γ 0 · α 0.25 & “50 %”"],
      ["weights [a](b) <i>", "weights [a]\\(b) \\<i>"],
    ] as const) {
      const input = exported();
      Object.assign(input.data.configs[0]!, { label });
      expect(renderExport(input, { ...request, rows: "configs", format: "markdown" }).text).toContain(`\n## Macro F1 on test against ${heading}\n`);
    }
  });
});

function levelCounts(seed: number): CompareRun["counts"] {
  const right = RIGHT["base"]![seed - 1]! + (seed % 2 ? 1 : -1);
  const both = { validation: [right, 100 - right, 100 - right, right], test: [right, 100 - right, 100 - right, right] };
  return { best: both, last: both };
}

describe("a table of runs", () => {
  it("has metrics of scores and of what was done after training, and says why one is missing", () => {
    const { rows, reasons } = jsonOf(exported(), "runs");
    expect(rows[0]).toMatchObject({ test_ece: 0.25, "test_ece@temperature": 0.125, test_roc_auc: 0.75, test_top3: null, "test_average_precision[b]": 0.1 });
    expect(rows[0]!["test_nll@logit-adjusted"]).toBeNull();
    expect(reasons[0]).toMatchObject({
      test_top3: "with 2 classes the true one is always among 3",
      "test_nll@logit-adjusted": "no scores were kept of this run; train it again to have them",
      test_head_recall: "no class is in the head by its training rows",
    });
  });

  it("has the raw figures under the focal link after plain cross entropy: at gamma 0 without weights the link is the identity", () => {
    const [row] = jsonOf(exported(), "runs").rows;
    // 50 of each 100 rows are right.
    expect(row).toMatchObject({ "test_ece@focal-link": 0.25, "test_accuracy@focal-link": 0.5, "test_macro_f1@focal-link": 0.5 });
    const [base, lead] = rowsOf(exported(), "configs");
    expect([base!["test_ece@focal-link_mean"], lead!["test_accuracy@focal-link_mean"]]).toEqual(["0.25", lead!["test_accuracy_mean"]]);
  });
});

describe("the best of each family", () => {
  const families = (input: ExportData, format: "csv" | "markdown" | "latex", more: object = {}): string =>
    renderExport(input, { ...request, rows: "families", format, ...more }).text;

  it("is chosen on validation and told on test, with how many it was chosen from", () => {
    // On validation the second leads, on test both are turned round: the choice must not see that.
    const turned = exported((run) => {
      const other = (counts: readonly number[]): number[] => [counts[1]!, counts[0]!, counts[3]!, counts[2]!];
      const of = ({ validation }: { validation: number[] }) => ({ validation, test: other(validation) });
      return { ...run, counts: run.counts && { best: of(run.counts.best), last: of(run.counts.last) } };
    });
    const rows = parse(families(turned, "csv", { metrics: ["accuracy"] }), { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ method: "Cross entropy", config: "lead", chosen_from: "2", chosen_on_validation_by: "macro_f1" });
    expect(Number(rows[0]!["test_accuracy_mean"])).toBeCloseTo(0.44, 12);
  });

  it("is compared with that of the baseline's family, corrected over the families", () => {
    const input = exported();
    Object.assign(input.data.configs[1]!, { params: { ...input.data.configs[1]!.params, family: "focal-softmax", gamma: 2 }, isControl: false });
    const rows = parse(families(input, "csv", { metrics: ["accuracy"] }), { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => [row["method"], row["baseline"], row["test_accuracy_wilcoxon_p_holm"]])).toEqual([
      ["Cross entropy", "base", ""],
      ["Focal loss", "base", "0.03125"],
    ]);
    expect(families(input, "markdown", { metrics: ["accuracy"] })).toContain("| Focal loss: lead | 6 | **0.560 ± 0.037** |");
    expect(families(input, "latex")).toContain("Of each family the configuration with the best mean macro F1 on validation; test had no part in the choice.");
    expect(() => families(input, "csv", { configs: [1] })).toThrow("chosen from all configurations of the sweep");
    expect(() => families(input, "csv", { selectBy: "recall" })).toThrow("it must be one raw metric of the whole or of one class");
  });

  it("is the lowest where lower is better", () => {
    const input = exported();
    const runs = input.measures.validation.runs.map(({ measures, ...run }) => {
      const ece = run.runId < 20 ? 0.1 : 0.3;
      return { ...run, measures: measures.map((m) => ({ ...m, overall: { ...m.overall, ece } })) };
    });
    const turned = { ...input, measures: { ...input.measures, validation: { ...input.measures.validation, runs } } };
    const chosen = (selectBy: string) =>
      (parse(families(turned, "csv", { selectBy, metrics: ["accuracy"] }), { columns: true }) as Record<string, string>[])[0];
    expect(chosen("ece")).toMatchObject({ config: "base", chosen_on_validation_by: "ece" });
    expect(chosen("accuracy")).toMatchObject({ config: "lead", chosen_on_validation_by: "accuracy" });
  });

  it("has a row without figures, or a note, for a family of which none could be chosen", () => {
    const input = exported((run) => (run.id === 26 ? { ...run, state: "waiting", counts: null } : run));
    Object.assign(input.data.configs[1]!, { params: { ...input.data.configs[1]!.params, family: "focal-softmax", gamma: 2 } });
    const why = "no configuration has macro F1 on validation for every seed: 1 run is waiting";
    const rows = parse(families(input, "csv", { metrics: ["accuracy"] }), { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => [row["method"], row["config"], row["chosen_from"], row["left_out"], row["no_choice_because"], row["test_accuracy_mean"]])).toEqual(
      [
        ["Cross entropy", "base", "1", "", "", "0.525"],
        ["Focal loss", "", "0", "lead", why, ""],
      ],
    );
    expect(rows.map((row) => [row["sweep"], row["baseline"], row["dataset"], row["metrics_of"]])).toEqual([0, 1].map(() => ["two", "base", "small", "best"]));
    const json = JSON.parse(renderExport(input, { ...request, rows: "families", format: "json" }).text) as {
      rows: Record<string, unknown>[];
      reasons: Record<string, string>[];
    };
    expect(json.rows[1]).toMatchObject({ method: "Focal loss", config: null, test_accuracy_mean: null, no_choice_because: why });
    expect(json.reasons[1]).toEqual({ config: why });
    for (const format of ["markdown", "latex"] as const) expect(families(input, format)).toContain(`Without a row: Focal loss, since ${why}.`);
  });

  it("is an error with the reason when no family has a configuration to choose, not an empty table", () => {
    // Runs train seed by seed: half-way no configuration has all of them.
    const halfway = exported((run) => (run.seed > 3 ? { ...run, state: "waiting", counts: null } : run));
    for (const format of ["csv", "markdown", "latex"] as const)
      expect(() => families(halfway, format)).toThrow(
        "There is nothing to export in “two” (no configuration has macro F1 on validation for every seed: 6 runs are waiting).",
      );
    expect(() => families(exported(), "csv", { selectBy: "top3" })).toThrow(
      "(no configuration has top-3 accuracy on validation for every seed: with 2 classes the true one is always among 3)",
    );
  });
});
