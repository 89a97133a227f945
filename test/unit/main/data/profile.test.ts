/** @file A profile counts, types and orders what the file holds, and says what a user should know. Reads: temporary and fixture files. Writes: temporary files. */
import { describe, expect, it } from "vitest";
import { profileFile } from "#main/data/profile/profile.ts";
import type { ImportOptions } from "#shared/data/dataset.ts";
import { CAR, dataFile, GLASS, importOptions, refusalOf, SAMPLE } from "../../../fixtures/data-files.ts";

const profile = (content: string, label: string, more: Partial<ImportOptions> = {}) => profileFile(dataFile(content), "t.csv", importOptions(label, more));
/** A table of `rows` rows whose cells come from a function of the row number. */
const table = (names: string, rows: number, cells: (row: number) => (string | number)[]): string =>
  `${names}\n${Array.from({ length: rows }, (_, i) => cells(i).join(",")).join("\n")}\n`;

describe("profiling real tables", () => {
  it("counts the classes of the sample as awk does", async () => {
    const found = await profileFile(SAMPLE, "page-blocks.csv", importOptions("Class"));
    expect({ ...found, columns: found.columns.map((c) => [c.name, c.index, c.kind]) }).toEqual({
      rows: 5472,
      columns: "Height Lenght Area Eccen P_black P_and Mean_tr Blackpix Blackand Wb_trans".split(" ").map((name, i) => [name, i, "numeric"]),
      labelIndex: 10,
      features: 10,
      classes: [
        { name: "1", count: 4913 },
        { name: "2", count: 329 },
        { name: "3", count: 28 },
        { name: "4", count: 87 },
        { name: "5", count: 115 },
      ],
      imbalanceRatio: 4913 / 28,
      droppedRows: 0,
      splitColumns: [],
      // tail -n +2 page-blocks.csv | sort | uniq -c | awk '{d+=$1-1}END{print d}'
      warnings: [],
      findings: [{ id: "duplicate-rows", rows: 66, share: 66 / 5472 }],
    });
    // awk -F, over the first column: minimum, maximum, and sum over rows.
    expect(found.columns[0]).toMatchObject({ missing: 0, min: 1, max: 804, constant: false });
    expect((found.columns[0] as { mean: number }).mean).toBeCloseTo(57312 / 5472, 10);
  });

  it("takes what Excel and C write where there is no number for missing", async () => {
    const words = ["#NAME?", "#NULL!", "-nan(ind)", "nan(ind)", "-NAN(IND)"];
    const found = await profile(`x,class\n${words.map((word, i) => `${word},${i % 2 ? "a" : "b"}\n${i},a\n`).join("")}`, "class", { rules: 2 });
    expect(found.columns[0]).toMatchObject({ kind: "numeric", missing: 5, min: 0, max: 4 });
  });

  it("makes one feature per category of an all-categorical table", async () => {
    const found = await profileFile(CAR, "car.csv", importOptions("Acceptability"));
    expect(found.features).toBe(4 + 4 + 4 + 3 + 3 + 3);
    expect(found.columns[2]).toEqual({ kind: "categorical", name: "Doors", index: 2, missing: 0, categories: ["2", "3", "4", "5more"], constant: false });
    expect(found.classes.map((c) => `${c.name} ${c.count}`)).toEqual(["acc 384", "good 69", "unacc 1210", "vgood 65"]);
    expect(found.findings).toEqual([]);
  });

  it("leaves out columns and reads numbers as categories when told to", async () => {
    const found = await profileFile(GLASS, "glass.csv", importOptions("type", { ignore: ["RI", "Na"], categorical: ["Fe"] }));
    const iron = found.columns.at(-1)!;
    expect(found.columns.map((c) => c.name)).toEqual(["Mg", "Al", "Si", "K", "Ca", "Ba", "Fe"]);
    // cut -d, -f9 glass.csv | tail -n +2 | sort -u | wc -l: 32 texts.
    expect([iron.kind, found.features]).toEqual(["categorical", 6 + 32]);
  });
});

