/** @file A file is described before import: delimiter, header, kinds, counts, probable label. Reads: temporary and fixture files. Writes: temporary files. */
import { describe, expect, it } from "vitest";
import { inspectFile } from "#main/data/inspect/inspect.ts";
import { CAR, dataFile, GLASS, MIXED, refusalOf, SAMPLE } from "../../../fixtures/data-files.ts";

const inspect = (content: string, options?: Parameters<typeof inspectFile>[2]) => inspectFile(dataFile(content), "t.csv", options);

describe("inspecting a file", () => {
  it("describes every column, with missing and distinct values, and shows the first rows", async () => {
    const found = await inspect("size;colour;empty;kind\n1.5;red;;a\n?;green;;b\n-2e3;NA;;a\n1.5;red;;b\n");
    expect({ ...found, columns: found.columns.map(({ name, kind, missing, distinct }) => ({ name, kind, missing, distinct })) }).toEqual({
      fileName: "t.csv",
      sizeBytes: 67,
      options: { delimiter: ";", header: true },
      columns: [
        { name: "size", kind: "numeric", missing: 1, distinct: 2 },
        { name: "colour", kind: "categorical", missing: 1, distinct: 2 },
        { name: "empty", kind: "numeric", missing: 4, distinct: 0 },
        { name: "kind", kind: "categorical", missing: 0, distinct: 2 },
      ],
      rows: 4,
      lines: ["size;colour;empty;kind", "1.5;red;;a", "?;green;;b", "-2e3;NA;;a", "1.5;red;;b"],
      findings: [],
      preview: [
        ["1.5", "red", "", "a"],
        ["?", "green", "", "b"],
        ["-2e3", "NA", "", "a"],
        ["1.5", "red", "", "b"],
      ],
      suggestedLabel: "kind",
    });
  });

  it("reads real tables as their documentation describes them", async () => {
    const facts = async (path: string) => {
      const { options, rows, columns, suggestedLabel, preview } = await inspectFile(path, "t.csv");
      return {
        ...options,
        rows,
        columns: columns.length,
        numeric: columns.filter((c) => c.kind === "numeric").length,
        suggestedLabel,
        preview: preview.length,
      };
    };
    const usual = { delimiter: ",", header: true, preview: 20 };
    expect(await facts(SAMPLE)).toEqual({ ...usual, rows: 5472, columns: 11, numeric: 11, suggestedLabel: "Class" });
    expect(await facts(CAR)).toEqual({ ...usual, rows: 1728, columns: 7, numeric: 0, suggestedLabel: "Acceptability" });
    expect(await facts(GLASS)).toEqual({ ...usual, rows: 214, columns: 10, numeric: 10, suggestedLabel: "type" });
    expect(await facts(MIXED)).toEqual({ ...usual, rows: 180, columns: 5, numeric: 3, suggestedLabel: "kind" });
  });

  it.each([
    [",", "a,b,c\n1;2,3,4\n5;6,7,8\n"],
    ["\t", "a\tb, c\n1\t2,5\n3\t4,5\n"],
    [";", "a;b\n1,5;2,5\n3,5;4,5\n"],
    [";", "1,5;2,5\n3,5;4,5\n"],
    ["|", 'a|"b,c,d"\n1|"x,y,z"\n2|"x,y,z"\n'],
    [",", "alone\n1\n2\n"],
  ])("finds the delimiter %j", async (delimiter, content) => {
    expect((await inspect(content)).options.delimiter).toBe(delimiter);
  });

  it.each([
    ["names above numbers", "a,b\n1,2\n3,4\n", true],
    ["numbers above numbers", "5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,3.3,virginica\n", false],
    ["a missing value above numbers", "?,3.5,x\n4.9,3.0,x\n6.3,3.3,y\n", false],
    ["texts that occur again below", "vhigh,low,unacc\nvhigh,high,acc\nlow,low,unacc\n", false],
    ["texts that never occur again", "buying,maint,class\nvhigh,high,acc\nlow,low,unacc\n", true],
    ["an unnamed counter column", ",a,b\n0,1.5,x\n1,2.5,y\n", true],
  ])("tells a header from data: %s", async (_, content, header) => {
    expect((await inspect(content)).options.header).toBe(header);
  });

  it("takes what the user fixed instead of guessing", async () => {
    const found = await inspect("a;b\n1;2\n", { delimiter: ",", header: false });
    expect([found.options, found.rows, found.columns.map((c) => c.name)]).toEqual([{ delimiter: ",", header: false }, 2, ["c1"]]);
    expect(await refusalOf(inspect("a,b\n", { header: true }))).toBe("data/empty: t.csv is empty: no row of data was found.");
  });

  it("counts distinct values up to 1001", async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `${i},t${i},${i % 2}`);
    expect((await inspect(`n,t,c\n${rows.join("\n")}`)).columns.map((c) => c.distinct)).toEqual([1001, 1001, 2]);
  });
});

describe("suggesting a label", () => {
  const table = (names: string[], value: (row: number) => (string | number)[]) =>
    inspect(`${names.join(",")}\n${Array.from({ length: 120 }, (_, i) => value(i).join(",")).join("\n")}`);

  it("prefers a usual name in any case, also with a prefix", async () => {
    expect((await table(["a", "TARGET", "b"], (i) => [i % 2, i % 3, i % 5])).suggestedLabel).toBe("TARGET");
    expect((await table(["label:x", "label:y", "b"], (i) => [i % 2, i % 3, i % 5])).suggestedLabel).toBe("label:x");
  });

  it("takes the last column otherwise, but never a measured, constant or row-by-row unique one", async () => {
    expect((await table(["a", "b"], (i) => [i + 0.5, i % 28])).suggestedLabel).toBe("b");
    expect((await table(["kind", "price"], (i) => [i % 2, i + 0.25])).suggestedLabel).toBe("kind");
    expect((await table(["kind", "class"], (i) => [i % 2, i + 0.25])).suggestedLabel).toBe("kind");
    expect((await table(["kind", "id"], (i) => ["ab"[i % 2]!, `n${i}`])).suggestedLabel).toBe("kind");
    expect((await table(["x", "one"], (i) => [i + 0.5, 1])).suggestedLabel).toBe(null);
  });
});
