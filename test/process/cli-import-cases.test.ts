/**
 * Files as people have them, imported by the command alone. Expected: rows, classes and means as the makers of the files counted them
 * (test/fixtures/cases/README.md).
 */
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Dataset } from "#shared/data/dataset.ts";
import type { DataFindingId } from "#shared/data/findings.ts";
import { restoreEarlier } from "../fixtures/earlier-database.ts";
import { focaldesk } from "../fixtures/focaldesk-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const CASES = "test/fixtures/cases";

async function importCase(file: string, label: string, ...args: string[]) {
  const ended = await focaldesk("import", join(CASES, file), "--label", label, "--json", "--data-dir", join(temporaryFolder(), "data"), ...args);
  expect(ended).toMatchObject({ code: 0 });
  const dataset = JSON.parse(ended.out) as Dataset;
  const { profile } = dataset;
  const columnNamed = (name: string) => profile.columns.find((column) => column.name === name);
  return {
    dataset,
    profile,
    err: ended.err,
    classes: Object.fromEntries(profile.classes.map(({ name, count }) => [name, count])),
    columnNamed,
    meanOf: (name: string): number => {
      const column = columnNamed(name);
      return column?.kind === "numeric" ? (column.mean ?? NaN) : NaN;
    },
    finding: (id: DataFindingId) => profile.findings?.find((finding) => finding.id === id),
  };
}

