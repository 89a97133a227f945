/** CSV for spreadsheets: a byte-order mark, semicolons and decimal commas by choice; without one the bytes of earlier versions. Read back by another parser and by our own. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { parseCommandLine } from "#main/cli/arguments/arguments.ts";
import { exportChoice } from "#main/cli/sweep/export-choice.ts";
import { resultFile } from "#main/cli/out/result-file.ts";
import { profileFile } from "#main/data/profile/profile.ts";
import { ImportOptionsSchema } from "#shared/data/dataset.ts";
import { inspectFile } from "#main/data/inspect/inspect.ts";
import { formatTable } from "../../../fixtures/rendered-text.ts";
import { renderExport } from "../../../fixtures/rendered-text.ts";
import type { ResultTable } from "#main/export/result-table.ts";
import { exported } from "../../../fixtures/two-configurations.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const TABLE: ResultTable = {
  title: "t",
  columns: ["name", "γ; α", "share", "label"],
  rows: [
    ["=SUM(A1)", 1e-7, 0.5, "yes"],
    ["a;b, “c”\n", -1234.5, 1.5e-9, "no"],
    ['"1.5"', 3, null, "no"],
    ["1.5", 1e21, 12.25, "yes"],
  ],
};
const request = { sweepId: 1, at: "best", rows: "runs" } as const;

describe("a CSV file for a spreadsheet", () => {
  it("is, without a choice, UTF-8 without a mark, with commas and decimal points", () => {
    expect(formatTable(TABLE, "csv").split("\r\n")[0]).toBe("name,γ; α,share,label");
    expect(formatTable(TABLE, "csv").startsWith("'=SUM(A1),1e-7,0.5,yes\r\n", "name,γ; α,share,label\r\n".length)).toBe(true);
    expect(formatTable(TABLE, "csv", { csvStyle: "comma-point" })).toBe(formatTable(TABLE, "csv"));
    expect(formatTable(TABLE, "tsv").startsWith("name\t")).toBe(true);
  });

  it("begins with the three bytes by which Excel knows UTF-8, when asked and with semicolons", () => {
    const first = (text: string): string => Buffer.from(text).toString("hex", 0, 3);
    expect([
      first(formatTable(TABLE, "csv", { bom: true })),
      first(formatTable(TABLE, "tsv", { bom: true })),
      first(formatTable(TABLE, "csv", { csvStyle: "semicolon-comma" })),
    ]).toEqual(["efbbbf", "efbbbf", "efbbbf"]);
    expect(first(formatTable(TABLE, "csv", { csvStyle: "semicolon-comma", bom: false }))).not.toBe("efbbbf");
    expect(formatTable(TABLE, "csv", { bom: true }).slice(1)).toBe(formatTable(TABLE, "csv"));
  });

  it("has decimal commas in numbers alone; texts, quotes and the guard against formulas stay", () => {
    const text = formatTable(TABLE, "csv", { csvStyle: "semicolon-comma" });
    const rows = parse(text, { bom: true, delimiter: ";" });
    expect(rows).toEqual([
      ["name", "γ; α", "share", "label"],
      ["'=SUM(A1)", "1e-7", "0,5", "yes"],
      ["a;b, “c”\n", "-1234,5", "1,5e-9", "no"],
      ['"1.5"', "3", "", "no"],
      ["1.5", "1e+21", "12,25", "yes"],
    ]);
    // Every number as it was, once the comma is a point again.
    [...TABLE.rows].forEach((row, i) => expect(Number((rows as string[][])[i + 1]![1]!.replace(",", "."))).toBe(row[1]));
  });

  it.each([{}, { bom: true }, { csvStyle: "semicolon-comma" as const }])("is read back by our own import: %o", async (spelling) => {
    const path = join(temporaryFolder(), "runs.csv");
    const { text, rowCount } = renderExport(exported(), { ...request, format: "csv", ...spelling });
    writeFileSync(path, text);
    const delimiter = "csvStyle" in spelling ? ";" : ",";
    const [columns, ...rows] = parse(text, { bom: true, delimiter }) as string[][];
    const found = await inspectFile(path, "runs.csv");
    expect(found.options).toMatchObject({ delimiter, header: true });
    expect([found.columns.map(({ name }) => name), found.rows]).toEqual([columns, rowCount]);
    expect(found.preview.map((row) => row[0])).toEqual(rows.slice(0, 20).map((row) => row[0]));
    expect(found.columns.find(({ name }) => name === "seed")).toMatchObject({ kind: "numeric", missing: 0 });
  });

  it("has numbers that our own import reads as the numbers that they are, in either style", async () => {
    const folder = temporaryFolder();
    const means = async (spelling: object): Promise<Record<string, number | null>> => {
      const path = join(folder, "runs.csv");
      writeFileSync(path, renderExport(exported(), { ...request, format: "csv", metrics: ["accuracy", "ece", "validation_macro_f1"], ...spelling }).text);
      const { options, columns } = await inspectFile(path, "runs.csv");
      const numbers = Object.fromEntries(columns.flatMap(({ name, style }) => (style ? [[name, style] as const] : [])));
      const profile = await profileFile(path, "runs.csv", ImportOptionsSchema.parse({ ...options, label: "config", rules: 2, numbers }));
      return Object.fromEntries(profile.columns.flatMap((c) => (c.kind === "numeric" ? [[c.name, c.mean]] : [])));
    };
    const plain = await means({});
    // (50 + 51 + ... + 55 + 51 + 53 + ... + 61) / 12, in percent.
    expect([plain["test_accuracy"], plain["test_ece"]]).toEqual([expect.closeTo(0.5425, 12), expect.closeTo(0.25, 12)]);
    expect(await means({ csvStyle: "semicolon-comma" })).toEqual(plain);
    expect(await means({ bom: true })).toEqual(plain);
  });

  it("is asked for by name, on the command line too; another format refuses it", async () => {
    const folder = temporaryFolder();
    const options = (...more: string[]) => parseCommandLine(["export", "1", "--out", join(folder, more[0]!), ...more.slice(1)]).options;
    const { data } = exported();
    expect(exportChoice(data, options("a.csv", "--csv-style", "semicolon"))).toMatchObject({ csvStyle: "semicolon-comma" });
    expect(exportChoice(data, options("a.csv", "--csv-style", "comma", "--bom"))).toMatchObject({ csvStyle: "comma-point", bom: true });
    expect(exportChoice(data, options("a.csv"))).toEqual({});
    const fileOf = (given: ReturnType<typeof options>) => Promise.resolve().then(() => resultFile(given));
    await expect(fileOf(options("a.md", "--csv-style", "semicolon"))).rejects.toThrow("--csv-style is for CSV, and");
    await expect(fileOf(options("a.json", "--bom"))).rejects.toThrow("--bom is for CSV and TSV, and");
    await expect(fileOf(parseCommandLine(["run", "a.json", "--bom"]).options)).rejects.toThrow("--bom is about the result file: give --out FILE as well");
    expect(() => options("a.csv", "--csv-style", "german")).toThrow("it must be one of comma, semicolon");
    expect(() => renderExport(exported(), { ...request, format: "json", csvStyle: "semicolon-comma" })).toThrow("the format is json");
    expect(() => renderExport(exported(), { ...request, format: "markdown", bom: true })).toThrow("the format is markdown; it is for CSV and TSV");
  });
});
