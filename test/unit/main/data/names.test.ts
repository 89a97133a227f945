/**
 * @file Columns and classes may have names that every JavaScript object has; the one that cannot be kept is refused in words.
 * Writes: temporary files.
 */
import { expect, it } from "vitest";
import { readPairs } from "#main/cli/arguments/name-lists.ts";
import { prepareData } from "#main/data/encode/encode.ts";
import { profileFile } from "#main/data/profile/profile.ts";
import { sha256OfFile } from "#main/data/text/fingerprint.ts";
import { formatOfFile } from "#main/export/format-of-file.ts";
import { ownValue } from "#shared/schema/own-value.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import { newLoss } from "../../../../src-renderer/views/new-sweep/state/loss-draft.ts";
import { dataFile, importOptions } from "../../../fixtures/data-files.ts";
import { smallSweep } from "../../../fixtures/small-sweep.ts";

const INHERITED = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__"];
const content = `price,${INHERITED.join(",")},y\n${Array.from({ length: 60 }, (_, i) => `"${i},5",${INHERITED.map((_name, c) => i * (c + 1)).join(",")},${"ab"[i % 2]}`).join("\n")}\n`;
const numbers = { price: { decimal: "," } } as const;

it.each(["median", "drop-rows"] as const)("columns with such names keep their numbers beside a column with a style (%s)", async (missing) => {
  const path = dataFile(content);
  const options = importOptions("y", { rules: 2, missing, numbers });
  const profile = await profileFile(path, "t.csv", options);
  expect(profile.columns.map(({ name, kind }) => [name, kind])).toEqual(["price", ...INHERITED].map((name) => [name, "numeric"]));
  expect(profile.columns.slice(1).map((column) => column.kind === "numeric" && column.max)).toEqual([59, 118, 177, 236, 295]);
  const data = await prepareData({
    path,
    name: "t",
    sha256: await sha256OfFile(path),
    options,
    split: { train: 0.6, validation: 0.2, test: 0.2, seed: 1 },
    classes: profile.classes.map(({ name }) => name),
    columns: profile.columns,
    labelIndex: profile.labelIndex,
  });
  expect([data.features, data.train.x.every(Number.isFinite)]).toEqual([6, true]);
});

it("a record holds what was put into it and nothing else", () => {
  expect(INHERITED.map((name) => ownValue({}, name))).toEqual(INHERITED.map(() => undefined));
  expect(ownValue({ constructor: 3 }, "constructor")).toBe(3);
  expect(ownValue(newLoss("focal-softmax", []).classWeights, "constructor")).toBeUndefined();
  expect(formatOfFile("a.constructor", undefined)).toHaveProperty("problem");
});

it("“__proto__” as a key is refused, in a sweep file and on the command line", () => {
  const said = /“__proto__”.*nothing can be set for a class or column of this name; rename it in the file/;
  const file = JSON.stringify({ ...smallSweep(), dataset: { file: "t.csv", label: "y" } });
  const merging = JSON.parse(file.replace('"label":"y"', '"label":"y","merge":{"__proto__":"b"}')) as unknown;
  expect(() => parseSweepSpec(merging)).toThrow(said);
  expect(() => readPairs("merge", ["__proto__=b"], { names: ["__proto__", "b"], what: "class" })).toThrow(said);
});
