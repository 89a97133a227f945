/** @file What is said of a failed run, and what to do about it. */
import { expect, it } from "vitest";
import type { RunFlag } from "#shared/wire/run-flags.ts";
import { remedyOfRunError, sayRunError } from "#shared/words/en/run-errors.ts";
import { sayFlag } from "#shared/words/en/run-flags.ts";
import { otherFindings } from "../../../src-renderer/views/run-parts/other-findings.ts";

const lost = (classIndex: number): RunFlag => ({
  kind: "class-lost",
  epoch: 3,
  classIndex,
  className: "abc"[classIndex]!,
  rows: 9,
  from: 1,
  to: 3,
  best: null,
});
const noNumber: RunFlag = { kind: "not-finite", epoch: 3, classIndex: null, value: "nan" };
const flags = [lost(1), noNumber, lost(2)];

it("a run that the watchdog ended says what ended it, and its remedy; other findings are told beside it", () => {
  const error = { code: "train/watchdog", data: { kind: "not-finite", classIndex: null }, kept: null };
  expect(sayRunError({ error, flags })).toBe("The watchdog ended the run. The training loss became not a number in epoch 3.");
  expect(remedyOfRunError({ error, flags })).toBe("Lower the learning rate, or look for extreme values in the features.");
  expect(otherFindings({ error, flags }).map(sayFlag)).toEqual([
    "Class “b” (9 validation rows) was not found in epochs 1 to 3.",
    "Class “c” (9 validation rows) was not found in epochs 1 to 3.",
  ]);
});

it("the same finding of another class did not end it", () => {
  const error = { code: "train/watchdog", data: { kind: "class-lost", classIndex: 2 }, kept: null };
  expect(otherFindings({ error, flags })).toEqual([lost(1), noNumber]);
  expect(sayRunError({ error: { ...error, data: { kind: "one-class", classIndex: 2 } }, flags })).toBe("The watchdog ended the run.");
});

it("other errors have the step of their code; of a sentence that was kept alone, never one with a gap in it", () => {
  const of = (code: string, data: Record<string, string | number>, kept: string | null = null) => ({ error: { code, data, kept }, flags: [] });
  const crashed = of("train/crashed", { reason: "exit code 13", runs: "1 run" });
  expect(sayRunError(crashed)).toBe("The trainer process ended unexpectedly (exit code 13) while it trained 1 run.");
  expect(remedyOfRunError(crashed)).toBe("Retry; if it happens again, report it with the log (“focaldesk log” shows it).");
  expect(remedyOfRunError(of("train/crashed", {}, "It crashed."))).toBe("");
  expect(remedyOfRunError(of("train/diverged", {}, "…"))).toBe("Lower the learning rate and retry.");
  expect(sayRunError(of("train/diverged", {}, "It ran away."))).toBe("It ran away.");
  expect([sayRunError(of("no/such-code", {})), remedyOfRunError(of("no/such-code", {}))]).toEqual(["no/such-code", ""]);
});
