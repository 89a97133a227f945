/**
 * @file The shape of a table: what is no part of it, how its columns are named, and that every choice can be made by hand.
 * Reads: temporary files. Writes: temporary files. Expected values are counted by hand from the texts.
 */
import { describe, expect, it } from "vitest";
import type { ReadChoices, ReadOptions } from "#shared/data/dataset.ts";
import type { DataFinding } from "#shared/data/findings.ts";
import { dataFile, refusalOf } from "../../../fixtures/data-files.ts";
import { lookAt } from "../../../fixtures/look-at.ts";
import { scanTable } from "#main/data/table/scan-table.ts";

const N = 24;
/** Rows of two numbers and a class, e.g. “0.25,3,a”. */
const rows = (sep = ",", dec = ".", count = N): string[] =>
  Array.from({ length: count }, (_, i) => [`${i}${dec}25`, `${(i * 5) % 9}${dec}5`, i % 4 ? "a" : "b"].join(sep));
const body = (sep?: string, dec?: string): string => `${rows(sep, dec).join("\n")}\n`;
const skipped = (why: "above" | "below" | "comment" | "separator-line" | "extra-header", ...lines: number[]): DataFinding => ({
  id: "lines-skipped",
  why,
  count: lines.length,
  lines,
});
const COMMA: ReadOptions = { delimiter: ",", header: true };
const NAMES = ["x1", "x2", "class"];

