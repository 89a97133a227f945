/**
 * @file Columns that are not what they are read as are named: keys, codes, dates, numbers that mean “missing”; ordinary ones are not.
 * Reads: test/fixtures/cases and data. Writes: temporary files.
 */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { profileFile } from "#main/data/profile/profile.ts";
import type { DataFinding } from "#shared/data/findings.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { CAR, dataFile, GLASS, importOptions, SAMPLE } from "../../../fixtures/data-files.ts";

const ODD = ["identifier", "texts-unique", "codes-as-numbers", "sentinel", "integers-rounded", "dates-as-texts"];
const CASES = join(import.meta.dirname, "../../../fixtures/cases");
const random = createRandom(5, "odd-columns");

async function oddOf(path: string, label: string): Promise<DataFinding[]> {
  const { findings } = await profileFile(path, "t.csv", importOptions(label, { rules: 2 }));
  return findings!.filter(({ id }) => ODD.includes(id));
}
/** A table with columns `name`, x (noise) and y. */
const column = (name: string, cell: (row: number) => string | number, rows = 100): Promise<DataFinding[]> =>
  oddOf(
    dataFile(
      `${name},x,y\n${Array.from({ length: rows }, (_, i) => `${cell(i)},${random.gaussian().toFixed(3)},${random.next() < 0.3 ? "a" : "b"}`).join("\n")}\n`,
    ),
    "y",
  );
const key = (i: number): number => (i * 7919 + 104_729) % 1_000_003;
const text = (i: number): string => `k${key(i).toString(36)}z`;

describe("keys", () => {
  it.each([
    ["cust_id", key],
    ["order no", key],
    ["CustomerID", key],
    ["uuid", text],
  ] as const)("%s", async (name, cell) => {
    expect(await column(name, cell)).toEqual([{ id: "identifier", column: name }]);
    // As many values with two rows each are none.
    expect((await column(name, (i) => cell(i >> 1))).map(({ id }) => id)).not.toContain("identifier");
  });

  it("are not said to be unique integers or texts under another name", async () => {
    for (const name of ["income", "number", "valid", "number of cases"]) expect(await column(name, key)).toEqual([]);
    expect(await column("remark", text)).toEqual([{ id: "texts-unique", column: "remark", distinct: 100, rows: 100, inputs: 101 }]);
    expect(await column("name", text)).toMatchObject([{ id: "texts-unique" }]);
    expect(await oddOf(join(CASES, "C09/loans-units.csv"), "status")).toEqual([]);
  });
});

describe("codes", () => {
  it("have leading zeros", async () => {
    const zips = ["01067", "80331", "04109", "20095"];
    expect(await column("zip", (i) => zips[i % 4]!)).toEqual([{ id: "codes-as-numbers", columns: [{ name: "zip", text: "01067" }] }]);
    for (const cells of [
      ["0", "10", "20"],
      ["0.5", "1.5", "0.25"],
      ["00", "0", "1"],
    ])
      expect(await column("n", (i) => cells[i % 3]!)).toEqual([]);
  });

  it("may have more digits than a number keeps", async () => {
    expect(await column("n", (i) => (i % 2 ? "9007199254740993" : "12"))).toEqual([
      { id: "integers-rounded", column: "n", text: "9007199254740993", value: "9007199254740992" },
    ]);
    expect(await column("n", (i) => (i % 2 ? "9007199254740992" : "12"))).toEqual([]);
    expect(await column("n", (i) => (i % 2 ? "0.12345678901234567890" : "12"))).toEqual([]);
  });
});

describe("numbers that mean “missing”", () => {
  it.each(["-999", "-9999", "9999", "-999.0", "999999"])("%s", async (word) => {
    expect(await column("mass", (i) => (i % 20 === 3 ? word : (50 + 10 * random.gaussian()).toFixed(2)))).toEqual([
      { id: "sentinel", value: word, columns: [{ name: "mass", count: 5 }] },
    ]);
  });

  it("-1 is one where the others are far smaller", async () => {
    expect(await column("share", (i) => (i % 20 === 3 ? "-1" : (random.next() / 10).toFixed(3)))).toMatchObject([{ id: "sentinel", value: "-1" }]);
    expect(await column("step", (i) => (i % 3) - 1)).toEqual([]);
  });

  it("are no ends of a range, no single outliers, no values among others", async () => {
    expect(await column("year", (i) => (i % 10 === 0 ? 99 : i % 99))).toEqual([]);
    expect(await column("n", (i) => (i === 50 ? -999 : random.gaussian().toFixed(2)))).toEqual([]);
    expect(await column("n", (i) => (i % 2 ? 999 : i % 4 ? 0 : 1))).toMatchObject([{ id: "sentinel" }]);
    expect(await column("n", (i) => (i % 20 === 0 ? 999 : (Math.exp(2 * random.gaussian()) * 100).toFixed(0)))).toEqual([]);
  });
});

describe("dates", () => {
  it.each([
    (i: number) => `2024-${String((i % 12) + 1).padStart(2, "0")}-${String((i % 28) + 1).padStart(2, "0")}`,
    (i: number) => `${(i % 28) + 1}.${(i % 12) + 1}.2023`,
    (i: number) => `${(i % 12) + 1}/${(i % 28) + 1}/2023 ${i % 24}:05`,
    (i: number) => `2024-01-31T${String(i % 24).padStart(2, "0")}:15:00Z`,
    (i: number) => `${String(i % 24).padStart(2, "0")}:30`,
    (i: number) => `${(i % 28) + 1} March 2021`,
  ])("form %#", async (cell) => {
    expect(await column("when", cell)).toMatchObject([{ id: "dates-as-texts", column: "when" }]);
  });

  it("are no versions, ratios or words", async () => {
    for (const cell of [(i: number) => `v${i % 9}.1.2`, (i: number) => `${i % 9}/${i % 7}`, (i: number) => ["May", "Mar", "Jun"][i % 3]!])
      expect((await column("c", cell)).filter(({ id }) => id === "dates-as-texts")).toEqual([]);
  });
});

it("real tables have none of these", async () => {
  for (const [path, label] of [
    [SAMPLE, "Class"],
    [CAR, "Acceptability"],
    [GLASS, "type"],
  ] as const)
    expect(await oddOf(path, label)).toEqual([]);
});
