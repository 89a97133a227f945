/**
 * @file Every encoding is found from a short table, read without a wrong letter, and refused by line where bytes are none of its characters.
 * Reads: temporary files. Writes: temporary files. The bytes are written out or made by Python's codecs (hex below), not by the code under test.
 */
import { describe, expect, it } from "vitest";
import { inspectFile } from "#main/data/inspect/inspect.ts";
import { detectEncoding } from "#main/data/text/detect-encoding.ts";
import { TABLE_LIMITS } from "#main/data/table/scan-table.ts";
import type { Encoding } from "#shared/data/dataset.ts";
import { dataFile, refusalOf } from "../../../fixtures/data-files.ts";
import { lookAt } from "../../../fixtures/look-at.ts";
import { readTable } from "../../../fixtures/read-table.ts";

/** A table of numbers with a few labels in it. @param labels bytes of each, as hex. */
function table(labels: readonly string[], rows = 30): Buffer {
  const parts = [Buffer.from("x1,x2,class\n")];
  for (let i = 0; i < rows; i++) parts.push(Buffer.from(`${i / 8},${(i * 7) % 11},`), Buffer.from(labels[i % labels.length]!, "hex"), Buffer.from("\n"));
  return Buffer.concat(parts);
}

describe("finding the encoding", () => {
  // python3 -c "print('正常'.encode('gb18030').hex())"
  it.each<[Encoding, readonly [text: string, hex: string][]]>([
    [
      "gb18030",
      [
        ["正常", "d5fdb3a3"],
        ["异常", "d2ecb3a3"],
      ],
    ],
    [
      "gb18030",
      [
        ["良性", "c1bcd0d4"],
        ["恶性", "b6f1d0d4"],
      ],
    ],
    [
      "gb18030",
      [
        ["女", "c5ae"],
        ["男", "c4d0"],
      ],
    ],
    [
      "shift_jis",
      [
        ["良品", "97c79569"],
        ["不良品", "957397c79569"],
      ],
    ],
    [
      "shift_jis",
      [
        ["はい", "82cd82a2"],
        ["いいえ", "82a282a282a6"],
      ],
    ],
    [
      "euc-jp",
      [
        ["はい", "a4cfa4a4"],
        ["いいえ", "a4a4a4a4a4a8"],
      ],
    ],
    [
      "big5",
      [
        ["正常", "a5bfb160"],
        ["異常", "b2a7b160"],
      ],
    ],
    [
      "euc-kr",
      [
        ["정상", "c1a4bbf3"],
        ["이상", "c0ccbbf3"],
      ],
    ],
    [
      "windows-1251",
      [
        ["норма", "edeef0ece0"],
        ["брак", "e1f0e0ea"],
      ],
    ],
    [
      "windows-1250",
      [
        ["zdravý", "7a64726176fd"],
        ["těžký", "74ec9e6bfd"],
      ],
    ],
    [
      "windows-1250",
      [
        ["łagodny", "b361676f646e79"],
        ["złośliwy", "7ab36f9c6c697779"],
      ],
    ],
    [
      "windows-1252",
      [
        ["gut", "677574"],
        ["mäßig", "6de4df6967"],
      ],
    ],
    [
      "windows-1252",
      [
        ["sain", "7361696e"],
        ["détérioré", "64e974e972696f72e9"],
      ],
    ],
    [
      "windows-1252",
      [
        ["élevé", "e96c6576e9"],
        ["très élevé", "7472e87320e96c6576e9"],
      ],
    ],
    [
      "windows-1252",
      [
        ["malo", "6d616c6f"],
        ["señal", "7365f1616c"],
      ],
    ],
    [
      "windows-1252",
      [
        ["5 °C", "3520b043"],
        ["7 °C", "3720b043"],
      ],
    ],
    [
      "windows-1252",
      [
        ["10 µm", "313020b56d"],
        ["20 µm", "323020b56d"],
      ],
    ],
    [
      "windows-1252",
      [
        ["it’s", "69749273"],
        ["ok", "6f6b"],
      ],
    ],
    [
      "iso-8859-15",
      [
        ["5 €", "3520a4"],
        ["9 €", "3920a4"],
      ],
    ],
  ])("%s %j", async (encoding, labels) => {
    const { options, rows, findings } = await lookAt(table(labels.map(([, hex]) => hex)));
    expect(options.encoding).toBe(encoding);
    expect(rows.map(({ cells }) => cells[2])).toEqual(Array.from({ length: 30 }, (_, i) => labels[i % labels.length]![0]));
    expect(findings).toMatchObject([{ id: "encoding-read", encoding }]);
  });

  it("leaves the option out for UTF-8, with and without a mark, and for ASCII", async () => {
    for (const text of ["a,b\n1,é\n2,日本\n", "\ufeffa,b\n1,é\n2,x\n", "a,b\n1,x\n2,y\n"]) {
      const { options, names, findings } = await lookAt(text);
      expect([options, names, findings]).toEqual([{ delimiter: ",", header: true }, ["a", "b"], []]);
    }
  });

  it("finds UTF-16 of a Chinese table by its digits", async () => {
    const text = `温度\t类\r\n${Array.from({ length: 20 }, (_, i) => `${i}.5\t${i % 3 ? "正常" : "异常"}`).join("\r\n")}\r\n`;
    const { options, names, rows } = await lookAt(Buffer.from(`\ufeff${text}`, "utf16le"));
    expect([options, names, rows[0]]).toEqual([{ delimiter: "\t", header: true, encoding: "utf-16le" }, ["温度", "类"], { line: 2, cells: ["0.5", "异常"] }]);
    expect((await lookAt(Buffer.from(text, "utf16le").swap16())).options.encoding).toBe("utf-16be");
  });

  it("takes what the user says", async () => {
    const bytes = table(["e96c6576e9", "6d616c"]);
    expect((await lookAt(bytes, { encoding: "windows-1250" })).rows[0]!.cells[2]).toBe("élevé");
    expect((await lookAt(bytes, { encoding: "windows-1251" })).rows[0]!.cells[2]).toBe("йlevй");
  });

  it("is quick with a long file whose only letter beyond ASCII is near its end", async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => `${i},${i % 2 ? "a" : "b"}`);
    rows[49_000] = "1,\xe9t\xe9";
    const { options, findings } = await lookAt(Buffer.from(`x,class\n${rows.join("\n")}\n`, "latin1"));
    expect([options.encoding, findings]).toEqual([
      "windows-1252",
      [{ id: "encoding-read", encoding: "windows-1252", example: { line: 49_002, text: "1,été" } }],
    ]);
  });
});

