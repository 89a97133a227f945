/**
 * @file Files as people have them, read as the command line reads them: what inspecting proposes, then the profile. Right values are those of the
 * cases, worked out beside the program that made the files.
 * Reads: test/fixtures/cases.
 */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inspectFile } from "#main/data/inspect/inspect.ts";
import { profileFile } from "#main/data/profile/profile.ts";
import type { DataFindingId, FindingOf } from "#shared/data/findings.ts";
import { MISSING_WORDS } from "#shared/data/dataset.ts";
import type { ImportOptions, Profile } from "#shared/data/dataset.ts";
import { dataFile, refusalOf } from "../../../fixtures/data-files.ts";

const CASES = join(import.meta.dirname, "../../../fixtures/cases");

/** As `focaldesk import FILE --label L` does. */
async function imported(path: string, label: string, more: Partial<ImportOptions> = {}): Promise<Profile> {
  const { options, columns } = await inspectFile(path, "t.csv");
  const numbers = Object.fromEntries(columns.flatMap(({ name, style }) => (style ? [[name, style]] : [])));
  return profileFile(path, "t.csv", { ...options, label, missing: "median", ignore: [], categorical: [], rules: 2, numbers, ...more });
}
const ofCase = (file: string, label: string, more: Partial<ImportOptions> = {}) => imported(join(CASES, file), label, more);
const classes = ({ classes: all }: Profile): string[] => all.map(({ name, count }) => `${name} ${count}`);
const means = ({ columns }: Profile) =>
  Object.fromEntries(columns.map((c) => [c.name, c.kind === "numeric" && c.mean !== null ? Number(c.mean.toFixed(4)) : null]));
const found = <Id extends DataFindingId>(profile: Profile, id: Id) => profile.findings!.filter((finding) => finding.id === id) as FindingOf<Id>[];

describe("what is missing", () => {
  it("is never a label unless somebody says so", async () => {
    const profile = await ofCase("C01/sleep.csv", "Disorder");
    expect([profile.rows, classes(profile), profile.imbalanceRatio.toFixed(1)]).toEqual([60, ["Insomnia 14", "None 36", "Sleep Apnea 10"], "3.6"]);
    expect(found(profile, "class-named-missing")).toEqual([{ id: "class-named-missing", classes: [{ name: "None", count: 36 }] }]);
    expect(classes(await ofCase("C01/sleep.csv", "Disorder", { labelMissing: ["None"] }))).toEqual(["Insomnia 14", "Sleep Apnea 10"]);
    // Exactly as written: another spelling is another class.
    expect((await ofCase("C01/sleep.csv", "Disorder", { labelMissing: ["none"] })).rows).toBe(60);
  });

  it("is told with its words and lines in columns of numbers", async () => {
    const profile = await ofCase("C04/flows.csv", "Label");
    expect([profile.rows, profile.columns.map((c) => [c.kind, c.missing])]).toEqual([
      40,
      [
        ["numeric", 5],
        ["numeric", 2],
        ["numeric", 3],
      ],
    ]);
    expect(
      found(profile, "missing-words")[0]!.columns.map(({ name, words, lines }) => [name, words.map(({ word, count }) => `${word} ${count}`), lines]),
    ).toEqual([
      ["Flow Bytes/s", ["Infinity 3", "NaN 2"], [5, 9, 13, 27, 32]],
      ["Ratio", ["#DIV/0! 1", "#N/A 1"], [7, 21]],
      ["Delta", ["-nan 1", ". 1", "<NA> 1"], [11, 16, 23]],
    ]);
  });

  it("does not make a measured quantity a label", async () => {
    const content = `x,y\n${Array.from({ length: 80 }, (_, i) => `${i},${i % 9 === 0 ? "NaN" : i + 0.5}`).join("\n")}\n`;
    expect(await refusalOf(imported(dataFile(content), "y"))).toMatch(
      /^data\/label-continuous: The label column “y” of t.csv holds 72 different values in 80 rows/,
    );
  });

  const veneer = `veneer,x,y\n${Array.from({ length: 20 }, (_, i) => `${i % 5 === 0 ? "Stone" : i === 7 ? "NA" : "None"},${i},${"uv"[i % 2]}`).join("\n")}\n`;

  it("is not the commonest category of a column of texts, whose rows “drop-rows” would take away", async () => {
    const profile = await imported(dataFile(veneer), "y", { missing: "drop-rows" });
    expect([profile.rows, profile.columns[0]]).toMatchObject([19, { categories: ["None", "Stone"], missing: 1 }]);
    expect(found(profile, "rows-dropped")).toEqual([{ id: "rows-dropped", rows: 1, line: 9 }]);
    expect(found(profile, "missing-words")[0]!.columns).toEqual([{ name: "veneer", words: [{ word: "NA", count: 1 }], lines: [9] }]);
  });

  it("is what a list of words of one's own says, in texts too", async () => {
    const profile = await imported(dataFile(veneer), "y", { missing: "drop-rows", missingWords: ["none"] });
    expect([profile.rows, profile.columns[0]]).toMatchObject([5, { categories: ["NA", "Stone"], missing: 15 }]);
    // A word more, beside the usual ones, changes nothing about those.
    const more = await imported(dataFile(veneer), "y", { missing: "drop-rows", missingWords: [...MISSING_WORDS, "stone"] });
    expect([more.rows, more.columns[0]]).toMatchObject([15, { categories: ["None"], missing: 5 }]);
  });

  it("does not swallow a real “?” into the category of gaps", async () => {
    const profile = await imported(dataFile("a,b,y\n?,1,u\n,2,v\nz,3,u\nz,4,v\n"), "y", { missingWords: ["NA"] });
    expect(profile.columns[0]).toMatchObject({ categories: ["?", "z", "(missing)"], missing: 1 });
  });
});