describe("what is no part of the table", () => {
  it.each<[string, string, ReadOptions, DataFinding[]]>([
    ["notes above", `Report, 2024\nby J. Doe\n\nx1,x2,class\n${body()}`, { ...COMMA, skip: 3 }, [skipped("above", 1, 2)]],
    ["notes as wide as the table", `Report,,\n,,\nx1,x2,class\n${body()}`, { ...COMMA, skip: 2 }, [skipped("above", 1, 2)]],
    [
      "an instrument's head with tabs",
      `Instrument: XY\nOperator:\tJ\n\nx1\tx2\tclass\n${body("\t")}`,
      { delimiter: "\t", header: true, skip: 3 },
      [skipped("above", 1, 2)],
    ],
    ["Excel's separator line", `sep=;\nx1;x2;class\n${body(";")}`, { delimiter: ";", header: true, skip: 1 }, [skipped("separator-line", 1)]],
    ["a tab as separator", `sep=\t\nx1\tx2\tclass\n${body("\t")}`, { delimiter: "\t", header: true, skip: 1 }, [skipped("separator-line", 1)]],
    [
      "separator line and notes, behind a byte order mark",
      `\ufeffsep=;\r\nReport\r\nx1;x2;class\r\n${body(";").replaceAll("\n", "\r\n")}`,
      { delimiter: ";", header: true, skip: 2 },
      [skipped("separator-line", 1), skipped("above", 2)],
    ],
    ["sources below", `x1,x2,class\n${body()}\nTotal: 24\nSource: the lab\n`, { ...COMMA, skipEnd: 2 }, [skipped("below", 27, 28)]],
    ["a line of totals", `x1,x2,class\n${body()}Total,12.5,\n`, { ...COMMA, skipEnd: 1 }, [skipped("below", 26)]],
    ["a line of totals in German", `x1;x2;class\n${body(";")}Summe;12;\n`, { delimiter: ";", header: true, skipEnd: 1 }, [skipped("below", 26)]],
    ["totals without a gap below numbers", `x1,x2,class\n${body()}Total,108.5,all\n`, { ...COMMA, skipEnd: 1 }, [skipped("below", 26)]],
    [
      "a sentence with as many commas, behind a gap",
      `x1,x2,class\n${body()}\nlengths in mm, masses in kg, by hand\n`,
      { ...COMMA, skipEnd: 1 },
      [skipped("below", 27)],
    ],
    ["the end mark of DOS", `x1,x2,class\n${body()}\x1a`, { ...COMMA, skipEnd: 1 }, [skipped("below", 26)]],
    ["UCI's adult.test: a remark above, no header", `|1x3 Cross validator\n${body()}`, { delimiter: ",", header: false, skip: 1 }, [skipped("above", 1)]],
    ["names of groups above those of columns", `size,,\nx1,x2,class\n${body()}`, { ...COMMA, skip: 1 }, [skipped("above", 1)]],
    ["a sentence with a number as wide as the table", `Measured by J. Doe,Berlin,2024\nx1,x2,class\n${body()}`, { ...COMMA, skip: 1 }, [skipped("above", 1)]],
    ["a comment below", `x1,x2,class\n${body()}# end\n`, { ...COMMA, comment: "#" }, [skipped("comment", 26)]],
    ["totals in Japanese", `x1,x2,class\n${body()}合計,12,\n`, { ...COMMA, skipEnd: 1 }, [skipped("below", 26)]],
    ["comments with #", `# made\n# on Monday\nx1,x2,class\n${body()}`, { ...COMMA, comment: "#" }, [skipped("comment", 1, 2)]],
    ["comments with %", `% made\nx1,x2,class\n${body()}`, { ...COMMA, comment: "%" }, [skipped("comment", 1)]],
    ["comments between rows", `x1,x2,class\n${body()}// half\n0.5,1,a\n`, { ...COMMA, comment: "//" }, [skipped("comment", 26)]],
    ["a row taken out", `x1,x2,class\n${body()}#7,8,a\n1,2,b\n`, { ...COMMA, comment: "#" }, [skipped("comment", 26)]],
    ["units", `x1,x2,class\n[mm],[%],\n${body()}`, { ...COMMA, headerLines: 2 }, [skipped("extra-header", 2)]],
    ["units above decimal commas", `x1;x2;class\ns;°C;\n${body(";", ",")}`, { delimiter: ";", header: true, headerLines: 2 }, [skipped("extra-header", 2)]],
    ["second names", `x1,x2,class\nwidth,height,kind\n${body()}`, { ...COMMA, headerLines: 2 }, [skipped("extra-header", 2)]],
    [
      "types and roles, as Orange writes them",
      `x1\tx2\tclass\ncontinuous\tcontinuous\tdiscrete\n\t\tclass\n${body("\t")}`,
      { delimiter: "\t", header: true, headerLines: 3 },
      [skipped("extra-header", 2, 3)],
    ],
    ["a header that comes again", `x1,x2,class\n${body()}x1,x2,class\n1,2,a\n`, COMMA, [{ id: "header-repeated", count: 1, lines: [26] }]],
  ])("%s", async (_, text, options, findings) => {
    const look = await lookAt(text);
    expect([look.options, look.names, look.findings]).toEqual([options, options.header ? NAMES : ["c1", "c2", "c3"], findings]);
    expect(look.rows.length).toBe(text.includes("1,2,") || text.includes("0.5,1,a") ? N + 1 : N);
    expect(look.rows[0]!.cells.join("|").replaceAll(",", ".")).toBe("0.25|0.5|b");
    expect(look.inspection.suggestedLabel).toBe(look.names[2]);
  });

  it.each<[string, string, ReadOptions, number]>([
    ["of missing values", `x1,x2,class\nmm,kg,\nNA,NA,c\n${body()}`, { ...COMMA, headerLines: 2 }, 2],
    ["of words", `x1,x2,class\n[mm],[kg],\nn.d.,n.d.,c\n${body()}`, { ...COMMA, headerLines: 2 }, 2],
    ["of gaps", `x1,x2,class\nmm,%,\n,,c\n${body()}`, { ...COMMA, headerLines: 2 }, 2],
    ["below types and roles", `x1\tx2\tclass\nc\tc\td\n\t\tclass\n?\t?\tc\n${body("\t")}`, { delimiter: "\t", header: true, headerLines: 3 }, 3],
    ["below types without roles", `x1\tx2\tclass\nc\tc\td\n?\t?\tx\n${body("\t")}`, { delimiter: "\t", header: true, headerLines: 2 }, 2],
  ])("takes a first row without any number below lines that are none for a row: %s", async (_, text, options, headers) => {
    const look = await lookAt(text);
    expect([look.options, look.rows.length, look.rows[0]!.line]).toEqual([options, N + 1, headers + 1]);
  });

  it("finds comment lines far down, which the first lines do not show", async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `${i},${i % 7},${i % 3 ? "a" : "b"}`);
    lines[2500] = "# a late remark";
    const look = await lookAt(`x1,x2,class\n${lines.join("\n")}\n`);
    expect([look.options, look.rows.length, look.findings]).toEqual([{ ...COMMA, comment: "#" }, 2999, [skipped("comment", 2502)]]);
  });

  it.each<[string, (i: number) => string, string]>([
    ["before it", (i) => (i % 4 ? "#love" : "love"), ""],
    ["before it, among rows that end in a delimiter", (i) => (i % 4 ? "#ff0000" : "#00ff00"), ","],
    ["behind it alone", (i) => (i > 2900 ? "#late" : "early"), ""],
    ["in front of a number", (i) => (i > 2900 ? "#1" : "early"), ""],
  ])("loses no row to a late comment line where rows begin with its mark: %s", async (_, first, end) => {
    const lines = Array.from({ length: 3000 }, (_row, i) => `${first(i)},${i % 7},${i % 3 ? "a" : "b"}${end}`);
    lines[2500] = `# a late remark, ${"and more ".repeat(20)}`;
    expect(await refusalOf(lookAt(`x1,x2,class\n${lines.join("\n")}\n`))).toMatch(
      /^data\/ragged: Line 2502 of t\.csv has 2 instead of 3 fields: “# a late remark/,
    );
  });

  it("keeps rows that begin with the mark of the comments above the table, however late they come", async () => {
    const lines = Array.from({ length: 3000 }, (_row, i) => `${i > 2900 ? "#late" : "early"},${i % 7},${i % 3 ? "a" : "b"}`);
    const look = await lookAt(`# made by hand\n# on Monday\nx1,x2,class\n${lines.join("\n")}\n`);
    expect([look.options, look.rows.length, look.findings]).toEqual([{ ...COMMA, skip: 2 }, 3000, [skipped("above", 1, 2)]]);
  });

  it("finds late comments among rows that were taken out", async () => {
    const lines = Array.from({ length: 3000 }, (_row, i) => `${i > 2600 && i % 50 === 0 ? "#" : ""}${i},${i % 7},${i % 3 ? "a" : "b"}`);
    lines[2500] = "# a late remark";
    const look = await lookAt(`x1,x2,class\n${lines.join("\n")}\n`);
    expect([look.options, look.rows.length]).toEqual([{ ...COMMA, comment: "#" }, 2992]);
  });

  it.each<[string, string, string[], number]>([
    ["a header that begins with #", "#,Name,HP,Kind\n1,x,45,a\n2,y,60,a\n3,z,80,b\n", ["#", "Name", "HP", "Kind"], 3],
    ["a header that NumPy wrote as a comment", `# x1,x2,class\n${body()}`, ["# x1", "x2", "class"], N],
    ["colours", "colour,n,class\n#ff0000,1,a\n#00ff00,2,a\n#0000ff,5,b\n", ["colour", "n", "class"], 3],
    ["a hashtag", 'text,n,class\n"hello",1,a\n#love,2,b\nbye,5,b\nso,6,a\n', ["text", "n", "class"], 4],
    ["brackets as names", `[EUR],[%],class\n${body()}`, ["[EUR]", "[%]", "class"], N],
    ["lists in cells", 'tags,x,y\n"[1,0]",1,a\n"[0,1]",2,b\n', ["tags", "x", "y"], 2],
    ["an odd text in the first row of one column of numbers", "age,colour,class\nunknown,red,a\n1,red,b\n2,blue,a\n3,red,b\n", ["age", "colour", "class"], 4],
    ["a quotation over the last lines", 'x,note,class\n1,a,a\n2,b,b\n3,"c\nd","a"\n4,"e\nf\ng",b', ["x", "note", "class"], 4],
    ["a class called total with an empty cell, not at the end", "name,x,class\nTotal,1,\nb,2,b\nc,3,a\n", ["name", "x", "class"], 3],
  ])("leaves alone %s", async (_, text, names, count) => {
    const look = await lookAt(text);
    expect([look.names, look.rows.length, look.findings]).toEqual([names, count, []]);
  });
});

