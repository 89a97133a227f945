/**
 * @file Columns that make results too good are named, and ordinary ones are not. Tables are drawn so that the right answer is known.
 * Reads: test/fixtures/cases and data. Writes: temporary files.
 */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { profileFile } from "#main/data/profile/profile.ts";
import { recallOfColumn } from "#main/data/profile/watch/one-column.ts";
import type { DataFinding } from "#shared/data/findings.ts";
import type { ImportOptions } from "#shared/data/dataset.ts";
import { createRandom, permutation } from "#shared/numbers/random.ts";
import { CAR, dataFile, GLASS, importOptions, SAMPLE } from "../../../fixtures/data-files.ts";

const LEAKS = ["row-index", "group-identifier", "gives-label-away", "part-column", "columns-equal", "label-siblings", "labels-in-cell", "images-named"];
const CASES = join(import.meta.dirname, "../../../fixtures/cases");

async function leaksOf(path: string, label: string, more: Partial<ImportOptions> = {}): Promise<DataFinding[]> {
  const { findings } = await profileFile(path, "t.csv", importOptions(label, { rules: 2, ...more }));
  return findings!.filter(({ id }) => LEAKS.includes(id));
}
const random = createRandom(11, "leaks");
const noise = (): string => random.gaussian().toFixed(3);
const drawn = (share: number): string => (random.next() < share ? "a" : "b");
/** A table with columns c, x (noise) and y. */
const table = (rows: number, cells: (row: number) => readonly [string | number, string], name = "c"): Promise<DataFinding[]> =>
  leaksOf(
    dataFile(
      `${name},x,y\n${Array.from({ length: rows }, (_, i) => cells(i))
        .map(([c, y]) => `${c},${noise()},${y}`)
        .join("\n")}\n`,
    ),
    "y",
  );

describe("row numbers", () => {
  const order = permutation(300, random);

  it("are found in any order, with letters before them, after rows without a label", async () => {
    expect(await leaksOf(join(CASES, "C07/index-shuffled.csv"), "class")).toEqual([{ id: "row-index", column: "c1", order: "shuffled" }]);
    const found = async (cell: (i: number) => string | number, label = (_: number) => drawn(0.3)) => table(300, (i) => [cell(i), label(i)]);
    expect(await found((i) => i)).toEqual([{ id: "row-index", column: "c", order: "sorted" }]);
    expect(await found((i) => 1300 - i)).toEqual([{ id: "row-index", column: "c", order: "sorted" }]);
    expect(await found((i) => order[i]! + 5)).toEqual([{ id: "row-index", column: "c", order: "shuffled" }]);
    expect(await found((i) => `P${String(i).padStart(4, "0")}`)).toEqual([{ id: "row-index", column: "c", order: "sorted" }]);
    expect(
      await found(
        (i) => i,
        (i) => (i % 9 === 4 ? "" : drawn(0.3)),
      ),
    ).toEqual([{ id: "row-index", column: "c", order: "sorted" }]);
  });

  it("may have gaps under a name that says what they are, and under no other", async () => {
    expect(await table(300, (i) => [order[i]! * 7, drawn(0.3)], "Unnamed: 0")).toEqual([{ id: "row-index", column: "Unnamed: 0", order: "shuffled" }]);
    expect(await table(300, (i) => [order[i]! * 7, drawn(0.3)], "area")).toEqual([]);
  });

  it("are not a feature “x”, but the first column “X” of R is one", async () => {
    const gaps = (i: number): number => 7 * order[i]! + 3;
    expect(await table(300, (i) => [gaps(i), drawn(0.3)], "X")).toEqual([{ id: "row-index", column: "X", order: "shuffled" }]);
    for (const name of ["x1,x", "x1,X", "x", "number", "No"]) {
      const rows = Array.from({ length: 300 }, (_, i) => `${name.includes(",") ? `${noise()},` : ""}${gaps(i)},${drawn(0.3)}`);
      expect(await leaksOf(dataFile(`${name},y\n${rows.join("\n")}\n`), "y")).toEqual([]);
    }
    // A range without a gap is one under any name.
    expect(await table(300, (i) => [order[i]!, drawn(0.3)], "x1")).toEqual([{ id: "row-index", column: "x1", order: "shuffled" }]);
  });

  it("begin again where files were joined", async () => {
    expect(await table(300, (i) => [i % 150, drawn(0.3)], "index")).toEqual([{ id: "row-index", column: "index", order: "sorted" }]);
  });

  it("are not texts with a value of their own in every row", async () => {
    expect(await table(300, (i) => [`${Math.imul(i + 1, 0x9e3779b1).toString(16)}q`, drawn(0.3)], "uuid")).toEqual([]);
  });
});

