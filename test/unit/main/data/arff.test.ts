/**
 * @file ARFF and KEEL files give the rows and categories that Weka and SciPy read from them, or one sentence why not.
 * Reads, writes: temporary files. Expected values are counted by hand; those of “listed numbers” and KEEL's rows agree with scipy.io.arff.loadarff 1.17.
 */
import { describe, expect, it } from "vitest";
import { inspectFile } from "#main/data/inspect/inspect.ts";
import { profileFile } from "#main/data/profile/profile.ts";
import { dataFile, refusalOf } from "../../../fixtures/data-files.ts";
import { importAs, lookAt } from "../../../fixtures/look-at.ts";

const ARFF = { delimiter: ",", header: true, format: "arff" };

describe("ARFF", () => {
  it("knows quoted names and values, comments, dates, missing values, any case of letters", async () => {
    const look = await lookAt(
      [
        "% a title, with a comma",
        "@RELATION 'my data'",
        "",
        "@ATTRIBUTE 'first one' NUMERIC",
        '@ATTRIBUTE when DATE "yyyy-MM-dd"',
        "@attribute code {1,2,3}",
        "@ATTRIBUTE \"the class\" {'very good', bad,None}",
        "@DATA",
        "1.5,\"2001-02-03\",1,'very good'",
        "% inside",
        "?, '2001-02-04', 2, bad",
        "2.5,?,3,None",
        "-3.5e2\t2001-02-05\t1\t'very good'",
        "",
      ].join("\r\n"),
    );
    expect(look.options).toEqual(ARFF);
    expect(look.names).toEqual(["first one", "when", "code", "the class"]);
    expect(look.rows).toEqual([
      { line: 9, cells: ["1.5", "2001-02-03", "1", "very good"] },
      { line: 11, cells: ["", "2001-02-04", "2", "bad"] },
      { line: 12, cells: ["2.5", "", "3", "None"] },
      { line: 13, cells: ["-3.5e2", "2001-02-05", "1", "very good"] },
    ]);
    // Listed values are categories although every one is a number.
    expect(look.inspection.columns.map(({ kind }) => kind)).toEqual(["numeric", "categorical", "categorical", "categorical"]);
  });

  it("imports listed numbers as categories", async () => {
    const path = dataFile("@relation r\n@attribute code {1,2,3}\n@attribute x real\n@attribute class {a,b}\n@data\n1,0.5,a\n2,1.5,b\n3,2.5,a\n1,3.5,b\n");
    const { columns } = await importAs(path, "class");
    expect(columns.map((column) => (column.kind === "categorical" ? column.categories : column.kind))).toEqual([["1", "2", "3"], "numeric"]);
  });

  it("takes an unquoted “?” for missing by the format, in the class too, and says so; a quoted one is a value", async () => {
    const rows = ["1,u,a", "2,?,b", "3,'?',?", "4,v,'?'", "5,u,<null>", "6,v,a", "?,u,b"];
    const path = dataFile(`@relation r\n@attribute x real\n@attribute kind {u,v,'?'}\n@attribute class {a,b,'?'}\n@data\n${rows.join("\n")}\n`);
    const { columns, classes, findings, ...profile } = await importAs(path, "class");
    expect([profile.rows, profile.droppedRows, classes]).toEqual([
      5,
      2,
      [
        { name: "?", count: 1 },
        { name: "a", count: 2 },
        { name: "b", count: 2 },
      ],
    ]);
    expect(findings).toContainEqual({ id: "rows-without-label", rows: 2, line: 8, cell: "" });
    expect(columns.map(({ name, missing }) => [name, missing])).toEqual([
      ["x", 1],
      ["kind", 1],
    ]);
  });

  it("takes “?” for missing whatever words are chosen, and a first category called “?” for a category", async () => {
    const path = dataFile("@relation r\n@attribute x real\n@attribute class {'?',b}\n@data\n{0 1}\n{0 ?,1 b}\n{0 3,1 b}\n{1 ?}\n");
    const { options } = await inspectFile(path, "t.csv");
    const profile = await profileFile(path, "t.csv", {
      ...options,
      label: "class",
      missing: "median",
      ignore: [],
      categorical: [],
      rules: 2,
      missingWords: [],
    });
    expect([profile.classes, profile.columns[0]!.kind, profile.columns[0]!.missing, profile.droppedRows]).toEqual([
      [
        { name: "?", count: 1 },
        { name: "b", count: 2 },
      ],
      "numeric",
      1,
      1,
    ]);
  });

  it("reads values of 200,000 quotation marks", async () => {
    const text = `x${"'".repeat(200_000)}`;
    const { rows } = await lookAt(`@relation r\n@attribute x string\n@data\n${text}\n{0 ${text}}\n`);
    expect(rows.map(({ cells }) => cells[0])).toEqual([text, text]);
  });

  it("splits sparse rows at commas outside quotation marks", async () => {
    const text = "@relation r\n@attribute x string\n@attribute y string\n@data\n{0 'a, \\', b',1 \"c, 'd'\"}\n{0 it's,1 we're}\n";
    expect((await lookAt(text)).rows.map(({ cells }) => cells)).toEqual([
      ["a, ', b", "c, 'd'"],
      ["it's", "we're"],
    ]);
  });

  it("fills sparse rows with zeros and the first category", async () => {
    const text =
      "@relation s\n@attribute a numeric\n@attribute b numeric\n@attribute class {x,'y, z'}\n@data\n{0 1, 2 'y, z'}\n{1 5}\n{}\n{0 2,1 3,2 'y, z'}\n";
    expect((await lookAt(text)).rows.map(({ cells }) => cells)).toEqual([
      ["1", "0", "y, z"],
      ["0", "5", "x"],
      ["0", "0", "x"],
      ["2", "3", "y, z"],
    ]);
  });

  it.each([
    [
      "a table inside rows",
      "@attribute bag relational\n@attribute f numeric\n@end bag\n@data\n1\n",
      2,
      "attribute “bag” is relational (a table inside each row), which is not supported",
    ],
    ["an unknown type", "@attribute x complex\n@data\n1\n", 2, "attribute “x” has the unknown type “complex”"],
    ["values without end", "@attribute x {a, b\n@data\na\n", 2, "the values of attribute “x” are never closed"],
    ["no attributes", "@data\n1\n", 2, "there is no @attribute before @data"],
    ["a line of another kind", "x,y\n@data\n1\n", 2, "a line before @data begins with no @"],
    ["an open quotation", "@attribute x string\n@data\n'a\n", 4, "a quotation is never closed"],
    ["a place that is not there", "@attribute x numeric\n@data\n{3 1}\n", 4, "a sparse row holds “3 1”"],
    ["weights", "@attribute x numeric\n@data\n{0 1}, {2}\n", 4, "weights of rows are not supported"],
  ])("refuses %s", async (_, text, line, detail) => {
    expect(await refusalOf(inspectFile(dataFile(`@relation r\n${text}`), "t.csv"))).toBe(
      `data/arff: Line ${line} of t.csv is not valid in an ARFF file: ${detail}.`,
    );
  });

  it("names the line of a row that does not fit, and a file without rows", async () => {
    const head = "@relation r\n@attribute x numeric\n@attribute y {a,b}\n@data\n";
    expect(await refusalOf(lookAt(`${head}1,a\n2\n`))).toBe("data/ragged: Line 6 of t.csv has 1 instead of 2 fields: “2”.");
    expect(await refusalOf(lookAt(head))).toBe("data/empty: t.csv is empty: no row of data was found.");
  });
});

describe("KEEL", () => {
  const KEEL = [
    "@relation abalone",
    "@attribute Sex{M, F, I}",
    "@attribute Length real[0.1,0.8]",
    "@attribute Rings integer [1, 29]",
    "@attribute Kind {positive,negative}",
    "@inputs Sex, Length, Rings",
    "@outputs Kind",
    "@data",
    "M, 0.45, 15, negative",
    "F, <null>, 7, positive",
    "I, 0.33, ?, negative",
  ];

  it("knows ranges, names that touch the brace, inputs and outputs, and its word for missing", async () => {
    const { options, names, rows, inspection } = await lookAt(`${KEEL.join("\n")}\n`);
    expect([options, names, inspection.suggestedLabel]).toEqual([ARFF, ["Sex", "Length", "Rings", "Kind"], "Kind"]);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ["M", "0.45", "15", "negative"],
      ["F", "", "7", "positive"],
      ["I", "0.33", "", "negative"],
    ]);
  });

  it("finds the output also where it is the first column and the line says “output”", async () => {
    const text = "@relation r\n@attribute status {a,b}\n@attribute class real\n@input class\n@output status\n@data\na,1\nb,2\n";
    expect((await lookAt(text)).inspection.suggestedLabel).toBe("status");
  });
});