describe("numbers", () => {
  it("are read with decimal commas, thousands, percent, money and units", async () => {
    expect(means(await ofCase("C03/wine-eu.csv", "quality"))).toEqual({ acidity: 7.4003, sugar: 3.6337 });
    expect(means(await ofCase("C12/income-us.csv", "class"))).toEqual({ income: 5609.4333, turnover: 4761904.0333 });
    const loans = await ofCase("C09/loans-units.csv", "status");
    expect(loans.columns.map(({ kind }) => kind)).toEqual(["numeric", "numeric", "numeric", "numeric"]);
    expect((means(loans) as { amount: number }).amount).toBeCloseTo(1589.77, 2);
    expect(found(loans, "numbers-read")[0]!.columns[1]).toEqual({ name: "amount", text: "$943.22", value: 943.22 });
  });

  it("that are not read as numbers are named, and never advised against", async () => {
    const loans = await ofCase("C09/loans-units.csv", "status", { numbers: {} });
    expect(loans.findings!.map(({ id }) => id)).toEqual(["numbers-as-texts", "classes-few-held-out"]);
    expect(found(loans, "numbers-as-texts")[0]!.columns.map(({ value }) => value)).toEqual([12.38, 943.22, 60, 41]);
    // A column that is to hold categories is no oversight.
    const told = await ofCase("C09/loans-units.csv", "status", { categorical: ["int_rate", "amount", "term", "age"] });
    expect(told.findings!.map(({ id }) => id)).toEqual(["classes-few-held-out"]);
  });

  it("that can be read in two ways are read in neither", async () => {
    const content = `v,y\n${Array.from({ length: 20 }, (_, i) => `"${i + 1},${100 + 13 * i}",${"uv"[i % 2]}`).join("\n")}\n`;
    const profile = await imported(dataFile(content), "y");
    expect(profile.columns[0]!.kind).toBe("categorical");
    expect(found(profile, "numbers-ambiguous")).toEqual([{ id: "numbers-ambiguous", column: "v", text: "1,100", values: [1.1, 1100] }]);
  });

  it("in two units are not made comparable by dropping the units", async () => {
    const profile = await imported(dataFile("w,y\n5 kg,u\n11 lb,v\n6 kg,u\n9 lb,v\n"), "y");
    expect(found(profile, "units-mixed")).toEqual([{ id: "units-mixed", column: "w", units: ["kg", "lb"] }]);
  });
});