describe("groups", () => {
  const classes = Array.from({ length: 1000 }, () => drawn(0.2));

  it("of patients are found in texts and in numbers, with a few wrong labels too", async () => {
    expect(await leaksOf(join(CASES, "C11/patients.csv"), "state")).toEqual([
      { id: "group-identifier", column: "patient", groups: 30, rows: 120, share: 1 },
      { id: "part-column", column: "part" },
    ]);
    const group = { id: "group-identifier", column: "c", share: 1 };
    expect(await table(600, (i) => [1000 + (i % 100) * 17, classes[i % 100]!])).toEqual([{ ...group, groups: 100, rows: 600 }]);
    const [noisy] = await table(3000, (i) => [`q${i % 150}`, i % 97 === 0 ? drawn(0.5) : classes[i % 150]!]);
    expect(noisy).toMatchObject({ id: "group-identifier", groups: 150, rows: 3000 });
  });

  it("of many rows and one class each are groups, not only a column that gives the class away", async () => {
    const groups = { id: "group-identifier", column: "c", groups: 24, rows: 1200, share: 1 };
    const classOf = (group: number): string => "abcdefgh"[group % 8]!;
    expect(await table(1200, (i) => [`s${i % 24}`, classOf(i % 24)])).toEqual([groups]);
    expect(await table(1200, (i) => [i % 24, classOf(i % 24)])).toEqual([groups]);
    // In a file that was written class by class.
    expect(await table(1200, (i) => [Math.floor(i / 50), "abcdefgh"[Math.floor(i / 150)]!])).toEqual([groups]);
  });

  it("in such numbers that not all can be followed are counted nearly", async () => {
    const [found] = await table(30_000, (i) => [`q${(i * 7919) % 10_000}`, classes[((i * 7919) % 10_000) % 1000]!]);
    expect(found).toMatchObject({ id: "group-identifier", column: "c", share: 1 });
    // One in four is followed: 2,500 of them, five standard deviations are 217 of 2,500.
    expect(Math.abs((found as { groups: number }).groups / 10_000 - 1)).toBeLessThan(0.09);
  });

  it("are known by their name where classes differ within them", async () => {
    expect(await table(300, (i) => [i % 20, drawn(0.4)], "PatientID")).toMatchObject([{ id: "group-identifier", share: 0 }]);
    expect(await table(300, (i) => [i % 20, drawn(0.4)], "num_visits")).toEqual([]);
  });

  it("are not what chance makes of a rare class, nor a quantity that says something of the class", async () => {
    expect(await table(1000, (i) => [`city${i % 100}`, random.next() < 0.01 ? "a" : "b"])).toEqual([]);
    expect(
      await table(1000, () => {
        const age = random.below(70);
        return [age, age + 10 * random.gaussian() > 50 ? "a" : "b"];
      }),
    ).toEqual([]);
  });
});