describe("how the columns are named", () => {
  it.each<[string, string, string[], DataFinding[]]>([
    ["names and a gap", ",x2,class\nx1,,\n1,2,a\n3,4,b\n", ["x1", "x2", "class"], [skipped("extra-header", 2)]],
    ["no names for two columns", `,,class\n${body()}`, ["c1", "c2", "class"], []],
    [
      "one name three times",
      "x,x,x (2),x,class\n1,2,3,4,a\n5,6,7,8,b\n",
      ["x", "x (3)", "x (2)", "x (4)", "class"],
      [
        {
          id: "columns-renamed",
          columns: [
            { from: "x", to: "x (3)" },
            { from: "x", to: "x (4)" },
          ],
        },
      ],
    ],
    ["blanks of all kinds around names", `\u00a0x1\u00a0,\u200bx2\ufeff, class \n${body()}`, NAMES, []],
    [
      "delimiters at the end of rows",
      `x1,x2,class\n${rows()
        .map((row) => `${row},\n`)
        .join("")}`,
      NAMES,
      [{ id: "trailing-delimiter" }],
    ],
    [
      "delimiters at the end of all lines",
      `x1;x2;class;\n${rows(";")
        .map((row) => `${row};\n`)
        .join("")}`,
      NAMES,
      [{ id: "trailing-delimiter" }],
    ],
    [
      "delimiters at the end of some rows",
      `x1,x2,class\n${rows()
        .map((row, i) => `${row}${i % 3 ? "," : ""}\n`)
        .join("")}`,
      NAMES,
      [{ id: "trailing-delimiter" }],
    ],
    [
      "empty columns behind the table, as Excel saves them",
      `x1,x2,class,,\n${rows()
        .map((row) => `${row},,\n`)
        .join("")}`,
      NAMES,
      [{ id: "trailing-delimiter" }],
    ],
    ["a delimiter at the end of the header", `x1,x2,class,\n${body()}`, NAMES, []],
    [
      "row names of R",
      `x1,x2,class\n${rows()
        .map((row, i) => `r${i + 1},${row}\n`)
        .join("")}`,
      ["row.names", ...NAMES],
      [{ id: "row-names", column: "row.names" }],
    ],
    [
      "row names of R, quoted and with blanks",
      `"x1" "x2" "class"\n${rows(" ")
        .map((row, i) => `"row ${i + 1}" ${row}\n`)
        .join("")}`,
      ["row.names", ...NAMES],
      [{ id: "row-names", column: "row.names" }],
    ],
    [
      "blanks between fields, any number",
      `   x1     x2  class\n${rows("   ")
        .map((row) => `  ${row}\n`)
        .join("")}`,
      NAMES,
      [],
    ],
    ["names that NumPy wrote as a comment, between blanks", `# x1 x2 class\n${body(" ")}`, NAMES, []],
    ["blanks between decimal commas", `x1 x2 class\n${body(" ", ",")}`, NAMES, []],
  ])("%s", async (_, text, names, findings) => {
    const look = await lookAt(text);
    expect([look.names, look.findings]).toEqual([names, findings]);
    expect(look.rows.every(({ cells }) => cells.length === names.length)).toBe(true);
  });

  it.each<[string, string, number, string[], string]>([
    ["without a header", "", 3, ["c1", "c2", "c3", "c4"], ""],
    ["whose header has no name for it", "x1,x2,class,\n", 3, ["x1", "x2", "class", "c4"], ""],
    ["two of them", "", 3, ["c1", "c2", "c3", "c4", "c5"], ","],
  ])("keeps a last column that is filled later than the first rows: %s", async (_, head, at, names, more) => {
    const lines = rows(",", ".", 300).map((row, i) => `${row},${i === 120 ? "late" : ""}${more}\n`);
    const look = await lookAt(head + lines.join(""));
    expect([look.names, look.rows.length, look.findings]).toEqual([names, 300, []]);
    expect(look.rows.flatMap(({ cells }, i) => (cells[at] === "" ? [] : [[i, cells[at]]]))).toEqual([[120, "late"]]);
  });

  it("adds no column for delimiters at the end of lines without a header, whatever stands below", async () => {
    const look = await lookAt(`${rows(",", ".", 300).join(",\n")},\n`);
    expect([look.names, look.rows.length, look.findings]).toEqual([["c1", "c2", "c3"], 300, [{ id: "trailing-delimiter" }]]);
  });

  it("finds no header above blank-separated numbers (UCI's statlog and yeast files)", async () => {
    const look = await lookAt("ADT1_YEAST  0.58  0.61  MIT\nADT2_YEAST  0.43  0.67  MIT\nADT3_YEAST  0.64  0.62  CYT\nAAR2_YEAST  0.58  0.44  MIT\n");
    expect([look.options, look.rows.length]).toEqual([{ delimiter: " ", header: false }, 4]);
  });
});