describe("classes that look alike", () => {
  it("are named with their counts, and merged only when asked", async () => {
    const apart = await ofCase("C10/numbers.csv", "y");
    expect(classes(apart)).toEqual(["01 4", "1 20", "1.0 6", "2 10", "2.0 5"]);
    expect(found(apart, "classes-alike")[0]!.groups.map(({ why, names }) => [why, names.map(({ name, count }) => `${name} ${count}`)])).toEqual([
      ["number", ["1 20", "1.0 6", "01 4"]],
      ["number", ["2 10", "2.0 5"]],
    ]);
    const merged = await ofCase("C10/numbers.csv", "y", { merge: { "01": "1.0", "1.0": "1", "2.0": "2" } });
    expect([classes(merged), found(merged, "classes-alike")]).toEqual([["1 30", "2 15"], []]);
    expect(found(merged, "classes-merged")[0]!.merged).toEqual([
      { from: "1.0", into: "1", rows: 6 },
      { from: "2.0", into: "2", rows: 5 },
      { from: "01", into: "1", rows: 4 },
    ]);
  });

  it("are not merged by a slip of the pen", async () => {
    const refused = (merge: Record<string, string>) => refusalOf(ofCase("C10/numbers.csv", "y", { merge }));
    expect(await refused({ "3": "1" })).toBe("input/invalid: The list of classes to merge is not valid: no row of t.csv has “3” in column “y”.");
    expect(await refused({ "1.0": "one" })).toBe("input/invalid: The list of classes to merge is not valid: no row of t.csv has “one” in column “y”.");
    expect(await refused({ "1": "1.0", "1.0": "1" })).toBe(
      "input/invalid: The list of classes to merge is not valid: it goes in a circle: “1” into “1.0” into “1”.",
    );
    expect(classes(await ofCase("C10/numbers.csv", "y", { merge: { "1": "one", "01": "one", "1.0": "one" } }))).toEqual(["2 10", "2.0 5", "one 30"]);
  });

  const alike = async (...names: string[]) => {
    const content = `x,y\n${names.flatMap((name, n) => Array.from({ length: 4 + n }, (_, i) => `${i}.5,"${name}"`)).join("\n")}\n`;
    return (found(await imported(dataFile(content), "y"), "classes-alike")[0]?.groups ?? []).map(({ why, names: all }) => [
      why,
      ...all.map(({ name }) => name),
    ]);
  };

  it.each([
    ["case", "fraud", "Fraud"],
    ["punctuation", "ok", "ok."],
    ["punctuation", "no-event", "no event"],
    ["punctuation", "Web Attack – XSS", "Web Attack - XSS"],
    ["unicode", "d\u00e9faut", "de\u0301faut"],
    ["unicode", "cat", "c\u0430t"],
    ["blank", "Sleep\u00a0Apnea", "Sleep Apnea"],
    ["blank", "ok\u200b", "ok"],
    ["number", "1e0", "1"],
  ])("by %s: %s, %s", async (why, first, second) => {
    expect(await alike("other", first, second)).toEqual([[why, second, first]]);
  });

  it.each([
    [">50K", "<=50K"],
    ["-1", "1"],
    ["C", "C++"],
    ["1.5", "15"],
    ["1-2", "12"],
    ["A]", "B]"],
    ["?", "!"],
  ])("not %s and %s", async (first, second) => {
    expect(await alike(first, second)).toEqual([]);
  });
});