describe("the class in other words", () => {
  it("is found in texts, in numbers, in gaps and across a threshold", async () => {
    const away = { id: "gives-label-away", column: "c", accuracy: 1, rows: 1 };
    const copy = await table(200, (i) => [i % 3 === 0 ? "yes" : "no", i % 3 === 0 ? "a" : "b"]);
    expect(copy).toEqual([{ ...away, exact: true }]);
    expect(await table(400, (i) => [(i % 3 === 0 ? 0.6 + i / 1000 : i / 1000 - 0.4).toFixed(4), i % 3 === 0 ? "a" : "b"])).toEqual([{ ...away, exact: false }]);
    expect(await table(400, (i) => [i % 3 === 0 ? "" : noise(), i % 3 === 0 ? "a" : "b"])).toMatchObject([away]);
    expect(await table(3000, (i) => [i % 300 === 0 ? "k" : `l${i % 4}`, i % 300 === 0 ? "a" : "b"])).toEqual([{ ...away, exact: true }]);
    const nearly = await table(3000, (i) => [i % 1000 === 7 ? "x" : "xyz"[i % 3]!, "abc"[i % 3]!]);
    expect(nearly).toMatchObject([{ id: "gives-label-away", exact: false }]);
  });

  it("is found with a few errors, in rare classes too", async () => {
    const found = { id: "gives-label-away", column: "c", exact: false };
    // 198 of 200 rows agree, 20 of them of the rare class.
    const words = await table(200, (i) => [(i % 10 === 0) !== (i === 30 || i === 77) ? "bad" : "good", i % 10 === 0 ? "a" : "b"]);
    expect(words).toMatchObject([found]);
    expect((words[0] as { rows: number }).rows).toBeCloseTo(0.99, 10);
    for (const every of [2, 10]) {
      const score = await table(1000, (i) => {
        const positive = i % every === 0 && i !== 400;
        return [((positive ? 0.5 : 0) + random.next() / 2).toFixed(6), (i % every === 0) !== (i === 111 || i === 555) ? "a" : "b"];
      });
      expect(score).toMatchObject([found]);
    }
  });

  it("is not an ordinary feature of easy data", async () => {
    // Two classes of which every measurement tells 98.6 of 100: normal distributions 4.4 standard deviations apart.
    const cells = (): string[] =>
      Array.from({ length: 1000 }, (_, i) => [...Array.from({ length: 4 }, () => (random.gaussian() + (i % 2) * 4.4).toFixed(3)), i % 2 ? "a" : "b"].join(","));
    expect(await leaksOf(dataFile(`a,b,c,d,y\n${cells().join("\n")}\n`), "y")).toEqual([]);
    // As petals of iris: 95 of 100.
    expect(await table(150, (i) => [(random.gaussian() * 0.3 + [0, 3, 4][i % 3]!).toFixed(1), "abc"[i % 3]!])).toEqual([]);
    // A rare class makes nearly every row right without any agreement.
    expect(await table(2000, (i) => [i % 50 === 0 && i % 100 ? "u" : "v", i % 100 === 0 ? "a" : "b"])).toEqual([]);
  });

  it("is measured on rows that were not looked at: leave-one-out by hand", () => {
    // 1 a, 2 a, 3 b, 9 b: nearest to 1 is 2 (a, right), to 2 is 1 (a, right), to 3 is 2 (a, wrong), to 9 is 3 (b, right).
    expect(recallOfColumn([1, 2, 3, 9], [0, 0, 1, 1], true)).toBe((1 + 1 / 2) / 2);
    // Texts: a value seen once says nothing; of the three 7s each is judged by the other two.
    expect(recallOfColumn([5, 7, 7, 7], [0, 0, 1, 1], false)).toBe((0 + 0) / 2);
    expect(recallOfColumn([7, 7, 8, 8], [0, 0, 1, 1], false)).toBe(1);
    expect(recallOfColumn([7, 7, 8, 8], [0, 0, 1, 1], true, true)).toBe(0);
  });
});

