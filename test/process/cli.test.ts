/** The command line as its users call it: real processes, real files, exit codes. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { parse } from "csv-parse/sync";
import { describe, expect, it, onTestFinished } from "vitest";
import { scoresOf } from "#shared/metrics/from-counts.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import type { SweepSpecInput } from "#shared/sweep/spec.ts";
import type { Fault } from "#shared/wire/trainer-protocol.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** @param fault what the trainers of the command are sent along with every cohort. */
function start(args: readonly string[], fault?: Fault) {
  const inject = fault ? ["--import", "./test/fixtures/inject-fault.mjs"] : [];
  const child = spawn(process.execPath, [...inject, "src-main/cli.ts", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...(fault ? { FAULT: JSON.stringify(fault) } : {}) },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, out, err })));
  return { child, ended };
}
const focaldesk = (...args: string[]): Promise<Ended> => start(args).ended;

/** A folder with small.csv and a sweep file; the data folder is inside it. */
function setUp(change: Partial<SweepSpecInput> = {}) {
  const folder = temporaryFolder();
  writeSmallTable(folder);
  const spec = join(folder, "small.sweep.json");
  writeFileSync(spec, JSON.stringify(smallSweep(change)));
  const data = join(folder, "data");
  return { folder, spec, data, out: join(folder, "results.csv") };
}
const records = (path: string): Record<string, string>[] => parse(readFileSync(path), { columns: true });

describe("focaldesk run", () => {
  it("trains a sweep file, prints the table, writes every run at full precision with provenance", async () => {
    const { spec, data, out } = setUp();
    const ended = await focaldesk("run", spec, "--out", out, "--data-dir", data, "--trainers", "1");
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.out).toMatch(/configuration\s+seeds\s+val\. F1\s+F1\s+bal\. acc\.\s+acc\.\s+ECE\s+AP/);
    expect(ended.out).toMatch(/cross entropy \(control\)\s+2\/2/);
    expect(ended.out).toContain(`8 rows written to ${out}`);

    const rows = records(out);
    expect(rows).toHaveLength(8);
    expect(rows.map((row) => [row["seed"], row["gamma"], row["strength"]].join(" ")).sort()).toEqual([
      "1 0 0",
      "1 0 1",
      "1 2 0",
      "1 2 1",
      "2 0 0",
      "2 0 1",
      "2 2 0",
      "2 2 1",
    ]);
    expect(new Set(rows.map((row) => row["state"]))).toEqual(new Set(["complete"]));
    const { createHash } = await import("node:crypto");
    const sha = createHash("sha256")
      .update(readFileSync(join(data, "..", "small.csv")))
      .digest("hex");
    expect(rows[0]).toMatchObject({
      dataset_sha256: sha,
      label: "kind",
      split_train: "0.6",
      split_seed: "1",
      engine: "reference",
      hidden: "8",
      optimizer: "adam",
      "test_support[a]": "39",
    });

    // The file against the database, through SQL and through the product's own arithmetic.
    const db = new Database(join(data, "focaldesk.db"), { readonly: true });
    for (const row of rows) {
      const id = Number(row["run_id"]);
      const recalls = db
        .prepare("SELECT class_name, recall FROM class_metric WHERE run_id = ? AND split = 'test' AND is_best_epoch ORDER BY class_index")
        .all(id) as { class_name: string; recall: number }[];
      for (const { class_name, recall } of recalls) expect(Number(row[`test_recall[${class_name}]`])).toBe(recall);
      const cells = db
        .prepare("SELECT actual, predicted, n FROM confusion WHERE run_id = ? AND split = 'validation' AND epoch = ?")
        .all(id, Number(row["metrics_epoch"])) as { actual: number; predicted: number; n: number }[];
      const counts = new Array<number>(9).fill(0);
      for (const cell of cells) counts[cell.actual * 3 + cell.predicted] = cell.n;
      expect(Number(row["validation_macro_f1"])).toBe(scoresOf(counts, 3).macroF1);
    }
    db.close();
  });

  it("does nothing twice: the same command again only writes the table", async () => {
    const { spec, data, out, folder } = setUp();
    await focaldesk("run", spec, "--out", out, "--data-dir", data);
    const again = await focaldesk("run", spec, "--out", join(folder, "again.csv"), "--data-dir", data, "--json");
    expect(JSON.parse(again.out)).toMatchObject({ sweepId: 1, runs: 8, complete: 8, rows: 8 });
    expect(again.err).toContain("8 complete already");
    expect(readFileSync(join(folder, "again.csv"), "utf8")).toBe(readFileSync(out, "utf8"));
    const listed = JSON.parse((await focaldesk("list", "--data-dir", data, "--json")).out) as { sweeps: unknown[]; datasets: unknown[] };
    expect([listed.sweeps.length, listed.datasets.length]).toEqual([1, 1]);
  });

  it("Ctrl+C stops at a checkpoint with exit code 130; the same command completes it", async () => {
    const { spec, data, out } = setUp({ training: { epochs: 30, batchSize: 32 }, seeds: [1] });
    const { child, ended } = start(["run", spec, "--out", out, "--data-dir", data, "--trainers", "1"], { kind: "hold-each", afterEpoch: 2 });
    child.stderr.on("data", (text: string) => {
      if (text.includes("Engine ")) child.kill("SIGINT");
    });
    const interrupted = await ended;
    expect(interrupted).toMatchObject({ code: 130 });
    expect(interrupted.err).toContain("The same command continues.");
    expect(existsSync(out)).toBe(false);
    const db = new Database(join(data, "focaldesk.db"), { readonly: true });
    expect(db.prepare("SELECT count(*) AS n FROM run WHERE state = 'waiting' AND attempts = 0").get()).toEqual({ n: 4 });
    db.close();
    expect(await focaldesk("run", spec, "--out", out, "--data-dir", data, "--trainers", "1")).toMatchObject({ code: 0 });
    expect(records(out).map((row) => row["state"])).toEqual(new Array(4).fill("complete"));
  });

  it("a learning rate that diverges: the others complete, exit code 3, the reason in table and message", async () => {
    const { spec, data, out } = setUp({
      training: { epochs: 3, batchSize: 32, optimizer: "sgd", momentum: 0.99, learningRate: [0.01, 1000] },
      losses: [{ family: "cross-entropy" }],
      seeds: [1],
      controls: false,
    });
    const ended = await focaldesk("run", spec, "--out", out, "--data-dir", data);
    expect(ended.code).toBe(3);
    const [good, bad] = records(out);
    expect([good!["state"], bad!["state"]]).toEqual(["complete", "failed"]);
    expect(bad!["error"]).toMatch(/^The loss became (NaN|infinite|Infinity|-?\w+) in epoch \d \(learning rate 1000\)\.$/);
    expect(bad!["test_macro_f1"]).toBe("");
    expect(ended.err).toContain("1 run failed: the loss became");
  });
});

