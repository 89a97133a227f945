/**
 * @file `focaldesk metrics` as its users call it: real files, real processes, exit codes.
 * Reads: test/fixtures/metrics/scores.json. Writes: a temporary folder.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

interface Measured {
  readonly value: number | null;
  readonly reason: string | null;
}
interface Printed {
  readonly rows: number;
  readonly classes: string[];
  readonly metrics: Record<string, Measured>;
  readonly perClass: (Record<string, Measured> & { class: string; support: number; predicted: number | null })[];
  readonly confusion: number[] | null;
  readonly notes: string[];
}

/** Runs the command on a file with that text; `code` is its exit code. */
function metrics(text: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string; folder: string }> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "p.csv"), text);
  const all = ["src-main/cli.ts", "metrics", join(folder, "p.csv"), ...args.map((arg) => arg.replace("FOLDER", folder))];
  const child = spawn(process.execPath, all, { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (out += part));
  child.stderr.setEncoding("utf8").on("data", (part: string) => (err += part));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err, folder })));
}
async function json(text: string, ...args: string[]): Promise<Printed> {
  const ended = await metrics(text, "--json", ...args);
  expect(ended).toMatchObject({ code: 0, err: "" });
  return JSON.parse(ended.out) as Printed;
}

const FIVE = "label,a,b,c\na,.7,.2,.1\nb,.4,.4,.2\nb,.1,.6,.3\nc,.2,.3,.5\na,.3,.3,.4\n";

const fixture = JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures/metrics/scores.json"), "utf8")) as {
  unit: number;
  cases: {
    kind: string;
    classes: number;
    units: number[];
    labels: number[];
    overall: Record<string, number | null>;
    perClass: Record<string, (number | null)[]>;
  }[];
};

describe("focaldesk metrics", () => {
  it.each(["ties", "absent"])("gives scikit-learn's figures for a file: %s", async (kind) => {
    const wanted = fixture.cases.findLast((c) => c.kind === kind)!;
    const names = Array.from({ length: wanted.classes }, (_, c) => `kind ${c}`);
    const rows = wanted.labels.map((label, i) => [names[label], ...names.map((_, c) => wanted.units[i * wanted.classes + c]! / fixture.unit)].join(";"));
    const found = await json(`truth;${names.map((name) => `score_${name}`).join(";")}\n${rows.join("\n")}\n`, "--label", "truth");
    expect(found.classes).toEqual(names);
    for (const [id, value] of Object.entries(wanted.overall))
      expect([id, found.metrics[id]!.value]).toEqual([id, value === null ? null : expect.closeTo(value, 12)]);
    for (const [id, values] of Object.entries(wanted.perClass))
      expect([id, found.perClass.map((c) => c[id]!.value)]).toEqual([id, values.map((value) => (value === null ? null : expect.closeTo(value, 12)))]);
  });

  it("prints an aligned table, overall and per class", async () => {
    const ended = await metrics(FIVE, "--train-counts", "a=100,b=10,c=1");
    expect(ended).toMatchObject({ code: 0, err: "" });
    const lines = ended.out.split("\n");
    expect(lines[0]).toBe("p.csv: 5 rows, 3 classes");
    const at = (label: string) => lines.find((line) => line.startsWith(label))!;
    const figures = (label: string) => at(label).split(/ {2,}/);
    expect(figures("NLL")).toEqual(["NLL", "0.736182"]);
    expect(figures("Recall of the tail")).toEqual(["Recall of the tail", "1.000000", "mean over 1 of 3 classes"]);
    // Aligned: the figures end in one column.
    expect(at("NLL").length).toBe(at("Accuracy").length);
    expect(at("Top-2 accuracy")).toMatch(/^Top-2 accuracy +\d/);
    expect(at("Top-3 accuracy")).toBeUndefined();
    expect(at("Class ")).toBe("Class  Rows  Predicted    Recall  Precision        F1   ROC-AUC  Average precision       ECE");
    expect(at("b ")).toBe("b         2          1  0.500000   1.000000  0.666667  1.000000           1.000000  0.360000");
  });

  it("writes every figure with its reason to a CSV file", async () => {
    const ended = await metrics(FIVE, "--classes", "a,b,c,d", "--out", "FOLDER/m.csv");
    expect(ended).toMatchObject({ code: 0, err: `Written to ${ended.folder}/m.csv\n` });
    const rows = parse(readFileSync(join(ended.folder, "m.csv")), { columns: true }) as Record<string, string>[];
    const of = (metric: string, name: string) => rows.find((row) => row["metric"] === metric && row["class"] === name);
    expect(Number(of("brier", "")!["value"])).toBeCloseTo(0.416, 14);
    expect(of("support", "b")).toMatchObject({ value: "2", reason: "" });
    expect(of("rocAuc", "d")).toMatchObject({ value: "", reason: "class “d” was not scored" });
    expect(of("recall", "d")).toMatchObject({ value: "", reason: "class “d” has no row" });
    expect(rows).toHaveLength(30 + 4 * 7);
  });

  it("says what is wrong and how to go on; exit code 1 for the file, 2 for the command line", async () => {
    const bad = await metrics("label,a,b\na,.7,.3\nb,7,-3\n");
    expect(bad).toMatchObject({
      code: 1,
      out: "",
      err: "Line 3 of p.csv, column “a”: “7” is not a probability in [0, 1]. Correct the value; logits need --scores logits; a column that is no score is left out with --ignore.\n",
    });
    expect(await metrics(FIVE, "--scores", "odds")).toMatchObject({ code: 2, out: "", err: expect.stringContaining("--scores “odds”") });
    const asJson = await metrics("label,a,b\na,.9,.9\n", "--json");
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.out)).toMatchObject({ error: { code: "predictions/sum", data: { line: 2, sum: 1.8 } } });
  });

  it.skipIf(process.platform === "win32")("reads standard input as “-” and a pipe by its path, and leaves no copy behind", async () => {
    const folder = temporaryFolder();
    for (const [operand, name] of [
      ["-", "standard input"],
      ["/dev/stdin", "stdin"],
    ] as const) {
      // A pipe of the shell: Node's own are sockets, which have no path.
      const line = `printf '%s' "$TABLE" | "${process.execPath}" src-main/cli.ts metrics ${operand} --json`;
      const child = spawn("sh", ["-c", line], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, TMPDIR: folder, TABLE: FIVE } });
      let out = "";
      child.stdout.setEncoding("utf8").on("data", (part: string) => (out += part));
      expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ file: name, rows: 5, metrics: { accuracy: { value: 0.6 } } });
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it("NaN scores are no error: null with the line", async () => {
    const found = await json("label,a,b,c\na,.5,.5,0\nb,nan,.5,.5\n");
    expect(found.metrics["brier"]).toEqual({ value: null, reason: "line 3 has a score that is not a finite number" });
  });
});
