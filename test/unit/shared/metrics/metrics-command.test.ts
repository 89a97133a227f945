/**
 * @file What `focaldesk metrics` reads out of a file and what it refuses, without a process per case.
 * Writes: a temporary folder.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AppError } from "#shared/errors/errors.ts";
import { parseCommandLine, UsageError } from "#main/cli/arguments/arguments.ts";
import type { CliContext } from "#main/cli/arguments/context.ts";
import { metricsCommand } from "#main/cli/measure/metrics-command.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

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

/** The command on a file with that text, as the line would run it. */
async function json(text: string, ...args: string[]): Promise<Printed> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "p.csv"), text);
  const line = parseCommandLine(["metrics", join(folder, "p.csv"), "--json", ...args.map((arg) => arg.replace("FOLDER", folder))]);
  let out = "";
  const stream = { write: (part: string) => void (out += part) };
  const context = { json: true, out: stream, err: stream } as unknown as CliContext;
  expect(await metricsCommand(line, context)).toBe(0);
  return JSON.parse(out) as Printed;
}

/** What a reader of a terminal sees. */
async function text(table: string, ...args: string[]): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "p.csv"), table);
  let out = "";
  const stream = { write: (part: string) => void (out += part) };
  await metricsCommand(parseCommandLine(["metrics", join(folder, "p.csv"), ...args]), { json: false, out: stream, err: stream } as unknown as CliContext);
  return out;
}

const FIVE = "label,a,b,c\na,.7,.2,.1\nb,.4,.4,.2\nb,.1,.6,.3\nc,.2,.3,.5\na,.3,.3,.4\n";

describe("focaldesk metrics is told how a file is read", () => {
  const rows = ["1;fraud;0.9", "2;ok;0.2", "3;ok;0.6", "4;fraud;0.7"];

  it("--ignore leaves out a column that is no score; without it --positive names those that were taken", async () => {
    const table = `id;label;fraud\n${rows.join("\n")}\n`;
    const refused = (await json(table, "--positive", "fraud").catch((thrown: unknown) => thrown)) as AppError;
    expect(`${refused.message} ${refused.action}`).toContain(
      "in p.csv these columns are taken for scores: “id” and “fraud”. Leave out those that are none with --ignore",
    );
    const found = await json(table, "--positive", "fraud", "--ignore", "id");
    // Three of four are on the right side of 0.5.
    expect([found.classes, found.metrics["accuracy"]!.value]).toEqual([["fraud", "ok"], 0.75]);
    await expect(json(table, "--ignore", "ident")).rejects.toThrow("--ignore “ident”");
  });

  it("--skip, --comment and --header, also under the delimiter that is found", async () => {
    const above = `made, by, hand, today, in, Bern\nid;label;fraud\n;;%\n# ${"a,b,c,d,".repeat(5)}\n`;
    const found = await json(`${above}${rows.join("\n")}\n`, "--skip", "1", "--header", "2", "--comment", "#", "--ignore", "id", "--positive", "fraud");
    expect([found.rows, found.metrics["accuracy"]!.value]).toEqual([4, 0.75]);
    await expect(json(FIVE, "--header", "none")).rejects.toThrow("--header must be 1 or more");
  });

  it("an encoding, chosen or found", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "p.csv");
    writeFileSync(path, Buffer.from("label,süß,herb\nsüß,.8,.2\nherb,.1,.9\nsüß,.7,.3\n", "latin1"));
    for (const args of [[], ["--encoding", "cp1252"]]) {
      let out = "";
      let err = "";
      const context = { json: true, out: { write: (part: string) => (out += part) }, err: { write: (part: string) => (err += part) } };
      await metricsCommand(parseCommandLine(["metrics", path, "--json", ...args]), context as unknown as CliContext);
      expect(JSON.parse(out)).toMatchObject({ classes: ["süß", "herb"], metrics: { accuracy: { value: 1 } } });
      expect(err).toContain("windows-1252");
    }
  });

  it("and says once why most metrics have no value", async () => {
    const shown = await text("label,a,b\na,.7,.3\nb,NA,.6\na,.6,.4\n");
    const reason = /line 3[^.\n]*/.exec(shown)![0];
    expect(shown.split(reason)).toHaveLength(2);
    expect(shown).toMatch(/^NLL +-$/m);
  });
});

