/** @file Lines of a file are shown whatever stands in it. Reads: temporary files. Writes: them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { shownLines } from "#main/data/inspect/shown-lines.ts";
import type { Encoding } from "#shared/data/dataset.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const written = (bytes: string | Buffer): string => {
  const path = join(temporaryFolder(), "table.csv");
  writeFileSync(path, bytes);
  return path;
};

const firstLinesOf = async (path: string, encoding?: Encoding): Promise<string[]> => (await shownLines(path, { encoding })).lines;

it("any line end, ragged or not, and at most 20 lines of 400 characters", async () => {
  expect(await firstLinesOf(written("a,b\r\n1\n\n2,3,4\n"))).toEqual(["a,b", "1", "", "2,3,4"]);
  expect(await firstLinesOf(written(Array.from({ length: 30 }, (_, i) => `${i}`).join("\n")))).toHaveLength(20);
  expect((await firstLinesOf(written("x".repeat(900))))[0]).toHaveLength(400);
});

it("in the encoding that is found, or in the one that is chosen", async () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("x;défaut\n", "utf16le")]);
  expect(await firstLinesOf(written(utf16))).toEqual(["x;défaut"]);
  // 0xE9 is é in Windows-1252 and й in Windows-1251.
  const bytes = Buffer.from([0x64, 0xe9, 0x66]);
  expect(await firstLinesOf(written(bytes), "windows-1252")).toEqual(["déf"]);
  expect(await firstLinesOf(written(bytes), "windows-1251")).toEqual(["dйf"]);
  expect(await firstLinesOf(written(bytes), "utf-8")).toEqual(["d\ufffdf"]);
});

it("the lines around one, wherever it stands and whatever ends them", async () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const path = written(Array.from({ length: 9_000 }, (_, i) => `line ${i + 1}`).join(end));
    expect(await shownLines(path, { around: 8_000 })).toEqual({ first: 7_995, lines: Array.from({ length: 11 }, (_, i) => `line ${7_995 + i}`) });
  }
  expect(await shownLines(written("a\nb\nc\n"), { around: 2 })).toEqual({ first: 1, lines: ["a", "b", "c"] });
  expect(await shownLines(written(`${"x".repeat(100_000)}\ny\n`), { around: 2 })).toEqual({ first: 1, lines: ["x".repeat(400), "y"] });
  expect(await shownLines(written("a\n"), { around: 30 })).toEqual({ first: 25, lines: [] });
});

it("a file that is not there is told", async () => {
  await expect(firstLinesOf(join(temporaryFolder(), "gone.csv"))).rejects.toMatchObject({ code: "data/not-found" });
});