/** Letters of 1, 2, 3 and 4 bytes, at every place against pieces of a power of two. */
const LETTERS = ["é", "ж", "日", "😀", "ü€", "x"];
const cell = (i: number): string => `${LETTERS[i % 6]!.repeat(1 + (i % 7))}${i % 3 ? "名" : "ß"}`;

describe("long lines", () => {
  const names = Array.from({ length: 130_000 }, (_, i) => `${cell(i)}${cell(i + 1)}${i}`);
  const values = names.map((_, i) => (i % 9 ? String(i % 7) : cell(i)));

  it.each([
    ["a header of 4 MB", `${names.join(",")}\n${values.join(",")}\n`],
    ["a text without a delimiter", `${Array.from({ length: 600_000 }, (_, i) => cell(i)).join("")}\n`],
    ["a text of one letter", "😀".repeat(1_500_000)],
    ["a text of one letter, a byte later", `x${"日".repeat(1_500_000)}`],
    ["a text of one letter, two bytes later", `xy${"日".repeat(1_500_000)}`],
    ["carriage returns alone", Array.from({ length: 300_000 }, (_, i) => `${i},${cell(i)},${cell(i + 1)}\r`).join("")],
  ])("are UTF-8 where every character is: %s", async (_, text) => {
    expect(Buffer.byteLength(text)).toBeGreaterThan(1 << 22);
    expect(await detectEncoding(dataFile(text))).toBe("utf-8");
  });

  it("are found to be GB18030 by letters beyond the first pieces", async () => {
    // 正常, 异常, 良性 and 恶性, far apart.
    const words = ["d5fdb3a3", "d2ecb3a3", "c1bcd0d4", "b6f1d0d4"];
    const wide = Buffer.alloc(6 << 20, "a,");
    for (let at = 5_000_001; at + 4 < wide.length; at += 1001) wide.write(words[at % 4]!, at - (at % 2), "hex");
    expect(await detectEncoding(dataFile(wide))).toBe("gb18030");
  });

  it("takes carriage returns alone for line ends where a line is damaged", async () => {
    const mixed = Buffer.concat([Buffer.from("a,b\r1,é\r2,ü\r3,é\r"), Buffer.from("4,\xe9\r", "latin1")]);
    expect(await refusalOf(lookAt(mixed))).toBe("data/not-text: Line 5 of t.csv is not valid text in the encoding utf-8.");
  });
});

