/** @file What the window says of a failed run. */
import { expect, it } from "vitest";
import type { RunRow } from "#shared/wire/records.ts";
import { otherFindings, remedyOf } from "../../../src-renderer/views/run-parts/other-findings.ts";

const flag = (text: string, remedy: string): RunRow["flags"][number] => ({ kind: "class-lost", epoch: 3, classIndex: 1, text, remedy });

it("a run that the watchdog ended has the remedy of what ended it; other findings are told beside it", () => {
  const flags = [flag("No row of b.", "Raise the weights."), flag("Loss is not a number.", "Lower the rate."), flag("No row of c.", "Raise more.")];
  const row = { errorCode: "train/watchdog", error: "The watchdog ended the run. Loss is not a number.", flags };
  expect(remedyOf(row)).toBe("Lower the rate.");
  expect(otherFindings(row).map((f) => f.text)).toEqual(["No row of b.", "No row of c."]);
});

it("other errors have the step of their code, never one with a gap in it", () => {
  expect(remedyOf({ errorCode: "train/diverged", error: "…", flags: [] })).toBe("Lower the learning rate and retry.");
  expect(remedyOf({ errorCode: "train/watchdog", error: "…", flags: [] })).toBe("");
  expect(remedyOf({ errorCode: "no/such-code", error: "…", flags: [] })).toBe("");
  expect(remedyOf({ errorCode: null, error: null, flags: [] })).toBe("");
});
