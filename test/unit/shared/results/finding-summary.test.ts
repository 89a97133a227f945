/** @file Findings of many runs in one sentence for each kind. */
import { describe, expect, it } from "vitest";
import { summarizeFindings } from "#shared/words/finding-summary.ts";
import type { RunFlag } from "#shared/wire/run-flags.ts";

const flag = (kind: RunFlag["kind"], classIndex: number | null, remedy = "Do that."): RunFlag => ({
  kind,
  epoch: 9,
  classIndex,
  kept: { text: "Long.", remedy },
});
const NAMES = ["text", "line", "graphic"];

describe("findings of a sweep", () => {
  it("are a sentence for each kind, with runs and classes counted, most runs first", () => {
    const runs = [
      { flags: [flag("class-lost", 1), flag("class-lost", 2)] },
      { flags: [flag("class-lost", 2), flag("not-finite", null, "Lower it.")] },
      { flags: [flag("class-lost", 2, "Rare advice.")] },
      { flags: [] },
    ];
    expect(summarizeFindings(runs, NAMES)).toEqual([
      "2 classes are not found in 3 of 4 runs: “graphic” in 3, “line” in 1. Do that.",
      "The training loss became infinite or not a number in 1 of 4 runs. Lower it.",
    ]);
  });

  it("name a single class, and at most five of many", () => {
    expect(summarizeFindings([{ flags: [flag("one-class", 0)] }], NAMES)).toEqual(["Every validation row goes to class “text” in 1 of 1 run. Do that."]);
    const many = [{ flags: Array.from({ length: 8 }, (_, c) => flag("class-lost", c)) }];
    expect(
      summarizeFindings(
        many,
        Array.from({ length: 8 }, (_, c) => `c${c}`),
      )[0],
    ).toContain("“c4” in 1 and 3 more.");
  });

  it("are none for runs in which nothing was found", () => {
    expect(summarizeFindings([{ flags: [] }], NAMES)).toEqual([]);
  });
});
