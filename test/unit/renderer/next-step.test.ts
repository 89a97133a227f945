/** @file The window speaks of its controls, not of options of the command line. Reads: the error table. */
import { expect, it } from "vitest";
import { AppError, ERROR_TABLE, type ErrorCode } from "#shared/errors/errors.ts";
import { words } from "../../../src-renderer/words/index.ts";
import { nextStep } from "../../../src-renderer/words/next-step.ts";

/** Only a command meets these, or they keep the window from opening at all. */
const ELSEWHERE: readonly RegExp[] = [
  /^predictions\//,
  /^export\/late$/,
  /^host\/(port|token|broken-off|other-version)$/,
  // What would allow it is a word of whoever starts the server.
  /^access\/(host|origin)$/,
  /^engine\/(broken|no-pip|no-compiler)$/,
  /^store\/(unreadable|corrupt|damaged|vanished|locked(-by-(window|server))?)$/,
];
const codes = Object.keys(ERROR_TABLE) as ErrorCode[];

it("no next step of the window names an option of the command line", () => {
  const said = codes.filter((code) => !ELSEWHERE.some((where) => where.test(code))).map((code) => nextStep(new AppError(code)));
  expect(said.filter((step) => /--\w/.test(step))).toEqual([]);
});

it("a line with too many fields: the delimiter, the lines to skip, the comment sign, by the names of their fields", () => {
  const { reading } = words.importing;
  const step = nextStep(new AppError("data/ragged", { line: 25, file: "a.csv", found: 3, expected: 5, text: "x" }));
  for (const field of [reading.delimiter, reading.skip, reading.skipEnd, reading.comment]) expect(step).toContain(`“${field}”`);
});

it("a column that cannot split is named; what the window says no better stands as it is", () => {
  expect(nextStep(new AppError("split/column-used", { column: "fold", role: "a feature", name: "flows" }))).toContain("“fold”");
  expect(nextStep(new AppError("data/one-class", { label: "kind", file: "a.csv", value: "a" }))).toBe(ERROR_TABLE["data/one-class"].action);
});
