/** Names that are awkward in a file: what is written is read back by another parser as it was. */
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { CompareData } from "#shared/wire/records.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import type { ExportData } from "#main/export/metric-cells.ts";
import { configOf } from "../../../fixtures/config-of.ts";
import { renderExport } from "../../../fixtures/rendered-text.ts";

const CLASSES = ['a,"b"', "tab\there", "bar|two\nlines", "__proto__"];
/** 4 classes, 2 rows each; the first class is confused with the second once. */
const COUNTS = [1, 1, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2];

function compareData(name: string): CompareData {
  const both = { validation: COUNTS, test: COUNTS };
  return {
    sweep: {
      id: 1,
      name,
      notes: "",
      datasetId: 1,
      datasetName: "small, smaller",
      createdAt: "2026-01-01T00:00:00.000Z",
      paused: false,
      configCount: 1,
      runCount: 1,
      counts: { waiting: 0, running: 0, paused: 0, complete: 1, failed: 0, cancelled: 0, pruned: 0 },
      progress: 1,
      etaMs: null,
    },
    spec: parseSweepSpec({ name: "x", dataset: {}, losses: [{ family: "cross-entropy" }], seeds: [1] }),
    datasetSha256: "0".repeat(64),
    classNames: CLASSES,
    reported: [],
    classCounts: [2, 2, 2, 2],
    trainCounts: [1, 1, 1, 1],
    configs: [configOf({ id: 1, label: "cross entropy", family: "cross-entropy", learningRate: 1e-7, isControl: true })],
    params: [],
    runs: [
      {
        id: 1,
        configId: 1,
        seed: 1,
        state: "complete",
        epoch: 2,
        bestEpoch: 1,
        trainMs: 100 / 3,
        engine: "wasm",
        backend: "simd",
        engineVersion: "0abc",
        startedAt: "2026-01-01T00:00:00.000Z",
        finishedAt: "2026-01-01T00:00:01.000Z",
        error: null,
        flags: [],
        counts: { best: both, last: both },
      },
    ],
  };
}

const NOTHING_KEPT = { runs: [] };
const data = (name: string): ExportData => ({ data: compareData(name), measures: { validation: NOTHING_KEPT, test: NOTHING_KEPT } });

const request = { sweepId: 1, rows: "runs", at: "best" } as const;

