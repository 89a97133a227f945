/** @file What the command line says of a sweep file that it does not take. Writes: temporary folders. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

it("explains a number α under softmax, says what to write instead, and ends with an error code", () => {
  const folder = temporaryFolder();
  writeSmallTable(folder);
  const path = join(folder, "alpha.sweep.json");
  writeFileSync(path, JSON.stringify({ ...smallSweep(), losses: [{ family: "focal-softmax", gamma: [0, 2], alpha: 0.25 }] }));
  const { status, stderr, stdout } = spawnSync(process.execPath, ["src-main/cli.ts", "run", path, "--data-dir", join(folder, "data")], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("“losses.0.alpha” of the sweep is 0.25 with focal-softmax: under softmax one α for all classes only rescales the loss");
  expect(stderr).toContain('Write "strength": [0, 0.5, 1] instead');
});

describe("a sweep against its data", () => {
  /** Class c has no row in the training part, class b none in validation. */
  function writeSplitTable(folder: string): void {
    const part = (i: number, kind: string): string =>
      kind === "c" ? ["val", "test"][i % 2]! : kind === "b" ? ["train", "test"][i % 2]! : ["train", "val", "test"][i % 3]!;
    const rows = Array.from({ length: 48 }, (_, i) => {
      const kind = i < 30 ? "a" : i < 40 ? "b" : "c";
      return `${i % 7},${(i * 5) % 11},${part(i, kind)},${kind}`;
    });
    writeFileSync(join(folder, "small.csv"), `x,y,part,kind\n${rows.join("\n")}\n`);
  }
  function run(change: object) {
    const folder = temporaryFolder();
    writeSplitTable(folder);
    const path = join(folder, "t.sweep.json");
    writeFileSync(path, JSON.stringify({ ...smallSweep({ engine: "wasm", controls: false, training: { epochs: 1 } }), split: { column: "part" }, ...change }));
    return spawnSync(process.execPath, ["src-main/cli.ts", "run", path, "--data-dir", join(folder, "data")], { encoding: "utf8" });
  }

  it("says before it trains which class has no row in which part, and which values stand there twice", () => {
    const { status, stderr } = run({ losses: [{ family: "cross-entropy" }], seeds: [1, 1] });
    expect(status).toBe(0);
    const before = stderr.slice(0, stderr.indexOf("Sweep 1 "));
    expect(before).toContain("Note: Class “c” has no row in training: nothing can be learned of it.\n");
    expect(before).toContain("Note: Class “b” has no row in validation: the choice of the best epoch knows nothing of it.\n");
    expect(before).toContain("Note: “seeds” holds a value more than once (1): it is trained once.\n");
  });

  it("refuses a weight of a class that is not there before there is a sweep", () => {
    const { status, stderr } = run({ losses: [{ family: "weighted-cross-entropy", weights: { classes: { a: 1, b: 1, cc: 1 } } }] });
    expect(status).toBe(1);
    expect(stderr).toContain(
      "“losses.0.weights.classes” of the sweep names the class “cc”, which data set “small” does not have. Its classes are: “a”, “b”, “c”.",
    );
    expect(stderr).not.toContain("Sweep 1");
  });

  it("names a mistyped setting and the one that was meant", () => {
    const { status, stderr } = run({ losses: [{ family: "focal-softmax", gama: 2 }] });
    expect(status).toBe(1);
    expect(stderr).toContain("“gama” is no setting of focal-softmax (“losses.0”); do you mean “gamma”?");
    expect(stderr).toContain("Its settings are: family, gamma, ");
  });
});

it("goes on with what trains the same: under another name, and with the strength that an earlier version saved beside weights", () => {
  const folder = temporaryFolder();
  writeSmallTable(folder);
  const path = join(folder, "w.sweep.json");
  const run = (name: string, loss: object) => {
    const losses = [{ family: "weighted-cross-entropy", weights: { beta: [0.9] }, ...loss }];
    writeFileSync(path, JSON.stringify({ ...smallSweep({ engine: "wasm", controls: false, training: { epochs: 1 } }), name, losses }));
    return spawnSync(process.execPath, ["src-main/cli.ts", "run", path, "--data-dir", join(folder, "data")], { encoding: "utf8" });
  };
  expect(run("first", {}).stderr).toContain("Sweep 1 “first”");
  const again = run("second", { strength: [1] });
  expect(again.status).toBe(0);
  expect(again.stderr).toContain("Note: “losses.0”: the strength [1] that an earlier version saved beside weights has no effect and is left out.\n");
  expect(again.stderr).toMatch(/Sweep 1 “first”: .* complete already/);
  expect(again.stderr).toContain("Note: the file calls it “second” now; what it trains is the same, so that sweep goes on under its name.");
  expect(run("third", { strength: 1 }).status).toBe(1);
});

it("names the data set that a mistyped name was meant for", () => {
  const folder = temporaryFolder();
  writeSmallTable(folder);
  const path = join(folder, "d.sweep.json");
  const cli = (...args: string[]) => spawnSync(process.execPath, ["src-main/cli.ts", ...args, "--data-dir", join(folder, "data")], { encoding: "utf8" });
  expect(cli("import", join(folder, "small.csv"), "--label", "kind").status).toBe(0);
  writeFileSync(path, JSON.stringify({ ...smallSweep(), dataset: { name: "smal" } }));
  expect(cli("run", path)).toMatchObject({
    status: 1,
    stderr: "The sweep names the data set “smal” (do you mean “small”?), which is not imported here. Import it first, or correct “dataset” in the sweep.\n",
  });
});

it("trains what is missing when a file gets more seeds, and nothing again", () => {
  const folder = temporaryFolder();
  writeSmallTable(folder);
  const path = join(folder, "s.sweep.json");
  const run = (seeds: unknown) => {
    writeFileSync(path, JSON.stringify({ ...smallSweep({ engine: "wasm", training: { epochs: 1 } }), seeds }));
    return spawnSync(process.execPath, ["src-main/cli.ts", "run", path, "--data-dir", join(folder, "data"), "--out", join(folder, "s.csv")], {
      encoding: "utf8",
    });
  };
  const rows = () =>
    readFileSync(join(folder, "s.csv"), "utf8")
      .trim()
      .split("\r\n")
      .map((line) => line.split(","));
  expect(run([1, 2]).status).toBe(0);
  const [head, ...before] = rows();
  const column = (name: string) => head!.indexOf(name);
  const more = run([4, 2, 1, 3]);
  expect(more.status).toBe(0);
  const configs = before.length / 2;
  expect(more.stderr).toContain(`Note: sweep 1 goes on with the seeds 4, 3: ${2 * configs} runs more, the others stay. “--new” starts another.\n`);
  expect(more.stderr).toContain(`${4 * configs} runs, ${2 * configs} complete already`);
  const [, ...after] = rows();
  expect(after).toHaveLength(4 * configs);
  expect(new Set(after.map((row) => row[column("seed")]))).toEqual(new Set(["1", "2", "3", "4"]));
  // What was there is there as it was, times included: it was not trained again.
  for (const row of before) expect(after.find((other) => other[column("run_id")] === row[column("run_id")])).toEqual(row);
  // The same seeds written otherwise are the same sweep.
  const again = run({ from: 1, to: 4, step: 1 });
  expect(again.stderr).toContain(`Sweep 1 `);
  expect(again.stderr).toContain(`${4 * configs} complete already`);
});