describe("focaldesk metrics reads", () => {
  it("--classes sets order and columns; others are left out; a label 1.0 is the class 1", async () => {
    const found = await json("id,label,p_1,p_0\n77,1.0,.8,.2\n78,0.0,.3,.7\n", "--classes", "0,1");
    expect(found.classes).toEqual(["0", "1"]);
    expect(found.metrics["accuracy"]!.value).toBe(1);
    expect(found.metrics["brier"]!.value).toBeCloseTo((0.04 + 0.09) / 2, 14);
    expect(found.confusion).toEqual([1, 0, 0, 1]);
  });

  it("a class of --classes without a column has probability 0, wherever it stands in the list", async () => {
    const found = await json("label,b,a\na,.2,.8\nb,.9,.1\n", "--classes", "a,x,b");
    expect(found.confusion).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(found.metrics["nll"]!.value).toBeCloseTo(-(Math.log(0.8) + Math.log(0.9)) / 2, 14);
    expect(found.perClass.map((c) => c["rocAuc"]!.reason)).toEqual([null, "class “x” was not scored", null]);
    const logits = await json("label,b,a\na,0,1\nb,1,0\n", "--classes", "a,x,b", "--scores", "logits");
    expect(logits.confusion).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it("softmax of logits, and one sigmoid per class", async () => {
    const text = "label,a,b\na,2,0\nb,-1000,-1001\n";
    const softmax = await json(text, "--scores", "logits");
    expect(softmax.metrics["nll"]!.value).toBeCloseTo((Math.log1p(Math.exp(-2)) + Math.log1p(Math.E)) / 2, 14);
    const sigmoid = await json(text, "--scores", "logits", "--one-vs-rest");
    // Row 1: own 0.8808 and 0.5, divided by their sum; row 2: e^-1000 and e^-1001.
    const first = 1 / (1 + Math.exp(-2));
    expect(sigmoid.metrics["nll"]!.value).toBeCloseTo((-Math.log(first / (first + 0.5)) + Math.log1p(Math.E)) / 2, 14);
    expect(sigmoid.perClass[0]!["classwiseEce"]!.value).toBeCloseTo((1 - first) / 2, 14);
  });

  it("probabilities that need not add up to 1: --one-vs-rest", async () => {
    const found = await json("label,a,b\na,.8,.8\nb,.4,.1\n", "--one-vs-rest");
    expect(found.perClass[0]!["rocAuc"]!.value).toBe(1);
    expect(found.metrics["nll"]!.value).toBeCloseTo(-(Math.log(0.5) + Math.log(0.2)) / 2, 14);
  });

  it("a file with predictions only: counts are measured, the rest says why not", async () => {
    const found = await json("label,prediction\n10,10\n9,10\n9,9\n");
    expect(found.classes).toEqual(["9", "10"]);
    expect(found.metrics["accuracy"]!.value).toBeCloseTo(2 / 3, 14);
    expect(found.metrics["ece"]).toEqual({ value: null, reason: "there are no scores" });
  });

  it("a prediction column decides the counts, and the difference to the scores is said", async () => {
    const found = await json(FIVE.replace("label", "label,guess").replaceAll(/\n([abc]),/g, "\n$1,$1,"), "--prediction", "guess");
    expect(found.metrics["accuracy"]!.value).toBe(1);
    expect(found.notes[0]).toMatch(/^In 2 of 5 rows the prediction is not the most probable class/);
  });

  it("one row; missing and infinite scores: null with the line, exit code 0", async () => {
    const one = await json("label,a,b\na,.7,.3\n");
    expect(one.metrics["rocAuc"]).toMatchObject({ value: null, reason: "no class has both rows of its own and rows of others" });
    expect(one.metrics["nll"]!.value).toBeCloseTo(-Math.log(0.7), 14);
    for (const cell of ["nan", "", "-inf"]) {
      const found = await json(`label,a,b,c\na,.5,.5,0\n\nb,${cell},.5,.5\nb,.2,.7,.1\n`);
      expect(found.metrics["nll"]).toEqual({ value: null, reason: "line 4 has a score that is not a finite number" });
      expect(found.metrics["accuracy"]!.reason).toBe("line 4 has a score that is not a finite number");
      expect(found.perClass[0]!["rocAuc"]!.reason).toBe("line 4 has a score that is not a finite number");
      expect(found.perClass[1]!["rocAuc"]!.value).toBe(0.75);
      expect(found.perClass.map((c) => [c.support, c.predicted])).toEqual([
        [1, null],
        [2, null],
        [0, null],
      ]);
    }
  });
});

describe("focaldesk metrics takes files as tools write them", () => {
  it("names with commas, quotes and brackets: 8 rows, accuracy 1, ECE 0.3, NLL -log 0.7", async () => {
    const found = await json(readFileSync("test/fixtures/cases/C18/predictions.csv", "utf8"));
    expect(found.classes).toEqual(["Pastry, other", "A]", "recall[x]@temperature", "50% & more_|#1"]);
    expect([found.rows, found.metrics["accuracy"]!.value]).toEqual([8, 1]);
    expect(found.metrics["ece"]!.value).toBeCloseTo(0.3, 12);
    expect(found.metrics["nll"]!.value).toBeCloseTo(0.356675, 6);
  });

  it("probabilities of float32: a softmax that ends beyond 0 and 1 by its last bits", async () => {
    const found = await json("label,a,b\na,1.0000001192092896,-1.1920929e-07\nb,0.30000001192092896,0.699999988079071\n");
    expect(found.metrics["accuracy"]!.value).toBe(1);
    expect(found.metrics["nll"]!.value).toBeCloseTo(-Math.log(0.699999988079071) / 2, 12);
  });

  it("probabilities of few digits, and says that they are used as they are", async () => {
    const found = await json("label,a,b,c\na,.33,.33,.33\nb,.5,.5,.01\nb,.2,.7,.1\n");
    expect(found.metrics["nll"]!.value).toBeCloseTo(-(Math.log(0.33) + Math.log(0.5) + Math.log(0.7)) / 3, 12);
    expect(found.notes).toContain("In 2 rows the probabilities add up to 1 only as far as their digits go; they are used as they are.");
    // One digit does not excuse 0.9.
    await expect(json("label,a,b\na,.7,.2\n")).rejects.toThrow("add up to 0.9, not to 1");
  });

  it("a decimal comma, in quotes beside commas too; and thousands where they are the only reading", async () => {
    const wanted = -(Math.log(0.7) + Math.log(0.6)) / 2;
    for (const table of ["label;a;b\na;0,7;0,3\nb;0,4;0,6\n", 'label,a,b\na,"0,7","0,3"\nb,"0,4","0,6"\n', "label\ta\tb\na\t7,0e-1\t,3\nb\t0,4\t0,6\n"])
      expect((await json(table)).metrics["nll"]!.value).toBeCloseTo(wanted, 14);
    const logits = "label;a;b\na;1,5;−0,5\nb;1.000,25;1.002,25\n";
    expect((await json(logits, "--scores", "logits")).metrics["nll"]!.value).toBeCloseTo(Math.log1p(Math.exp(-2)), 12);
    const thousands = "label;a;b\na;1,002.5;1,000.5\n";
    expect((await json(thousands, "--scores", "logits")).metrics["nll"]!.value).toBeCloseTo(Math.log1p(Math.exp(-2)), 12);
  });

  it("classes that are called None and NA, as labels, predictions and columns", async () => {
    const found = await json("label,prediction\nNone,None\nNA,None\nnull,null\n?,?\n");
    expect([found.rows, found.classes.toSorted(), found.metrics["accuracy"]!.value]).toEqual([4, ["?", "NA", "None", "null"], 0.75]);
    const scored = await json("label,None,NA\nNone,.8,.2\nNA,.3,.7\n");
    expect(scored.perClass.map((c) => [c.class, c.support])).toEqual([
      ["None", 1],
      ["NA", 1],
    ]);
  });

  it("a label 1.0 beside a prediction 1 is one class, a label 01 is another", async () => {
    expect(await json("label,prediction\n1.0,1\n0.0,0\n")).toMatchObject({ classes: ["0", "1"], metrics: { accuracy: { value: 1 } } });
    expect((await json("label,prediction\n01,1\n1,1\n")).classes).toHaveLength(2);
  });
});

describe("focaldesk metrics takes one score column for two classes", () => {
  // Brier of two classes is the mean of (p - y)^2.
  const brier = (0.3 ** 2 + 0.4 ** 2 + 0.2 ** 2) / 3;
  it.each<[string, string, string[], string]>([
    ["of 0 and 1 the score of 1", "label,score\n1,.7\n0,.4\n1,.8\n", [], "1"],
    ["the class that the column names", "label,p_sick\nsick,.7\nfit,.4\nsick,.8\n", [], "sick"],
    ["the class that --positive names", "label,score\nsick,.7\nfit,.4\nsick,.8\n", ["--positive", "sick"], "sick"],
    ["two classes of --classes, and the one column that is called a probability", "id,label,prob\n9,1,.7\n8,0,.4\n7,1,.8\n", ["--classes", "0,1"], "1"],
    ["a column “prediction” of fractions", "label,prediction\n1,.7\n0,.4\n1,.8\n", [], "1"],
    ["labels 1.0 and 0.0", "label;score\n1.0;0,7\n0.0;0,4\n1.0;0,8\n", [], "1.0"],
  ])("%s", async (_, table, args, positive) => {
    const found = await json(table, ...args);
    expect(found.classes).toHaveLength(2);
    expect(found.metrics["brier"]!.value).toBeCloseTo(brier, 14);
    expect(found.metrics["accuracy"]!.value).toBe(1);
    expect(found.notes[0]).toContain(`is taken as the probability of class “${positive}”; class “`);
  });

  it("one logit, and the other reading of the same column", async () => {
    const nll = (await json("label,logit\n1,2\n0,-1\n", "--scores", "logits")).metrics["nll"]!.value;
    expect(nll).toBeCloseTo((Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(-1))) / 2, 14);
    expect((await json("label,score\n1,.7\n0,.4\n", "--positive", "0")).metrics["accuracy"]!.value).toBe(0);
  });

  it("ECE bins the predicted class; that of the positive class, as in torchmetrics for two classes, stands per class (docs/metrics.md)", async () => {
    const found = await json("label,p\n0,.1\n1,.1\n1,.9\n1,.9\n");
    expect(found.metrics["ece"]!.value).toBeCloseTo(0.9 - 3 / 4, 14);
    expect(found.perClass[1]!["classwiseEce"]!.value).toBeCloseTo((0.5 - 0.1) / 2 + (1 - 0.9) / 2, 14);
  });

  it("where one of the classes does not occur, both are named", async () => {
    const found = await json("label,p\nfit,.2\nfit,.4\n", "--classes", "fit,sick", "--positive", "sick");
    expect(found.confusion).toEqual([2, 0, 0, 0]);
    expect((await json("label,p\nfit,.2\nfit,.4\n", "--positive", "sick")).confusion).toEqual([2, 0, 0, 0]);
  });
});

it("focaldesk metrics prints top k only where k is below the number of classes", async () => {
  const three = await text(FIVE);
  expect(three).toMatch(/^Top-2 accuracy +1\.000000$/m);
  expect(three).not.toMatch(/Top-[35]/);
  expect(await text("label,a,b\na,1,0\nb,0,1\n")).not.toContain("Top-");
  expect(await text("label,a,b,c,d\na,.4,.3,.2,.1\nd,.4,.3,.2,.1\n")).toMatch(/^Top-3 accuracy +0\.500000$/m);
});

describe("focaldesk metrics says what is wrong, where, and what to do", () => {
  it.each<[string, string, string[], number, string]>([
    ["no label column", "y,a,b\na,1,0\n", [], 1, "p.csv has no column “label” to take as label. Its columns are: y, a, b. Name the column with --label."],
    ["no such prediction", FIVE, ["--prediction", "guess"], 1, "has no column “guess” to take as prediction."],
    ["nothing to measure", "label\na\n", [], 1, "p.csv has neither a score column nor a prediction column besides the label “label” (other columns: none)."],
    ["one score column of three classes", "label,p_a\na,.5\nb,.5\nc,.2\n", [], 1, "p.csv has one score column, “p_a”, and 3 classes (a, b, c); one score"],
    ["one score column and one class", "label,p\na,.5\n", [], 1, "name both with --classes A,B and the scored one with --positive."],
    ["one score column of no class", "label,p\nx,.5\nz,.5\n", [], 1, 'nothing says for which. Name that class: --positive "z" or --positive "x".'],
    [
      "no such positive class",
      "label,p\nx,.5\nz,.5\n",
      ["--positive", "y"],
      1,
      "--positive “y” is none of the two classes of p.csv (x, z). Name one of these.",
    ],
    ["a positive class beside a score for each", FIVE, ["--positive", "a"], 1, "--positive “a” says whose score a single score column holds"],
    ["a row without a label", "label,prediction\na,a\n,a\n", [], 1, "Line 3 of p.csv has no label (column “label”)."],
    [
      "decimals of two kinds",
      "label;a;b\na;0,7;0.3\n",
      [],
      1,
      "Line 2 of p.csv, column “b”: “0.3” is not a number with a decimal comma, as “0,7” on line 2 is.",
    ],
    ["commas of two readings", "label;a;b\na;1,234;2,345\n", ["--scores", "logits"], 1, "“1,234” may be a number with decimals or one with thousands"],
    ["a label that is no class", "label,a,b\na,1,0\nd,0,1\n", [], 1, "Line 3 of p.csv, column “label”: “d” is none of the classes a, b."],
    ["a prediction that is no class", "label,prediction,a,b\na,x,1,0\n", [], 1, "Line 2 of p.csv, column “prediction”: “x” is none of the classes a, b."],
    ["a text among the scores", "label,a,b\na,1,0\nb,high,1\n", [], 1, "Line 3 of p.csv, column “a”: “high” is not a number."],
    [
      "no probability",
      "label,a,b\na,1.5,-.5\n",
      [],
      1,
      "Line 2 of p.csv, column “a”: “1.5” is not a probability in [0, 1]. Correct the value; logits need --scores logits;",
    ],
    ["a sum that is not 1", "label,a,b\na,.7,.3\nb,.7,.31\n", [], 1, "The scores on line 3 of p.csv add up to 1.01, not to 1 (columns a, b)."],
    ["an empty file", "", [], 1, "p.csv is empty"],
    ["a ragged line", "label,a,b\na,1\n", [], 1, "Line 2 of p.csv has 2 instead of 3 fields: “a,1”."],
    ["a class named twice", FIVE, ["--classes", "a,b,a"], 2, "--classes names “a” twice"],
    ["train counts of no class", FIVE, ["--train-counts", "a=3,z=1"], 2, "--train-counts “z=1”: write CLASS=ROWS for the classes a, b, c"],
    ["train counts with a gap", FIVE, ["--train-counts", "a=3,b=1"], 2, "--train-counts has no number for class “c”"],
    ["another kind of scores", FIVE, ["--scores", "odds"], 2, "--scores “odds”"],
    ["a result file of another kind", FIVE, ["--out", "FOLDER/m.xlsx"], 2, "the metrics of a file are written as .csv, .tsv, .json, .md and .html"],
    ["a result file without an ending", FIVE, ["--out", "FOLDER/m"], 2, "m: the metrics of a file are written as .csv, .tsv, .json, .md and .html"],
    ["a result file for LaTeX", FIVE, ["--out", "FOLDER/m.tex"], 2, "m.tex: the metrics of a file are written as .csv, .tsv, .json, .md and .html"],
    ["a result file that is the input", FIVE, ["--out", "FOLDER/p.csv"], 1, "could not be written: the command reads that file."],
    ["a result file that cannot be", FIVE, ["--out", "FOLDER/none/m.csv"], 1, "could not be written: its folder does not exist."],
  ])("%s", async (_, text, args, code, sentence) => {
    const error: unknown = await json(text, ...args).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    const { message, action } = error as AppError;
    expect(`${message} ${action}`).toContain(sentence);
    expect(error instanceof UsageError ? 2 : 1).toBe(code);
  });
});
