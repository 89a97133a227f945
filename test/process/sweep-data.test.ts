/** Which data set a sweep file means, and what is said where that is not clear. Sweeps by name or id. */
import { readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { focaldesk } from "../fixtures/focaldesk-command.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

function setUp() {
  const folder = temporaryFolder();
  const table = writeSmallTable(folder, 60);
  const at = ["--data-dir", join(folder, "data")];
  const tiny = { engine: "wasm" as const, controls: false, training: { epochs: 1 }, losses: [{ family: "cross-entropy" as const }], seeds: [1] };
  const write = (name: string, dataset: object, change: object = {}): string => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify({ ...smallSweep(tiny), dataset, ...change }));
    return path;
  };
  return {
    folder,
    table,
    write,
    importTable: (...args: string[]) => focaldesk("import", table, "--label", "kind", ...at, ...args),
    run: (spec: string, ...args: string[]) => focaldesk("run", spec, ...at, ...args),
    list: async () => JSON.parse((await focaldesk("list", "--json", ...at)).out) as { datasets: { id: number; name: string }[]; sweeps: { id: number }[] },
    call: (...args: string[]) => focaldesk(...args, ...at),
  };
}

describe("the data set of a sweep file", () => {
  it("is never guessed: a file imported by hand in another way is named with the line to write", async () => {
    const { importTable, run, write, list } = setUp();
    await importTable("--ignore", "x");
    await importTable("--categorical", "y", "--name", "texts");
    const refused = await run(write("s.json", { file: "small.csv", label: "kind" }));
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("The file small.csv is imported, but not as it is read by default: ");
    expect(refused.err).toContain('1 “small” ("ignore": ["x"], "categorical": [])');
    expect(refused.err).toContain('2 “texts” ("ignore": [], "categorical": ["y"])');
    expect((await list()).sweeps).toEqual([]);
    const chosen = await run(write("s.json", { file: "small.csv", label: "kind", ignore: ["x"] }), "--json");
    expect(JSON.parse(chosen.out)).toMatchObject({ complete: 1 });
    expect((await list()).datasets).toHaveLength(2);
    const usual = await run(write("t.json", { file: "small.csv", label: "kind", missing: "median" }));
    expect(usual).toMatchObject({ code: 0 });
    expect((await list()).datasets).toHaveLength(3);
  });

  it("by a name that several have is refused; what is stated tells them apart", async () => {
    const { importTable, run, write } = setUp();
    await importTable("--name", "d", "--ignore", "x");
    await importTable("--name", "d", "--missing", "mean");
    const { code, err } = await run(write("s.json", { name: "d" }));
    expect(code).toBe(1);
    expect(err).toContain("The data set “d” can be one of several: ");
    expect(err).toContain('1 “d” ("missing": "median", "ignore": ["x"])');
    expect(err).toContain('2 “d” ("missing": "mean", "ignore": [])');
    expect(await run(write("s.json", { name: "d", missing: "mean" }))).toMatchObject({ code: 0 });
    const { err: unlike } = await run(write("s.json", { name: "d", missing: "drop-rows" }));
    expect(unlike).toContain("The data set “d” is not read as “dataset” of the sweep says");
  });

  it("with a wrong sha256 is refused before anything is imported", async () => {
    const { run, write, list } = setUp();
    const { code, err } = await run(write("s.json", { file: "small.csv", label: "kind", sha256: "0".repeat(64) }));
    expect(code).toBe(1);
    expect(err).toMatch(/^small\.csv has sha256 [0-9a-f]{12}…, and the sweep wants 000000000000…: nothing was imported\./m);
    expect(await list()).toEqual({ datasets: [], sweeps: [] });
  });

  it("whose file has changed since the sweep was trained is told with both fingerprints", async () => {
    const { run, write, table } = setUp();
    const spec = write("s.json", { file: "small.csv", label: "kind" });
    await run(spec);
    const sha = () => createHash("sha256").update(readFileSync(table)).digest("hex").slice(0, 12);
    const before = sha();
    writeFileSync(table, `${readFileSync(table, "utf8")}1,1,a\n`);
    const { code, err } = await run(spec);
    expect(code).toBe(0);
    expect(err).toContain(`small.csv has changed since sweep 1 “small” was made: its sha256 was ${before}… and is ${sha()}…. Sweep 1 keeps the earlier data.`);
  });

  it("is stored with all options, so that the sweep as saved repeats the result elsewhere", async () => {
    const { run, write, folder, importTable } = setUp();
    await importTable("--merge", "c=b", "--label-missing", "nobody", "--also-missing", "-", "--missing", "mean");
    await run(write("s.json", { name: "small" }), "--out", join(folder, "first.csv"));
    const db = new Database(join(folder, "data", "focaldesk.db"), { readonly: true });
    const { spec } = db.prepare("SELECT spec FROM sweep").get() as { spec: string };
    db.close();
    const saved = JSON.parse(spec) as { dataset: Record<string, unknown> };
    expect(saved.dataset).toMatchObject({
      label: "kind",
      missing: "mean",
      merge: { c: "b" },
      labelMissing: ["nobody"],
      rules: 2,
      delimiter: ",",
      header: true,
    });
    const elsewhere = join(folder, "elsewhere.json");
    writeFileSync(elsewhere, JSON.stringify({ ...saved, dataset: { ...saved.dataset, file: "small.csv" } }));
    await focaldesk("run", elsewhere, "--out", join(folder, "second.csv"), "--data-dir", join(folder, "other"));
    const figures = (file: string) => readFileSync(join(folder, file), "utf8").split("\n")[1]!.split(",").slice(24, 60);
    expect(figures("second.csv")).toEqual(figures("first.csv"));
  });

  it("as saved leaves nothing to be found in the file: decimal commas stay texts where they were", async () => {
    const { folder, call, run } = setUp();
    const wine = join(process.cwd(), "test/fixtures/cases/C03/wine-eu.csv");
    await call("import", wine, "--label", "quality", "--numbers", "plain", "--missing", "refuse");
    const spec = { ...smallSweep(), losses: [{ family: "cross-entropy" }], training: { epochs: 1 }, engine: "wasm", seeds: [1], dataset: { name: "wine-eu" } };
    writeFileSync(join(folder, "s.json"), JSON.stringify(spec));
    await run(join(folder, "s.json"));
    const db = new Database(join(folder, "data", "focaldesk.db"), { readonly: true });
    const saved = JSON.parse((db.prepare("SELECT spec FROM sweep").get() as { spec: string }).spec) as { dataset: object };
    db.close();
    writeFileSync(join(folder, "saved.json"), JSON.stringify({ ...saved, dataset: { ...saved.dataset, file: wine } }));
    const { code, err } = await focaldesk("run", join(folder, "saved.json"), "--data-dir", join(folder, "other"));
    expect(code).toBe(0);
    const options = async (data: string) =>
      (JSON.parse((await focaldesk("list", "--json", "--data-dir", join(folder, data))).out) as { datasets: { options: object }[] }).datasets[0]!.options;
    expect(await options("other")).toEqual(await options("data"));
    expect(err).not.toContain("Read as numbers");
  });

  it.each([
    ["the style of one column", { numbers: { Rate: { decimal: "," } } }],
    ["rules without styles", { rules: 2 }],
    ["an empty record of styles", { numbers: {} }],
    ["a plain style, said", { numbers: { Count: { decimal: "." } }, rules: 2 }],
  ])("written by hand with %s reads the other number columns as they are found", async (_, stated) => {
    const { folder, write, run, call } = setUp();
    // 60 rows: Rate and Share have a decimal comma and 60 different values each, Count is plain.
    const rows = Array.from({ length: 60 }, (__, i) => `${i},5;${i + 100},25;${i};${"ab"[i % 2]}`);
    writeFileSync(join(folder, "comma.csv"), ["Rate;Share;Count;kind", ...rows, ""].join("\n"));
    const dataset = { file: "comma.csv", label: "kind", ...stated };
    expect(await run(write("s.json", dataset))).toMatchObject({ code: 0 });
    const kinds = async (): Promise<unknown> =>
      (JSON.parse((await call("list", "--json")).out) as { datasets: { profile: { features: number; columns: { kind: string }[] } }[] }).datasets.map(
        ({ profile }) => [profile.features, ...profile.columns.map(({ kind }) => kind)],
      );
    expect(await kinds()).toEqual([[3, "numeric", "numeric", "numeric"]]);
    // The same again, also by name alone, is the same data set.
    expect(await run(write("t.json", { ...dataset, file: undefined, name: "comma" }))).toMatchObject({ code: 0 });
    expect(await run(write("u.json", { ...dataset, label: undefined }))).toMatchObject({ code: 0 });
    expect(await kinds()).toHaveLength(1);
  });

  it.each([
    ["split.column", { split: { column: "part" } }, {}, "has no column named “part”, by which the sweep splits it. Correct “split.column” of the sweep"],
    ["group", {}, { group: "patient" }, "“dataset.group” of the sweep is not valid: small.csv has no column named “patient”"],
    ["label", {}, { label: "a" }, "small.csv has no column named “a”. Its columns are read as “x”, “y” and “kind”; “a” stands in line 2: "],
    ["ignore", {}, { ignore: ["z"] }, "“dataset.ignore” of the sweep is not valid: small.csv has no column named “z”"],
  ])("names the place in the sweep of a column that is not there: %s", async (_, change, dataset, sentence) => {
    const { run, write } = setUp();
    const { code, err } = await run(write("s.json", { file: "small.csv", label: "kind", ...dataset }, change));
    expect([code, err]).toEqual([1, expect.stringContaining(sentence)]);
  });
});

describe("a sweep by name or id", () => {
  it("is refused where a word is both, and found with id: or name:", async () => {
    const { run, write, call } = setUp();
    await run(write("a.json", { file: "small.csv", label: "kind" }, { name: "first" }));
    await run(write("b.json", { file: "small.csv", label: "kind" }, { name: "1", seeds: [2] }));
    const refused = await call("list", "1");
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("2 sweeps fit “1”: name:1 (sweep 2) and id:1 (“first”). Write the one that is meant in this way.");
    expect((await call("list", "id:1")).out).toMatch(/^first\n/);
    expect((await call("list", "name:1")).out).toMatch(/^1\n/);
  });
});