describe("focaldesk import, list and export", () => {
  it("import a table, then export in every format while another process owns the folder", async () => {
    const { spec, data, out, folder } = setUp({ seeds: [1] });
    const imported = await focaldesk("import", join(folder, "small.csv"), "--label", "kind", "--data-dir", data);
    expect(imported).toMatchObject({
      code: 0,
      out: expect.stringContaining("small: 240 rows, 2 features, 3 classes (a 192, b 36, c 12), imbalance ratio 16.0"),
    });
    await focaldesk("run", spec, "--out", out, "--data-dir", data);

    const server = start(["serve", "--port", "0", "--data-dir", data, "--json"]);
    await new Promise<void>((resolve) => server.child.stdout.once("data", () => resolve()));
    // Through the server: it is complete already.
    expect(await focaldesk("run", spec, "--out", out, "--data-dir", data)).toMatchObject({ code: 0, err: expect.stringContaining("complete already") });

    for (const ending of ["csv", "tsv", "json", "markdown"])
      expect(await focaldesk("export", "small", "--out", join(folder, `export.${ending}`), "--data-dir", data)).toMatchObject({ code: 0 });
    expect((await focaldesk("list", "--data-dir", data)).out).toContain("small");
    expect((await focaldesk("list", "small", "--data-dir", data)).out).toMatch(/^ *\d+ +cross entropy \(control\) +1\/1/m);
    const csv = records(join(folder, "export.csv"));
    const json = JSON.parse(readFileSync(join(folder, "export.json"), "utf8")) as { rowCount: number; rows: Record<string, unknown>[] };
    // Tab-separated values know no quotation: what stands between two tabs is the value.
    const tsv = parse(readFileSync(join(folder, "export.tsv")), { quote: null, columns: true, delimiter: "\t" }) as Record<string, string>[];
    const markdown = readFileSync(join(folder, "export.markdown"), "utf8").split("\n");
    expect(json.rowCount).toBe(4);
    json.rows.forEach((row, i) => {
      for (const [name, value] of Object.entries(row)) {
        expect(csv[i]![name]).toBe(value === null ? "" : String(value));
        expect(tsv[i]![name]).toBe(value === null ? "" : String(value));
      }
    });
    expect(typeof json.rows[0]!["test_macro_f1"]).toBe("number");
    expect(markdown.filter((line) => line.startsWith("| ")).length).toBe(1 + 1 + 4);
    expect(markdown.join("\n")).toContain(`- dataset_sha256: ${csv[0]!["dataset_sha256"]}`);

    server.child.kill("SIGTERM");
    expect((await server.ended).code).toBe(0);
  });

  it("one row per configuration holds mean and deviation over seeds", async () => {
    const { spec, data, out, folder } = setUp();
    await focaldesk("run", spec, "--out", out, "--data-dir", data);
    const file = join(folder, "configs.csv");
    await focaldesk("export", "1", "--rows", "configs", "--at", "last", "--out", file, "--data-dir", data);
    const runsFile = join(folder, "runs.csv");
    await focaldesk("export", "1", "--at", "last", "--out", runsFile, "--data-dir", data);
    const [first] = records(file);
    const values = records(runsFile)
      .filter((row) => row["config"] === first!["config"])
      .map((row) => Number(row["test_accuracy"]));
    expect(values).toHaveLength(2);
    expect(Number(first!["test_accuracy_mean"])).toBeCloseTo((values[0]! + values[1]!) / 2, 14);
    expect(Number(first!["test_accuracy_sd"])).toBeCloseTo(Math.abs(values[0]! - values[1]!) / Math.SQRT2, 14);
    expect(first).toMatchObject({ complete_runs: "2", seeds: "1 2", is_control: "true" });
  });
});