describe("columns and classes", () => {
  it("takes a column for numeric only when every value is a decimal number", async () => {
    const text = "a,b,c,d,y\n1,+.5,0x1f,1e5,u\n-2.,-3E-2,2,Infinity,v\n?,NaN,3,2,u\nnull,None,4,n/a,v\n";
    const found = await profile(text, "y");
    expect(found.columns).toEqual([
      { kind: "numeric", name: "a", index: 0, missing: 2, min: -2, max: 1, mean: -0.5, constant: false },
      { kind: "numeric", name: "b", index: 1, missing: 2, min: -0.03, max: 0.5, mean: 0.235, constant: false },
      { kind: "categorical", name: "c", index: 2, missing: 0, categories: ["0x1f", "2", "3", "4"], constant: false },
      { kind: "categorical", name: "d", index: 3, missing: 1, categories: ["1e5", "2", "Infinity", "?"], constant: false },
    ]);
    expect(found.features).toBe(2 + 4 + 4);
  });

  it("keeps every text of a column that turns out categorical in its last row", async () => {
    const found = await profile(
      table("a,y", 5000, (i) => [i === 4999 ? "late" : i, i % 2]),
      "y",
    );
    const column = found.columns[0]!;
    expect(column.kind === "categorical" && [column.categories.length, column.categories.at(-1), column.categories.slice(0, 3)]).toEqual([
      5000,
      "late",
      ["0", "1", "10"],
    ]);
  });

  it("sorts classes by value when all are numbers, else by code unit", async () => {
    const classes = async (labels: string[]) =>
      (
        await profile(
          table("a,y", labels.length, (i) => [i * i, labels[i]!]),
          "y",
        )
      ).classes.map((c) => c.name);
    expect(await classes(["1", "-1", "10", "9", "1"])).toEqual(["-1", "1", "9", "10"]);
    expect(await classes(["b", "10", "9", "B", "é"])).toEqual(["10", "9", "B", "b", "é"]);
  });

  it("reads a table without a header by position", async () => {
    const found = await profile("1|x|-1\n2|y|1\n", "c3", { delimiter: "|", header: false });
    expect([found.columns.map((c) => c.name), found.classes]).toEqual([
      ["c1", "c2"],
      [
        { name: "-1", count: 1 },
        { name: "1", count: 1 },
      ],
    ]);
  });

  it("does not lose precision or overflow in the mean of large values", async () => {
    const found = await profile("a,y\n1.7e308,u\n1.7e308,v\n-1.7e308,u\n", "y");
    expect((found.columns[0] as { mean: number }).mean / (1.7e308 / 3)).toBeCloseTo(1, 12);
  });
});

describe("missing values", () => {
  const gaps = "a,b,y\n1,x,u\n?,x,v\n3,,u\n4,z,\n5,x,v\n6,x,NA\n1,x,u\n8,z,v\n";

  it("leaves out rows without a label and fills the rest, in words and numbers", async () => {
    const found = await profile(gaps, "y");
    expect([found.rows, found.droppedRows, found.classes.map((c) => c.count)]).toEqual([6, 2, [3, 3]]);
    expect(found.columns).toEqual([
      { kind: "numeric", name: "a", index: 0, missing: 1, min: 1, max: 8, mean: 18 / 5, constant: false },
      { kind: "categorical", name: "b", index: 1, missing: 1, categories: ["x", "z", "?"], constant: false },
    ]);
    expect(found.findings).toEqual([
      { id: "rows-without-label", rows: 2, line: 5, cell: "" },
      { id: "missing-words", columns: [{ name: "a", words: [{ word: "?", count: 1 }], lines: [3] }] },
      {
        id: "missing-filled",
        columns: [
          { name: "a", count: 1 },
          { name: "b", count: 1 },
        ],
        policy: "median",
        numbers: true,
        texts: true,
      },
      {
        id: "classes-few-held-out",
        classes: [
          { name: "u", count: 3 },
          { name: "v", count: 3 },
        ],
      },
      { id: "duplicate-rows", rows: 1, share: 1 / 6 },
    ]);
  });

  it("drops rows when told to, and describes only what is left", async () => {
    const found = await profile(gaps, "y", { missing: "drop-rows" });
    expect([found.rows, found.droppedRows, found.classes.map((c) => c.count)]).toEqual([4, 4, [2, 2]]);
    expect(found.columns).toEqual([
      { kind: "numeric", name: "a", index: 0, missing: 1, min: 1, max: 8, mean: 15 / 4, constant: false },
      { kind: "categorical", name: "b", index: 1, missing: 1, categories: ["x", "z"], constant: false },
    ]);
    expect(found.findings?.filter(({ id }) => /^rows|words/.test(id))).toEqual([
      { id: "rows-without-label", rows: 2, line: 5, cell: "" },
      { id: "rows-dropped", rows: 2, line: 3 },
      { id: "missing-words", columns: [{ name: "a", words: [{ word: "?", count: 1 }], lines: [3] }] },
    ]);
    expect(await refusalOf(profile("a,y\n,u\n?,v\n", "y", { missing: "drop-rows" }))).toBe(
      "data/no-rows-left: Every row of t.csv lacks a value in some column: the policy “drop-rows” leaves none.",
    );
  });

  it("refuses when told to, naming line and column, but not for columns that are left out", async () => {
    expect(await refusalOf(profile(gaps, "y", { missing: "refuse" }))).toBe("data/missing-refused: Line 3 of t.csv has no value in column “a”.");
    expect(await refusalOf(profile(gaps, "y", { missing: "refuse", ignore: ["a"] }))).toBe("data/missing-refused: Line 4 of t.csv has no value in column “b”.");
    expect((await profile("a,b,y\n1,,u\n2,,v\n", "y", { missing: "refuse", ignore: ["b"] })).rows).toBe(2);
  });

  it("takes a label for missing as earlier versions did where a data set is one of theirs", async () => {
    expect((await profile("a,y\n1,u\n2,None\n3,v\n", "y")).findings).toContainEqual({
      id: "rows-without-label",
      rows: 1,
      line: 3,
      cell: "None",
    });
  });
});

