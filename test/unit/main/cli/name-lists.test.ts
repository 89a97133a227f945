/** Names of columns and classes on the command line, with commas, quotes, brackets and line breaks in them. */
import { describe, expect, it } from "vitest";
import { parseCommandLine } from "#main/cli/arguments/arguments.ts";
import { exportChoice } from "#main/cli/sweep/export-choice.ts";
import { configOf } from "../../../fixtures/config-of.ts";
import { readKnownNames, readLikelyNames, readPairs } from "#main/cli/arguments/name-lists.ts";

const COLUMNS = ["Income, annual", "Height\n(cm)", 'the "true" age', "a", "b", "a,b c"];
const read = (...values: string[]) => readKnownNames("ignore", values, { names: COLUMNS, what: "column" });

describe("a list of names", () => {
  it.each<[string, string[], string[]]>([
    ["several values add up", ["a", "b"], ["a", "b"]],
    ["one value holds several", ["a, b"], ["a", "b"]],
    ["a name with a comma as it is", ["Income, annual"], ["Income, annual"]],
    ["a name with a comma among others", ["b,Income, annual,a"], ["b", "Income, annual", "a"]],
    ["quoted as in CSV", ['"Income, annual",b'], ["Income, annual", "b"]],
    ["a line break", ["Height\n(cm)"], ["Height\n(cm)"]],
    ["a line break in quotes", ['"Height\n(cm)",a'], ["Height\n(cm)", "a"]],
    ["quotation marks in a name as it is", ['the "true" age'], ['the "true" age']],
    ["quotation marks in a list", ['"the ""true"" age",b'], ['the "true" age', "b"]],
    ["nothing", [""], []],
    ["a name twice", ["a,a", "a"], ["a"]],
  ])("%s", (_, values, names) => expect(read(...values)).toEqual(names));

  it.each<[string, string, string]>([
    ["unknown, with the nearest", "Income, anual", "--ignore “Income”: no column has this name; the nearest is “Income, annual”"],
    ["a broken quotation", 'a,"b', '--ignore “a,"b” has a broken quotation'],
  ])("refuses %s", (_, value, sentence) => expect(() => read(value)).toThrow(sentence));

  it("refuses a value that can be read in two ways, and says how to write it", () => {
    const both = { names: ["a", "b", "a,b"], what: "column" };
    expect(() => readKnownNames("ignore", ["a,b"], both)).toThrow("--ignore “a,b” can be “a” and “b” or “a,b”: quote a name that holds a comma");
    expect(readKnownNames("ignore", ['"a,b"'], both)).toEqual(["a,b"]);
    expect(readKnownNames("ignore", ["a", "b"], both)).toEqual(["a", "b"]);
  });

  it("may hold names that are not there, where that is allowed", () => {
    expect(readLikelyNames("classes", ["Pastry, other", "new,A]"], ["Pastry, other", "A]"])).toEqual(["Pastry, other", "new", "A]"]);
  });
});

describe("pairs", () => {
  const pairs = (...values: string[]) => readPairs("merge", values, { names: ["1.0", "1", "a=b", "x, y"], what: "class" });
  it("are cut where a class is named", () => {
    expect(pairs("1.0=1,1=one", "a=b=1", '"x, y=new, name"')).toEqual({ "1.0": "1", "1": "one", "a=b": "1", "x, y": "new, name" });
    expect(pairs("1.0=x, y,x, y=new")).toEqual({ "1.0": "x, y", "x, y": "new" });
  });
  it.each([
    ["2=1", "no class has the name “2”"],
    ["1.0", "write FROM=TO"],
  ])("%s is refused", (value, sentence) => expect(() => pairs(value)).toThrow(sentence));
  it("that contradict each other are refused", () => expect(() => pairs("1.0=1", "1.0=x")).toThrow("merges “1.0” into “1” and into “x”: keep one"));
});

describe("an option given twice", () => {
  it("adds up where it is a list, and is refused where two values differ", () => {
    expect(parseCommandLine(["import", "f", "--ignore", "a", "--ignore", "b"]).options.ignore).toEqual(["a", "b"]);
    expect(parseCommandLine(["import", "f", "--label", "y", "--label", "y"]).options.label).toBe("y");
    expect(() => parseCommandLine(["import", "f", "--label", "x", "--label", "y"])).toThrow("--label is given twice, as “x” and as “y”: keep one");
  });
});

describe("what a table shows", () => {
  const config = (id: number, label: string) => configOf({ id, label });
  const choice = (configs: object[], ...argv: string[]) =>
    exportChoice({ configs, params: [], classNames: ["Pastry, other", "A]"] } as never, parseCommandLine(["export", "1", "--out", "t.csv", ...argv]).options);

  it("names metrics of classes with commas and brackets", () => {
    const metrics = ["--metrics", "recall[Pastry, other],macro_f1", "--metrics", "recall[A]]", "--metrics", '"f1[Pastry, other]"'];
    expect(choice([], ...metrics).metrics).toEqual(["recall[Pastry, other]", "macro_f1", "recall[A]]", "f1[Pastry, other]"]);
  });
  it("names configurations by name or id, and refuses a word that is both", () => {
    const configs = [config(1, "γ 2, α 1"), config(2, "1"), config(3, "γ 2, α 1")];
    expect(choice(configs, "--configs", "id:1,name:1").configs).toEqual([1, 2]);
    expect(() => choice(configs, "--configs", "1")).toThrow("it can be “γ 2, α 1” (id:1) or “1” (id:2); give the id so");
    expect(() => choice(configs, "--baseline", "γ 2, α 1", "--rows", "configs")).toThrow("(id:1) or “γ 2, α 1” (id:3)");
  });
});
