/** The command line as its users call it: real processes, real files, exit codes. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { parse } from "csv-parse/sync";
import { describe, expect, it, onTestFinished } from "vitest";
import { scoresOf } from "#shared/metrics.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import type { SweepSpecInput } from "#shared/sweep-spec.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, ["src-main/cli.ts", ...args], { stdio: ["ignore", "pipe", "pipe"] });
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
    const { spec, data, out } = setUp({ training: { epochs: 150, batchSize: 8 }, seeds: [1] });
    const { child, ended } = start(["run", spec, "--out", out, "--data-dir", data, "--trainers", "1"]);
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
    expect(ended.err).toContain("1 run(s) failed: The loss became");
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
    const locked = await focaldesk("run", spec, "--out", out, "--data-dir", data);
    expect(locked).toMatchObject({
      code: 1,
      err: `The data folder ${data} is in use by another Focaldesk (process ${server.child.pid}). Use that window or command, or choose another folder with --data-dir.\n`,
    });

    for (const format of ["csv", "tsv", "json", "markdown"]) {
      const file = join(folder, `export.${format}`);
      expect(await focaldesk("export", "small", "--format", format, "--out", file, "--data-dir", data)).toMatchObject({ code: 0 });
    }
    const csv = records(join(folder, "export.csv"));
    const json = JSON.parse(readFileSync(join(folder, "export.json"), "utf8")) as { rowCount: number; rows: Record<string, unknown>[] };
    const tsv = parse(readFileSync(join(folder, "export.tsv")), { columns: true, delimiter: "\t" }) as Record<string, string>[];
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

describe("focaldesk says what is wrong", () => {
  it.each([
    [["fly"], 2, "The command line is not valid: “fly” is not a command. See “focaldesk help”."],
    [["run"], 2, "run needs a sweep file (SPEC.json)"],
    [["run", "a", "b"], 2, "“b” is one word too many for run"],
    [["list", "--fast"], 2, "Unknown option '--fast'"],
    [["serve", "--port", "99999"], 2, "--port “99999”"],
    [["import", "x.csv"], 2, "import needs --label COLUMN"],
    [["export", "1"], 2, "export needs --out FILE"],
    [["run", "no-such.json"], 1, "no-such.json cannot be read: ENOENT"],
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
    expect((await importBad("x,kind\n1,a\n2\n")).err).toContain("Line 3 of bad.csv has 1 fields where 2 are expected.");
    expect((await importBad("x,kind\n1,a\n2,a\n")).err).toContain("holds one class only (“a”)");
    expect((await importBad("x,y\n1,a\n2,b\n")).err).toContain("bad.csv has no column named “kind”. Its columns are: x, y.");
    writeFileSync(spec, JSON.stringify(smallSweep({ losses: [{ family: "focal-softmax", gamma: [-1] }] })));
    expect((await focaldesk("run", spec, "--data-dir", data)).err).toContain(
      "“losses.0.gamma” of the sweep is not valid: gamma is -1, it must be from 0 to 100.",
    );
    writeFileSync(spec, "{ not json");
    expect((await focaldesk("run", spec, "--data-dir", data)).err).toContain("it is not JSON");
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
    mkdirSync(join(folder, "results"));
    const ended = await focaldesk("run", spec, "--out", join(folder, "results"), "--data-dir", data, "--json");
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ error: { code: "export/write", message: expect.stringContaining("it is a folder") } });
    expect(existsSync(data)).toBe(false);
  });
});