describe("bytes that are no characters", () => {
  const notText = (line: number, encoding: string): string => `data/not-text: Line ${line} of t.csv is not valid text in the encoding ${encoding}.`;

  it("takes lines of two encodings for damage and names the first", async () => {
    const mixed = Buffer.concat([Buffer.from("a,b\n1,é\n2,ü\n3,é\n"), Buffer.from("4,\xe9\n", "latin1")]);
    expect(await refusalOf(lookAt(mixed))).toBe(notText(5, "utf-8"));
    expect(await refusalOf(lookAt(Buffer.concat([Buffer.from("\ufeffa,b\n"), Buffer.from("4,\xe9\n", "latin1")])))).toBe(notText(2, "utf-8"));
  });

  it.each<[Encoding, number, string]>([
    // 0x81 is unused in windows-1252; a lead byte before a line end; a lone surrogate.
    ["windows-1252", 3, "612c620a312c780a322c810a332c780a"],
    ["gb18030", 3, "612c620a312c780a322cd50a332c780a"],
    ["shift_jis", 4, "612c620a312c780a322c790a332c820a"],
    ["utf-16le", 2, "61002c0062000a0031002c0000d80a0032002c0078000a00"],
    ["utf-16be", 2, "0061002c0062000a0031002c0000000a"],
  ])("%s: line %d", async (encoding, line, hex) => {
    expect(await refusalOf(inspectFile(dataFile(Buffer.from(hex, "hex")), "t.csv", { encoding }))).toBe(notText(line, encoding));
  });

  it("keeps true lines and characters across pieces of a large file", async () => {
    // 2.4 MB of UTF-16 with a pair of surrogates and a quoted break in every row, at every place against the pieces.
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},"😀${"x".repeat(40 + (i % 7))}\n${i}",end`);
    const path = dataFile(Buffer.from(`a,b,c\n${rows.join("\n")}`, "utf16le").swap16());
    const table = await readTable(path, "t.csv", { delimiter: ",", header: true, encoding: "utf-16be" });
    expect(table.rows.length).toBe(20_000);
    expect(table.rows.every((row, i) => row.line === 2 + 2 * i && row.cells[1] === `😀${"x".repeat(40 + (i % 7))}\n${i}`)).toBe(true);
  });

  it("refuses a line that never ends", async () => {
    const path = dataFile(Buffer.from("x".repeat(600_000), "utf16le"));
    const options = { delimiter: ",", header: true, encoding: "utf-16le" } as const;
    expect(await refusalOf(readTable(path, "t.csv", options, { ...TABLE_LIMITS, maxRecordBytes: 400_000 }))).toBe(
      "data/long-line: Line 1 of t.csv is longer than 400000 bytes.",
    );
  });
});
