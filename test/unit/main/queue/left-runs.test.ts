/** @file When the ends of trainers make all training wait, and what is said of them. */
import { expect, it } from "vitest";
import { LeftRuns } from "#main/queue/left-runs.ts";
import type { CohortOutcome } from "#main/trainers/kind.ts";
import { AppError } from "#shared/errors/errors.ts";

const ended = (by: "process" | "outside" | "unstarted", reason: string): CohortOutcome => ({
  kind: "failed",
  by,
  error: new AppError(by === "unstarted" ? "train/start" : "train/crashed", { reason, runs: "1 run" }),
});
const killed = ended("outside", "signal SIGKILL");
const starved = ended("unstarted", "no memory");
const times = <T>(n: number, act: () => T): T[] => Array.from({ length: n }, act);

it("twenty deaths from outside without a step pause, with what ended them; a later start epoch begins anew", () => {
  const left = new LeftRuns();
  left.begun(0, [{ runId: 7, epoch: 3 }]);
  expect(times(19, () => left.count(0, [7], killed, []))).toEqual(new Array(19).fill(null));
  left.begun(0, [{ runId: 7, epoch: 3 }]);
  expect(left.count(0, [7], killed, [])).toMatchObject({ code: "train/ended-outside", data: { times: 20, reason: "signal SIGKILL" } });
  left.begun(0, [{ runId: 7, epoch: 4 }]);
  expect(times(19, () => left.count(0, [7], killed, []))).toEqual(new Array(19).fill(null));
  left.forget();
  expect(left.count(0, [7], killed, [])).toBeNull();
});

it("a trainer that cannot be started is told of once, and pauses only when no other one may begin", () => {
  const left = new LeftRuns();
  const tries = (slot: number, others: number[]) => [left.count(slot, [1], starved, others)?.code ?? null, left.newsOf(slot, starved)?.code ?? null];
  expect(tries(0, [1])).toEqual([null, "train/start"]);
  expect(times(30, () => tries(0, [1]))).toEqual(times(30, () => [null, null]));
  expect(tries(1, [0])).toEqual([null, "train/start"]);
  expect(tries(0, [1])).toEqual(["train/no-process", null]);
  left.begun(1, []);
  expect(tries(0, [1])).toEqual([null, null]);
});

it("a crash of its own is always told, and counted by the run alone", () => {
  const left = new LeftRuns();
  const crash = ended("process", "exit code 13");
  expect(times(25, () => [left.count(0, [1], crash, []), left.newsOf(0, crash)?.code])).toEqual(times(25, () => [null, "train/crashed"]));
});
