/** The LaTeX table: figures by hand, names that would break it, and, where there is a LaTeX, that it compiles. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ExportRequest } from "#shared/wire/contract.ts";
import type { CompareRun } from "#shared/wire/records.ts";
import type { ExportData } from "#main/export/metric-cells.ts";
import { latexText } from "#main/export/formats/latex-text.ts";
import { renderExport } from "../../../fixtures/rendered-text.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";
import { exported, type WholeExport } from "../../../fixtures/two-configurations.ts";

const latex = (input: ExportData, more: Partial<ExportRequest> = {}): string =>
  renderExport(input, { sweepId: 1, format: "latex", rows: "configs", at: "best", ...more }).text;

/** What LaTeX checks first: braces, environments, math and cells per row. @returns problems. */
function problemsOf(text: string): string[] {
  const code = text.replaceAll(/^%.*$/gm, "").replaceAll("\\\\", "<end>");
  const bare = code.replaceAll(/\\[{}$&%#_]/g, "");
  const problems: string[] = [];
  let depth = 0;
  for (const sign of bare) {
    depth += sign === "{" ? 1 : sign === "}" ? -1 : 0;
    if (depth < 0) problems.push("a brace closes nothing");
  }
  if (depth !== 0) problems.push("a brace stays open");
  const open: string[] = [];
  for (const [, verb, name] of bare.matchAll(/\\(begin|end)\{(\w+)\}/g))
    if (verb === "begin") open.push(name!);
    else if (open.pop() !== name) problems.push(`\\end{${name}} ends another`);
  if (open.length > 0) problems.push(`${open.join()} stays open`);
  const columns = /\\begin\{tabular\}\{(\w+)\}/.exec(bare)![1]!.length;
  const lines = bare.split("\n").filter((line) => line.includes("<end>"));
  for (const line of lines) {
    if (line.split("&").length !== columns) problems.push(`${line.split("&").length} cells for ${columns} columns: ${line}`);
    if ((line.match(/\$/g)?.length ?? 0) % 2 !== 0) problems.push(`math stays open: ${line}`);
  }
  if (/[%#~^_]/.test(bare.replaceAll(/\$[^$]*\$/g, "").replaceAll("~", ""))) problems.push("an active sign in text");
  return problems;
}

const AWKWARD = [
  "100% & more_or_less #1 $5 {a} ~ ^ \\begin{x}",
  "[bracket] first",
  "* star",
  "γ 2 · α n^−0.5 · ε₁ 1 · γ− 4 · p < 0.2 | “q”",
  "line\n\nbreak\ttab",
];
/** The sweep with names for configurations, classes, data and itself. */
function named(first: string, second: string): ExportData {
  const input = exported();
  const [a, b] = input.data.configs;
  Object.assign(a!, { label: first });
  Object.assign(b!, { label: second });
  Object.assign(input.data, { classNames: [first, second], sweep: { ...input.data.sweep, name: first, datasetName: second } });
  return input;
}

/** The same ECE on test for every seed of a configuration. @param of by configuration id. */
function withEce(input: WholeExport, of: Readonly<Record<number, number>>): WholeExport {
  const runs = input.measures.test.runs.map(({ runId, measures, ...run }) => {
    const ece = of[input.data.runs.find((r) => r.id === runId)!.configId]!;
    return { ...run, runId, measures: measures.map((m) => ({ ...m, overall: { ...m.overall, ece } })) };
  });
  return { ...input, measures: { ...input.measures, test: { ...input.measures.test, runs } } };
}

/** Two classes of 100 rows, so many of each right. */
function rightOf(right: number): CompareRun["counts"] {
  const both = { validation: [right, 100 - right, 100 - right, right], test: [right, 100 - right, 100 - right, right] };
  return { best: both, last: both };
}

describe("the LaTeX table", () => {
  it("has mean and deviation by hand, the best bold, a caption that says data, split, seeds and epoch", () => {
    const text = latex(exported(), { metrics: ["accuracy", "nll@temperature", "ece"] });
    // 51, 53, ... 61 of 100: mean 0.56, deviation sqrt(14) / 100; 50, 51, ... 55: 0.525, sqrt(3.5) / 100.
    expect(text).toContain("lead & $\\textbf{0.560} \\pm 0.037$ & $0.500 \\pm 0.000$ & $0.250 \\pm 0.000$ \\\\");
    expect(text).toContain("base (control) & $0.525 \\pm 0.019$ &");
    expect(text).toContain("Configuration & Accuracy & NLL (temperature) $\\downarrow$ & ECE $\\downarrow$ \\\\");
    expect(text).toContain(
      "\\caption{Results on test of small (2 classes, 200 test rows; split 0.6 / 0.2 / 0.2 (training / validation / test), split seed 1). " +
        "Mean $\\pm$ sample standard deviation over 6 seeds. Each run at its epoch with the highest validation macro F1, the earliest on ties. ",
    );
    expect(text).toMatch(/^% .*\n% In the preamble: \\usepackage\{booktabs\}\n\\begin\{table\}/);
    expect(text.match(/\\(toprule|midrule|bottomrule)/g)).toEqual(["\\toprule", "\\midrule", "\\bottomrule"]);
    expect(problemsOf(text)).toEqual([]);
  });

  it("has as many decimals as asked for, and no table environment when bare", () => {
    const text = latex(exported(), { metrics: ["accuracy"], decimals: 1, bare: true });
    expect(text).toContain("lead & $\\textbf{0.6} \\pm 0.0$ \\\\");
    expect(text).not.toContain("{table}");
    expect(text).toContain("% Caption: Results on test of small");
    expect(problemsOf(text)).toEqual([]);
  });

  it("makes no configuration with fewer seeds the best, and shows the seeds of each", () => {
    const text = latex(
      exported((run) => (run.id === 23 ? { ...run, state: "failed", counts: null } : run)),
      { metrics: ["accuracy"] },
    );
    expect(text).toContain("base (control) & 6 & $0.525 \\pm 0.019$ \\\\");
    // 51, 53, 57, 59, 61.
    expect(text).toContain("lead & 5 & $0.562 \\pm 0.041$ \\\\");
    expect(text).toContain("over the complete seeds of each row");
    // The other row has nobody to be compared with, so nothing is bold and nothing may be said of it.
    expect(text).not.toMatch(/bold/i);
  });

  it("says the rule of bold where a row with fewer seeds takes no part, though its mean is the highest", () => {
    const input = exported((run) => (run.id === 23 ? { ...run, state: "failed", counts: null } : run));
    const { data } = input;
    const third = data.configs[0]!;
    const more = data.runs.filter((run) => run.configId === 1).map((run) => ({ ...run, id: run.id + 20, configId: 3, counts: rightOf(40) }));
    Object.assign(data, { configs: [...data.configs, { ...third, id: 3, label: "low", isControl: false }], runs: [...data.runs, ...more] });
    const text = latex(input, { metrics: ["accuracy"] });
    expect(text).toContain("base (control) & 6 & $\\textbf{0.525} \\pm 0.019$ \\\\");
    expect(text).toContain("lead & 5 & $0.562 \\pm 0.041$ \\\\");
    expect(text).toContain("Bold: best mean of the column among the rows with all 6 seeds.");
    expect(renderExport(input, { sweepId: 1, format: "markdown", rows: "configs", at: "best", metrics: ["accuracy"] }).text).toContain(
      "- Bold: best mean of the column among the rows with all 6 seeds.\n",
    );
  });

  it("has the lowest mean bold where lower is better", () => {
    const text = latex(withEce(exported(), { 1: 0.3, 2: 0.1 }), { metrics: ["ece", "accuracy"] });
    expect(text).toContain("lead & $\\textbf{0.100} \\pm 0.000$ & $\\textbf{0.560}");
    expect(text).toContain("base (control) & $0.300 \\pm 0.000$ & $0.525");
    expect(text).toContain("Bold: best mean of the column. $\\downarrow$: lower is better.");
    // Where lower is better the other one leads: not every bold figure may be in one row.
    const turned = latex(withEce(exported(), { 1: 0.1, 2: 0.3 }), { metrics: ["ece", "accuracy"] });
    expect(turned).toContain("base (control) & $\\textbf{0.100} \\pm 0.000$ & $0.525");
    expect(turned).toContain("lead & $0.300 \\pm 0.000$ & $\\textbf{0.560}");
  });

  it("marks figures of fewer seeds than the runs, and says so", () => {
    const input = exported();
    // The temperature of one seed has no value: seeds 1 to 5 are left.
    const without = input.measures.test.runs.map((run) => (run.runId === 26 ? { ...run, measures: run.measures.filter((m) => m.variant === "raw") } : run));
    const lacking = { ...input, measures: { ...input.measures, test: { ...input.measures.test, runs: without } } };
    const metrics = ["accuracy", "ece", "ece@temperature"];
    const text = latex(lacking, { metrics });
    expect(text).toContain("lead & $\\textbf{0.560} \\pm 0.037$ & $0.250 \\pm 0.000$ & $0.125 \\pm 0.000^{(5)}$ \\\\");
    expect(text).toContain("base (control) & $0.525 \\pm 0.019$ & $0.250 \\pm 0.000$ & $0.125 \\pm 0.000$ \\\\");
    expect(text).toContain("over 6 seeds. Superscript in brackets: seeds of the figure, where the metric has no value for the others.");
    expect(problemsOf(text)).toEqual([]);
    expect(latex(input, { metrics })).not.toContain("uperscript");
    const markdown = renderExport(lacking, { sweepId: 1, format: "markdown", rows: "configs", at: "best", metrics }).text;
    expect(markdown).toContain("| lead | 6 | **0.560 ± 0.037** | 0.250 ± 0.000 | 0.125 ± 0.000 (5 seeds) |");
    expect(markdown).toContain("(fewer than those of the row where a figure says so");
  });

  it("is whole whatever the names hold", () => {
    for (const name of AWKWARD)
      for (const bare of [false, true])
        expect(problemsOf(latex(named(name, `${name} 2`), { bare, metrics: ["accuracy", "recall", "ece@temperature"] })), name).toEqual([]);
    expect(latex(named("[x]", "*y"))).toMatch(/\n *\{\}\*y .*\n *\{\}\[x\] /);
  });

  it("refuses runs", () => {
    expect(() => latex(exported(), { rows: "runs" })).toThrow("it has one row per configuration");
  });
});

it.each([
  ["a%b&c_d#e$f", "a\\%b\\&c\\_d\\#e\\$f"],
  ["{x}~^\\", "\\{x\\}\\textasciitilde{}\\textasciicircum{}\\textbackslash{}"],
  ["γ 2 · α n^−0.5", "$\\gamma$ 2 $\\cdot$ $\\alpha$ $n^{-0.5}$"],
  ["ε₁ 0.5 ± 1 “q” – r", "$\\varepsilon$$_{1}$ 0.5 $\\pm$ 1 ``q'' -- r"],
  ["a\n\nb", "a  b"],
])("%j as LaTeX text", (text, expected) => expect(latexText(text)).toBe(expected));

const compiler = ["pdflatex", "tectonic"].find((name) => spawnSync(name, ["--version"]).status === 0);
it.skipIf(compiler === undefined && !process.env["CI"])(`compiles (needs pdflatex or tectonic on the PATH${compiler ? "" : ": neither is"})`, () => {
  expect(compiler, "with CI=true pdflatex is needed: Debian's texlive-latex-base and texlive-latex-recommended").toBeDefined();
  const folder = temporaryFolder();
  const inputs = AWKWARD.map((name, i) => {
    const text = latex(named(name, `${name} 2`), { metrics: ["accuracy", "recall", "ece"], variants: ["temperature", "logit-adjusted"], bare: i % 2 === 1 });
    writeFileSync(join(folder, `t${i}.tex`), text);
    return `\\input{t${i}}\n`;
  });
  writeFileSync(join(folder, "paper.tex"), `\\documentclass{article}\\usepackage{booktabs}\\begin{document}\n${inputs.join("\n")}\\end{document}\n`);
  const options = compiler === "pdflatex" ? ["-interaction=nonstopmode", "-halt-on-error", "paper.tex"] : ["paper.tex"];
  const { status, stdout, stderr } = spawnSync(compiler!, options, { cwd: folder, encoding: "utf8" });
  expect(status, `${stdout}${stderr}`).toBe(0);
});
