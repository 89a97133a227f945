/** @file Tables are read as RFC 4180 says, with true line numbers, and what is no table is refused by line. Reads: temporary files. Writes: temporary files. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sha256OfFile } from "#main/data/text/fingerprint.ts";
import { readTable } from "../../../fixtures/read-table.ts";
import { TABLE_LIMITS } from "#main/data/table/scan-table.ts";
import { dataFile, refusalOf } from "../../../fixtures/data-files.ts";

const COMMA = { delimiter: ",", header: true } as const;
const read = (content: string | Uint8Array, options: Parameters<typeof readTable>[2] = COMMA, limits?: Parameters<typeof readTable>[3]) =>
  readTable(dataFile(content), "t.csv", options, limits);
const refusal = (content: string | Uint8Array, options: Parameters<typeof readTable>[2] = COMMA, limits?: Parameters<typeof readTable>[3]) =>
  refusalOf(read(content, options, limits));

describe("reading a table", () => {
  it("understands a byte order mark, CRLF, quotes, doubled quotes, quoted delimiters and quoted line breaks, and counts file lines", async () => {
    const text = '\ufeffa,b,c\r\n1,"x, y",3\r\n\r\n4,"two\r\nlines, and ""more""",6\r\n   \r\n7, "spaced" ,9\r\n';
    expect(await read(text)).toEqual({
      columns: ["a", "b", "c"],
      rows: [
        { line: 2, cells: ["1", "x, y", "3"] },
        { line: 4, cells: ["4", 'two\nlines, and "more"', "6"] },
        { line: 7, cells: ["7", "spaced", "9"] },
      ],
    });
  });

  it("names columns c1.. without a header, and an empty header cell by its position", async () => {
    expect(await read("1\t2\t3\n4\t\t6", { delimiter: "\t", header: false })).toEqual({
      columns: ["c1", "c2", "c3"],
      rows: [
        { line: 1, cells: ["1", "2", "3"] },
        { line: 2, cells: ["4", "", "6"] },
      ],
    });
    expect((await read(";x\n1;2\n", { delimiter: ";", header: true })).columns).toEqual(["c1", "x"]);
  });

  it("finds a quotation directly behind a byte order mark", async () => {
    expect((await read('\ufeff"a"\t"b"\n1\t2\n', { delimiter: "\t", header: true })).columns).toEqual(["a", "b"]);
  });

  it("keeps a row whose cells are all empty: it is not a blank line", async () => {
    expect((await read("a\tb\n\t\n1\t2\n", { delimiter: "\t", header: true })).rows).toEqual([
      { line: 2, cells: ["", ""] },
      { line: 3, cells: ["1", "2"] },
    ]);
  });

  it("reads the carriage returns of old Macintosh files as line ends", async () => {
    expect((await read("a,b\r1,2\r3,4\r")).rows.map((row) => [row.line, ...row.cells])).toEqual([
      [2, "1", "2"],
      [3, "3", "4"],
    ]);
  });

  it("puts rows together across the pieces in which a large file is read", async () => {
    // 1.3 MB in pieces of 256 KiB, with a two-byte character and a quoted break in every row.
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},"é${"x".repeat(40)}\n${i}",end`);
    const table = await read(`a,b,c\n${rows.join("\n")}`);
    expect(table.rows.length).toBe(20_000);
    expect(table.rows.every((row, i) => row.line === 2 + 2 * i && row.cells.join("|") === `${i}|é${"x".repeat(40)}\n${i}|end`)).toBe(true);
  });
});

describe("refusing what is no table", () => {
  it.each([
    ["an empty file", "", "data/empty: t.csv is empty: no row of data was found."],
    ["blank lines only", "\n\n  \n", "data/empty: t.csv is empty: no row of data was found."],
    ["a header alone", "a,b\n", "data/empty: t.csv is empty: no row of data was found."],
    ["a short row", "a,b\n1,2\n\n3\n", "data/ragged: Line 4 of t.csv has 1 instead of 2 fields: “3”."],
    ["a long row behind a quoted break", 'a,b\n"1\n1",2\n3,4,5\n', "data/ragged: Line 4 of t.csv has 3 instead of 2 fields: “3,4,5”."],
    ["a column named twice", "x,y, x\n1,2,3\n", "data/duplicate-column: t.csv names the column “x” twice (columns 1 and 3)."],
    [
      "a quotation that never ends",
      'a,b\n1,2\n3,"4\n5,6\n',
      "data/quote: Line 3 of t.csv has a broken quotation: a quotation that begins there is never closed.",
    ],
    ["text behind a closing quote", 'a,b\n1,2\n"3"x,4\n', "data/quote: Line 3 of t.csv has a broken quotation: text follows a closing quotation mark."],
    [
      "a quote inside a field",
      'a,b\n1,2\n3,5" pipe\n',
      "data/quote: Line 3 of t.csv has a broken quotation: a quotation mark stands inside a field that does not begin with one.",
    ],
  ])("%s", async (_, content, expected) => {
    expect(await refusal(content)).toBe(expected);
  });

  it("names the line of a NUL, of Latin-1 and of UTF-16", async () => {
    const notText = (line: number) => `data/not-text: Line ${line} of t.csv is not valid text in the encoding utf-8.`;
    expect(await refusal("a,b\n1,2\n3,\0\n")).toBe(notText(3));
    expect(await refusal(Buffer.from("a,b\n1,2\n3,4\nM\xfcller,5\n6,7\n", "latin1"))).toBe(notText(4));
    expect(await refusal(Buffer.from("\ufeffa,b\n1,2\n", "utf16le"))).toBe(notText(1));
    expect(await refusal(new Uint8Array(300_000))).toBe(notText(1));
    // Far behind the first piece that is read.
    const lines = Array.from({ length: 60_000 }, (_, i) => `${i},abcdef`);
    lines[54_321] = "x,\0";
    expect(await refusal(lines.join("\n"))).toBe(notText(54_322));
  });

  it("refuses a line of a million columns, quoted or not, and counts them", async () => {
    const wide = (line: number) => `data/too-wide: Line ${line} of t.csv has 1000000 columns; at most 100000 are supported.`;
    expect(await refusal(`a,b\n${Array(1_000_000).fill("1").join(",")}\n`)).toBe(wide(2));
    expect(await refusal(Array(1_000_000).fill('"1,5"').join(","))).toBe(wide(1));
    expect((await read(`${Array(100_000).fill("1").join(",")}\n`, { delimiter: ",", header: false })).columns.length).toBe(100_000);
  });

  it("refuses a file beyond the size limit, and a line or a quotation beyond the record limit", async () => {
    expect(await refusal("a,b\n1,2\n", COMMA, { ...TABLE_LIMITS, maxBytes: 7 })).toBe("data/too-large: t.csv is 8 bytes; at most 7 are supported.");
    expect(await refusal("x".repeat(600_000), COMMA, { ...TABLE_LIMITS, maxRecordBytes: 400_000 })).toBe(
      "data/long-line: Line 1 of t.csv is longer than 400000 bytes.",
    );
    expect(await refusal(`a,b\n"1,2\n${"3,4\n".repeat(500)}`, COMMA, { ...TABLE_LIMITS, maxRecordBytes: 1000 })).toBe(
      "data/quote: Line 2 of t.csv has a broken quotation: a quotation that begins there is never closed.",
    );
  });

  it("says why a file cannot be read", async () => {
    expect(await refusalOf(readTable("/nowhere/t.csv", "t.csv", COMMA))).toMatch(
      /^data\/not-found: The file \/nowhere\/t\.csv cannot be read: there is no such file or folder/,
    );
    expect(await refusalOf(readTable(import.meta.dirname, "../../unit", COMMA))).toMatch(/cannot be read: it is not a file\.$/);
    expect(await refusalOf(sha256OfFile("/nowhere/t.csv"))).toMatch(/^data\/not-found/);
  });
});

it("fingerprints the bytes of a file", async () => {
  // SHA-256 of "abc": FIPS 180-2, appendix B.1.
  expect(await sha256OfFile(dataFile("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const large = Buffer.alloc(3_000_000, "focal");
  expect(await sha256OfFile(dataFile(large))).toBe(createHash("sha256").update(large).digest("hex"));
});