describe("what the user says wins", () => {
  const notes = `Report, 2024\nx1,x2,class\n${body()}Total,,\n`;
  it.each<[string, string, ReadChoices, ReadOptions, number]>([
    ["more lines above", notes, { skip: 3 }, { delimiter: ",", header: false, skip: 3, skipEnd: 1 }, N - 1],
    ["rows instead of a header", notes, { header: false }, { delimiter: ",", header: false, skip: 1, skipEnd: 1 }, N + 1],
    ["nothing below", notes, { skipEnd: null }, { ...COMMA, skip: 1 }, N + 1],
    ["two lines below", notes, { skipEnd: 2 }, { ...COMMA, skip: 1, skipEnd: 2 }, N - 1],
    ["one header line", `x1,x2,class\nmm,mm,\n${body()}`, { headerLines: null }, COMMA, N + 1],
    ["two header lines", `x1,x2,class\n${body()}`, { headerLines: 2 }, { ...COMMA, headerLines: 2 }, N - 1],
    ["no comments", `x1,x2,class\n#1,2,a\n${body()}`, { comment: null }, COMMA, N + 1],
    ["other comments", `!made\nx1,x2,class\n${body()}`, { comment: "!" }, { ...COMMA, comment: "!" }, N],
    ["another delimiter", "a;b;class\n1,5;2;x\n3,5;4;y\n", { delimiter: ";" }, { delimiter: ";", header: true }, 2],
  ])("%s", async (_, text, given, options, count) => {
    const look = await lookAt(text, given);
    expect([look.options, look.rows.length]).toEqual([options, count]);
  });

  it("reads an ARFF file as it stands when told so", async () => {
    const look = await lookAt("@relation r\n@attribute x numeric\n@data\n1\n", { format: null, delimiter: ",", header: false });
    expect([look.options, look.rows.length]).toEqual([{ delimiter: ",", header: false }, 4]);
  });
});