describe("an exported table", () => {
  it("keeps names with separators, quotes and line breaks, and every digit", () => {
    const name = 'γ, "α"\nsweep';
    const [row] = parse(renderExport(data(name), { ...request, format: "csv" }).text, { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({ sweep: name, dataset: "small, smaller", learning_rate: "1e-7" });
    expect(CLASSES.map((c) => row![`test_recall[${c}]`])).toEqual(["0.5", "1", "1", "1"]);
    expect(Number(row!["train_seconds"])).toBe(100 / 3 / 1000);
    const json = JSON.parse(renderExport(data(name), { ...request, format: "json" }).text) as { rows: Record<string, unknown>[] };
    expect(json.rows[0]).toMatchObject({ sweep: name, "test_precision[tab\there]": 2 / 3 });
  });

  it("has as many fields in every line as columns, also where the format cannot quote", () => {
    const tsv = renderExport(data("a\tb\r\nc"), { ...request, format: "tsv" })
      .text.trimEnd()
      .split("\n");
    expect(tsv).toHaveLength(2);
    expect(tsv[1]!.split("\t")).toHaveLength(tsv[0]!.split("\t").length);
    expect(tsv[1]!.split("\t")[1]).toBe("a b c");
    const markdown = renderExport(data("a|b"), { ...request, format: "markdown" })
      .text.split("\n")
      .filter((line) => line.startsWith("| "));
    expect(new Set(markdown.map((line) => line.replaceAll("\\|", "").split("|").length)).size).toBe(1);
  });

  it("gives a spreadsheet no formula and a renderer no markup to act on; numbers as names stay", () => {
    const csv = (name: string): string =>
      (parse(renderExport(data(name), { ...request, format: "csv" }).text, { columns: true }) as Record<string, string>[])[0]!["sweep"]!;
    expect(["=HYPERLINK(1)", "@SUM(1)", "+a", "-1", "+1", "a=b"].map(csv)).toEqual(["'=HYPERLINK(1)", "'@SUM(1)", "'+a", "-1", "+1", "a=b"]);
    const titles = ["<b>x</b> & co", "_a_ *b*", "`c` [d](e)", "test_macro_f1 &amp; < 3"];
    const title = (name: string): string => renderExport(data(name), { ...request, format: "markdown" }).text.split("\n")[0]!;
    expect(titles.map(title)).toEqual(["# \\<b>x\\</b> & co", "# \\_a\\_ \\*b\\*", "# \\`c\\` [d]\\(e)", "# test_macro_f1 \\&amp; < 3"]);
    const paper = renderExport(data("<i>s"), { ...request, rows: "configs", format: "markdown" }).text;
    expect(paper).toContain("# \\<i>s");
  });

  it("says with which engine and version, for runs and configurations", () => {
    for (const rows of ["runs", "configs"] as const) {
      const [row] = parse(renderExport(data("x"), { ...request, rows, format: "csv" }).text, { columns: true }) as Record<string, string>[];
      expect(row).toMatchObject({ engine: "wasm", backend: "simd", engine_version: "0abc", dataset_sha256: "0".repeat(64), split_seed: "1" });
    }
  });

  it("has the columns that are named, whatever signs the names of their classes hold", () => {
    const names = ["50% & more_|#1", "A]", "Pastry, other", "recall[x]@temperature"];
    const input = data("C18");
    Object.assign(input.data, { classNames: names });
    const metrics = ["macro_f1", "recall[Pastry, other]", "recall[A]]", "validation_precision[50% & more_|#1]", "recall[recall[x]@temperature]"];
    const [row] = parse(renderExport(input, { ...request, format: "csv", metrics }).text, { columns: true }) as Record<string, string>[];
    const columns = Object.keys(row!).filter((column) => /^(test|validation)_/.test(column));
    expect(columns).toEqual(["test_macro_f1", ...metrics.slice(1).map((name) => (name.startsWith("validation") ? name : `test_${name}`))]);
    // Of two rows of the first class one is taken for the second: recall 1/2 there, precision 2/3 of the second.
    expect([row!["test_recall[A]]"], row!["validation_precision[50% & more_|#1]"]]).toEqual(["1", "1"]);
  });

  it("gets a file name that every system takes", () => {
    const fileName = (name: string): string => renderExport(data(name), { ...request, format: "csv" }).fileName;
    expect(fileName("γ × α / page:blocks?")).toBe("γ-α-page-blocks-runs.csv");
    expect(fileName("../../etc/passwd")).toBe("etc-passwd-runs.csv");
    expect(fileName(".hidden")).toBe("hidden-runs.csv");
    expect(fileName("***")).toBe("sweep-runs.csv");
    expect(Buffer.byteLength(fileName("𠮷".repeat(200)))).toBeLessThanOrEqual(255);
  });
});

it("says how the table was read: merges, groups, what is missing; and by what rows were kept together", () => {
  const input = data("read");
  const merge = { "1.0": "1" };
  const dataset = { name: "d", label: "kind", rules: 2 as const, merge, group: "patient, id", missingWords: ["NA"] };
  const read: ExportData = { ...input, data: { ...input.data, spec: { ...input.data.spec, dataset } } };
  const [row] = parse(renderExport(read, { ...request, format: "csv" }).text, { columns: true }) as Record<string, string>[];
  expect([row!["split_group"], JSON.parse(row!["dataset_options"]!)]).toEqual(["patient, id", { rules: 2, merge, group: "patient, id", missingWords: ["NA"] }]);
  const markdown = renderExport(read, { ...request, rows: "configs", format: "markdown" }).text;
  expect(markdown).toContain("rows of one patient, id together");
  // A sweep of a version that did not keep it.
  const [earlier] = parse(renderExport(input, { ...request, format: "csv" }).text, { columns: true }) as Record<string, string>[];
  expect([earlier!["split_group"], earlier!["dataset_options"]]).toEqual(["", ""]);
});
