/** Statistics, metrics of scores and reasons in an exported table: values worked out by hand, read back by another parser. */
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { CompareData, CompareMeasures, CompareRun, Config } from "#shared/records.ts";
import { parseSweepSpec } from "#shared/sweep-spec.ts";
import type { ExportData } from "#main/export/metric-cells.ts";
import { renderExport } from "#main/export/render.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
/** Rows of each of two classes that are right, of 100, by seed. The second leads by 1, 2, ... 6 points. */
const RIGHT: Readonly<Record<string, readonly number[]>> = { base: [50, 51, 52, 53, 54, 55], lead: [51, 53, 55, 57, 59, 61] };

function exported(change: (run: CompareRun) => CompareRun = (run) => run): ExportData {
  const configs = Object.keys(RIGHT).map((label, i): Config => {
    const loss = { family: "cross-entropy" as const, gamma: 0, strength: 0, alpha: null, positiveClass: null, options: {} };
    return { id: i + 1, sweepId: 1, label, ...loss, learningRate: 0.001, weightDecay: 0, isControl: i === 0 };
  });
  const runs = configs.flatMap((config) =>
    SEEDS.map((seed, s): CompareRun => {
      const right = RIGHT[config.label]![s]!;
      const counts = [right, 100 - right, 100 - right, right];
      const both = { validation: counts, test: counts };
      const engine = { trainMs: 1, engine: "wasm", backend: "simd", engineVersion: "1", startedAt: null, finishedAt: null };
      return change({
        id: config.id * 10 + seed,
        configId: config.id,
        seed,
        state: "complete",
        epoch: 2,
        bestEpoch: 1,
        ...engine,
        error: null,
        flags: [],
        counts: { best: both, last: both },
      });
    }),
  );
  const data = {
    sweep: { id: 1, name: "two", datasetName: "small" },
    spec: parseSweepSpec({ name: "two", dataset: {}, losses: [{ family: "cross-entropy" }], seeds: SEEDS }),
    datasetSha256: "0".repeat(64),
    classNames: ["a", "b"],
    classCounts: [500, 500],
    trainCounts: [300, 300],
    configs,
    runs,
  } as unknown as CompareData;
  const overall = { ece: 0.25, rocAuc: 0.75, top3: null };
  const of = (variants: boolean): CompareMeasures => ({
    runs: runs.map((run): CompareMeasures["runs"][number] => ({
      runId: run.id,
      measures: [
        { variant: "raw", overall, classes: { averagePrecision: [0.5, run.seed / 10] }, reasons: { top3: "with 2 classes the true one is always among 3" } },
        ...(variants ? [{ variant: "temperature", overall: { ece: 0.125, nll: 0.5 }, classes: {}, reasons: {} }] : []),
      ],
      absent: { "focal-link": "Trained with plain cross entropy: the link changes nothing." },
    })),
  });
  return { data, measures: { validation: of(false), test: of(true) } };
}

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
    expect(number(lead, "test_accuracy_low")).toBeCloseTo(0.56 - half, 9);
    expect(number(lead, "test_accuracy_high")).toBeCloseTo(0.56 + half, 9);
    expect(number(lead, "test_accuracy_difference")).toBeCloseTo(0.035, 12);
    // Six differences of one sign and one comparison: 2 / 2^6, uncorrected.
    expect([number(lead, "test_accuracy_p"), number(lead, "test_accuracy_holm_p")]).toEqual([1 / 32, 1 / 32]);
    expect([base!["test_accuracy_standing"], lead!["test_accuracy_standing"], base!["test_accuracy_p"]]).toEqual(["behind", "best", ""]);
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
    expect([Number(base!["test_accuracy_difference"]), lead!["test_accuracy_difference"]]).toEqual([expect.closeTo(-0.035, 12), ""]);
    expect(() => renderExport(exported(), { ...request, rows: "configs", format: "csv", baseline: 9 })).toThrow("the sweep has no configuration 9");
  });

  it("says in JSON why a test was refused and by which method the others were made", () => {
    const failed = exported((run) => (run.id === 23 ? { ...run, state: "failed", counts: null } : run));
    const [, reasons] = jsonOf(failed, "configs").reasons;
    expect(reasons!["test_accuracy_p"]).toBe(
      "lead cannot be compared with base. lead has no Accuracy on test for seed 3. Retry that run, or leave the seed out of both.",
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
    expect(text).toMatch(/Holm over 1 comparisons/);
    expect(text).toContain("0".repeat(64));
    // Equal leads on both sides tie: 50, 51, ... against 51, 50, 53, 52, ...
    const level = exported((run) => (run.configId === 1 ? run : { ...run, counts: levelCounts(run.seed) }));
    expect(renderExport(level, { ...request, rows: "configs", format: "markdown" }).text).toMatch(/\| 6 \| 0\.525 ± 0\.\d+ †|\| 6 \| \*\*0\.525/);
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