describe("lines that do not fit", () => {
  it.each([
    ["behind notes", `Report\n\nx1,x2,class\n${body()}1,2\n3,4,a\n`, "Line 28 of t.csv has 2 instead of 3 fields: “1,2”."],
    ["behind comments and a quoted break", `# a\nx,note,class\n1,"a\nb",a\n# b\n2,b,b\n3\n4,d,a\n`, "Line 7 of t.csv has 1 instead of 3 fields: “3”."],
    ["in the last row, cut off", `x1,x2,class\n${body()}7.5,2`, "Line 26 of t.csv has 2 instead of 3 fields: “7.5,2”."],
    ["behind the last delimiter", `x1,x2,class,\n${body()}${"1,2,a,\n".repeat(200)}1,2,a,note\n`, "Line 226 of t.csv has 4 instead of 3 fields: “1,2,a,note”."],
    ["decimal commas between commas, which are no row names", "x,class\n1,5,a\n2,5,b\n1,7,a\n", "Line 2 of t.csv has 3 instead of 2 fields: “1,5,a”."],
    ["a row with too many fields at the end", `x1,x2,class\n${body()}1,2,a,4\n`, "Line 26 of t.csv has 4 instead of 3 fields: “1,2,a,4”."],
  ])("%s", async (_, text, sentence) => {
    expect(await refusalOf(lookAt(text))).toBe(`data/ragged: ${sentence}`);
  });

  it("names the true line in UTF-16", async () => {
    expect(await refusalOf(lookAt(Buffer.from(`Notes\nx1,x2,class\n${body()}1\n1,2,a\n`, "utf16le")))).toBe(
      "data/ragged: Line 27 of t.csv has 1 instead of 3 fields: “1”.",
    );
  });
});

it("reads joined files that begin with a byte order mark each", async () => {
  const part = `\ufeff"x1","x2","class"\r\n${body().replaceAll("\n", "\r\n")}`;
  const look = await lookAt(part + part);
  expect([look.names, look.rows.length, look.findings]).toEqual([NAMES, 2 * N, [{ id: "header-repeated", count: 1, lines: [N + 2] }]]);
});

