/**
 * @file A file that is no text table is named as what it is, with the way out, before anything is read from it.
 * Reads, writes: temporary files. First bytes as the programs write them (made by Python's modules, Excel, SQLite), in hex or Latin-1.
 */
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { inspectFile } from "#main/data/inspect/inspect.ts";
import { profileFile } from "#main/data/profile/profile.ts";
import { AppError } from "#shared/errors/errors.ts";
import { dataFile, refusalOf } from "../../../fixtures/data-files.ts";
import { readTable } from "../../../fixtures/read-table.ts";

const hex = (text: string): Buffer => Buffer.from(text, "hex");
const latin = (text: string): Buffer => Buffer.from(text, "latin1");
const zip = (...entries: string[]): Buffer =>
  Buffer.concat(entries.map((name) => Buffer.concat([hex("504b030414000000000000000000000000000000000000000000"), latin(`\x00\x00\x00${name}`)])));

async function refusedAs(content: string | Uint8Array): Promise<[string, string]> {
  try {
    await inspectFile(dataFile(content), "t.csv");
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "data/foreign-format") return [thrown.message, thrown.action];
    throw thrown;
  }
  throw new Error("the file was not refused");
}

describe("what is no text table", () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ["compressed with gzip, which is not supported", gzipSync("a,b\n1,2\n"), /gunzip/],
    ["compressed with bzip2, which is not supported", hex("425a683931415926535932a26b8c"), /bunzip2/],
    ["compressed with xz, which is not supported", hex("fd377a585a000004e6d6b446"), /unxz/],
    ["compressed with Zstandard, which is not supported", hex("28b52ffd2408410000"), /unzstd/],
    ["an Excel workbook (XLSX)", zip("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), /save the sheet as CSV/],
    ["an OpenDocument spreadsheet (ODS)", zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), /save the sheet as CSV/],
    ["an Excel workbook or another old Office file", hex("d0cf11e0a1b11ae1000000000000"), /save the sheet as CSV/],
    ["a NumPy archive (.npz)", zip("a.npy"), /numpy\.load/],
    ["a ZIP archive", zip("table.csv"), /unzip/],
    ["a PDF document", "%PDF-1.4\n1 0 obj\n", /CSV/],
    ["a Parquet file", hex("504152311504150015"), /read_parquet/],
    ["an Arrow or Feather file", hex("4152524f573100002001"), /read_feather/],
    ["an HDF5 file (or a MATLAB file of version 7.3)", hex("894844460d0a1a0a00"), /h5py/],
    ["a NumPy array (.npy)", hex("934e554d5059010076007b27"), /savetxt/],
    ["a Python pickle", hex("80049511000000000000007d94"), /read_pickle/],
    ["an SQLite database", latin("SQLite format 3\0\x10\0\x01\x01"), /CSV/],
    ["a PNG image", hex("89504e470d0a1a0a0000000d49484452"), /one row per example/],
    ["a JPEG image", hex("ffd8ffe000104a464946"), /one row per example/],
    ["a web page (HTML)", "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", /page around it/],
    ["an XML document", '\ufeff<?xml version="1.0"?>\n<a/>\n', /CSV/],
    ["JSON, which is not supported", '[\n {"a": 1, "b": 2},\n {"a": 2, "b": 2}\n]\n', /read_json\("FILE"\)/],
    ["JSON, which is not supported", '{"data": [[1, 2],\n[3, 4]]}\n', /read_json\("FILE"\)/],
    ["JSON Lines, which is not supported", '{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n', /lines=True/],
    ["in LIBSVM format, which is not supported", "+1 1:0.5 3:2\n-1 2:1.5\n+1 1:2\n", /load_svmlight_file/],
  ])("%s", async (is, content, way) => {
    const [sentence, action] = await refusedAs(content);
    expect(sentence).toBe(`t.csv is no text table: it is ${is}.`);
    expect(action).toMatch(way);
  });

  it.each<[string, string | Uint8Array]>([
    ["an R data file", latin("RDX3\nX\n\0\0\0\x03\0\x04\x03\0")],
    ["an R data file", latin("RDA2\nA\n2\n262144\n")],
    ["an ORC file", hex("4f52430a0b0a0312010010")],
    ["a GIF image", latin("GIF89a\x01\0\x01\0\x80\0\0")],
    ["a TIFF image", latin("II*\0\x08\0\0\0")],
    ["a WebP image", latin("RIFF\x24\0\0\0WEBPVP8 ")],
    ["a sound file (WAV)", latin("RIFF\x24\0\0\0WAVEfmt \x10\0\0\0")],
    ["a MATLAB file", latin(`MATLAB 5.0 MAT-file, Platform: GLNXA64${" ".repeat(85)}\0\x01IM`)],
    ["an SPSS file", latin("$FL2@(#) SPSS DATA FILE\x02\0\0\0")],
    ["a Stata file", latin("<stata_dta><header><release>118</release>")],
    ["a tar archive", latin(`t.csv${"\0".repeat(252)}ustar\x0000`)],
    ["compressed with bzip2, which is not supported", hex("425a683131415926535932a26b8c")],
  ])("%s by its first bytes", async (is, content) => {
    expect((await refusedAs(content))[0]).toBe(`t.csv is no text table: it is ${is}.`);
  });

  it("is refused by an import that did not look first, too", async () => {
    const path = dataFile(hex("504152311504150015"));
    const options = { delimiter: ",", header: true, label: "class", missing: "median" } as const;
    expect(await refusalOf(profileFile(path, "t.csv", { ...options, ignore: [], categorical: [], rules: 2 }))).toBe(
      "data/foreign-format: t.csv is no text table: it is a Parquet file.",
    );
  });

  it("is not asked of a copy that was imported before", async () => {
    const path = dataFile("%PDF-1.4\nPK!\n2\n");
    const { columns, rows } = await readTable(path, "t.csv", { delimiter: ",", header: true });
    expect([columns, rows.length]).toEqual([["%PDF-1.4"], 2]);
  });

  it.each("RDX RDX2 RDA3 PAR1 ORC PK PK! BM MZ II II* MM GIF87a GIF89a RIFF OggS SQLite Rar! BZh9 Obj ARROW1 $FL2@(#) ustar WAVE".split(" "))(
    "a table whose first column is called %s is one",
    async (name) => {
      for (const [text, encoding] of [
        [`${name},TNT,class\n1,2,a\n3,4,b\n`, "utf8"],
        [`${name}\tméthode\tclass\r\n1\té\ta\r\n3\tà\tb\r\n`, "latin1"],
        [`${name}\r1\r2\r`, "utf8"],
      ] as const) {
        const { columns, rows } = await inspectFile(dataFile(Buffer.from(text, encoding)), "t.csv");
        expect([columns[0]!.name, rows]).toEqual([name, 2]);
      }
    },
  );

  it.each([
    ["names in brackets", "[EUR],[%],class\n1,2,a\n3,4,b\n"],
    ["lists in cells", '"[1, 0]",1,a\n"[0, 1]",2,b\n'],
    ["a name like an archive's magic number", "PK,PAR,class\n1,2,a\n3,4,b\n"],
    ["ratios that look like pairs", "ratio x\n1:2 a\n2:3 b\n"],
  ])("a table with %s is one", async (_, text) => {
    expect((await inspectFile(dataFile(text), "t.csv")).rows).toBe(2);
  });
});
