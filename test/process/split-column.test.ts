/** @file A split column on the command line, from the sweep file to stored counts; examples whose file has to be made. Writes: temporary folders. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { smallSweep } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const node = (...args: string[]) => spawnSync(process.execPath, args, { encoding: "utf8" });

/** 20 rows per class and part of training, 7 of validation, 5 of test; class b has x above 0. */
function table(change: (part: string, row: number) => string = (part) => part): string {
  const parts = [...Array<string>(20).fill("train"), ...Array<string>(7).fill("Val"), ...Array<string>(5).fill("TEST")];
  const rows = parts.flatMap((part, i) => [`${-1 - i / 40},a,${change(part, 2 * i)}`, `${1 + i / 40},b,${change(part, 2 * i + 1)}`]);
  return `x,kind,part\n${rows.join("\n")}\n`;
}

function setUp(text: string, change: object = {}) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "small.csv"), text);
  const spec = join(folder, "s.sweep.json");
  writeFileSync(spec, JSON.stringify({ ...smallSweep({ engine: "wasm" }), split: { column: "part" }, ...change }));
  return { folder, run: (...more: string[]) => node("src-main/cli.ts", "run", spec, "--data-dir", join(folder, "data"), ...more), data: join(folder, "data") };
}

describe("a sweep that splits by a column", () => {
  it("imports the file without that column, trains on its parts, and finds itself again", () => {
    const { run, data } = setUp(table());
    const first = run("--json");
    expect(first.stderr).toContain("4 configurations, 8 runs");
    expect(first.status).toBe(0);
    const { figures } = JSON.parse(first.stdout) as { figures: { recall: unknown[] }[] };
    expect(figures).toHaveLength(4);
    const listed = JSON.parse(node("src-main/cli.ts", "list", "1", "--json", "--data-dir", data).stdout) as {
      trainCounts: number[];
      runs: { counts: { last: Record<"validation" | "test", number[]> } }[];
    };
    expect(listed.trainCounts).toEqual([20, 20]);
    const rows = ({ counts }: (typeof listed.runs)[number]) => [counts.last.validation, counts.last.test].map((c) => [c[0]! + c[1]!, c[2]! + c[3]!]);
    for (const one of listed.runs)
      expect(rows(one)).toEqual([
        [7, 7],
        [5, 5],
      ]);
    const all = JSON.parse(node("src-main/cli.ts", "list", "--json", "--data-dir", data).stdout) as { datasets: { options: { ignore: string[] } }[] };
    expect(all.datasets.map((d) => d.options.ignore)).toEqual([["part"]]);
    const again = run();
    expect(again.status).toBe(0);
    expect(again.stderr).toContain("8 complete already");
  });

  it("is refused before anything is queued, by line and value, or with what to do about a data set that has the column as a feature", () => {
    const wrong = setUp(table((part, row) => (row === 9 ? "holdout" : part)));
    const refused = wrong.run();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("Line 11 of small has “holdout” in column “part”, which says no part. Write train, validation (val, dev) or test");
    const sweeps = JSON.parse(node("src-main/cli.ts", "list", "--json", "--data-dir", wrong.data).stdout) as { sweeps: unknown[] };
    expect(sweeps.sweeps).toEqual([]);

    const { folder, run, data } = setUp(table(), { dataset: { name: "small" } });
    expect(node("src-main/cli.ts", "import", join(folder, "small.csv"), "--label", "kind", "--data-dir", data).status).toBe(0);
    const feature = run();
    expect(feature.status).toBe(1);
    expect(feature.stderr).toContain("“split.column” of the sweep is “part”, which is a feature of data set “small”.");
    expect(feature.stderr).toContain("import the file once more with “part” excluded from the features");
  });
});

describe("the example of digits", () => {
  it("says how to make its table when it is not there", () => {
    const folder = temporaryFolder();
    cpSync("examples/g1-mnist-long-tail.sweep.json", join(folder, "g1.json"));
    const { status, stderr } = node("src-main/cli.ts", "run", join(folder, "g1.json"), "--data-dir", join(folder, "data"));
    expect(status).toBe(1);
    expect(stderr).toContain(`The data file ${join(folder, "data", "mnist-long-tail.csv")} of the sweep is not there.`);
    expect(stderr).toContain("npm run examples:mnist");
  });

  it("makes the table of the MNIST test set: counts of the long tail, no image twice, values from the images themselves", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "data"));
    for (const name of ["images-idx3", "labels-idx1"]) cpSync(`examples/data/t10k-${name}-ubyte.gz`, join(folder, `data/t10k-${name}-ubyte.gz`));
    cpSync("examples/make-mnist-long-tail.mjs", join(folder, "make.mjs"));
    expect(node(join(folder, "make.mjs"))).toMatchObject({ status: 0, stderr: "" });
    const [header, ...rows] = readFileSync(join(folder, "data/mnist-long-tail.csv"), "utf8").trim().split("\n");
    expect(header!.split(",")).toHaveLength(198);
    const count = (digit: number, part: string): number => rows.filter((row) => row.startsWith(`${digit},${part},`)).length;
    const digits = Array.from({ length: 10 }, (_, digit) => digit);
    // 700 * 0.01^(c/9), by a calculator: 419.6, 251.6, 150.8, 90.4, 54.2, 32.5, 19.5, 11.7, 7.
    expect(digits.map((digit) => count(digit, "train"))).toEqual([700, 419, 251, 150, 90, 54, 32, 19, 11, 7]);
    expect(digits.map((digit) => [count(digit, "validation"), count(digit, "test")])).toEqual(digits.map(() => [100, 180]));
    expect(new Set(rows.map((row) => createHash("md5").update(row.split(",").slice(2).join()).digest("hex"))).size).toBe(rows.length);
    // The first image of the file is a seven: its ink is that of the first test row of digit 7.
    const images = gunzipSync(readFileSync(join(folder, "data/t10k-images-idx3-ubyte.gz")));
    const ink = images.subarray(16, 16 + 784).reduce((sum, pixel) => sum + pixel, 0);
    const seven = rows
      .find((row) => row.startsWith("7,test,"))!
      .split(",")
      .slice(2)
      .map(Number);
    expect(seven.reduce((a, b) => a + b, 0)).toBe(ink);
    // Row 3, column 3 of the halved image: rows 6 and 7, columns 6 and 7 of the image.
    expect(seven[3 * 14 + 3]).toBe([6 * 28 + 6, 6 * 28 + 7, 7 * 28 + 6, 7 * 28 + 7].reduce((sum, at) => sum + images[16 + at]!, 0));
  });
});