it("says which cells stood in quotation marks", async () => {
  const seen: unknown[] = [];
  const path = dataFile('a,b,class\n1,NA,"NA"\n2,x,y\n"3" , "x ""y""",z\n');
  await scanTable(
    path,
    "t.csv",
    { ...COMMA, rules: 2 },
    { columns() {}, row: (cells, line, quoted) => seen.push([line, cells, quoted && cells.map((_, c) => quoted[c] === true)]) },
  );
  expect(seen).toEqual([
    [2, ["1", "NA", "NA"], [false, false, true]],
    [3, ["2", "x", "y"], null],
    [4, ["3", 'x "y"', "z"], [true, true, false]],
  ]);
});

it("keeps to the old rules for data sets of earlier versions", async () => {
  const read = (text: string) => {
    const cells: string[][] = [];
    return scanTable(dataFile(text), "t.csv", COMMA, { columns: (names) => cells.push(names), row: (row) => cells.push(row) }).then(() => cells);
  };
  expect(await read("a,b\n1,2\na,b\n")).toEqual([
    ["a", "b"],
    ["1", "2"],
    ["a", "b"],
  ]);
  expect(await read("a,b,\n1,2,\n")).toEqual([
    ["a", "b", "c3"],
    ["1", "2", ""],
  ]);
  expect(await refusalOf(read("a,a\n1,2\n"))).toBe("data/duplicate-column: t.csv names the column “a” twice (columns 1 and 2).");
  expect(await refusalOf(read("a,b\n1,2,\n"))).toBe("data/ragged: Line 2 of t.csv has 3 instead of 2 fields: “1,2,”.");
});

it("shows the first lines as they stand and the first rows as read, cut where they are wide", async () => {
  const wide = Array.from({ length: 20_001 }, (_, i) => `g${i}`);
  const { inspection } = await lookAt(
    `# gene expression\n${wide.join(",")}\n${Array.from({ length: 5 }, (_, r) => wide.map((_g, c) => r + c).join(",")).join("\n")}\n`,
  );
  expect(inspection.columns.length).toBe(20_001);
  expect(inspection.lines.map((line) => line.length)).toEqual([17, 400, 400, 400, 400, 400, 400]);
  expect(inspection.lines[0]).toBe("# gene expression");
  expect(inspection.preview.map((row) => [row.length, row[99]])).toEqual([0, 1, 2, 3, 4].map((r) => [100, String(99 + r)]));
});

it("reads cells of 100,000 characters of any kind", async () => {
  for (const piece of ["\u200b", "\u00a0\u200b", "1", "1,", ".", "a ", " ", "#", "%", "=", "(", "e+", "total ", "$", "'"]) {
    const cell = `x${piece.repeat(100_000 / piece.length)}x`;
    const quoted = `"${cell}"`;
    const { rows } = await lookAt(`${quoted},b,class\n${quoted},1,a\n${quoted},2,b\n\n${quoted},3,a\n`);
    expect([piece, rows.length]).toEqual([piece, 3]);
    const names = (await lookAt(`"${piece.repeat(100_000 / piece.length)}",b,class\n1,1,a\n2,2,b\n`, { header: true, skip: null, comment: null })).names;
    expect(names[1]).toBe("b");
  }
});

describe("lines above the names of the columns", () => {
  it.each([
    ["groups that span", `Probe,,Labor\nid,wert,befund\n${body()}`, ["id", "wert", "befund"], { ...COMMA, skip: 1 }],
    ["groups that come again", `grp1,grp1,target\nmean,sd,class\n${body()}`, ["mean", "sd", "class"], { ...COMMA, skip: 1 }],
    [
      "groups above names that come twice, both lines once more inside, a delimiter at the end",
      `Probe,,Labor,,\nid,wert,wert,befund,\n${body().replace(/^(.*?),(.*?),(.*)$/gm, "$1,$2,$2,$3,")}id,wert,wert,befund,\n`,
      ["id", "wert", "wert (2)", "befund"],
      { ...COMMA, skip: 1 },
    ],
    [
      "a comment with as many words as there are columns",
      `# units: mm\nx1 x2 class\n${body(" ")}# session 2\n7 8 a\n`,
      ["x1", "x2", "class"],
      { delimiter: " ", header: true, comment: "#" },
    ],
    ["no groups: a first column without a name", `,x1,x2,class\n${body().replace(/^/gm, "7,").replace(/7,$/, "")}`, ["c1", "x1", "x2", "class"], COMMA],
  ])("%s", async (_, text, names, options) => {
    const look = await lookAt(text);
    expect([look.names, look.options]).toEqual([names, options]);
  });
});