describe("several labels", () => {
  const labels = (names: readonly string[]) => table(60, (i) => [noise(), names[i % names.length]!]);

  it("are looked for in long names too, in a time that does not grow with the square of their length", async () => {
    expect(await labels([`(${" ".repeat(50_000)}a`, "b"])).toEqual([]);
  });

  it("in one cell are told from names with a comma", async () => {
    expect(await labels(["cat;dog", "cat", "dog;bird"])).toEqual([{ id: "labels-in-cell", separator: ";", examples: ["cat;dog", "dog;bird"], rows: 40 }]);
    expect(await labels(["cat|dog", "bird|cat"])).toMatchObject([{ id: "labels-in-cell", separator: "|" }]);
    expect(await labels(['"[1,0,1]"', '"[0,1,0]"'])).toMatchObject([{ id: "labels-in-cell", separator: "," }]);
    expect(await labels(['"Pastry, other"', '"Bread, other"', "Cake"])).toEqual([]);
    expect(await labels(["N/S", "E/W"])).toEqual([]);
    expect(await labels(['"(0, 10]"', '"(10, 20]"', '"[20, 30]"'])).toEqual([]);
    expect(await labels(['"[0,1]"', '"[1,0]"'])).toMatchObject([{ id: "labels-in-cell", separator: "," }]);
  });

  it("are no numbers with a decimal comma", async () => {
    const semicolons = (names: readonly string[]) =>
      leaksOf(
        dataFile(`c;x;y\n${Array.from({ length: 60 }, (_, i) => `${noise().replace(".", ",")};${noise()};${names[i % names.length]!}`).join("\n")}\n`),
        "y",
        {
          delimiter: ";",
        },
      );
    expect(await semicolons(["0,0", "1,0"])).toEqual([]);
    expect(await semicolons(["0,0", "1,0", "2,0"])).toEqual([]);
    expect(await semicolons(["0,5", "1,0", "1,5"])).toEqual([]);
    expect(await semicolons(["0,1", "1,0", "1,1"])).toMatchObject([{ id: "labels-in-cell", separator: "," }]);
    expect(await labels(['"0,0"', '"1,0"'])).toEqual([]);
    expect(await labels(['"1,2"', '"2,3"', '"3,1"'])).toMatchObject([{ id: "labels-in-cell", separator: "," }]);
  });

  it.each([
    ["label_1", "x,label_1,label_2", ["label_2"]],
    ["target", "target,x,target2", ["target2"]],
    ["y1", "x,y1,y2,y3", ["y2", "y3"]],
    ["class:a", "x,class:a,class:b", ["class:b"]],
    ["is_car", "x,is_car,is_bus,is_bike", ["is_bus", "is_bike"]],
    ["is_fraud", "is_weekend,x,is_fraud", null],
    ["y", "x1,x2,y", null],
    ["Class", "Pclass,x,Class", null],
  ])("in columns beside %s", async (label, header, expected) => {
    const names = header.split(",");
    const rows = Array.from({ length: 80 }, () => names.map((name) => (name.startsWith("x") ? noise() : random.below(2))).join(","));
    const found = await leaksOf(dataFile(`${header}\n${rows.join("\n")}\n`), label);
    expect(found.filter(({ id }) => id === "label-siblings")).toEqual(expected ? [{ id: "label-siblings", columns: expected }] : []);
  });
});

it("names columns that repeat another, parts by any usual word, and images", async () => {
  const rows = Array.from({ length: 90 }, (_, i) => {
    const value = noise();
    return `${value},${value},${["training", "Testing", "valid"][i % 3]},scan/${i % 7}_${i}.png,${drawn(0.4)}`;
  });
  expect(await leaksOf(dataFile(`a,b,set,file,y\n${rows.join("\n")}\n`), "y")).toEqual([
    { id: "part-column", column: "set" },
    { id: "images-named", column: "file", example: "scan/0_0.png" },
    { id: "columns-equal", pairs: [{ first: "a", second: "b" }] },
  ]);
});

it.each([
  [SAMPLE, "Class"],
  [CAR, "Acceptability"],
  [GLASS, "type"],
])("raises no alarm over %s", async (path, label) => {
  expect(await leaksOf(path, label)).toEqual([]);
});
