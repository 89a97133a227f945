import { describe, expect, it } from "vitest";
import { packTable, unpackTable } from "#shared/wire/packed-table.ts";

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const round = (rows: readonly object[]) => unpackTable(throughJson(packTable(rows)));

describe("a packed table", () => {
  it("gives back the rows that it was made of: values of any kind, and those that some rows lack", () => {
    const rows = [
      { id: 1, text: "[1]", list: [1], flag: true, none: null, options: { a: 1 } },
      { id: 2, text: "1", list: [1], flag: false, none: null, options: {}, late: "only here" },
      { id: 1, text: "[1]", list: [], flag: true, none: 0, options: { a: 1 } },
      { id: 3, text: "[1]", list: [1], flag: true, none: null, options: { a: 1 }, late: "only here" },
    ];
    expect(round(rows)).toEqual(rows);
    expect(round([])).toEqual([]);
    expect(round([{}, { a: 1 }, {}])).toEqual([{}, { a: 1 }, {}]);
  });

  it("says a repeated value once, and one that does not repeat without places", () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({ seed: i % 2, engine: i % 2 ? "wasm" : "reference", at: `2026-01-${i}`, flags: [{ kind: "lost" }] }));
    const of = (key: string) => packTable(rows).columns.find((column) => column.key === key)!;
    expect(of("engine").values).toEqual(["reference", "wasm"]);
    expect(of("flags").values).toEqual([[{ kind: "lost" }]]);
    expect(of("flags").places).toEqual(rows.map(() => 0));
    expect(of("at").places).toBeUndefined();
    // A place is as long as a small number.
    expect(of("seed").places).toBeUndefined();
    expect(of("seed").values).toHaveLength(100);
    expect(round(rows)).toEqual(rows);
  });
});