describe("focaldesk import", () => {
  it("C01: “None” is a class, not a missing label", async () => {
    const { profile, classes } = await importCase("C01/sleep.csv", "Disorder");
    expect([profile.rows, classes]).toEqual([60, { None: 36, Insomnia: 14, "Sleep Apnea": 10 }]);
    expect(profile.imbalanceRatio).toBeCloseTo(3.6, 10);
    const left = await importCase("C01/sleep.csv", "Disorder", "--label-missing", "None");
    expect(left.classes).toEqual({ Insomnia: 14, "Sleep Apnea": 10 });
  });

  it.each(["C02/labels-1252.csv", "C02/labels-utf8.csv"])("%s: the encoding is found", async (file) => {
    const { classes } = await importCase(file, "Label");
    expect(classes).toEqual({ normal: 28, "Web Attack – XSS": 8, défaut: 4 });
  });

  it("C02: the encoding is chosen, by any usual name of it", async () => {
    expect((await importCase("C02/labels-1252.csv", "Label", "--encoding", "cp1252")).classes).toHaveProperty("défaut", 4);
    expect((await importCase("C02/labels-1252.csv", "Label", "--encoding", "windows-1251")).classes).not.toHaveProperty("défaut");
  });

  it("C03: decimal commas", async () => {
    const { profile, meanOf } = await importCase("C03/wine-eu.csv", "quality");
    expect(profile.columns.map(({ kind }) => kind)).toEqual(["numeric", "numeric"]);
    const means = profile.columns.map(({ name }) => meanOf(name));
    expect(means[0]).toBeCloseTo(7.4003, 4);
    expect(means[1]).toBeCloseTo(3.6337, 4);
    const plain = await importCase("C03/wine-eu.csv", "quality", "--numbers", "plain");
    expect(plain.profile.columns.map(({ kind }) => kind)).toEqual(["categorical", "categorical"]);
  });

  it("C03, of the same kind: “1.234” beside decimal commas is said to be 1234, and a wish that does not fit is refused", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "de.csv");
    writeFileSync(path, "x;y;c\n1.234;0,5;a\n2.345;0,7;a\n3.456;1,5;b\n4.567;2,5;b\n");
    const { code, out, err } = await focaldesk("import", path, "--label", "c", "--dry-run", "--json");
    expect(code).toBe(0);
    const { profile } = JSON.parse(out) as Dataset;
    // (1234 + 2345 + 3456 + 4567) / 4
    expect(profile.columns[0]).toMatchObject({ kind: "numeric", mean: 2900.5 });
    expect(err).toContain("“x” (“1.234” is 1234)");
    const unfit = await focaldesk("import", path, "--label", "c", "--dry-run", "--decimal", ".", "--thousands", ",");
    expect([unfit.code, unfit.err]).toEqual([2, expect.stringContaining("--decimal . --thousands , does not fit column “y” (“0,5”)")]);
  });

  it("C04: words of spreadsheets and divisions by zero are missing, and named", async () => {
    const { profile, finding, err } = await importCase("C04/flows.csv", "Label");
    expect([profile.rows, profile.features, profile.columns.map(({ missing }) => missing)]).toEqual([40, 3, [5, 2, 3]]);
    const found = finding("missing-words");
    expect(found?.id === "missing-words" && found.columns.map(({ lines }) => lines)).toEqual([
      [5, 9, 13, 27, 32],
      [7, 21],
      [11, 16, 23],
    ]);
    expect(err).toContain("Note: Read as missing: ");
  });

  it("C05: a header that comes again is no row", async () => {
    const { profile, classes, finding } = await importCase("C05/joined.csv", "Label");
    expect([profile.rows, classes, profile.features]).toEqual([60, { Benign: 45, Bot: 15 }, 2]);
    expect(finding("header-repeated")).toMatchObject({ count: 2, lines: [22, 43] });
  });

  it.each([
    ["C06/two-headers.csv", "Y"],
    ["C06/units-line.csv", "status"],
  ])("%s: a second header line is no data", async (file, label) => {
    const { profile } = await importCase(file, label);
    expect([profile.rows, profile.classes.map(({ count }) => count).sort((a, b) => b - a)]).toEqual([30, [24, 6]]);
    expect(new Set(profile.columns.map(({ kind }) => kind))).toEqual(new Set(["numeric"]));
  });

  it("C07: a shuffled row index is named", async () => {
    expect((await importCase("C07/index-shuffled.csv", "class")).finding("row-index")).toMatchObject({ order: "shuffled" });
  });

  it("C09: money and units are numbers", async () => {
    const { profile, meanOf } = await importCase("C09/loans-units.csv", "status");
    const amount = profile.columns.find(({ name }) => /amount/i.test(name))!;
    expect(meanOf(amount.name)).toBeCloseTo(1589.77, 2);
  });

  it("C10: look-alike classes are named with counts, and merged when asked", async () => {
    const { finding, classes } = await importCase("C10/numbers.csv", "y");
    expect(classes).toMatchObject({ "01": 4, "1": 20, "1.0": 6, "2": 10, "2.0": 5 });
    const found = finding("classes-alike");
    const groups = found?.id === "classes-alike" ? found.groups.map(({ names }) => Object.fromEntries(names.map((n) => [n.name, n.count]))) : [];
    expect(groups).toEqual([
      { "1": 20, "1.0": 6, "01": 4 },
      { "2": 10, "2.0": 5 },
    ]);
    const merged = await importCase("C10/numbers.csv", "y", "--merge", "1.0=1,01=1", "--merge", "2.0=2");
    expect(merged.classes).toMatchObject({ "1": 30, "2": 15 });
    const { err } = await importCase("C10/numbers.csv", "y");
    expect(err).toContain("(--merge 1.0=1 --merge 01=1 --merge 2.0=2)");
    expect(merged.dataset.options.merge).toEqual({ "01": "1", "1.0": "1", "2.0": "2" });
  });

  it("C11: patients are groups, and a part column is no feature", async () => {
    const { profile, classes, finding, err } = await importCase("C11/patients.csv", "state");
    expect([profile.rows, classes["sick"]]).toEqual([120, 24]);
    expect(finding("group-identifier")).toMatchObject({ column: "patient", groups: 30 });
    expect(finding("part-column")).toMatchObject({ column: "part" });
    expect(err).toContain("(--group patient)");
    expect(err).toContain("(--ignore part, and “split.column” in the sweep file)");
    const grouped = await importCase("C11/patients.csv", "state", "--group", "patient", "--ignore", "part");
    expect([grouped.dataset.options.group, grouped.columnNamed("patient"), grouped.finding("group-identifier")]).toEqual(["patient", undefined, undefined]);
  });

  it("C11: a sweep by a part column needs no other option", async () => {
    const folder = temporaryFolder();
    const { code, err } = await focaldesk("run", join(CASES, "C11/by-part.sweep.json"), "--out", join(folder, "r.csv"), "--data-dir", join(folder, "data"));
    expect([code, err]).toEqual([0, expect.stringContaining("Data set 1 “patients” imported from patients.csv")]);
    expect(err).not.toContain("30 groups");
  });

  it("C11: a random split of patients is warned of before every training", async () => {
    const data = join(temporaryFolder(), "data");
    for (let times = 0; times < 2; times++) {
      const { err } = await focaldesk("run", join(CASES, "C11/random.sweep.json"), "--data-dir", data);
      expect(err.split("30 groups")).toHaveLength(2);
    }
  });

  it("C11: a sweep file says the group", async () => {
    const folder = temporaryFolder();
    const dataset = { file: join(process.cwd(), CASES, "C11/patients.csv"), label: "state", group: "patient", ignore: ["part"] };
    writeFileSync(join(folder, "s.json"), JSON.stringify({ name: "g", dataset, losses: [{ family: "cross-entropy" }], seeds: [1], training: { epochs: 1 } }));
    const ended = await focaldesk("run", join(folder, "s.json"), "--data-dir", join(folder, "data"));
    expect(ended).toMatchObject({ code: 0 });
  });

  it("C12: thousands are no decimals", async () => {
    const { profile, meanOf } = await importCase("C12/income-us.csv", "class");
    const named = (part: RegExp): number => meanOf(profile.columns.find(({ name }) => part.test(name))!.name);
    expect(named(/income/i)).toBeCloseTo(5609.43, 2);
    expect(named(/turnover/i)).toBeCloseTo(4_761_904.03, 2);
  });

  it.each(["C13/tiny.dat", "C13/comments.csv"])("%s: KEEL and comment lines", async (file) => {
    const { profile, classes } = await importCase(file, "Class");
    expect([profile.rows, classes, profile.features]).toEqual([36, { negative: 30, positive: 6 }, 2]);
  });

  it("C16: one name twice", async () => {
    const { profile, classes, finding } = await importCase("C16/flow-header.csv", "Label");
    expect([profile.rows, classes]).toEqual([45, { BENIGN: 36, Bot: 9 }]);
    expect(finding("columns-renamed")).toMatchObject({ columns: [{ from: "Fwd Header Length" }] });
    expect(profile.columns.every(({ name }) => name === name.trim())).toBe(true);
  });

  it("C17: a delimiter at the end adds no column", async () => {
    const { profile, classes, meanOf } = await importCase("C17/rows-only.csv", "class");
    expect([profile.rows, classes]).toEqual([25, { a: 20, b: 5 }]);
    expect(meanOf("x1")).toBeCloseTo(0.044, 3);
  });

  it("C18: every column can be named", async () => {
    const one = await importCase("C18/names.csv", "Class, final", "--ignore", "Income, annual");
    expect(one.profile.columns.map(({ name }) => name)).toEqual(["Height\n(cm)"]);
    const both = await importCase("C18/names.csv", "Class, final", "--ignore", '"Income, annual"', "--categorical", "Height\n(cm)");
    expect(both.dataset.options).toMatchObject({ ignore: ["Income, annual"], categorical: ["Height\n(cm)"] });
  });

  it("C18: four columns by --metrics, and the metrics of predictions", async () => {
    const folder = temporaryFolder();
    const metrics = ["--metrics", "recall[Pastry, other],recall[A]]", "--metrics", "recall[recall[x]@temperature]", "--metrics", "recall[50% & more_|#1]"];
    const ended = await focaldesk("run", join(CASES, "C18/names.sweep.json"), "--out", "-", "--data-dir", join(folder, "data"), ...metrics);
    expect(ended.out.split("\r\n")[0]).toContain('"test_recall[Pastry, other]",test_recall[A]],test_recall[recall[x]@temperature],test_recall[50% & more_|#1]');
    const classes = ["--classes", "Pastry, other", "--classes", "A]", "--classes", "recall[x]@temperature,50% & more_|#1"];
    const measured = await focaldesk("metrics", join(CASES, "C18/predictions.csv"), "--json", ...classes);
    const { rows, metrics: values } = JSON.parse(measured.out) as { rows: number; metrics: Record<string, { value: number }> };
    expect([rows, values["accuracy"]!.value]).toEqual([8, 1]);
    expect(values["ece"]!.value).toBeCloseTo(0.3, 10);
    expect(values["nll"]!.value).toBeCloseTo(0.356675, 6);
  });

  it("C24: a number written as a text is named with its place", async () => {
    const { code, err } = await focaldesk("run", join(CASES, "C24/text-number.sweep.json"), "--data-dir", join(temporaryFolder(), "data"));
    expect(code).toBe(1);
    expect(err).toMatch(/“training\.learningRate\.0” of the sweep is not valid: .*“1e-4”/);
  });

  it("C24: steps with rounding errors are the same values", async () => {
    const ended = await focaldesk("run", join(CASES, "C24/noise.sweep.json"), "--json", "--data-dir", join(temporaryFolder(), "data"));
    expect(JSON.parse(ended.out)).toMatchObject({ runs: 22, complete: 22 });
  });

  it("C25: a line that names the separator", async () => {
    const { profile, classes } = await importCase("C25/sep.csv", "class");
    expect([profile.rows, classes, profile.columns.map(({ name }) => name)]).toEqual([12, { a: 9, b: 3 }, ["x1", "x2"]]);
  });

  it("C01: a sweep file without a data set of the same reading says that the earlier one is read in another way", async () => {
    const { folder, data } = restoreEarlier();
    copyFileSync("test/fixtures/cases/C01/sleep.csv", join(folder, "sleep.csv"));
    const spec = {
      name: "sleep",
      dataset: { file: "sleep.csv", label: "Disorder" },
      losses: [{ family: "cross-entropy" }],
      seeds: [1],
      training: { epochs: 1 },
    };
    writeFileSync(join(folder, "sleep.json"), JSON.stringify(spec));
    const { code, err } = await focaldesk("run", join(folder, "sleep.json"), "--data-dir", data);
    expect(code).toBe(0);
    expect(err).toContain("Note: data set 3 “sleep” of an earlier version reads this file in another way (24 rows); its sweeps keep it.");
  });
});