describe("what is exported", () => {
  it("chosen rows, metrics and baseline, by name; the file is told by its ending, and an earlier one is said to be replaced", async () => {
    const { spec, data, out, folder } = setUp({ seeds: [1, 2, 3] });
    await focaldesk("run", spec, "--out", out, "--data-dir", data);
    const file = (name: string): string => join(folder, name);
    const write = (name: string, ...args: string[]) => focaldesk("export", "small", "--out", file(name), "--data-dir", data, ...args);
    const mean = (name: string, label: string, metric: string): number => Number(records(file(name)).find((row) => row["config"] === label)![metric]);

    const chosen = ["--rows", "configs", "--metrics", "accuracy,validation_macro_f1,recall[c]", "--configs", "γ 2 · α off,cross entropy (control)"];
    expect((await write("some.csv", ...chosen, "--baseline", "γ 2 · α off")).out).toBe(`2 rows written to ${file("some.csv")}\n`);
    expect(records(file("some.csv")).map((row) => [row["config"], row["baseline"]])).toEqual([
      ["γ 2 · α off", "γ 2 · α off"],
      ["cross entropy", "γ 2 · α off"],
    ]);
    const heads = Object.keys(records(file("some.csv"))[0]!).filter((head) => head.endsWith("_mean"));
    expect(heads).toEqual(["test_accuracy_mean", "validation_macro_f1_mean", "test_recall[c]_mean"]);
    const difference = mean("some.csv", "cross entropy", "test_accuracy_mean") - mean("some.csv", "γ 2 · α off", "test_accuracy_mean");
    expect(mean("some.csv", "cross entropy", "test_accuracy_difference_to_baseline")).toBeCloseTo(difference, 12);

    // Means by SQL, deviations by hand; LaTeX and Markdown round the same numbers.
    const db = new Database(join(data, "focaldesk.db"), { readonly: true });
    const values = db
      .prepare(
        `SELECT sum(n * (actual = predicted)) * 1.0 / sum(n) AS accuracy FROM confusion JOIN run ON run.id = run_id JOIN config ON config.id = config_id
         WHERE split = 'test' AND confusion.epoch = best_epoch AND gamma = 2 AND strength = 0 GROUP BY run.id`,
      )
      .all()
      .map((row) => (row as { accuracy: number }).accuracy);
    db.close();
    expect(values).toHaveLength(3);
    const average = values.reduce((a, b) => a + b) / 3;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - average) ** 2, 0) / 2);
    await write("table.tex", "--metrics", "accuracy,nll", "--decimals", "2", "--family", "focal-softmax");
    const latex = readFileSync(file("table.tex"), "utf8");
    expect(latex).toMatch(
      new RegExp(`\\$\\\\gamma\\$ 2 \\$\\\\cdot\\$ \\$\\\\alpha\\$ off & \\$(\\\\textbf\\{)?${average.toFixed(2)}\\}? \\\\pm ${deviation.toFixed(2)}\\$`),
    );
    expect(latex).not.toContain("cross entropy");
    await write("table.md", "--rows", "configs", "--metrics", "accuracy", "--after", "logit-adjusted");
    const markdown = readFileSync(file("table.md"), "utf8");
    expect(markdown).toContain("| Configuration | Seeds | Accuracy | Accuracy (logit-adjusted, τ 1) |");
    expect(markdown).toContain(`${average.toFixed(3)} ± ${deviation.toFixed(3)}`);

    expect((await write("some.csv", ...chosen)).out).toBe(`2 rows written to ${file("some.csv")}, replacing the earlier file\n`);
    expect(records(file("some.csv"))[0]!["baseline"]).toBe("cross entropy");

    const before = readFileSync(file("some.csv"), "utf8");
    for (const [args, code, sentence] of [
      [["--metrics", "macro_f2"], 1, "The metric “macro_f2” is not valid: there is none of that name; the nearest is “macro_f1”."],
      [
        ["--configs", "γ 2 · α of"],
        1,
        "--configs “γ 2 · α of” is not valid: the sweep has no configuration of this name or id; the nearest is “γ 2 · α off” (id",
      ],
      [["--rows", "configs", "--baseline", "cros entropy"], 1, "the nearest is “cross entropy” (id"],
      [["--family", "ldam"], 1, "the sweep has no configuration of this loss; it has cross-entropy, "],
      [["--baseline", "1"], 2, "--baseline compares configurations: give --rows configs as well"],
      [["--decimals", "2"], 2, "this one keeps every digit"],
      [["--metrics", ","], 2, "--metrics “,” names no metric"],
      [["--after", "temprature"], 2, "the nearest is “temperature”"],
      [
        ["--rows", "families", "--select-by", "top5"],
        1,
        "There is nothing to export in “small” (no configuration has top-5 accuracy on validation for every seed: ",
      ],
      [["--format", "tsv"], 2, "“.csv” says csv, and tsv was asked for"],
    ] as const) {
      const ended = await write("some.csv", ...args);
      expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(sentence)]);
    }
    expect(readFileSync(file("some.csv"), "utf8")).toBe(before);
    for (const [name, problem] of [
      ["x.xlsx", "no table is written as “.xlsx”; the known endings are .csv, .tsv, .json, .md, .html, .tex"],
      ["x", "it has no ending to tell the format by"],
    ] as const) {
      expect((await write(name)).err).toContain(`--out ${file(name)}: ${problem}`);
      expect(existsSync(file(name))).toBe(false);
    }
    expect((await focaldesk("export", "smal", "--out", file("a.csv"), "--data-dir", data)).err).toContain(
      "No sweep has the name or id “smal”. The nearest is “small”.",
    );
  });

  it("a sweep with cancelled runs ends with code 3 and says how they are trained; its own files are not written over", async () => {
    const { spec, data, out, folder } = setUp({ seeds: [1] });
    expect((await focaldesk("run", spec, "--out", join(folder, "small.csv"), "--data-dir", data)).err).toContain("the command reads that file");
    await focaldesk("run", spec, "--data-dir", data);
    const db = new Database(join(data, "focaldesk.db"));
    db.prepare("UPDATE run SET state = 'cancelled' WHERE id = (SELECT max(id) FROM run)").run();
    db.close();
    const ended = await focaldesk("run", spec, "--out", out, "--data-dir", data);
    expect(ended.code).toBe(3);
    expect(ended.err).toContain("1 run was cancelled. Run the same command with --retry to train it.");
    expect(await focaldesk("run", spec, "--out", out, "--data-dir", data, "--retry")).toMatchObject({ code: 0 });
    expect(records(out).map((row) => row["state"])).toEqual(new Array(4).fill("complete"));
  });
});