describe("refusing a label or features", () => {
  it.each([
    ["no such column", "a,b\n1,2\n", "y", "data/no-label: t.csv has no column named “y”. Its columns are: a, b."],
    ["one class", "a,y\n1,u\n2,u\n", "y", "data/one-class: The label column “y” of t.csv holds one class only (“u”)."],
    ["no label anywhere", "a,y\n1,?\n2,\n", "y", "data/label-missing-everywhere: The label column “y” of t.csv holds no value."],
    ["no features", "y\nu\nv\n", "y", "data/no-features: t.csv has no feature column besides the label “y”."],
    [
      "fractions in more than 50 sizes",
      table("a,y", 60, (i) => [i, i < 51 ? i + 0.5 : 1.5]),
      "y",
      "data/label-continuous: The label column “y” of t.csv holds 51 different values in 60 rows: it looks like a measured quantity, not a class.",
    ],
    [
      "more than 1000 texts",
      table("a,y", 1001, (i) => [i, `t${i}`]),
      "y",
      "data/label-continuous: The label column “y” of t.csv holds 1001 different values in 1001 rows: it looks like a measured quantity, not a class.",
    ],
    [
      "too many categories in sum",
      table("a,b,y", 12_000, (i) => [`a${i % 9000}`, `b${i}`, i % 2]),
      "y",
      "data/too-many-features: Column “b” of t.csv brings the one-hot features to 21000; at most 20000 are supported.",
    ],
    [
      "too many categories in one column",
      table("a,b,y", 30_000, (i) => [i % 2, `b${i}`, i % 2]),
      "y",
      "data/too-many-features: Column “b” of t.csv brings the one-hot features to more than 20000; at most 20000 are supported.",
    ],
  ])("%s", async (_, content, label, expected) => {
    expect(await refusalOf(profile(content, label))).toBe(expected);
  });

  it("accepts 51 whole numbers, 50 fractions and 1000 texts as classes", async () => {
    const classes = async (rows: number, label: (i: number) => string | number) =>
      (
        await profile(
          table("a,y", rows, (i) => [i, label(i)]),
          "y",
        )
      ).classes.length;
    expect([await classes(51, (i) => i), await classes(50, (i) => i + 0.5), await classes(1000, (i) => `t${i}`)]).toEqual([51, 50, 1000]);
  });

  it("shortens a long list of columns, and refuses options that name no column", async () => {
    const names = Array.from({ length: 30 }, (_, i) => `x${i}`);
    const wide = `${names.join(",")}\n${names.map(() => 1).join(",")}\n`;
    expect(await refusalOf(profile(wide, "y"))).toMatch(/x18, x19 and 10 more\.$/);
    expect(await refusalOf(profile(wide, "x1", { ignore: ["nope"] }))).toBe(
      "input/invalid: The list of columns is not valid: t.csv has no column named “nope”.",
    );
  });
});

it("finds row numbers, constant and empty columns, rare classes and further labels, in order of weight", async () => {
  const content = table("id,name,one,void,label:b,label:a", 60, (i) => [
    i + 1,
    `n${(i * 7) % 100}`,
    7,
    "",
    i % 5,
    i < 57 ? "common" : i < 59 ? "rare" : "single",
  ]);
  const found = await profile(content, "label:a");
  expect(found.columns[3]).toEqual({ kind: "numeric", name: "void", index: 3, missing: 60, min: null, max: null, mean: null, constant: true });
  expect(found.findings).toEqual([
    { id: "row-index", column: "id", order: "sorted" },
    { id: "label-siblings", columns: ["label:b"] },
    {
      id: "classes-too-small",
      classes: [
        { name: "rare", count: 2 },
        { name: "single", count: 1 },
      ],
    },
    { id: "texts-unique", column: "name", distinct: 60, rows: 60, inputs: 64 },
    { id: "columns-empty", columns: ["void"] },
    { id: "columns-constant", columns: ["one"] },
  ]);
});

it("tells of numbers that are read as texts: decimal commas, and one odd value", async () => {
  const content = table("length;dose;doors;y", 30, (i) => [`${i},5;${i === 20 ? "unknown" : i * i};${["2", "3", "5more"][i % 3]};${"uv"[i % 2]}`]);
  const found = await profile(content, "y", { delimiter: ";" });
  expect(found.columns.map((c) => c.kind)).toEqual(["categorical", "categorical", "categorical"]);
  expect(found.findings?.slice(0, 2)).toEqual([
    { id: "odd-value", column: "dose", line: 22, cell: "unknown" },
    { id: "numbers-as-texts", columns: [{ name: "length", text: "0,5", value: 0.5 }] },
  ]);
});