describe("focaldesk help", () => {
  it.each([
    [["help", "run"], "focaldesk run SPEC.json"],
    [["run", "--help"], "focaldesk run SPEC.json"],
    [["export", "-h"], "focaldesk export SWEEP --out FILE"],
    [["help"], "Focaldesk: focal-loss sweeps"],
    [[], "Focaldesk: focal-loss sweeps"],
  ])("%j", async (args, start) => {
    const ended = await focaldesk(...args);
    expect([ended.code, ended.err, ended.out.startsWith(start)]).toEqual([0, "", true]);
    expect(ended.out.includes("--port")).toBe(false);
  });
});

describe("focaldesk says what is wrong", () => {
  it.each([
    [["fly"], 2, "The command line is not valid: “fly” is not a command. See “focaldesk help”."],
    [["run"], 2, "run needs a sweep file (SPEC.json)"],
    [["run", "a", "b"], 2, "“b” is one word too many for run"],
    [["list", "--fast"], 2, "Unknown option '--fast'"],
    [["exprt", "1"], 2, "“exprt” is not a command; the nearest is “export”. See “focaldesk help”."],
    [["list", "--port", "1"], 2, "--port is not an option of list, but of serve. See “focaldesk help list”."],
    [["export", "1", "--outt", "x.csv"], 2, "Unknown option '--outt'; the nearest is --out. See “focaldesk help export”."],
    [["help", "fly"], 2, "“fly” is not a command"],
    [["run", "a.json", "--metrics", "ece"], 2, "--metrics is about the result file: give --out FILE as well"],
    [["export", "1", "--out", "x.csv", "--rows", "all"], 2, "--rows “all”: it must be one of runs, configs, families"],
    [["export", "1", "--out", "x.tex", "--decimals", "11"], 2, "--decimals must be from 0 to 10"],
    [["list"], 1, "holds no Focaldesk database yet. Import a table or run a sweep first"],
    [["serve", "--port", "99999"], 2, "--port “99999”"],
    [["import", "x.csv"], 2, "import needs --label COLUMN"],
    [["export", "1"], 2, "export needs --out FILE"],
    [["run", "no-such.json"], 1, "no-such.json cannot be read: there is no such file or folder (ENOENT). Check the path"],
  ])("%j", async (args, code, sentence) => {
    const ended = await focaldesk(...args, "--data-dir", join(temporaryFolder(), "d"));
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(sentence);
    expect(ended.out).toBe("");
  });

  it("about the data and the sweep, by place and value, before anything is stored", async () => {
    const { folder, data, spec } = setUp();
    const table = join(folder, "bad.csv");
    const importBad = (text: string) => {
      writeFileSync(table, text);
      return focaldesk("import", table, "--label", "kind", "--data-dir", data);
    };
    expect((await importBad("")).err).toContain("bad.csv is empty");
    expect((await importBad("x,kind\n1,a\n2\n")).err).toContain("Line 3 of bad.csv has 1 instead of 2 fields: “2”.");
    expect((await importBad("x,kind\n1,a\n2,a\n")).err).toContain("holds one class only (“a”)");
    expect((await importBad("x,y\n1,a\n2,b\n")).err).toContain("bad.csv has no column named “kind”. Its columns are: x, y.");
    writeFileSync(spec, JSON.stringify(smallSweep({ losses: [{ family: "focal-softmax", gamma: [-1] }] })));
    expect((await focaldesk("run", spec, "--data-dir", data)).err).toContain(
      "“losses.0.gamma” of the sweep is not valid: gamma is -1, it must be from 0 to 100.",
    );
    writeFileSync(spec, "{ not json");
    expect((await focaldesk("run", spec, "--data-dir", data)).err).toContain("is not JSON: ");
    const listed = JSON.parse((await focaldesk("list", "--data-dir", data, "--json")).out) as { sweeps: unknown[] };
    expect(listed.sweeps).toEqual([]);
  });

  it("about a result file that cannot be written, before the training", async () => {
    const { spec, data, folder } = setUp();
    const out = join(folder, "missing", "results.csv");
    expect(await focaldesk("run", spec, "--out", out, "--data-dir", data)).toMatchObject({
      code: 1,
      err: `${out} could not be written: its folder does not exist. Choose another place; the earlier file, if any, is untouched.\n`,
    });
    mkdirSync(join(folder, "results.csv"));
    const ended = await focaldesk("run", spec, "--out", join(folder, "results.csv"), "--data-dir", data, "--json");
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ error: { code: "export/write", message: expect.stringContaining("it is a folder") } });
    expect(existsSync(data)).toBe(false);
  });
});
